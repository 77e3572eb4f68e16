"""The heart of the assessor's job in a real browser, without JavaScript: from an empty case to certified credits."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Calculation, Plot, ReportDocument, Revision
from assessments.services import lifecycle
from registry.parties.models import Organisation, User
from tests import builders
from tests.domain.test_plot_import import sheet

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, Any], None]


def upload(page: Page, label: str, name: str, content: bytes, media_type: str) -> None:
    page.get_by_label(label).set_input_files({"name": name, "mimeType": media_type, "buffer": content})


def section(page: Page, live_server: Any, revision: Revision, code: str, tail: str = "") -> None:
    page.goto(f"{live_server.url}/revisions/{revision.public_id}/sections/{code}/{tail}")


@pytest.mark.browser_on_both
def test_an_assessor_goes_from_an_empty_case_to_certified_credits(
    scriptless_page: Page,
    sign_in: SignIn,
    live_server: Any,
    release: object,
    assessor: User,
    reviewer: User,
    authority: Organisation,
) -> None:
    page = scriptless_page
    sign_in(page, assessor)

    page.goto(f"{live_server.url}/cases/")
    page.get_by_role("link", name="Open a case").first.click()
    page.get_by_label("Name of the case").fill("Solar farm at Long Flat")
    page.get_by_role("button", name="Open the case").click()
    page.get_by_role("link", name="Open an assessment").first.click()
    page.get_by_label("Name of the proposal or site").fill("Solar farm, stage 1 <north> & south")
    page.get_by_label("Part 4 development").check()
    page.get_by_label("Standard").check()
    page.get_by_label("Who receives the report").select_option(label=authority.name)
    page.get_by_role("button", name="Open the assessment").click()
    revision = Revision.objects.get()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Solar farm, stage 1 <north> & south")
    expect(page.get_by_text("Describe what is proposed.")).to_be_visible()

    section(page, live_server, revision, "proposal")
    page.get_by_label("Description").fill("Panels on 1.9 hectares.")
    page.get_by_label("Why the scheme applies").select_option("area_clearing_threshold")
    page.get_by_label("Lots and plans").fill("12/DP000001")
    page.get_by_label("Local government area").select_option("Singleton")
    page.get_by_role("button", name="Save").click()
    section(page, live_server, revision, "site")
    page.get_by_label("IBRA subregion").select_option(builders.SUBREGION)
    page.get_by_label("NSW (Mitchell) landscape").fill(builders.reference_landscape(revision))
    page.get_by_label("Native vegetation cover").fill("42.5")
    page.get_by_role("button", name="Save").click()
    builders.set_square_boundary(revision, claimed_area_m2=90_000)

    page.goto(f"{live_server.url}/revisions/{revision.public_id}/plots/import/")
    wrong = sheet({"area": "1.9", "compTree": "four"}, {"plot": "P2", "area": "1.9"})
    upload(page, "Plot file", "plots.csv", wrong, "text/csv")
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_text("'four' is not a number")).to_be_visible()
    assert not Plot.objects.exists()
    page.get_by_role("link", name="Correct row 2").click()
    page.locator("[name=compTree]").fill("4")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("button", name="Import 2 plots").click()
    assert Plot.objects.filter(revision=revision).count() == 2

    zone = revision.vegetationzone_set.get()
    section(page, live_server, revision, "zones", f"{zone.public_id}/")
    page.get_by_label("Not a TEC").check()
    page.get_by_role("button", name="Save").first.click()
    builders.enter_fact(revision, "pct", 1592, "large_tree_threshold_cm", 50)
    builders.enter_fact(revision, "zone", zone.key, "risk_weighting", "1.5")

    page.goto(f"{live_server.url}/revisions/{revision.public_id}/zones/{zone.public_id}/")
    expect(page.get_by_role("heading", name="Current vegetation integrity")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Litter cover").first).to_be_visible()

    section(page, live_server, revision, "avoidance", "add/")
    page.get_by_label("Avoids the impact").check()
    page.get_by_label("Planning and design").check()
    page.get_by_label("Measure").fill("The array was moved out of the gully.")
    page.get_by_role("button", name="Add").click()

    page.goto(f"{live_server.url}/revisions/{revision.public_id}/finalise/")
    page.get_by_text("I certify this assessment").click()
    page.get_by_role("button", name="Finalise and certify").click()
    revision.refresh_from_db()
    calculation = Calculation.objects.get(revision=revision)
    assert revision.state == "finalised"
    page.goto(f"{live_server.url}/revisions/{revision.public_id}/credits/")
    expect(page.get_by_text(str(calculation.ecosystem_credits), exact=True).first).to_be_visible()
    made = ReportDocument.objects.filter(calculation=calculation, draft=False)
    assert {"assessment_report", "credit_summary", "report_set"} <= {document.kind for document in made}

    page.goto(f"{live_server.url}/revisions/{revision.public_id}/submit/")
    page.get_by_role("button", name="Submit for review").click()
    sign_in(page, reviewer)
    page.goto(f"{live_server.url}/reviews/")
    page.get_by_role("link", name="Solar farm").first.click()
    page.goto(f"{live_server.url}/revisions/{revision.public_id}/review/")
    page.get_by_text("Accept the report").click()
    page.get_by_role("button", name="Record the decision").click()
    revision.refresh_from_db()
    assert revision.state == "accepted"


PAGES = (
    "/",
    "/cases/",
    "/cases/{case}/",
    "/revisions/{open}/",
    "/revisions/{open}/sections/proposal/",
    "/revisions/{open}/sections/site/",
    "/revisions/{open}/sections/boundary/",
    "/revisions/{open}/sections/zones/",
    "/revisions/{open}/sections/zones/add/",
    "/revisions/{open}/sections/plots/",
    "/revisions/{open}/sections/plots/add/",
    "/revisions/{open}/sections/management_zones/",
    "/revisions/{open}/sections/predicted_species/",
    "/revisions/{open}/sections/candidate_species/",
    "/revisions/{open}/sections/avoidance/",
    "/revisions/{open}/sections/impacts/",
    "/revisions/{open}/sections/planted/",
    "/revisions/{open}/sections/facts/",
    "/revisions/{open}/plots/import/",
    "/revisions/{open}/finalise/",
    "/revisions/{open}/credits/",
    "/revisions/{final}/",
    "/revisions/{final}/zones/{zone}/",
    "/revisions/{final}/credits/",
    "/revisions/{final}/history/",
    "/revisions/{final}/documents/",
    "/revisions/{final}/report/",
    "/revisions/{open}/compare/{final}/",
)


@pytest.fixture
def addresses(release: object, assessor: User, authority: Organisation) -> list[str]:
    """One final revision and the open one copied from it, filled enough that every page has something to show."""
    final = builders.complete_development(assessor=assessor, reviewing=authority, zones=2)
    zone = final.vegetationzone_set.order_by("number")[0]
    builders.add_candidate(final, zone)
    builders.add_part(final, zone, "Road", 19_000)
    builders.finalise(final)
    made = lifecycle.reopen(
        actor=builders.acting(assessor), revision_id=final.pk, today=final.opened_at.date()
    )
    ids = {
        "case": final.assessment.case.public_id,
        "final": final.public_id,
        "open": made["revision_id"],
        "zone": zone.public_id,
    }
    return [page.format(**ids) for page in PAGES]


def test_every_assessment_page_is_accessible_and_fits_the_screen(
    fenced_page: Page,
    sign_in: SignIn,
    live_server: Any,
    axe: Callable[[Page], list[str]],
    addresses: list[str],
    assessor: User,
) -> None:
    page = fenced_page
    sign_in(page, assessor)
    problems: list[str] = []
    for address in addresses:
        answer = page.goto(live_server.url + address)
        assert answer is not None and answer.status == 200, address
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            problems += [f"{address} at {width} px: {problem}" for problem in axe(page)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                problems.append(f"{address} is wider than a screen of {width} px")
    assert problems == []
