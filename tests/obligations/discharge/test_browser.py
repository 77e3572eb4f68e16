"""Retiring for lines and commencement in a browser: no barrier, no wider than a phone, no script needed."""

import pytest

from credits.models import Retirement
from credits.obligations.models import Stage
from tests.browser import DESKTOP, PHONE
from tests.obligations import builders
from tests.obligations.builders import eco_class, species_class
from tests.obligations.discharge.scene import standings

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def owed(scene):
    """A staged development that owes forest and koala credits; its developer holds some of both."""
    made = builders.staged_obligation(scene.cast, lines=[(eco_class(), 120), (species_class(), 45)])
    scene.held(150)
    scene.held(60, species_class())
    scene.held(30, eco_class(community_name="Hunter Lowland Redgum Forest"))
    return made


def pages_of(obligation, lot_number, retirement):
    first = Stage.objects.get()
    here = f"/obligations/{obligation.public_id}"
    return [
        f"{here}/retire/",
        f"{here}/retire/?lot={lot_number}",
        f"/stages/{first.public_id}/commence/",
        f"/credits/retirements/{retirement.public_id}/",
    ]


def test_the_pages_have_no_barrier_and_do_not_scroll_sideways(
    scene, owed, fenced_page, live_server, axe, sign_in
):
    one, _ = scene.lines_of(owed)
    lot = scene.held(80)
    retirement = scene.apply(lot, {one: 70})
    sign_in(fenced_page, scene.cast.person("developer"))
    for address in pages_of(owed, lot.number, retirement):
        fenced_page.goto(f"{live_server.url}{address}")
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            assert fenced_page.evaluate(WIDE) is False, (address, size)
    sign_in(fenced_page, scene.cast.person("authority_officer"))
    fenced_page.goto(f"{live_server.url}/obligations/{owed.public_id}/link-retirement/")
    for size in (DESKTOP, PHONE):
        fenced_page.set_viewport_size(size)
        assert axe(fenced_page) == [], size
        assert fenced_page.evaluate(WIDE) is False, size


@pytest.mark.statement("N28")
def test_a_developer_retires_for_two_lines_and_begins_without_a_script(
    scene, owed, scriptless_page, live_server, sign_in
):
    page, lines = scriptless_page, scene.lines_of(owed)
    sign_in(page, scene.cast.person("developer"))
    for number, quantity in ((1, 120), (2, 45)):
        page.goto(f"{live_server.url}/obligations/{owed.public_id}/")
        page.get_by_role("link", name="Retire credits for it").click()
        page.get_by_role("row").filter(has_text=f"line {number}").get_by_role("link", name="Retire").click()
        page.get_by_label(f"Line {number}:").fill(str(quantity))
        page.get_by_role("button", name="Go on to sign").click()
        page.get_by_label("Your name").fill("Dana Developer")
        page.get_by_label("In what capacity you sign").fill("Director")
        page.get_by_role("button", name="Sign and apply").click()
        assert page.get_by_role("heading", name="For which lines of obligations").is_visible()
    assert standings(lines) == [(0, 120, 0), (0, 45, 0)]
    first = Stage.objects.get()
    page.goto(f"{live_server.url}/stages/{first.public_id}/commence/")
    assert page.get_by_role("list", name="What stands in the way").get_by_role("listitem").count() == 2
    for retirement in Retirement.objects.order_by("pk"):
        scene.record(retirement)
    page.reload()
    page.get_by_label("Day on which the works began").fill(scene.today.isoformat())
    page.get_by_role("button", name="Record commencement").click()
    first.refresh_from_db()
    assert (first.state, first.commenced_on) == ("commenced", scene.today)
