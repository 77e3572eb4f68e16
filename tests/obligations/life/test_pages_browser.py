"""The board, the life-line and their public side in a browser: no barrier, no wider than a phone, no script needed."""

from datetime import timedelta

import pytest

from credits.obligations.models import Stage
from tests.browser import DESKTOP, PHONE
from tests.obligations import builders
from tests.obligations.life.conftest import carry_over

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def owed(cast, release, today):
    """Two lines of a staged development, one of them discharged, and an overdue order."""
    made = builders.staged_obligation(
        cast, lines=[(builders.eco_class(), 120), (builders.species_class(), 45)]
    )
    carry_over(made.lines.get(number=2), 45, on=today)
    Stage.objects.update(planned_start=today + timedelta(days=40))
    builders.obligation(cast, title="Creek order", source="order", due_on=today - timedelta(days=3))
    return made


def test_the_pages_have_no_barrier_and_do_not_scroll_sideways(
    owed, fenced_page, live_server, axe, sign_in, developer
):
    sign_in(fenced_page, developer)
    pages = ["/obligations/", "/obligations/?search=zebra", f"/obligations/{owed.public_id}/"]
    pages += [f"/registers/obligations/{owed.number}/", "/registers/obligations/", "/registers/no-net-loss/"]
    for address in pages:
        fenced_page.goto(f"{live_server.url}{address}")
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            assert fenced_page.evaluate(WIDE) is False, (address, size)


def test_an_officer_goes_from_the_board_to_the_life_line_without_a_script(
    owed, scriptless_page, live_server, sign_in, authority_officer
):
    page = scriptless_page
    sign_in(page, authority_officer)
    page.goto(f"{live_server.url}/obligations/")
    page.get_by_role("link", name="Overdue (1)").click()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="At risk (1)").click()
    page.get_by_role("link", name=owed.number).click()
    assert page.get_by_role("status").inner_text() == (
        "Not finished: the position is minus 120 credits. The duty is over when it is back at zero."
    )
