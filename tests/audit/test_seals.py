"""Seals over the heads of all chains, and the commands that make and verify them."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from registry import actor
from registry.audit import seals, triggers
from registry.audit.chain import GENESIS, canonical, link_hash
from registry.audit.events import ChainKey, record
from registry.audit.models import AuditChain, AuditEvent, AuditSeal

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 5, 6, 789, tzinfo=UTC)


def write(key: str, number: int = 1) -> None:
    with transaction.atomic():
        for index in range(number):
            record(
                chain=ChainKey("test", key),
                action="test.happened",
                actor=actor.system("tests"),
                at=timezone.now(),
                subject='a "thing" with\ta tab and a \\ stroke',
                data={"index": index, "request": "also here", "sequence": 99},
            )


def rewritten(key: str, **changes: object) -> None:
    """Rewrite a whole chain so that it agrees with itself, as somebody with the database's password could."""
    head = AuditChain.objects.get(kind="test", key=key)
    previous = GENESIS
    for event in head.events.order_by("sequence"):
        body = canonical(json.loads(event.body) | changes)
        hash_ = link_hash(previous, body)
        AuditEvent.objects.filter(pk=event.pk).update(body=body, previous_hash=previous, hash=hash_)
        previous = hash_
    AuditChain.objects.filter(pk=head.pk).update(head_hash=previous)


@pytest.fixture
def tamper():
    """The append-only triggers are gone while the test changes the past."""
    triggers.remove()
    yield
    triggers.install()


def found() -> list[tuple[int, str, int, str]]:
    return [(b.seal, b.chain, b.sequence, b.reason) for b in seals.verify_seals()]


