"""Suspended credits stay where they are: up to six months, extended once by six more."""

from datetime import date, timedelta

import pytest

from credits.lots.selectors import suspension_in_force
from credits.lots.services import suspensions
from credits.models import Lot, LotSuspension
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from tests.dealings.market import Market
from tests.dealings.test_transfers import balances, codes

pytestmark = pytest.mark.django_db


def suspend(market: Market, lot: Lot, until: date, **more) -> LotSuspension:
    inputs = {"actor": market.actor(market.approver), "today": market.today, "now": market.now} | more
    made = suspensions.suspend(
        lot_number=lot.number, until=until, reason="Inquiry into the report.", **inputs
    )
    return LotSuspension.objects.get(public_id=made["id"])


def extend(market: Market, held: LotSuspension, until: date, *, today: date | None = None):
    return suspensions.extend(
        actor=market.actor(market.approver),
        suspension_id=str(held.public_id),
        until=until,
        today=today or market.today,
        now=market.now,
    )


def lift(market: Market, held: LotSuspension, *, today: date | None = None):
    return suspensions.lift(
        actor=market.actor(market.approver),
        suspension_id=str(held.public_id),
        today=today or market.today,
        now=market.now,
    )


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 3, 1), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2027, 8, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2026, 7, 15), date(2027, 1, 15)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last_of_the_month(day: date, later: date) -> None:
    assert suspensions.months_later(day, 6) == later


def test_a_suspended_lot_stands_still_and_moves_again_the_day_after(market: Market) -> None:
    lot = market.lot(100)
    offer = market.offer(lot, 20)
    transfer, retirement = market.checked_transfer(lot, 5), market.checked_retirement(lot, 5)
    cancellation = market.propose_cancellation(lot, 5)
    held = suspend(market, lot, market.today + timedelta(days=3))
    assert Lot.objects.get(pk=lot.pk).suspended_until == held.until
    attempts = [
        lambda: market.offer(lot, 1),
        lambda: market.apply(lot, 1),
        lambda: market.propose_cancellation(lot, 1),
        lambda: market.accept(offer, 1),
        lambda: market.act("settle", transfer, market.approver),
        lambda: market.act("retire", retirement, market.approver),
        lambda: market.act("cancel", cancellation, market.approver),
    ]
    for attempt in attempts:
        with pytest.raises(DomainError, match="is suspended until") as refusal:
            attempt()
        assert refusal.value.code == "lot.suspended"
    offer.refresh_from_db()
    assert (offer.remaining, balances(lot)) == (20, (65, 35, 0, 0))
    market.act("withdraw", offer, market.seller_person)
    assert balances(lot) == (85, 15, 0, 0)
    market.now += timedelta(days=4)
    market.act("settle", transfer, market.approver)
    assert balances(lot) == (85, 10, 0, 5)


def test_the_holder_is_told_of_each_step(market: Market) -> None:
    lot = market.lot()
    held = suspend(market, lot, market.today + timedelta(days=30))
    extend(market, held, held.until + timedelta(days=10))
    lift(market, held)
    assert (
        list(Notice.objects.order_by("pk").values_list("organisation__name", flat=True))
        == [market.holder.name] * 3
    )


def test_a_suspension_is_not_longer_than_six_months(market: Market) -> None:
    lot, last = market.lot(), suspensions.months_later(market.today, 6)
    with pytest.raises(InvalidInput) as refusal:
        suspend(market, lot, last + timedelta(days=1))
    assert codes(refusal) == [("suspension.too_long", "until")]
    with pytest.raises(InvalidInput) as refusal:
        suspend(market, lot, market.today - timedelta(days=1))
    assert codes(refusal) == [("suspension.too_early", "until")]
    assert Lot.objects.get(pk=lot.pk).suspended_until is None
    assert suspend(market, lot, last).until == last


def test_a_suspension_is_extended_once_by_six_months(market: Market) -> None:
    lot = market.lot()
    held = suspend(market, lot, market.today + timedelta(days=30))
    last = suspensions.months_later(held.until, 6)
    for until, code in (
        (held.until, "suspension.too_early"),
        (last + timedelta(days=1), "suspension.too_long"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            extend(market, held, until)
        assert codes(refusal) == [(code, "until")]
    extend(market, held, last)
    held.refresh_from_db()
    assert (held.extended_until, Lot.objects.get(pk=lot.pk).suspended_until) == (last, last)
    with pytest.raises(DomainError, match="only once") as refusal:
        extend(market, held, last + timedelta(days=1))
    assert refusal.value.code == "suspension.extended_already"


def test_a_lifted_suspension_is_over_at_once(market: Market) -> None:
    lot = market.lot()
    held = suspend(market, lot, market.today + timedelta(days=30))
    assert suspension_in_force(lot, on=market.today) == held
    assert lift(market, held)["state"] == "lifted"
    held.refresh_from_db()
    assert (held.lifted_on, suspension_in_force(lot, on=market.today)) == (market.today, None)
    assert market.offer(lot, 1).remaining == 1
    for attempt in (lambda: lift(market, held), lambda: extend(market, held, held.until + timedelta(days=1))):
        with pytest.raises(DomainError) as refusal:
            attempt()
        assert refusal.value.code == "suspension.over"


def test_a_lapsed_suspension_is_neither_extended_nor_lifted_but_can_begin_again(market: Market) -> None:
    lot = market.lot()
    held = suspend(market, lot, market.today)
    with pytest.raises(DomainError, match="is suspended already"):
        suspend(market, lot, market.today)
    tomorrow = market.today + timedelta(days=1)
    for attempt in (
        lambda: lift(market, held, today=tomorrow),
        lambda: extend(market, held, tomorrow, today=tomorrow),
    ):
        with pytest.raises(DomainError) as refusal:
            attempt()
        assert refusal.value.code == "suspension.over"
    again = suspend(market, lot, tomorrow, today=tomorrow)
    assert Lot.objects.get(pk=lot.pk).suspended_until == again.until == tomorrow


def test_a_closed_lot_is_not_suspended(market: Market) -> None:
    retirement = market.checked_retirement(market.lot(), 5)
    market.act("retire", retirement, market.approver)
    retirement.refresh_from_db()
    with pytest.raises(DomainError, match="nothing to suspend"):
        suspend(market, retirement.new_lot, market.today)


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("registrar", NotAllowed),
        ("auditor", NotAllowed),
        ("landholder_signatory", NotAllowed),
        ("developer", NotVisible),
        ("stranger", NotVisible),
    ],
)
def test_only_the_approver_suspends_extends_and_lifts(market: Market, cast, role: str, refusal) -> None:
    lot = market.lot()
    actor = market.actor(cast.person(role))
    with pytest.raises(refusal):
        suspend(market, lot, market.today, actor=actor)
    held = suspend(market, lot, market.today)
    for attempt in (suspensions.extend, suspensions.lift):
        more = {"until": market.today + timedelta(days=1)} if attempt is suspensions.extend else {}
        with pytest.raises(refusal):
            attempt(
                actor=actor, suspension_id=str(held.public_id), today=market.today, now=market.now, **more
            )
