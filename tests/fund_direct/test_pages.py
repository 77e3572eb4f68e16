"""Money paid in without credits, on pages and over the API."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.audit.models import AuditEvent
from registry.fund.models import DirectDeposit
from registry.notices.models import Notice
from tests.builders_people import Cast
from tests.fund_direct.ground import cancel, clear, record, varied_site
from tests.fund_settlements.ground import Site, make_site
from tests.fund_settlements.test_pages import client_of, text

pytestmark = pytest.mark.django_db
LIST = "/payments/direct-deposits/"


@pytest.fixture
def site(cast: Cast) -> Site:
    """G35: 77,400.00 is due that no credit brings."""
    return varied_site(cast)


def account(site: Site) -> str:
    return f"/agreements/{site.agreement.public_id}/account/"


@pytest.mark.statement("N49", "N50")
def test_the_trust_records_and_confirms_an_extra_deposit_on_pages(site: Site) -> None:
    officer, approver = client_of(site, "trust_officer"), client_of(site, "trust_approver")
    page = text(officer.get(account(site)))
    assert "Not covered by any credit $77,400.00 extra deposit after a variation or a renewed plan" in page
    new = f"/agreements/{site.agreement.public_id}/direct-deposits/new/"
    assert new in officer.get(account(site)).content.decode()
    assert "Can still be taken $77,400.00" in text(officer.get(new))
    data = {
        "payer_id": str(site.cast.organisation("landholder").public_id),
        "amount_cents": "77,400.01",
        "reason": "What the variation asks.",
        "received_on": f"{site.market.today:%d/%m/%Y}",
        "receipt": "EFT 9",
    }
    refused = officer.post(new, data)
    assert refused.status_code == 400
    assert "At most $77,400.00 can be taken" in text(refused)
    assert 'value="77,400.01"' in refused.content.decode()
    done = officer.post(new, data | {"amount_cents": "77,400.00"})
    deposit = DirectDeposit.objects.get()
    one = f"{LIST}{deposit.public_id}/"
    assert (done.status_code, done["Location"]) == (303, one)
    assert "You recorded this money." in text(officer.get(one))
    assert f"{one}clear/" in approver.get(one).content.decode()
    day = {"cleared_on": f"{site.market.today:%d/%m/%Y}"}
    assert approver.post(f"{one}clear/", day).status_code == 303
    shown = text(client_of(site, "landholder_signatory").get(account(site)))
    assert "Deposited $314,017.28 $77,400.00 of it without credits" in shown
    assert "Not covered by any credit $0.00" in shown
    assert "in the fund" in text(officer.get(LIST))
    assert new not in officer.get(account(site)).content.decode()
    notice = Notice.objects.filter(title="Deposit received").get()
    assert notice.body == "$77,400.00 for BS9001 is in the fund."


def test_a_record_is_withdrawn_on_a_page_with_a_reason(site: Site) -> None:
    one = f"{LIST}{record(site, 5_00)}/"
    officer = client_of(site, "trust_officer")
    assert officer.post(f"{one}withdraw/", {}).status_code == 400
    assert officer.post(f"{one}withdraw/", {"reason": "Typed twice."}).status_code == 303
    assert "Withdrawn because Typed twice." in text(officer.get(one))
    assert "This cannot be done while the direct deposit is withdrawn" in text(officer.get(f"{one}withdraw/"))


def test_the_page_of_an_account_says_what_cancelled_credits_leave(cast: Cast) -> None:
    site = make_site(cast, level=(10_000_00, 5_000_00))
    cancel(site, 63)
    page = text(client_of(site, "landholder_signatory").get(account(site)))
    assert "Still to come with credits $212,299.35 550 credits whose share is not paid" in page
    assert "Not covered by any credit $24,317.93 share of cancelled credits $24,317.93" in page


def test_the_api_says_how_the_deposit_stands_and_takes_money(site: Site) -> None:
    officer, approver = client_of(site, "trust_officer"), client_of(site, "trust_approver")
    standing = f"/api/v1/agreements/{site.agreement.public_id}/account/deposit/"
    expected = {
        "due_cents": 314_017_28,
        "deposited_cents": 236_617_28,
        "credits_left": 0,
        "to_come_cents": 0,
        "uncovered_cents": 77_400_00,
        "extra_cents": 77_400_00,
        "cancelled_cents": 0,
        "direct_cents": 0,
        "recorded_cents": 0,
        "can_take_cents": 77_400_00,
    }
    assert officer.get(standing).json() == expected
    address = "/api/v1/fund/direct-deposits/"
    body = {
        "agreement": str(site.agreement.public_id),
        "payer": str(site.cast.organisation("landholder").public_id),
        "amount_cents": 77_400_01,
        "reason": "What the variation asks.",
        "received_on": site.market.today.isoformat(),
        "receipt": "EFT 9",
    }
    refused = officer.post(address, body, content_type="application/json")
    assert refused.status_code == 400
    assert "At most $77,400.00 can be taken" in refused.content.decode()
    made = officer.post(address, body | {"amount_cents": 77_400_00}, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "recorded")
    clearing = f"{address}{made.json()['id']}/clear/"
    day = {"cleared_on": site.market.today.isoformat()}
    assert officer.post(clearing, day, content_type="application/json").status_code == 403
    assert approver.post(clearing, day, content_type="application/json").json()["state"] == "cleared"
    assert approver.post(clearing, day, content_type="application/json").status_code == 409
    listed = client_of(site, "landholder_signatory").get(
        address, {"agreement": str(site.agreement.public_id), "state": "cleared"}
    )
    assert [row["amount_cents"] for row in listed.json()["results"]] == [77_400_00]
    assert officer.get(address, {"state": "recorded"}).json()["count"] == 0
    assert officer.get(address, {"agreement": "none"}).json()["count"] == 0
    assert client_of(site, "developer").get(address).json()["count"] == 0
    assert officer.get(standing).json()["can_take_cents"] == 0


def test_the_audit_trail_says_who_did_what_with_how_much(site: Site) -> None:
    clear(site, record(site, 77_400_00))
    told = AuditEvent.objects.filter(action__startswith="direct_deposit").order_by("pk")
    found = [(one.action, json.loads(one.body)["data"]["amount_cents"]) for one in told]
    assert found == [("direct_deposit.record", 77_400_00), ("direct_deposit.clear", 77_400_00)]


def test_lists_and_the_account_ask_as_many_questions_for_one_deposit_as_for_many(site: Site) -> None:
    officer = client_of(site, "trust_officer")

    def cost(address: str) -> int:
        officer.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(address).status_code == 200
        return len(queries)

    addresses = (LIST, "/api/v1/fund/direct-deposits/", account(site))
    clear(site, record(site, 1))
    record(site, 1)
    one = [cost(address) for address in addresses]
    for _ in range(3):
        clear(site, record(site, 1))
        record(site, 1)
    assert [cost(address) for address in addresses] == one
