"""Vegetation, plot files, credits and comparison in a real browser: no barrier, nothing wider than the screen."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Plot, Revision, VegetationZone
from assessments.services import calculating, importing, lifecycle
from tests import builders
from tests.browser import DESKTOP, PHONE
from tests.domain.test_plot_import import sheet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(assessor, authority, release, today):
    """Every kind of page, filled: computed and not computed lines, parts, a final revision, a file with errors."""
    old = builders.complete_development(assessor=assessor, reviewing=authority)
    builders.finalise(old)
    actor = builders.acting(assessor)
    made = lifecycle.reopen(actor=actor, revision_id=old.pk, today=today)
    new = Revision.objects.select_related("assessment__case", "release").get(public_id=made["revision_id"])
    zone = VegetationZone.objects.get(revision=new)
    builders.add_candidate(new, zone)
    part = builders.add_part(new, zone, "Clearing", 9_000)
    builders.add_part(new, zone, "Edge", 10_000)
    bare = builders.add_zone(new, number=2, condition="bare", pct_id=3242)
    calculating.calculate(actor=actor, revision_id=new.pk)
    content = sheet({"compTree": "four", "funLitterCover": "152"}, {"plot": "P2", "strucForbs": "0.05"})
    staged = importing.upload(actor=actor, revision_id=new.pk, filename="plots.csv", content=content)["id"]
    refused = importing.upload(actor=actor, revision_id=new.pk, filename="plots.csv", content=b"x")["id"]
    plot = Plot.objects.filter(revision=new)[0]
    ours = [new.public_id]
    return [
        *(reverse("section-page", args=[*ours, code]) for code in ("zones", "plots", "management_zones")),
        *(reverse("section-row-add", args=[*ours, code]) for code in ("zones", "plots", "management_zones")),
        reverse("section-row-edit", args=[*ours, "plots", plot.public_id]),
        reverse("section-row-remove", args=[*ours, "zones", zone.public_id]),
        reverse("zone-page", args=[*ours, zone.public_id]),
        reverse("zone-page", args=[*ours, bare.public_id]),
        reverse("future-values", args=[*ours, part.public_id]),
        reverse("plot-import-new", args=ours),
        reverse("plot-import-page", args=[staged]),
        reverse("plot-import-row", args=[staged, 2]),
        reverse("plot-import-page", args=[refused]),
        reverse("credits-page", args=ours),
        reverse("credits-page", args=[old.public_id]),
        reverse("section-page", args=[old.public_id, "plots"]),
        reverse("revision-compare", args=[*ours, old.public_id]),
    ]


def test_pages_have_no_barrier_and_do_not_scroll_sideways(
    fenced_page, live_server, axe, sign_in, assessor, addresses
):
    sign_in(fenced_page, assessor)
    for address in addresses:
        fenced_page.goto(live_server.url + address)
        # What is folded away is part of the page: provisional reasons, the working of every credit.
        fenced_page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert fenced_page.evaluate(wide) is False, (address, size)


def test_a_table_that_goes_on_to_the_side_says_so_until_its_end_is_seen(
    fenced_page, live_server, sign_in, assessor, authority, release
):
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    zone = VegetationZone.objects.get(revision=revision)
    fenced_page.set_viewport_size(DESKTOP)
    sign_in(fenced_page, assessor)
    fenced_page.goto(live_server.url + reverse("zone-page", args=[revision.public_id, zone.public_id]))
    plots = fenced_page.get_by_role("region", name=f"Plots of zone {zone.key}")
    told = plots.get_by_text("Scroll sideways for more columns")
    expect(told).to_be_visible()
    expect(plots).to_have_class(re.compile("reg-table-scroll--more"))
    plots.evaluate("region => { region.scrollLeft = region.scrollWidth; }")
    expect(plots).not_to_have_class(re.compile("reg-table-scroll--more"))
    fits = fenced_page.get_by_role("region", name="Composition attributes")
    expect(fits.get_by_text("Scroll sideways for more columns")).to_be_hidden()
