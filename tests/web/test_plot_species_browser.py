"""The species list in a real browser: pasted from a spreadsheet, worked by keyboard, without a barrier."""

import pytest
from django.urls import reverse

from assessments.models import Plot, PlotSpecies
from tests import builders
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """text => {
  const data = new DataTransfer(); data.setData('text', text);
  const pasting = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(pasting);
}"""


@pytest.fixture
def plot(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    return Plot.objects.get(public_id=builders.add_plot(revision, builders.add_zone(revision)))


def test_a_block_of_a_spreadsheet_is_pasted_and_saved_by_keyboard(
    fenced_page, live_server, sign_in, assessor, plot
):
    sign_in(fenced_page, assessor)
    fenced_page.goto(
        live_server.url + reverse("plot-species", args=[plot.revision.public_id, plot.public_id])
    )
    fenced_page.focus("#id_r0-scientific_name")
    block = "\n".join(f"Plantus n{chr(97 + number)}\t{number}.5\t{number}" for number in range(14))
    fenced_page.evaluate(PASTE, block)
    assert fenced_page.input_value("#id_r13-cover_percent") == "13.5"
    fenced_page.focus("#id_r13-cover_percent")
    fenced_page.keyboard.press("ArrowUp")
    fenced_page.keyboard.type("99")
    fenced_page.keyboard.press("Enter")
    assert fenced_page.evaluate("document.activeElement.name") == "r13-cover_percent"
    with fenced_page.expect_navigation():
        fenced_page.keyboard.press("Control+s")
    assert PlotSpecies.objects.filter(plot=plot).count() == 14
    assert float(PlotSpecies.objects.get(scientific_name="Plantus nm").cover_percent) == 99


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pages_have_no_barrier_and_do_not_scroll_sideways(
    fenced_page, live_server, axe, sign_in, assessor, plot, size
):
    builders.add(
        plot.revision,
        "plot_species",
        plot=str(plot.public_id),
        scientific_name="Plantus ignotus",
        cover_percent="1",
    )
    builders.add_plot(plot.revision, plot.zone, "P2")
    fenced_page.set_viewport_size(size)
    sign_in(fenced_page, assessor)
    for address in (
        reverse("plot-species", args=[plot.revision.public_id, plot.public_id]),
        reverse("plot-species-import", args=[plot.revision.public_id]),
        reverse("section-page", args=[plot.revision.public_id, "plots"]),
    ):
        fenced_page.goto(live_server.url + address)
        fenced_page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        assert axe(fenced_page) == [], address
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert fenced_page.evaluate(wide) is False, address
