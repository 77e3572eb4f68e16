"""The registrar's desk, what waits for whom, registering an agreement, and the audit view."""

import json

import pytest
from django.urls import reverse

from credits.models import Lot
from registry.agreements import states
from registry.audit.models import AuditEvent
from tests import builders_agreements
from tests.credits_web.conftest import filled, hidden, text_of

pytestmark = pytest.mark.django_db


def test_the_desk_lists_open_work_oldest_first_with_what_is_missing(market, officer, approver):
    lot = market.lot(100, deposit_settled=False)
    first = market.accept(market.offer(lot, 10))
    second = market.checked_transfer(lot, 10)
    page = officer.get("/credits/desk/")
    assert [row["dealing"].pk for row in page.context["rows"]] == [first.pk, second.pk]
    assert [(row["next"], row["yours"]) for row in page.context["rows"]] == [
        ("Record the check", True),
        ("Settle", False),
    ]
    seen = text_of(page)
    assert "Transfers (2)" in seen and "Retirements (0)" in seen
    assert "Fee: Not set: no amount of this fee was entered" in seen
    assert "Deposit: The share of the total fund deposit for these credits cannot be confirmed" in seen
    assert [row["yours"] for row in approver.get("/credits/desk/").context["rows"]] == [False, True]


def test_what_waits_is_on_the_home_page_and_on_a_page_of_its_own(market, buyer, officer, seller):
    offer = market.offer(market.lot(100), 10, buyer_id=str(market.buyer.public_id))
    for address in ("/", "/waiting/"):
        assert f"Offer of 10 credits of lot {offer.lot.number}" in text_of(buyer.get(address))
    transfer = market.accept(offer)
    assert f"Transfer {transfer.transaction_number}" in text_of(officer.get("/"))
    for client in (buyer, seller):
        assert "Nothing waits for you now." in text_of(client.get("/waiting/"))


def test_an_agreement_to_register_waits_for_the_one_who_did_not_prepare_it(cast, release, client_for):
    agreement = builders_agreements.prepared_agreement(cast)
    approver, registrar = (client_for(cast.person(name)) for name in ("registrar_approver", "registrar"))
    assert agreement.site_name in text_of(approver.get("/credits/desk/?kind=agreement"))
    assert "Register it and issue the credits." in text_of(approver.get("/waiting/"))
    assert "Register it and issue" not in text_of(registrar.get("/waiting/"))


@pytest.mark.statement("N51")
def test_registering_shows_what_is_issued_and_issues_it_once(cast, release, client_for):
    agreement = builders_agreements.prepared_agreement(cast)
    approver = client_for(cast.person("registrar_approver"))
    address = reverse("agreement-register", args=[agreement.public_id])
    page = approver.get(address)
    total = page.context["total"]
    assert total > 0 and Lot.objects.count() == 0
    sent = hidden(page)
    for _ in range(2):
        answer = approver.post(address, sent)
        assert (answer.status_code, answer.url) == (303, f"/agreements/{agreement.public_id}/")
    agreement.refresh_from_db()
    assert agreement.state == states.PASSIVE
    assert sum(Lot.objects.values_list("available", flat=True)) == total


def test_full_management_waits_for_the_deposit(cast, release, client_for, settings):
    agreement = builders_agreements.passive_agreement(cast)
    officer = client_for(cast.person("trust_officer"))
    address = reverse("agreement-activate", args=[agreement.public_id])
    assert "Not yet The share of the total fund deposit" in text_of(officer.get(address))
    assert officer.post(address, {"key": "one"}).status_code == 409
    settings.DEPOSIT_STEP = "tests.deposit_double.PaidInTests"
    assert filled(officer, address, {}).status_code == 303
    agreement.refresh_from_db()
    assert agreement.state == states.ACTIVE


def test_an_auditor_finds_events_and_reads_all_of_one(market, client_for, auditor, today):
    market.settled_transfer(market.lot(100))
    reader = client_for(auditor)
    found = reader.get(f"/audit/?action=transfer&who=ruth&on={today.isoformat()}")
    assert [row["event"].action for row in found.context["rows"]] == ["transfer.settle"]
    event = reader.get(found.context["rows"][0]["url"])
    seen = text_of(event)
    assert "The hash fits" in seen
    assert dict(event.context["lines"])["steps › fee"] == "not_set"
    assert "Enter a day as day/month/year" in text_of(reader.get("/audit/?on=never"))
    for asked in ("action=nothing", "on=0001-01-01", "on=9999-12-31"):
        assert "No event matches." in text_of(reader.get(f"/audit/?{asked}"))


def test_an_event_that_was_changed_is_shown_as_changed(market, client_for, auditor, monkeypatch):
    market.offer(market.lot(100))
    event = AuditEvent.objects.select_related("chain").latest("pk")
    body = json.loads(event.body)
    monkeypatch.setattr("credits.lots.web.history.links.link_hash", lambda previous, text: "0" * 64)
    address = reverse("audit-event", args=[event.chain.kind, event.chain.key, event.sequence])
    seen = text_of(client_for(auditor).get(address))
    assert "The hash does not fit" in seen and body["data"]["lot"] in seen


def test_an_auditor_reads_the_desk_and_is_offered_no_step(market, client_for, auditor):
    transfer = market.checked_transfer(market.lot(100))
    reader = client_for(auditor)
    assert [row["yours"] for row in reader.get("/credits/desk/").context["rows"]] == [False]
    page = reader.get(reverse("transfer-page", args=[transfer.public_id]))
    assert page.context["steps"] == []
    assert "Nothing now: it waits for somebody else." in text_of(page)