def verify_audit() -> tuple[int, dict]:
    out = io.StringIO()
    status = 0
    try:
        call_command("verify_audit", "--json", stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return status, json.loads(out.getvalue())


def test_a_seal_covers_every_head_and_the_next_one_only_what_grew():
    write("one", 2)
    write("two")
    first = seals.seal(now=NOW)
    assert (first.number, first.previous_hash) == (1, GENESIS)
    assert first.chains == AuditChain.objects.count()
    assert first.events == AuditChain.objects.aggregate(events=Sum("length"))["events"]
    one = AuditChain.objects.get(kind="test", key="one")
    assert ["test", "one", 2, one.head_hash] in first.heads
    write("two")
    second = seals.seal(now=NOW + timedelta(days=1))
    two = AuditChain.objects.get(kind="test", key="two")
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert second.heads == [["test", "two", 2, two.head_hash]]
    assert (second.chains, second.events) == (first.chains, first.events + 1)
    assert found() == []


def test_nothing_is_sealed_where_nothing_happened():
    write("one")
    seals.seal(now=NOW)
    assert seals.seal(now=NOW + timedelta(days=1)) is None
    assert AuditSeal.objects.count() == 1


def test_a_seal_is_written_once():
    write("one")
    seals.seal(now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditSeal.objects.update(events=1)


def test_a_chain_that_is_gone_with_its_head_is_found(tamper):
    write("one", 2)
    seals.seal(now=NOW)
    AuditEvent.objects.filter(chain__kind="test").delete()
    AuditChain.objects.filter(kind="test").delete()
    assert found() == [(1, "test/one", 2, "the whole chain is gone")]
    status, told = verify_audit()
    assert status == 1
    assert told["broken"] == [
        {"seal": 1, "chain": "test/one", "event": 2, "reason": "the whole chain is gone"}
    ]


def test_events_that_lost_their_chain_are_found_and_stop_nothing(tamper):
    write("one", 2)
    seals.seal(now=NOW)
    head = AuditChain.objects.get(kind="test")
    with transaction.atomic():
        # Only somebody past all keys of the database could do it; put back, for the database checks at the end.
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_auditchain WHERE id = %s", [head.pk])
        assert found() == [(1, "test/one", 2, "the whole chain is gone")]
        head.save(force_insert=True)
    assert found() == []


def test_a_chain_cut_back_with_its_head_is_found(tamper):
    write("one", 2)
    seals.seal(now=NOW)
    AuditEvent.objects.filter(chain__kind="test", sequence=2).delete()
    kept = AuditEvent.objects.get(chain__kind="test")
    AuditChain.objects.filter(kind="test").update(length=1, head_hash=kept.hash)
    assert found() == [(1, "test/one", 2, "differs from what was sealed")]


def test_a_chain_rewritten_to_agree_with_itself_is_found_even_after_a_further_seal(tamper):
    write("one", 2)
    seals.seal(now=NOW)
    rewritten("one", subject="another thing")
    seals.seal(now=NOW + timedelta(days=1))
    status, told = verify_audit()
    assert (status, told["seals"]) == (1, 2)
    assert told["broken"] == [
        {"seal": 1, "chain": "test/one", "event": 2, "reason": "differs from what was sealed"}
    ]


@pytest.mark.parametrize("change", [{"events": 1}, {"heads": []}, {"sealed_at": NOW + timedelta(seconds=1)}])
def test_a_changed_seal_is_found_and_named(tamper, change):
    write("one")
    seals.seal(now=NOW)
    AuditSeal.objects.update(**change)
    assert found() == [(1, "", 0, "the seal's content was changed")]


def test_a_seal_taken_out_is_found(tamper):
    for day in range(3):
        write("one")
        seals.seal(now=NOW + timedelta(days=day))
    AuditSeal.objects.filter(number=2).delete()
    assert found() == [
        (3, "", 0, "expected seal number 2"),
        (3, "", 0, "does not point to the seal before it"),
    ]


def test_verifying_passes_over_whole_chains_and_says_how_many():
    write("one", 3)
    seals.seal(now=NOW)
    status, told = verify_audit()
    assert status == 0
    assert told == {
        "chains": AuditChain.objects.count(),
        "events": AuditEvent.objects.count(),
        "seals": 1,
        "broken": [],
    }


@pytest.mark.parametrize("place", [0, 40, -40, -1])
def test_one_byte_changed_in_a_copy_is_found_and_named(tamper, place):
    write("one", 3)
    write("two", 3)
    event = AuditEvent.objects.get(chain__kind="test", chain__key="two", sequence=2)
    place %= len(event.body)
    byte = "~" if event.body[place] != "~" else "-"
    AuditEvent.objects.filter(pk=event.pk).update(body=event.body[:place] + byte + event.body[place + 1 :])
    status, told = verify_audit()
    assert status == 1
    assert told["broken"] == [{"chain": "test/two", "event": 2, "reason": "its content was changed"}]


def test_verify_audit_says_in_words_what_is_broken(tamper):
    write("one")
    seals.seal(now=NOW)
    AuditSeal.objects.update(events=1)
    AuditEvent.objects.filter(chain__kind="test").update(request_id="another")
    out = io.StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_audit", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[:2] == [
        "test/one event 1: what is shown beside its content was changed",
        "seal 1: the seal's content was changed",
    ]
    assert lines[2].endswith("1 seal, 2 breaks")


def test_an_instant_written_in_another_zone_is_no_break():
    sydney = timezone.get_default_timezone()
    with transaction.atomic():
        record(
            chain=ChainKey("test", "zone"),
            action="test.happened",
            actor=actor.system("tests"),
            at=NOW.astimezone(sydney),
            subject="",
            data={},
        )
    assert verify_audit()[1]["broken"] == []


def test_seal_audit_prints_the_seal_and_then_that_nothing_happened():
    write("one")
    out = io.StringIO()
    call_command("seal_audit", stdout=out)
    made = AuditSeal.objects.get()
    assert out.getvalue() == f"seal 1: {made.chains} chains, {made.events} events, {made.hash}\n"
    out = io.StringIO()
    call_command("seal_audit", "--json", stdout=out)
    assert json.loads(out.getvalue()) is None


def test_the_registry_is_sealed_every_day():
    from registry.audit.tasks import seal_audit
    from registry.celery import app

    (entry,) = [
        entry
        for entry in app.conf.beat_schedule.values()
        if entry["task"] == "registry.audit.tasks.seal_audit"
    ]
    assert str(entry["schedule"]) == "<crontab: 15 2 * * * (m/h/dM/MY/d)>"
    write("one")
    seal_audit()
    assert AuditSeal.objects.count() == 1
