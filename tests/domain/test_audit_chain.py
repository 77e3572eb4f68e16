"""The audit chain: written in the transaction it tells about, never changed, and a change made behind the
database's back is found."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from registry import actor
from registry.audit import triggers
from registry.audit.chain import GENESIS, Link, canonical, link_hash, verify
from registry.audit.checks import check_append_only_triggers
from registry.audit.events import ChainKey, record, verify_all
from registry.audit.models import AuditChain, AuditEvent

CHAIN = ChainKey("test", "one")


def breaks() -> list[tuple[int, str]]:
    """What does not hold in the chain of these tests."""
    return [
        (found.sequence, found.reason)
        for head, broken in verify_all()
        if head.kind == "test"
        for found in broken
    ]


def write(number: int) -> list[AuditEvent]:
    with transaction.atomic():
        numbers = [
            record(
                chain=CHAIN,
                action="test.happened",
                actor=actor.system("tests"),
                at=timezone.now(),
                subject=f"thing {index}",
                data={"index": index},
            )
            for index in range(number)
        ]
    chain = AuditChain.objects.get(kind=CHAIN.kind, key=CHAIN.key)
    return list(chain.events.filter(sequence__in=numbers).order_by("sequence"))


@pytest.mark.django_db
def test_events_of_one_chain_are_numbered_and_point_back():
    first, second = write(2)
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.hash
    assert breaks() == []


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="belongs in the transaction"):
        record(
            chain=CHAIN,
            action="test.happened",
            actor=actor.system(),
            at=timezone.now(),
            subject="",
            data={},
        )
    assert not AuditEvent.objects.filter(chain__kind="test").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET body = '{}'", "DELETE FROM audit_auditevent"]
)
def test_the_database_itself_refuses_to_change_or_delete_an_event(statement):
    (event,) = write(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get(pk=event.pk).body == event.body


@pytest.mark.django_db
def test_the_database_itself_refuses_to_put_an_event_in_the_place_of_another():
    (event,) = write(1)
    verb, instead = ("INSERT", " ON CONFLICT (id) DO UPDATE SET body = '{}'")
    if connection.vendor == "sqlite":
        verb, instead = ("INSERT OR REPLACE", "")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"{verb} INTO audit_auditevent SELECT * FROM audit_auditevent WHERE id = %s{instead}", [event.pk]
        )
    assert AuditEvent.objects.get(pk=event.pk).body == event.body


@pytest.mark.django_db
def test_a_changed_event_is_found_and_named():
    write(3)
    triggers.remove()
    AuditEvent.objects.filter(chain__kind="test", sequence=2).update(body='{"data":{"index":9}}')
    triggers.install()
    assert breaks() == [(2, "its content was changed")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [{"action": "test.other"}, {"actor_label": "Somebody else"}, {"request_id": "x"}, {"at": timezone.now()}],
)
def test_what_stands_beside_the_hashed_text_cannot_be_changed_unseen(columns):
    write(3)
    triggers.remove()
    AuditEvent.objects.filter(chain__kind="test", sequence=2).update(**columns)
    triggers.install()
    assert breaks() == [(2, "what is shown beside its content was changed")]


@pytest.mark.django_db
def test_two_events_that_changed_places_are_found():
    first, second, _ = write(3)
    triggers.remove()
    for event, number in ((first, 4), (second, 1), (first, 2)):
        AuditEvent.objects.filter(pk=event.pk).update(sequence=number)
    triggers.install()
    assert {number for number, _ in breaks()} == {1, 2, 3}


@pytest.mark.django_db
def test_a_head_that_was_set_back_is_found():
    write(3)
    AuditChain.objects.filter(kind="test").update(length=2)
    assert breaks() == [(2, "the chain's head does not match its last event")]


@pytest.mark.postgresql_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["audit_auditevent", "assessments_calculation", "reference_release", "reference_benchmark"]
)
def test_no_table_that_keeps_the_past_can_be_emptied_at_once(table):
    write(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert AuditEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_cut_off_the_end_is_found():
    write(3)
    triggers.remove()
    AuditEvent.objects.filter(chain__kind="test", sequence=3).delete()
    triggers.install()
    assert breaks() == [(3, "the chain's head does not match its last event")]


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error_of_the_system_check():
    assert check_append_only_triggers(databases=["default"]) == []
    with connection.cursor() as cursor:
        suffix = " ON audit_auditevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_auditevent_no_delete{suffix}")
    (error,) = check_append_only_triggers(databases=["default"])
    assert error.id == "audit.E001"
    assert "audit_auditevent_no_delete" in error.msg
    triggers.install()


@pytest.mark.django_db
def test_two_chains_do_not_share_numbers():
    write(2)
    with transaction.atomic():
        number = record(
            chain=ChainKey("test", "two"),
            action="test.happened",
            actor=actor.system(),
            at=timezone.now(),
            subject="",
            data={},
        )
    assert number == 1
    assert AuditChain.objects.filter(kind="test").count() == 2


def test_a_removed_link_breaks_the_chain_at_its_place():
    links, previous = [], GENESIS
    for sequence in range(1, 4):
        body = canonical({"sequence": sequence})
        links.append(Link(sequence, previous, link_hash(previous, body), body))
        previous = links[-1].hash
    assert verify(links) == []
    reasons = [found.reason for found in verify([links[0], links[2]])]
    assert reasons == ["expected number 2", "does not point to the event before it"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_plain_json_cannot_hold_never_enters_the_chain(value):
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"value": value})
