"""A price that does not recover the whole deposit is warned of, and bars nothing (N58)."""

import pytest
from django.test import Client

from credits.lots.recovery import promise_findings, recovery_findings
from credits.models import Offer
from tests.fund_settlements.ground import Site

pytestmark = pytest.mark.django_db
WARNING = (
    "At this price the first sale of all credits brings $440,507.93, $0.31 less than the Total Fund Deposit of "
    "$440,508.24."
)


def client_of(site: Site, name: str) -> Client:
    client = Client()
    client.force_login(site.cast.person(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.statement("N58")
def test_an_offer_below_full_recovery_is_made_and_warned_of(site: Site) -> None:
    body = {
        "lot": site.lot.number,
        "quantity": 10,
        "price": "718.61",
        "typed_name": site.market.seller_person.name,
        "capacity": "Owner",
    }
    seller = client_of(site, "landholder_signatory")
    made = seller.post("/api/v1/credits/offers/", body, content_type="application/json")
    assert (made.status_code, made.json()["warnings"]) == (201, [WARNING])
    page = f"/credits/offers/{Offer.objects.get().public_id}/"
    assert WARNING in seller.get(page).content.decode()
    assert WARNING not in client_of(site, "developer").get(page).content.decode()
    enough = seller.post(
        "/api/v1/credits/offers/", body | {"price": "718.62"}, content_type="application/json"
    )
    assert "warnings" not in enough.json()


@pytest.mark.statement("N58")
def test_income_so_far_counts_for_what_later_prices_recover(site: Site) -> None:
    site.sell(100, "2150.00")
    site.lot.refresh_from_db()
    assert [one.severity for one in recovery_findings(site.lot, "439.58")] == ["warning"]
    assert recovery_findings(site.lot, "439.59") == []


def test_credits_that_are_sold_on_or_taken_over_are_not_warned_of(site: Site) -> None:
    assert recovery_findings(site.market.lot(deposit_settled=False), "0.01") == []
    transfer = site.sale(10, "2000.00")
    site.pay(transfer)
    site.settle(transfer)
    transfer.refresh_from_db()
    assert recovery_findings(transfer.new_lot, "0.01") == []


def test_a_promise_is_warned_of_where_deposit_and_credits_are_known() -> None:
    assert [one.message for one in promise_findings(440_508_24, 613, "718.61")] == [WARNING]
    assert promise_findings(440_508_24, 613, "718.62") == []
    assert promise_findings(None, 613, "0.01") == promise_findings(440_508_24, 0, "0.01") == []
