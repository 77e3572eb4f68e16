"""The pages of documents in a real browser: no barrier axe can find, at two sizes, and usable without a script."""

from typing import Any

import pytest
from django.urls import reverse

from credits.certificates import kinds
from credits.models import Lot
from registry.agreements.models import Agreement
from tests.browser import DESKTOP, PHONE
from tests.certificates.conftest import Issue, bytes_of, retired
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_the_pages_have_no_barrier(
    fenced_page: Any,
    live_server: Any,
    axe: Any,
    sign_in: Any,
    issue: Issue,
    market: Market,
    site_lot: Lot,
    agreement: Agreement,
    signed: Any,
) -> None:
    transfer = market.settled_transfer(site_lot, 10)
    retirement = retired(market, site_lot)
    documents = [
        issue(market.seller_person, kinds.TRANSFER, transfer),
        issue(market.seller_person, kinds.RETIREMENT, retirement),
        issue(market.seller_person, kinds.HOLDING, market.holder),
        issue(market.seller_person, kinds.AGREEMENT, agreement),
    ]
    sign_in(fenced_page, market.seller_person)
    addresses = [
        *(reverse("certificate-page", args=[document.public_id]) for document in documents),
        reverse("certificate-verify"),
        reverse("certificate-list"),
        reverse("certificate-issue", args=[kinds.HOLDING, market.holder.public_id]),
    ]
    for address in addresses:
        fenced_page.goto(f"{live_server.url}{address}")
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            assert fenced_page.evaluate(WIDE) is False, (address, size)
    fenced_page.goto(f"{live_server.url}{reverse('certificate-verify')}")
    fenced_page.set_input_files(
        "input[type=file]",
        {"name": "d.pdf", "mimeType": "application/pdf", "buffer": bytes_of(documents[1])},
    )
    fenced_page.get_by_role("button", name="Check").click()
    assert fenced_page.get_by_text("not one byte of it was changed").is_visible()
    assert axe(fenced_page) == []
