"""Two commands in every interleaving of two connections and four steps: the end is that of one after the other.

A command runs in a thread of its own and stops before it first changes a lot or an offer, before it writes what it
does, and before its audit event: four steps, the last one commits. A schedule such as ABBABABA says whose turn it is.
Whoever waits for a lock passes its turns; the other goes on.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any

import pytest
from django.db import connection

from credits.lots.services import offers, suspensions, transfers
from credits.models import Cancellation, Lot, Offer, Retirement, Transfer
from credits.proof.checking import walk
from registry.findings import DomainError
from tests.builders_people import Cast
from tests.dealings.market import Market, market_of

FULL = os.environ.get("TEST_FULL") == "1"
STEPS = 4
SCHEDULES = [
    "".join("A" if turn in chosen else "B" for turn in range(2 * STEPS))
    for chosen in combinations(range(2 * STEPS), STEPS)
]
SHORT = 1
PATIENCE_SECONDS = 20.0
BEFORE = (
    ("UPDATE credits_lot ", 'UPDATE "credits_lot"', 'UPDATE "credits_offer"'),
    (
        "INSERT INTO credits_movement",
        'INSERT INTO "credits_',
        'UPDATE "credits_transfer"',
        'INSERT INTO "fees_',
    ),
    ("INSERT INTO audit_auditchain", 'INSERT INTO "audit_auditchain"', 'UPDATE "audit_auditchain"'),
)
"""What the statement before which a command stops begins with."""


@dataclass
class Runner:
    """One command in its own thread and connection, let on step by step."""

    act: Callable[[], Any]
    turns: int = 0
    pid: int = 0
    passed: int = 0
    waits: bool = False
    done: bool = False
    outcome: str = ""
    gate: threading.Condition = field(default_factory=threading.Condition)

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            with connection.execute_wrapper(self._before_statement):
                self._stop()
                self.act()
            self.outcome = "done"
        except DomainError:
            # Which sentence refuses depends on what the page showed before; that it refuses does not.
            self.outcome = "refused"
        except Exception as error:
            self.outcome = f"{type(error).__name__}: {error}"
        finally:
            with self.gate:
                self.done = True
                self.gate.notify_all()
            connection.close()

    def _before_statement(self, execute: Any, sql: str, *rest: Any) -> Any:
        for number in range(self.passed, len(BEFORE)):
            if sql.lstrip().startswith(BEFORE[number]):
                self.passed = number + 1
                self._stop()
                break
        return execute(sql, *rest)

    def _stop(self) -> None:
        with self.gate:
            self.waits = True
            self.gate.notify_all()
            self.gate.wait_for(lambda: self.turns > 0, timeout=PATIENCE_SECONDS)
            self.turns -= 1
            self.waits = False

    def let_on(self, turns: int = 1) -> None:
        with self.gate:
            self.turns += turns
            self.gate.notify_all()

    def settle(self) -> None:
        """Wait until it stops for its next turn, is done, or waits for a lock of the other."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with self.gate:
                if self.done or (self.waits and self.turns <= 0):
                    return
                self.gate.wait(0.002)
                if self.done or (self.waits and self.turns <= 0):
                    return
            if self.pid and _waits_for_a_lock(self.pid):
                return
        raise AssertionError("a step took too long")


