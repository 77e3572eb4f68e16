"""The money of first sales on pages and over the API."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.fund.models import Settlement
from tests.fund_settlements.ground import Site

pytestmark = pytest.mark.django_db
LIST = "/fund/settlements/"


def client_of(site: Site, name: str) -> Client:
    client = Client()
    client.force_login(site.cast.person(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.statement("N57")
def test_the_trust_records_and_confirms_on_pages_and_the_credits_settle(site: Site) -> None:
    transfer = site.sale(50, "700.00")
    officer, approver = client_of(site, "trust_officer"), client_of(site, "trust_approver")
    listed = text(officer.get(LIST))
    assert "The trust has recorded no money yet." in listed
    address = f"{LIST}transfer/{transfer.public_id}/record/"
    page = text(officer.get(address))
    assert "To receive $38,500.00" in page
    assert "Top-up by the seller $930.53" in page
    day = f"{site.market.today:%d/%m/%Y}"
    data = {"received_cents": "38,500.00", "received_on": day, "receipt": "EFT 1", "top_up_cents": "930.52"}
    refused = officer.post(address, data | {"top_up_receipt": "EFT 2"})
    assert refused.status_code == 400
    assert "The seller pays exactly that in" in text(refused)
    assert 'value="38,500.00"' in refused.content.decode()
    done = officer.post(address, data | {"top_up_cents": "930.53", "top_up_receipt": "EFT 2"})
    assert (done.status_code, done["Location"]) == (303, LIST)
    settlement = Settlement.objects.get()
    clearing = f"{LIST}{settlement.public_id}/clear/"
    assert officer.get(clearing).status_code == 403
    assert approver.post(clearing, {"cleared_on": day}).status_code == 303
    site.settle(transfer)
    assert "$35,930.53" in text(officer.get(LIST))


def test_the_api_records_confirms_and_lists_money(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    officer, approver = client_of(site, "trust_officer"), client_of(site, "trust_approver")
    address = f"/api/v1/fund/settlements/transfer/{transfer.public_id}/record/"
    body = {"received_cents": 236_500_00, "received_on": site.market.today.isoformat(), "receipt": "EFT 1"}
    made = officer.post(address, body, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (200, "received")
    clearing = f"/api/v1/fund/settlements/{made.json()['id']}/clear/"
    day = {"cleared_on": site.market.today.isoformat()}
    assert officer.post(clearing, day, content_type="application/json").status_code == 403
    assert approver.post(clearing, day, content_type="application/json").json()["state"] == "cleared"
    site.settle(transfer)
    row = client_of(site, "landholder_signatory").get("/api/v1/fund/settlements/").json()["results"][0]
    assert (row["state"], row["portion_cents"], row["surplus_cents"]) == ("settled", 71_861_05, 164_638_95)
    assert client_of(site, "developer").get("/api/v1/fund/settlements/").json()["count"] == 0


def test_a_dealing_page_says_what_is_owed_and_how_it_stands(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    officer = client_of(site, "registrar_approver")
    address = f"/credits/transfers/{transfer.public_id}/"
    owed = (
        "The buyer pays $236,500.00 to the trust, $21,500.00 of it tax; at most $71,861.06 goes to the fund."
    )
    assert owed in text(officer.get(address))
    site.pay(transfer)
    assert "$236,500.00 has cleared. It is split when the credits move." in text(officer.get(address))


def test_money_for_a_dealing_that_ended_is_given_back_on_a_page(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    settlement = site.pay(transfer)
    officer = client_of(site, "trust_officer")
    address = f"{LIST}{settlement.public_id}/give-back/"
    assert "The dealing is checked" in text(officer.post(address, {"reason": "Withdrawn."}))
    site.market.act("refuse", transfer, site.market.registrar)
    assert officer.post(address, {"reason": "Withdrawn."}).status_code == 303
    settlement.refresh_from_db()
    assert settlement.state == "cancelled"


def test_two_people_state_on_pages_that_a_share_was_paid_elsewhere(site: Site) -> None:
    lot = site.market.lot(deposit_settled=False)
    address = f"/credits/lots/{lot.number}/deposit-paid-elsewhere/"
    officer, approver = client_of(site, "trust_officer"), client_of(site, "trust_approver")
    assert officer.post(address, {"document": "Letter of the former trust"}).status_code == 303
    assert "Letter of the former trust" in text(approver.get(address))
    assert officer.get(address).status_code == 403
    assert approver.post(address, {}).status_code == 303


def test_the_lists_ask_as_many_questions_for_one_as_for_many(site: Site) -> None:
    officer = client_of(site, "trust_officer")

    def cost(address: str) -> int:
        officer.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(address).status_code == 200
        return len(queries)

    def more() -> None:
        site.sale(10, "2000.00")
        site.record(site.sale(10, "2000.00"))
        site.retirement(5)

    more()
    one = [cost(LIST), cost("/api/v1/fund/settlements/")]
    more()
    more()
    assert [cost(LIST), cost("/api/v1/fund/settlements/")] == one
