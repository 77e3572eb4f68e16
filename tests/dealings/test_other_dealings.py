"""Retirements, cancellations and corrections: what they need, what they do, and that the end is the end."""

from datetime import timedelta

import pytest

from credits.lots.services import cancellations, corrections, retirements
from credits.models import Cancellation, Lot, Movement, Retirement
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from registry.parties.models import Membership
from tests.dealings.market import Market
from tests.dealings.test_transfers import balances, codes

pytestmark = pytest.mark.django_db
OBLIGED = [purpose for purpose in Retirement.Purpose.values if purpose not in ("voluntary", "other")]


@pytest.mark.parametrize("purpose", OBLIGED)
def test_a_retirement_for_an_obligation_names_it(market: Market, purpose: str) -> None:
    lot = market.lot()
    with pytest.raises(InvalidInput) as refusal:
        market.apply(lot, purpose=purpose)
    assert codes(refusal) == [("retirement.no_obligation", "obligation_reference")]
    made = market.apply(lot, purpose=purpose, obligation_reference="DA1/2026")
    assert (made.purpose, made.obligation_reference, balances(lot)) == (purpose, "DA1/2026", (90, 10, 0, 0))


@pytest.mark.parametrize(
    ("inputs", "code", "field"),
    [
        ({"purpose": "resale"}, "retirement.purpose_unknown", "purpose"),
        ({"purpose": ""}, "retirement.purpose_unknown", "purpose"),
        ({"purpose": "other"}, "retirement.purpose_not_described", "purpose_note"),
        ({"obligation_reference": "x" * 201}, "retirement.too_long", "obligation_reference"),
    ],
)
def test_a_purpose_that_the_act_does_not_know_is_refused(
    market: Market, inputs: dict[str, str], code: str, field: str
) -> None:
    lot = market.lot()
    with pytest.raises(InvalidInput) as refusal:
        market.apply(lot, **inputs)
    assert codes(refusal) == [(code, field)]
    assert balances(lot) == (100, 0, 0, 0)


def test_a_consent_is_not_of_tomorrow(market: Market) -> None:
    with pytest.raises(InvalidInput) as refusal:
        market.apply(market.lot(), consent_on=market.today + timedelta(days=1))
    assert codes(refusal) == [("retirement.consent_in_future", "consent_on")]
    assert market.apply(market.lot(), consent_on=market.today).consent_on == market.today


def test_only_the_recorded_holder_applies_to_retire(market: Market) -> None:
    lot = market.lot()
    inputs = {
        "lot_number": lot.number,
        "quantity": 1,
        "purpose": "voluntary",
        "today": market.today,
        "now": market.now,
    }
    for user, refusal in ((market.registrar, NotAllowed), (market.buyer_person, NotVisible)):
        with pytest.raises(refusal):
            retirements.apply(actor=market.actor(user), **inputs, **market.signs(user))


def test_part_of_a_lot_is_retired_and_never_moves_again(market: Market) -> None:
    lot = market.lot(100)
    retirement = market.checked_retirement(lot, 30)
    answer = market.act("retire", retirement, market.approver)
    retired = Lot.objects.get(number=answer["new_lot"])
    assert (retired.status, retired.holder_id, balances(retired)) == ("retired", lot.holder_id, (0, 0, 30, 0))
    assert balances(lot) == (70, 0, 0, 30)
    for attempt in (market.offer, market.apply, market.propose_cancellation, market.propose_correction):
        with pytest.raises(DomainError, match="is retired; its credits cannot move") as refusal:
            attempt(retired, 1)
        assert refusal.value.code == "lot.closed"
    movement = Movement.objects.get(source="retirement")
    assert (movement.kind, movement.price, movement.value_cents, movement.reason) == (
        "retire",
        "",
        None,
        "voluntary",
    )


@pytest.mark.parametrize("action", ["withdraw", "refuse"])
def test_a_retirement_that_ends_frees_its_credits_and_tells_the_holder(market: Market, action: str) -> None:
    lot = market.lot()
    retirement = market.apply(lot)
    answer = market.act(
        action, retirement, market.seller_person if action == "withdraw" else market.registrar
    )
    assert balances(lot) == (100, 0, 0, 0)
    notice = Notice.objects.get()
    assert (notice.organisation, notice.title) == (
        market.holder,
        f"Retirement {retirement.transaction_number} {answer['state']}",
    )
    assert "Not wanted any more." in notice.body


def test_a_refusal_without_a_reason_is_none(market: Market) -> None:
    lot = market.lot()
    retirement = market.apply(lot)
    with pytest.raises(InvalidInput) as refusal:
        market.act("refuse", retirement, market.registrar, reason="  ")
    assert codes(refusal) == [("reason.missing", "reason")]
    assert balances(lot) == (90, 10, 0, 0)


def test_credits_are_cancelled_by_a_second_officer(market: Market, cast) -> None:
    lot = market.lot(100, deposit_settled=False)
    cancellation = market.propose_cancellation(lot, 30)
    assert balances(lot) == (70, 30, 0, 0)
    answer = market.act("cancel", cancellation, market.approver)
    cancelled = Lot.objects.get(number=answer["new_lot"])
    assert (cancelled.status, cancelled.deposit_settled, balances(cancelled)) == (
        "cancelled",
        False,
        (0, 0, 30, 0),
    )
    movement = Movement.objects.get(source="cancellation")
    assert (movement.signature_step, movement.reason) == ("not_required", "other")
    for attempt in (market.offer, market.apply, market.propose_cancellation, market.propose_correction):
        with pytest.raises(DomainError, match="is cancelled; its credits cannot move"):
            attempt(cancelled, 1)


