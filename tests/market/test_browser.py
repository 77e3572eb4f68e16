"""The market's pages in a real browser: no barrier axe can find, and an enquiry without JavaScript."""

import os
from pathlib import Path

import pytest

from credits.market.models import EnquiryMessage
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("MARKET_PICTURES")


def test_lists_entries_forms_and_enquiries_have_no_barrier(
    fenced_page, live_server, axe, sign_in, entries, market, release, landholder_signatory
):
    listed = entries.of_lot(market.lot(100), 30, price="1250.50", note="Ridge country.")
    entries.demand(price="900")
    talk = entries.enquiry(listed)
    addresses = [
        "/market/interests/",
        f"/market/interests/{listed.public_id}/",
        "/market/demands/",
        "/market/demands/new/",
        "/market/enquiries/",
        f"/market/enquiries/{talk.public_id}/",
    ]
    sign_in(fenced_page, landholder_signatory)
    for number, address in enumerate(addresses):
        fenced_page.goto(live_server.url + address)
        for name, size in (("desk", DESKTOP), ("phone", PHONE)):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert fenced_page.evaluate(wide) is False, (address, size)
            # The scrolling list of subregions must not stretch the page that holds it.
            assert fenced_page.evaluate("document.documentElement.scrollHeight") < 3600, (address, size)
            if PICTURES:
                path = Path(PICTURES) / f"{number}-{name}.png"
                fenced_page.screenshot(path=str(path), full_page=True)


def test_an_enquiry_is_made_without_javascript(
    scriptless_page, live_server, sign_in, entries, interest, developer
):
    page = scriptless_page
    page.goto(live_server.url + "/market/interests/")
    page.get_by_role("link", name="Any ecosystem credits").click()
    assert page.get_by_text("Name withheld").is_visible()
    sign_in(page, developer)
    page.goto(live_server.url + f"/market/interests/{interest.public_id}/")
    page.get_by_role("link", name="Enquire").click()
    page.get_by_label("Your message").fill("Are forty still to be had?")
    page.get_by_role("button", name="Send the message").click()
    assert page.get_by_text("Are forty still to be had?").is_visible()
    page.get_by_label("Your message").fill("Thirty would do.")
    page.get_by_role("button", name="Send the message").click()
    assert [row.text for row in EnquiryMessage.objects.all()] == [
        "Are forty still to be had?",
        "Thirty would do.",
    ]
