"""Yearly reports in a browser: no barrier, no wider than a phone, and the whole report written without a script."""

import os

import pytest

from registry.fund.services import compliance_holds, report_observations, report_photos
from tests.browser import DESKTOP, PHONE
from tests.builders_agreements import actor
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def year(cast, media):
    """The second year of a site, being written, with everything a report can hold; the first one is approved."""
    first = made.made_year(cast, days_until_due=-300)
    made.approved(cast, first, actions=made.answers(first, "partly"))
    second = made.made_year(cast, site=first.site, year=2, days_until_due=-3)
    made.saved(cast, second, actions=made.answers(second, "no"))
    ids = {"actor": actor(cast, made.HOLDER), "year_id": str(second.public_id), "today": made.today()}
    for kind, text in (
        ("monitoring", "Quolls at three of five cameras."),
        ("incident", "A fire on the ridge."),
    ):
        report_observations.add(**ids, kind=kind, observed_on=made.today(), text=text)
    report_photos.add(
        **ids,
        content=made.photo(side_px=600),
        caption="The ridge from the gate",
        point="Point 3",
        now=made.now(),
    )
    return second


def looked_at(page, address, axe):
    page.goto(address)
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        if folder := os.environ.get("LOOK_AT_REPORTS"):
            page.screenshot(
                path=f"{folder}/{address.rstrip('/').split('/')[-1][:20]}-{name}.png", full_page=True
            )
        assert axe(page) == [], (address, size)
        assert page.evaluate(WIDE) is False, (address, size)


def test_the_pages_of_an_owner_have_no_barrier(cast, year, fenced_page, live_server, axe, sign_in):
    sign_in(fenced_page, cast.person(made.HOLDER))
    base = f"{live_server.url}/payments/reports/"
    own = f"{base}{year.public_id}/"
    for address in (
        base,
        own,
        f"{own}write/",
        f"{own}submit/",
        f"{own}photos/new/",
        f"{own}observations/new/",
    ):
        looked_at(fenced_page, address, axe)


def test_the_pages_of_the_trust_have_no_barrier(cast, year, fenced_page, live_server, axe, sign_in):
    made.submit(cast, year)
    agreement = year.site.agreement
    compliance_holds.place(
        actor=actor(cast, made.OFFICER),
        agreement_id=str(agreement.public_id),
        reason="Stock inside the fence.",
        now=made.now(),
    )
    sign_in(fenced_page, cast.person(made.APPROVER))
    own = f"{live_server.url}/payments/reports/{year.public_id}/"
    for end in ("", "approve/", "query/", "inspections/new/"):
        looked_at(fenced_page, f"{own}{end}", axe)
    looked_at(fenced_page, f"{live_server.url}/payments/holds/{agreement.public_id}/", axe)


def test_a_report_is_written_and_submitted_without_a_script(
    cast, media, scriptless_page, live_server, sign_in
):
    year = made.made_year(cast)
    page = scriptless_page
    sign_in(page, cast.person(made.HOLDER))
    page.goto(f"{live_server.url}/payments/reports/")
    page.get_by_role("link", name="BS9001, year 1").click()
    page.get_by_role("button", name="Begin the report").click()
    for number in range(3):
        page.locator(f"#id_done_{number}_0").check()
    page.get_by_label("Weeds and pest animals: spent").fill("1200")
    page.get_by_role("button", name="Save and add one").click()
    page.get_by_label("Incident").check()
    page.get_by_label("Day it was seen").fill(f"{made.today():%Y-%m-%d}")
    page.get_by_label("What was seen").fill("A fire.")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("button", name="Save and check").click()
    page.get_by_label("Your full name").fill("Sol Signatory")
    page.get_by_label("In what capacity you sign").fill("Owner")
    page.get_by_role("button", name="Sign and submit").click()
    assert page.get_by_role("status").inner_text().endswith("The report is with the trust.")
    year.report.refresh_from_db()
    assert year.report.state == "submitted"
