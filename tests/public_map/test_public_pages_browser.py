"""The public pages of lots, agreements, changes and the map in a real browser."""

import pytest
from django.utils import timezone

from credits.public.feed.numbering import number_changes
from tests.browser import DESKTOP, PHONE
from tests.builders_ledger import varied_lot
from tests.builders_people import ORGANISATIONS
from tests.dealings.market import market_of
from tests.public_map.test_map import bounded

pytestmark = pytest.mark.django_db(transaction=True)


def test_public_pages_have_no_barrier_and_ask_nothing_from_outside(fenced_page, live_server, axe, cast):
    lot = varied_lot(lambda name: cast.organisation(name) if name in ORGANISATIONS else cast.person(name))
    bounded(lot.agreement)
    market = market_of(cast)
    bought = market.settled_transfer(market.lot(100), 10).new_lot
    market.offer(lot, 5)
    number_changes(now=timezone.now())
    for address in (
        "/registers/lots/",
        f"/registers/lots/{bought.number}/",
        f"/registers/lots/{lot.number}/",
        f"/registers/lots/{bought.number}/family/",
        "/registers/agreements/BS9002/",
        "/registers/changes/",
        "/registers/map/",
    ):
        fenced_page.goto(live_server.url + address)
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert fenced_page.evaluate(wide) is False, (address, size)


def test_a_lot_is_found_and_followed_up_its_tree_without_javascript(scriptless_page, live_server, cast):
    market = market_of(cast)
    root = market.lot(100)
    bought = market.settled_transfer(root, 10).new_lot
    page = scriptless_page
    page.goto(live_server.url + "/registers/lots/")
    page.get_by_label("Number of a lot").fill(bought.number.lower())
    page.get_by_role("button", name="Find").click()
    assert page.get_by_role("heading", level=1, name=f"Lot {bought.number}").is_visible()
    page.get_by_role("link", name=root.number, exact=True).first.click()
    assert page.get_by_role("heading", level=1, name=f"Lot {root.number}").is_visible()


def test_an_agreement_is_opened_from_the_map_with_the_keyboard(fenced_page, live_server, cast):
    lot = varied_lot(lambda name: cast.organisation(name) if name in ORGANISATIONS else cast.person(name))
    bounded(lot.agreement)
    fenced_page.goto(live_server.url + "/registers/map/")
    fenced_page.get_by_role("link", name="Agreement BS9002, 100 credits free").focus()
    fenced_page.keyboard.press("Enter")
    fenced_page.get_by_role("heading", level=1, name="Agreement BS9002").wait_for()