def _waits_for_a_lock(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return bool(cursor.fetchone()[0])


def interleave(schedule: str, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[str, str]:
    """Run both by the schedule; what came of each."""
    runners = {"A": Runner(first), "B": Runner(second)}
    threads = [threading.Thread(target=runner.run) for runner in runners.values()]
    for thread in threads:
        thread.start()
    for runner in runners.values():
        runner.settle()
    for turn in schedule:
        runners[turn].let_on()
        runners[turn].settle()
    for runner in runners.values():
        # A refused command has fewer steps; one that waited for a lock has turns left to take.
        runner.let_on(2 * STEPS)
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    return runners["A"].outcome, runners["B"].outcome


@dataclass
class Scene:
    """A lot of 20 with one thing of each kind on it, and 5 left; what each action does to it."""

    market: Market

    def __post_init__(self) -> None:
        market = self.market
        self.lot = market.lot(20)
        self.transfer = market.checked_transfer(self.lot, 4)
        self.retirement = market.checked_retirement(self.lot, 3)
        self.cancellation = market.propose_cancellation(self.lot, 2)
        self.offer = market.offer(self.lot, 6)

    def actions(self) -> dict[str, Callable[[], Any]]:
        market = self.market
        seller, buyer, approver = (
            market.actor(user) for user in (market.seller_person, market.buyer_person, market.approver)
        )
        clock = {"today": market.today, "now": market.now}
        return {
            "settle": lambda: market.act("settle", self.transfer, approver),
            "retire": lambda: market.act("retire", self.retirement, approver),
            "cancel": lambda: market.act("cancel", self.cancellation, approver),
            "reserve": lambda: offers.make(
                actor=seller,
                lot_number=self.lot.number,
                quantity=3,
                price="1",
                **clock,
                **market.signs(market.seller_person),
            ),
            "refuse": lambda: market.act("refuse", self.transfer, approver),
            "accept": lambda: transfers.accept(
                actor=buyer,
                offer_id=str(self.offer.public_id),
                quantity=4,
                **clock,
                **market.signs(market.buyer_person),
            ),
            "withdraw": lambda: market.act("withdraw", self.offer, seller),
            "suspend": lambda: suspensions.suspend(
                actor=approver, lot_number=self.lot.number, until=market.today, reason="Inquiry.", **clock
            ),
        }

    def end(self) -> tuple[Any, ...]:
        """Everything that counts, without numbers and ids."""
        family = Lot.objects.filter(root=self.lot).order_by("status", "received", "pk")
        lot = Lot.objects.get(pk=self.lot.pk)
        return (
            (lot.available, lot.reserved, lot.moved_out, lot.suspended_until),
            tuple(family.values_list("status", "received", "available", "ended")),
            tuple(Offer.objects.filter(lot=lot).order_by("pk").values_list("state", "remaining")),
            tuple(Transfer.objects.filter(lot=lot).order_by("pk").values_list("state", "quantity")),
            tuple(Retirement.objects.filter(lot=lot).values_list("state", flat=True)),
            tuple(Cancellation.objects.filter(lot=lot).values_list("state", flat=True)),
        )


FOUR = ("settle", "retire", "reserve", "cancel")
PAIRS = [
    *((first, second) for number, first in enumerate(FOUR) for second in FOUR[number:]),
    ("settle", "refuse"),
    ("settle", "suspend"),
    ("reserve", "suspend"),
    ("accept", "accept"),
    ("accept", "withdraw"),
    ("accept", "suspend"),
    ("withdraw", "refuse"),
]


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_every_interleaving_ends_like_one_after_the_other(cast: Cast) -> None:
    market = market_of(cast)
    for pair in PAIRS:
        _play(market, *pair)
    assert [difference.as_dict() for difference in walk().differences] == []


def _play(market: Market, first: str, second: str) -> None:
    one_after_the_other = ["A" * STEPS + "B" * STEPS, "B" * STEPS + "A" * STEPS]
    others = [schedule for schedule in SCHEDULES if schedule not in one_after_the_other]
    chosen = others if FULL else Random(f"{first} {second}").sample(others, SHORT)

    def played(schedule: str) -> tuple[Any, ...]:
        scene = Scene(market)
        actions = scene.actions()
        return (*interleave(schedule, actions[first], actions[second]), *scene.end())

    allowed = [played(schedule) for schedule in one_after_the_other]
    assert any(end[0] == "done" for end in allowed), allowed
    for schedule in chosen:
        found = played(schedule)
        assert found in allowed, f"{first} {second} {schedule}: {found} is neither of {allowed}"


def test_a_schedule_is_one_of_seventy() -> None:
    assert len(SCHEDULES) == 70
    assert all(schedule.count("A") == schedule.count("B") == STEPS for schedule in SCHEDULES)
