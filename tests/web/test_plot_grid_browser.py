"""The table of plots by keyboard alone, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Plot
from tests import builders
from tests.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """text => {
  const data = new DataTransfer(); data.setData('text', text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def revision(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    zone = builders.add_zone(revision)
    for label in ("P1", "P2"):
        builders.add_plot(revision, zone, label=label)
    return revision


def test_a_block_is_pasted_taken_back_pasted_again_and_saved_without_a_mouse(
    fenced_page, sign_in, axe, live_server, assessor, revision
):
    page = fenced_page
    sign_in(page, assessor)
    page.goto(live_server.url + reverse("plot-grid", args=[revision.public_id]))
    assert axe(page) == []
    page.get_by_label("Plot P1: Bearing, degrees").focus()
    page.evaluate(PASTE, "11\t4\n22\t5\n")
    expect(page.get_by_label("Plot P2: Bearing, degrees")).to_have_value("22")
    expect(page.get_by_label("Plot P1: Composition, tree")).to_have_value("4")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Plot P2: Bearing, degrees")).not_to_have_value("22")
    page.evaluate(PASTE, "11\t4\n22\t5\n")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Plot P2: Bearing, degrees")).to_be_focused()
    page.keyboard.type("33")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=2 plots were saved")
    assert list(Plot.objects.order_by("label").values_list("bearing", flat=True)) == [11, 33]


def test_more_rows_than_there_are_grow_and_a_phone_is_shown_another_way(
    fenced_page, sign_in, live_server, assessor, revision
):
    page = fenced_page
    sign_in(page, assessor)
    page.goto(live_server.url + reverse("plot-grid", args=[revision.public_id]))
    page.get_by_label("New row 3: Plot").focus()
    page.evaluate(PASTE, "\n".join(f"N{number}" for number in range(8)))
    assert page.locator("tbody tr").count() == 10
    expect(page.get_by_label("New row 10: Plot")).to_have_value("N7")
    page.set_viewport_size(PHONE)
    expect(page.get_by_text("hard to fill in on a small screen")).to_be_visible()
