"""Many people at once on the same credits: nothing is sold twice, and one key has one effect."""

import os
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from credits.lots.services import cancellations, corrections, offers, retirements, suspensions
from credits.models import Lot, LotSuspension, Offer, Transfer
from credits.proof.checking import walk
from registry.audit.events import verify_all
from registry.audit.models import AuditEvent
from registry.findings import DomainError
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.dealings.market import COMMANDS, Market, market_of

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
FULL = os.environ.get("TEST_FULL") == "1"
ROUNDS = 100 if FULL else 4
CASES_OF_A_COMMAND = 5_000 // 22 + 1 if FULL else 1
CLIENTS = 16


def nothing_is_wrong() -> None:
    """The whole ledger and every chain agree."""
    assert [difference.as_dict() for difference in walk().differences] == []
    assert all(not breaks for _, breaks in verify_all())


def test_sixteen_clients_get_no_more_than_there_is(cast: Cast) -> None:
    random, market = Random("oversell"), market_of(cast)
    for round_ in range(ROUNDS):
        amount = random.randint(1, 20)
        holding = random.randint(1, 15 * amount)
        lot = market.lot(holding)
        # Every other round buyers meet over a standing offer, in the rest the holder's people over the lot.
        offer = market.offer(lot, holding) if round_ % 2 else None

        def take(lot: Lot = lot, offer: Offer | None = offer, amount: int = amount) -> Any:
            return market.offer(lot, amount) if offer is None else market.accept(offer, amount)

        results = all_at_once(*[take] * CLIENTS)
        taken = [result for result in results if isinstance(result, Offer | Transfer)]
        refused = {result.code for result in results if isinstance(result, DomainError)}
        assert len(taken) == holding // amount, (round_, holding, amount, results)
        assert refused <= {"lot.not_enough", "offer.not_enough", "offer.wrong_state", "not_found"}
        lot.refresh_from_db()
        if offer is None:
            assert (lot.available, lot.reserved) == (holding % amount, holding - holding % amount)
        else:
            offer.refresh_from_db()
            assert (offer.remaining, lot.available, lot.reserved) == (holding % amount, 0, holding)
    nothing_is_wrong()


def on_a_lot(market: Market) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """The commands that begin with a lot, with inputs that go through one after the other."""
    lot = market.lot(100)
    child = market.settled_transfer(market.lot(50), 20).new_lot
    clock = {"today": market.today, "now": market.now}
    some = {"lot_number": lot.number, "quantity": 5} | clock
    seller = {"actor": market.actor(market.seller_person)} | market.signs(market.seller_person)
    registrar, approver = (
        {"actor": market.actor(market.registrar)},
        {"actor": market.actor(market.approver)},
    )
    until = market.today + timedelta(days=20)
    return {
        "offer": (offers.make, {"price": "12.5"} | some | seller),
        "apply": (retirements.apply, {"purpose": "voluntary"} | some | seller),
        "request": (cancellations.request, {"ground_note": "Not wanted."} | some | seller),
        "cancellation": (
            cancellations.propose,
            {"ground": "other", "ground_note": "Mistaken."} | some | registrar,
        ),
        "correction": (
            corrections.propose,
            {"reason": "Mistaken."} | some | registrar | {"lot_number": child.number},
        ),
        "suspend": (
            suspensions.suspend,
            {"lot_number": lot.number, "until": until, "reason": "Inquiry."} | clock | approver,
        ),
    }


def on_a_suspension(market: Market) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """The commands on a suspension."""
    command, inputs = on_a_lot(market)["suspend"]
    held = LotSuspension.objects.get(public_id=command(**inputs)["id"])
    clock = {"today": market.today, "now": market.now, "actor": inputs["actor"]}
    chosen = {"suspension_id": str(held.public_id)} | clock
    until = held.until + timedelta(days=9)
    return {"extend": (suspensions.extend, {"until": until} | chosen), "lift": (suspensions.lift, chosen)}


def on_a_thing(market: Market) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """The commands of the state tables, each with a thing in the state it needs and the person who may."""
    lot = market.lot(500)
    child = Lot.objects.get(pk=market.settled_transfer(lot, 20).new_lot_id)
    who = {
        "withdraw": market.seller_person,
        "accept": market.buyer_person,
        "check": market.registrar,
        "refuse": market.registrar,
    }
    made: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {}
    for (kind, action), (command, names) in COMMANDS.items():
        if kind is Transfer:
            thing: Any = (
                market.checked_transfer(lot) if action == "settle" else market.accept(market.offer(lot))
            )
        elif kind is Offer:
            thing = market.offer(lot)
        elif kind.__name__ == "Retirement":
            thing = market.checked_retirement(lot) if action == "retire" else market.apply(lot)
        elif kind.__name__ == "Cancellation":
            thing = market.propose_cancellation(lot)
        else:
            thing = market.propose_correction(child, 1)
        officer = kind.__name__ in ("Cancellation", "Correction") and action == "withdraw"
        user = market.registrar if officer else who.get(action, market.approver)
        inputs: dict[str, Any] = {
            names[0]: str(thing.public_id),
            "actor": market.actor(user),
            "now": market.now,
        }
        more: dict[str, Any] = {
            "today": market.today,
            "note": "Looked at.",
            "reason": "Not wanted.",
            "fee_not_set_acknowledged": True,
            "quantity": 2,
        }
        inputs |= {name: more[name] for name in names[1:]}
        inputs |= market.signs(user) if action == "accept" else {}
        made[f"{kind.__name__} {action}"] = (command, inputs)
    return made


def test_a_command_sent_many_times_at_once_with_one_key_has_one_effect(cast: Cast) -> None:
    random, market = Random("keys"), market_of(cast)
    for _ in range(CASES_OF_A_COMMAND):
        for group in (on_a_lot, on_a_suspension, on_a_thing):
            for label, (command, inputs) in group(market).items():
                _send_at_once(label, command, inputs, random.randint(2, 10))
    nothing_is_wrong()


def _send_at_once(label: str, command: Callable[..., Any], inputs: dict[str, Any], times: int) -> None:
    key, before = str(uuid4()), AuditEvent.objects.count()
    answers = all_at_once(*[lambda: command(key=key, **inputs)] * times)
    assert all(answer == answers[0] for answer in answers), (label, answers)
    assert isinstance(answers[0], dict), (label, answers[0])
    assert AuditEvent.objects.count() == before + 1, label
    other = {"lot_number": "LOT-0"} if "lot_number" in inputs else {next(iter(_ids(inputs))): str(uuid4())}
    with pytest.raises(DomainError) as refusal:
        command(key=key, **(inputs | other))
    assert refusal.value.code == "idempotency.key_reused", label
    assert AuditEvent.objects.count() == before + 1, label


def _ids(inputs: dict[str, Any]) -> list[str]:
    return [name for name in inputs if name.endswith("_id")]
