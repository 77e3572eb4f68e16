"""Public events get their numbers: all of them, once, in the order of their becoming public."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from credits.public.feed import tasks
from credits.public.feed.numbering import LOCK, number_changes
from credits.public.models import PublicChange
from registry.actor import system
from registry.audit.events import ChainKey, record
from registry.celery import app
from tests.builders_people import Cast
from tests.dealings.market import Market

Publish = Callable[..., list[PublicChange]]


def _event(lot: str, *, chain: str = "") -> None:
    """A further issue into a lot, told without any credits."""
    record(
        chain=ChainKey("lot_family", chain or lot),
        action="lot.issue_further",
        actor=system("tests"),
        at=timezone.now(),
        subject=lot,
        data={"lot": lot, "quantity": 5, "reason": "Not public."},
    )


@pytest.mark.django_db
def test_changes_are_numbered_without_gaps_and_once(market: Market, publish: Publish) -> None:
    lot = market.lot(100)
    market.settled_transfer(lot, 10)
    first = publish()
    market.offer(lot, 3)
    second = publish()
    assert [change.number for change in second] == [1, 2, 3, 4]
    assert [change.action for change in second] == [
        "offer.make",
        "transfer.accept",
        "transfer.settle",
        "offer.make",
    ]
    assert [change.pk for change in first] == [1, 2, 3]
    assert number_changes(now=timezone.now()) == 0


@pytest.mark.django_db
def test_a_run_looks_at_recent_events_and_the_daily_one_at_all(market: Market, publish: Publish) -> None:
    market.offer(market.lot(100), 3)
    later = timezone.now() + timedelta(hours=2)
    assert len(publish(now=later)) == 1
    # Written before the window of the next run, as if its transaction had stayed open for two hours.
    with transaction.atomic():
        _event("LOT-77")
    assert len(publish(now=later)) == 1
    assert publish(now=later, whole=True)[-1].lot_number == "LOT-77"


@pytest.mark.django_db
def test_private_offers_are_looked_at_again_without_being_published(market: Market, publish: Publish) -> None:
    lot = market.lot(100)
    market.offer(lot, 3, buyer_id=str(market.buyer.public_id))
    assert publish() == []
    market.offer(lot, 4)
    assert [change.data["quantity"] for change in publish()] == [4]


@pytest.mark.django_db
def test_a_batch_costs_the_same_for_one_and_for_many(market: Market, publish: Publish) -> None:
    lot = market.lot(1_000)
    market.settled_transfer(lot, 1)
    with CaptureQueriesContext(connection) as few:
        assert number_changes(now=timezone.now()) == 3
    for _ in range(4):
        market.settled_transfer(lot, 1)
    with CaptureQueriesContext(connection) as many:
        assert number_changes(now=timezone.now()) == 12
    assert len(many) == len(few)


@pytest.mark.django_db
def test_the_feed_is_published_every_quarter_of_a_minute_and_by_hand(
    market: Market, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = app.conf.beat_schedule["publish-changes"]
    assert (entry["task"], entry["schedule"]) == (tasks.publish_changes.name, 15.0)
    assert app.conf.beat_schedule["publish-all-changes"]["task"] == tasks.publish_all_changes.name
    lot = market.lot(100)
    market.offer(lot, 1)
    assert tasks.publish_changes() == 1
    market.offer(lot, 1)
    assert tasks.publish_all_changes() == 1
    market.offer(lot, 1)
    call_command("publish_changes")
    assert capsys.readouterr().out == "1 change published.\n"
    call_command("publish_changes", "--whole")
    assert capsys.readouterr().out == "0 changes published.\n"


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_not_missed_by_who_reads_on(cast: Cast) -> None:
    """Two transactions write their events one after the other and commit the other way round. A reader who has read
    up to the last number gets the late one by asking for what comes after it."""
    written, published = threading.Event(), threading.Event()
    trouble: list[BaseException] = []

    def slow() -> None:
        try:
            with transaction.atomic():
                _event("LOT-1")
                written.set()
                assert published.wait(20)
        except BaseException as error:
            trouble.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert written.wait(20)
    with transaction.atomic():
        _event("LOT-2")
    assert number_changes(now=timezone.now()) == 1
    read_up_to = PublicChange.objects.get().number
    published.set()
    writer.join()
    assert trouble == []
    assert number_changes(now=timezone.now()) == 1
    events = dict(PublicChange.objects.values_list("lot_number", "event_id"))
    assert events["LOT-1"] < events["LOT-2"]
    late = PublicChange.objects.filter(number__gt=read_up_to).get()
    assert (late.number, late.lot_number) == (2, "LOT-1")


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_many_runs_at_once_give_each_event_one_number(cast: Cast) -> None:
    with transaction.atomic():
        for number in range(20):
            _event(f"LOT-{number}")
    counts: list[int] = []
    start = threading.Barrier(4)

    def run() -> None:
        try:
            start.wait()
            counts.append(number_changes(now=timezone.now()))
        finally:
            connection.close()

    runs = [threading.Thread(target=run) for _ in range(4)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert sorted(counts) == [0, 0, 0, 20]
    assert list(PublicChange.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, 21)
    )


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_the_timed_run_does_not_wait_for_another(cast: Cast) -> None:
    with transaction.atomic():
        _event("LOT-1")
    held, done = threading.Event(), threading.Event()

    def other() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                held.set()
                done.wait(20)
        finally:
            connection.close()

    holder = threading.Thread(target=other)
    holder.start()
    assert held.wait(20)
    try:
        assert number_changes(now=timezone.now(), wait=False) == 0
    finally:
        done.set()
        holder.join()
    assert number_changes(now=timezone.now(), wait=False) == 1
