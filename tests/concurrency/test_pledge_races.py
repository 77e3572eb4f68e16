"""A pledge is answered once, whoever is at it at once: what it reserves is reserved once or free again."""

import os
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from credits.models import Lot, Offer, Pledge
from credits.proof.checking import walk
from registry.findings import DomainError
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.concurrency.test_ledger_interleavings import SCHEDULES, interleave
from tests.dealings.market import Market, market_of
from tests.dealings.test_pledges import act, pledged

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
FULL = os.environ.get("TEST_FULL") == "1"
ROUNDS = 100 if FULL else 4
HELD, PLEDGED = 50, 40
BALANCES = {
    "active": (HELD - PLEDGED, PLEDGED),
    "withdrawn": (HELD, 0),
    "declined": (HELD, 0),
    "released": (HELD, 0),
}
"""What is available and reserved on the lot in each state of its only pledge."""


def ended(pledge: Pledge) -> str:
    """The state of the pledge. Its lot holds what fits that state."""
    pledge.refresh_from_db()
    lot = Lot.objects.get(pk=pledge.lot_id)
    assert (lot.available, lot.reserved) == BALANCES[pledge.state]
    return pledge.state


def doing(market: Market, action: str, pledge: Pledge) -> Callable[[], None]:
    by = market.seller_person if action == "withdraw" else market.buyer_person
    actor = market.actor(by)
    return lambda: act(market, action, pledge, actor)


def test_a_pledge_accepted_and_ended_at_once_is_one_of_them(cast: Cast) -> None:
    market, found = market_of(cast), set()
    for _ in range(ROUNDS):
        pledge = pledged(market, market.lot(HELD), PLEDGED)
        results = all_at_once(
            *(doing(market, action, pledge) for action in ("accept", "withdraw", "decline"))
        )
        refused = [result.code for result in results if isinstance(result, DomainError)]
        assert refused == ["pledge.wrong_state"] * 2, results
        found.add(ended(pledge))
    assert found <= {"active", "withdrawn", "declined"}
    assert walk().differences == []


def test_a_pledge_released_at_once_by_many_frees_its_credits_once(cast: Cast) -> None:
    market = market_of(cast)
    for _ in range(ROUNDS):
        pledge = pledged(market, market.lot(HELD), PLEDGED)
        doing(market, "accept", pledge)()
        results = all_at_once(*[doing(market, "release", pledge)] * 4)
        assert [isinstance(result, DomainError) for result in results].count(False) == 1, results
        assert ended(pledge) == "released"
    assert walk().differences == []


def test_credits_pledged_and_offered_at_once_are_reserved_for_one(cast: Cast) -> None:
    market = market_of(cast)
    for _ in range(ROUNDS):
        lot = market.lot(HELD)
        results = all_at_once(lambda lot=lot: pledged(market, lot, 30), lambda lot=lot: market.offer(lot, 30))
        assert [result.code for result in results if isinstance(result, DomainError)] == ["lot.not_enough"]
        lot.refresh_from_db()
        assert (lot.available, lot.reserved) == (20, 30)
        assert Pledge.objects.filter(lot=lot).count() + Offer.objects.filter(lot=lot).count() == 1
    assert walk().differences == []


def test_every_interleaving_of_accepting_and_withdrawing_ends_like_one_after_the_other(cast: Cast) -> None:
    market = market_of(cast)

    def played(schedule: str) -> tuple[Any, ...]:
        pledge = pledged(market, market.lot(HELD), PLEDGED)
        outcomes = interleave(schedule, doing(market, "accept", pledge), doing(market, "withdraw", pledge))
        return (*outcomes, ended(pledge))

    for schedule in SCHEDULES if FULL else Random("pledge").sample(SCHEDULES, ROUNDS):
        assert played(schedule) in [("done", "refused", "active"), ("refused", "done", "withdrawn")], schedule
    assert walk().differences == []
