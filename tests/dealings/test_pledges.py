"""Pledged credits stay their holder's and cannot be sold or retired until the lender releases them."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from credits.lots import pledges as pledge_rows
from credits.lots import states
from credits.lots.events import events_of
from credits.lots.services import pledges
from credits.lots.work import open_work
from credits.models import Lot, Pledge
from credits.proof.checking import walk
from registry.actor import Actor, public
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from tests.builders_people import PEOPLE, Cast
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db

READ_ALL = {"registrar", "registrar_approver", "auditor"}
SEES = READ_ALL | {"landholder_member", "landholder_signatory", "proponent_member", "developer"}
MAY = {
    "accept": {"developer"},
    "decline": {"developer"},
    "release": {"developer"},
    "withdraw": {"landholder_signatory"},
}


def pledged(market: Market, lot: Lot, quantity: int = 40, **more: Any) -> Pledge:
    """A pledge to the buyer's organisation."""
    made = pledges.propose(
        actor=market.actor(market.seller_person),
        lot_number=lot.number,
        quantity=quantity,
        today=market.today,
        now=market.now,
        **({"lender_id": str(market.buyer.public_id)} | market.signs(market.seller_person) | more),
    )
    return Pledge.objects.get(public_id=made["id"])


def act(market: Market, action: str, pledge: Pledge, actor: Actor) -> None:
    command = getattr(pledges, action)
    values = (
        {"reason": "The loan is repaid."}
        if action != "accept"
        else {"typed_name": actor.label, "capacity": "Director"}
    )
    command(actor=actor, pledge_id=str(pledge.public_id), now=market.now, **values)


def in_state(market: Market, state: str) -> Pledge:
    pledge = pledged(market, market.lot(100))
    path = {
        states.PROPOSED: [],
        states.ACTIVE: ["accept"],
        states.RELEASED: ["accept", "release"],
        states.DECLINED: ["decline"],
        states.WITHDRAWN: ["withdraw"],
    }[state]
    for action in path:
        person = market.seller_person if action == "withdraw" else market.buyer_person
        act(market, action, pledge, market.actor(person))
    pledge.refresh_from_db()
    return pledge


def test_pledged_credits_cannot_be_offered_or_retired_until_they_are_released(market: Market) -> None:
    lot = market.lot(100)
    pledge = pledged(market, lot, 40)
    with pytest.raises(DomainError, match="60 credits available"):
        market.offer(lot, 61)
    act(market, "accept", pledge, market.actor(market.buyer_person))
    with pytest.raises(DomainError, match="60 credits available"):
        market.apply(lot, 61)
    lot.refresh_from_db()
    assert (lot.available, lot.reserved, lot.holder.organisation) == (60, 40, market.holder)
    act(market, "release", pledge, market.actor(market.buyer_person))
    lot.refresh_from_db()
    assert (lot.available, lot.reserved) == (100, 0)
    assert market.offer(lot, 100).remaining == 100


def test_both_sides_sign_and_are_told(market: Market) -> None:
    pledge = in_state(market, states.ACTIVE)
    assert pledge.signature.signer_name == market.seller_person.name
    assert pledge.lender_signature is not None
    assert pledge.lender_signature.signer_name == market.buyer_person.name
    told = set(Notice.objects.values_list("organisation__name", "title"))
    accepted = f"The pledge of lot {pledge.lot.number} is accepted"
    assert {(market.holder.name, accepted), (market.buyer.name, accepted)} <= told
    assert (market.buyer.name, f"{market.holder.name} pledges credits to you") in told


def test_the_events_of_a_pledge_are_not_those_of_its_lot(market: Market) -> None:
    pledge = in_state(market, states.RELEASED)
    assert list(events_of(pledge.lot)) == []
    own = AuditEvent.objects.filter(chain__kind="pledge", chain__key=str(pledge.public_id))
    assert [event.action for event in own] == ["pledge.propose", "pledge.accept", "pledge.release"]


def test_the_ledger_check_counts_what_pledges_reserve(market: Market) -> None:
    in_state(market, states.ACTIVE)
    assert list(walk().differences) == []
    Pledge.objects.update(quantity=39)
    assert [difference.code for difference in walk().differences] == ["lot.reserved"]


@pytest.mark.parametrize("state", states.PLEDGE.states)
def test_each_person_can_do_exactly_what_the_table_says(market: Market, cast: Cast, state: str) -> None:
    pledge = in_state(market, state)
    found, expected = {}, {}
    for person in [*PEOPLE, "visitor"]:
        actor = public() if person == "visitor" else market.actor(cast.person(person))
        for step in states.PLEDGE.transitions:
            before = transaction.savepoint()
            cell = (person, step.action)
            try:
                act(market, step.action, pledge, actor)
                found[cell] = Pledge.objects.get(pk=pledge.pk).state
            except (NotVisible, NotAllowed) as refusal:
                found[cell] = type(refusal)
            except DomainError as refusal:
                found[cell] = refusal.code
            finally:
                transaction.savepoint_rollback(before)
            if person not in SEES:
                expected[cell] = NotVisible
            elif person not in MAY[step.action]:
                expected[cell] = NotAllowed
            elif state not in step.sources:
                expected[cell] = "pledge.wrong_state"
            else:
                expected[cell] = step.target
    assert found == expected


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"lender_id": "nobody"}, "lender"),
        ({"typed_name": "Somebody Else"}, "typed_name"),
        ({"note": "x" * 5_000}, "note"),
    ],
)
def test_bad_input_is_refused_and_reserves_nothing(market: Market, more: dict[str, Any], field: str) -> None:
    lot = market.lot(100)
    values = {
        "lot_number": lot.number,
        "quantity": 40,
        "lender_id": str(market.buyer.public_id),
        "today": market.today,
        "now": market.now,
        **market.signs(market.seller_person),
        **more,
    }
    with pytest.raises(InvalidInput) as refused:
        pledges.propose(actor=market.actor(market.seller_person), **values)
    assert [finding.field for finding in refused.value.findings] == [field]
    lot.refresh_from_db()
    assert (lot.available, Pledge.objects.count()) == (100, 0)