def test_the_holder_asks_for_a_cancellation_over_a_signature(market: Market) -> None:
    lot = market.lot()
    inputs = {"lot_number": lot.number, "quantity": 5, "today": market.today, "now": market.now}
    with pytest.raises(InvalidInput) as refusal:
        cancellations.propose(
            actor=market.actor(market.registrar),
            ground="holder_request",
            ground_note="Asked by phone.",
            **inputs,
        )
    assert codes(refusal) == [("cancellation.needs_the_holder", "ground")]
    made = cancellations.request(
        actor=market.actor(market.seller_person),
        ground_note="No longer wanted.",
        **inputs,
        **market.signs(market.seller_person),
    )
    cancellation = Cancellation.objects.get(public_id=made["id"])
    assert cancellation.holder_signature.statement_code == "cancellation.holder/1"
    market.act("cancel", cancellation, market.approver)
    assert Movement.objects.get(source="cancellation").signature_step == "done"


@pytest.mark.parametrize("ground", ["", "whim"])
def test_a_cancellation_has_a_known_ground(market: Market, ground: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        cancellations.propose(
            actor=market.actor(market.registrar),
            lot_number=market.lot().number,
            quantity=1,
            ground=ground,
            ground_note="Why.",
            today=market.today,
            now=market.now,
        )
    assert codes(refusal) == [("cancellation.ground_unknown", "ground")]


def test_the_proposer_does_not_confirm(market: Market, cast) -> None:
    from registry.actor import REGISTRAR_APPROVER
    from registry.parties.models import RoleAssignment

    RoleAssignment.objects.create(
        user=market.registrar,
        organisation=cast.organisation("registrar_office"),
        role=REGISTRAR_APPROVER,
        valid_from=market.today,
    )
    child = Lot.objects.get(pk=market.settled_transfer(market.lot()).new_lot_id)
    for action, thing in (
        ("cancel", market.propose_cancellation(market.lot())),
        ("post", market.propose_correction(child, 2)),
    ):
        with pytest.raises(NotAllowed) as refusal:
            market.act(action, thing, market.registrar)
        assert refusal.value.code == "dealing.same_person"


def test_a_correction_puts_credits_back_by_a_new_movement_and_tells_both_holders(market: Market) -> None:
    lot = market.lot(100)
    child = Lot.objects.get(pk=market.settled_transfer(lot, 40).new_lot_id)
    Notice.objects.all().delete()
    correction = market.propose_correction(child, 15)
    assert balances(child) == (25, 15, 0, 0)
    answer = market.act("post", correction, market.approver)
    assert (answer["new_lot"], balances(child), balances(lot)) == (lot.number, (25, 0, 0, 15), (75, 0, 0, 40))
    movement = Movement.objects.get(source="correction")
    assert (movement.kind, movement.from_lot_id, movement.to_lot_id, movement.reason) == (
        "correct",
        child.pk,
        lot.pk,
        "Sold by mistake.",
    )
    assert set(Notice.objects.values_list("organisation__name", flat=True)) == {
        market.holder.name,
        market.buyer.name,
    }


def test_an_officer_of_the_holder_that_gets_credits_back_stays_away(market: Market) -> None:
    child = Lot.objects.get(pk=market.settled_transfer(market.lot(100), 40).new_lot_id)
    correction = market.propose_correction(child, 15)
    for officer in (market.registrar, market.approver):
        Membership.objects.create(user=officer, organisation=market.holder)
    market.known.clear()
    with pytest.raises(NotAllowed) as posting:
        market.act("post", correction, market.approver)
    with pytest.raises(NotAllowed) as proposing:
        market.propose_correction(child, 1)
    assert (posting.value.code, proposing.value.code) == ("dealing.conflict", "dealing.conflict")
    assert balances(child) == (25, 15, 0, 0)


def test_a_root_lot_has_nothing_to_go_back_to(market: Market) -> None:
    lot = market.lot()
    with pytest.raises(DomainError, match="was not minted from another lot") as refusal:
        market.propose_correction(lot)
    assert (refusal.value.code, balances(lot)) == ("lot.root", (100, 0, 0, 0))


@pytest.mark.parametrize("kind", ["cancellation", "correction"])
def test_a_dropped_proposal_frees_its_credits(market: Market, kind: str) -> None:
    lot = market.lot(100)
    if kind == "correction":
        lot = Lot.objects.get(pk=market.settled_transfer(lot, 40).new_lot_id)
    before = balances(lot)
    thing = market.propose_cancellation(lot) if kind == "cancellation" else market.propose_correction(lot)
    market.act("withdraw", thing, market.registrar)
    assert balances(lot) == before


def test_the_registrar_alone_proposes(market: Market) -> None:
    lot = market.lot()
    for user in (market.approver, market.seller_person):
        with pytest.raises(NotAllowed):
            corrections.propose(
                actor=market.actor(user),
                lot_number=lot.number,
                quantity=1,
                reason="Why.",
                today=market.today,
                now=market.now,
            )
