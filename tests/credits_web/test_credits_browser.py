"""The pages of credits in a real browser: no barrier axe can find, and a sale without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse

from credits.lots.services import suspensions
from credits.models import Transfer
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_holdings_lot_transfer_and_desk_have_no_barrier(
    fenced_page, live_server, axe, sign_in, market, registrar_approver
):
    lot = market.lot(100)
    market.settled_transfer(lot, 10)
    market.offer(lot, 5)
    transfer = market.checked_transfer(lot, 3)
    suspensions.suspend(
        actor=market.actor(market.approver),
        lot_number=market.lot(5).number,
        until=market.today + timedelta(days=30),
        reason="An inquiry.",
        today=market.today,
        now=market.now,
    )
    sign_in(fenced_page, registrar_approver)
    for address in (
        "/credits/holdings/",
        reverse("lot-page", args=[lot.number]),
        reverse("lot-family", args=[lot.number]),
        reverse("transfer-page", args=[transfer.public_id]),
        "/credits/desk/",
    ):
        fenced_page.goto(live_server.url + address)
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert fenced_page.evaluate(wide) is False, (address, size)


@pytest.mark.browser_on_both
def test_credits_are_bought_without_javascript(scriptless_page, live_server, sign_in, market, developer):
    market.offer(market.lot(100), 30)
    page = scriptless_page
    sign_in(page, developer)
    page.goto(live_server.url + "/credits/offers/")
    page.get_by_role("link", name="Hunter-Macleay Dry Sclerophyll Forests <50%").click()
    page.get_by_role("link", name="Accept").click()
    page.get_by_label("Number of credits").fill("12")
    page.get_by_role("button", name="Go on to sign").click()
    page.get_by_label("Your name").fill("dana  developer")
    page.get_by_label("In what capacity you sign").fill("Director")
    page.get_by_role("button", name="Sign and accept").click()
    assert page.get_by_text("Accepted. The registrar checks the transfer next.").is_visible()
    assert Transfer.objects.get().quantity == 12