def test_nobody_pledges_to_oneself_or_more_than_there_is(market: Market) -> None:
    lot = market.lot(100)
    with pytest.raises(InvalidInput) as refused:
        pledged(market, lot, lender_id=str(market.holder.public_id))
    assert [finding.code for finding in refused.value.findings] == ["pledge.lender_unknown"]
    with pytest.raises(DomainError, match="has 100 credits available"):
        pledged(market, lot, 101)


def test_a_registry_that_does_not_record_pledges_refuses_and_offers_no_page(
    market: Market, settings: Any, client: Client
) -> None:
    lot = market.lot(100)
    settings.PLEDGES = False
    with pytest.raises(DomainError, match="does not record pledges"):
        pledged(market, lot)
    client.force_login(market.seller_person)
    assert "Pledge credits" not in client.get(f"/credits/lots/{lot.number}/").content.decode()
    for path in ("/credits/pledges/", f"/credits/lots/{lot.number}/pledge/"):
        assert client.get(path).status_code == 404


def test_the_shipped_settings_have_all_of_it_off() -> None:
    import subprocess
    import sys

    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "from registry import settings as s;"
            "print(s.PLEDGES, s.COOLING_OFF_DAYS, s.TRUSTED_COUNTERPARTIES, s.TRUSTED_COUNTERPARTY_DELAY_DAYS)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["False", "0", "False", "7"]


def test_a_pledge_is_made_and_accepted_on_its_pages(market: Market, client: Client) -> None:
    lot = market.lot(100)
    client.force_login(market.seller_person)
    values = {"quantity": "40", "lender": str(market.buyer.public_id), "note": "A loan"}
    second = client.post(f"/credits/lots/{lot.number}/pledge/", {**values, "step": "look"})
    assert "Check and sign" in second.content.decode()
    signed = {**values, **market.signs(market.seller_person), "step": "sign", "key": "k1"}
    assert client.post(f"/credits/lots/{lot.number}/pledge/", signed).status_code == 303
    pledge = Pledge.objects.get()
    client.force_login(market.buyer_person)
    page = client.get(f"/credits/pledges/{pledge.public_id}/").content.decode()
    assert "Accept the pledge" in page
    accept = {**market.signs(market.buyer_person), "step": "sign", "key": "k2"}
    assert client.post(f"/credits/pledges/{pledge.public_id}/accept/", accept).status_code == 303
    assert client.get("/credits/pledges/").content.decode().count(lot.number) == 1
    release = {"reason": "Repaid", "key": "k3"}
    assert client.post(f"/credits/pledges/{pledge.public_id}/release/", release).status_code == 303
    pledge.refresh_from_db()
    assert (pledge.state, pledge.closing_reason) == (states.RELEASED, "Repaid")


def test_a_pledge_waits_for_the_lender_until_it_is_answered(
    market: Market, client: Client, settings: Any
) -> None:
    lot = market.lot(100)
    first, second = pledged(market, lot, 40), pledged(market, lot, 7)

    def waiting(user: Any) -> list[tuple[str, int, str, datetime]]:
        return [(w.kind, w.thing.pk, w.action.action, w.since) for w in open_work(market.actor(user))]

    both = [("pledge", one.pk, "accept", market.now) for one in (first, second)]
    assert sorted(waiting(market.buyer_person)) == both
    assert waiting(market.seller_person) == []
    client.force_login(market.buyer_person)
    for address in ("/", "/waiting/"):
        page = client.get(address).content.decode()
        assert f"Pledge of 40 credits of lot {lot.number}" in page
        assert f"/credits/pledges/{first.public_id}/" in page
    act(market, "accept", first, market.actor(market.buyer_person))
    act(market, "decline", second, market.actor(market.buyer_person))
    assert waiting(market.buyer_person) == []
    pledged(market, lot, 5)
    settings.PLEDGES = False
    assert waiting(market.buyer_person) == []


def test_a_list_of_pledges_costs_the_same_for_one_and_for_many(
    market: Market, client: Client, django_assert_num_queries: Any
) -> None:
    lot = market.lot(100)
    pledged(market, lot, 1)
    actor = market.actor(market.seller_person)
    with django_assert_num_queries(1):
        assert len([str(one.lot.holder) + str(one.lender) for one in pledge_rows.visible_to(actor)]) == 1
    for _ in range(5):
        pledged(market, lot, 1)
    with django_assert_num_queries(1):
        assert len([str(one.lot.holder) + str(one.lender) for one in pledge_rows.visible_to(actor)]) == 6
