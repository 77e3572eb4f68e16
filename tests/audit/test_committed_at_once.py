"""An event that is sent with the commit: nothing is committed unless all of it was written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg.pq import TransactionStatus

from registry import actor
from registry.audit.events import ChainKey, NotWritten, Part, record, verify_all
from registry.audit.models import AuditChain, AuditEvent
from registry.findings import DomainError
from registry.idempotency.models import CommandKey

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
CHAIN = ChainKey("test", "at once")


def part(*keys: str, rows: int, refused: Callable[[], Exception] | None = None) -> Part:
    """A part that writes a row for each key."""
    values = ", ".join(
        f"('at once', %(key_{number})s, 'test.happen', '', now())" for number in range(len(keys))
    )
    return Part(
        "INSERT INTO idempotency_commandkey (scope, key, command, fingerprint, created_at) "
        f"SELECT * FROM (VALUES {values}) AS v (a, b, c, d, e) WHERE b <> 'left out' RETURNING 1",
        {f"key_{number}": key for number, key in enumerate(keys)},
        rows=rows,
        refused=refused,
    )


def happen(*parts: Part, commits: bool = True) -> int:
    """One event with these parts, as the last of its transaction."""
    with transaction.atomic(durable=True):
        return record(
            chain=CHAIN,
            action="test.happened",
            actor=actor.system("tests"),
            at=timezone.now(),
            subject="thing",
            data={"what": "100% ready, %(so)s"},
            beside=parts,
            commits=commits,
        )


def written() -> tuple[list[str], int]:
    """The keys and the number of events that are there."""
    keys = CommandKey.objects.filter(scope="at once").order_by("key").values_list("key", flat=True)
    return list(keys), AuditEvent.objects.filter(chain__kind=CHAIN.kind).count()


@pytest.fixture(autouse=True)
def begun(db: Any) -> None:
    """The chain has an event."""
    happen(commits=False)


def test_the_event_and_its_parts_are_committed_with_their_statement() -> None:
    with transaction.atomic(durable=True):
        number = record(
            chain=CHAIN,
            action="test.happened",
            actor=actor.system("tests"),
            at=timezone.now(),
            subject="thing",
            data={},
            beside=[part("a", "b", rows=2)],
            commits=True,
        )
        assert connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert number == 2
    assert written() == (["a", "b"], 2)
    assert not any(breaks for _, breaks in verify_all())


@pytest.mark.parametrize("keys", [["left out"], ["a", "left out"], ["a", "b", "c"]])
def test_nothing_is_committed_where_a_part_wrote_another_number_of_rows(keys: list[str]) -> None:
    with pytest.raises(NotWritten, match=f"{len([k for k in keys if k != 'left out'])} rows instead of 2"):
        happen(part("z", rows=1), _renamed(part(*keys, rows=2)))
    assert written() == ([], 1)


def _renamed(one: Part) -> Part:
    """The same with other names for its values, to stand beside another."""
    values = {f"other_{name}": value for name, value in one.values.items()}
    return Part(one.sql.replace("%(key", "%(other_key"), values, rows=one.rows, refused=one.refused)


def test_what_a_part_says_of_its_refusal_is_read_without_what_was_undone() -> None:
    def refused() -> Exception:
        return DomainError("test.short", f"{written()} are there")

    with pytest.raises(DomainError, match=r"\(\[\], 1\) are there"):
        happen(part("a", "left out", rows=2, refused=refused))
    assert written() == ([], 1)
    assert happen(part("a", rows=1)) == 2


def test_a_broken_rule_of_the_database_is_not_committed_and_told_by_its_part() -> None:
    happen(part("a", rows=1))
    twice = part("a", rows=1)
    told = Part(twice.sql, twice.values, broken=lambda error: DomainError("test.twice", str(error)))
    with pytest.raises(DomainError, match="command_key_once_per_actor"):
        happen(told)
    assert written() == (["a"], 2)


def test_an_event_of_a_chain_that_has_not_begun_is_not_committed() -> None:
    AuditChain.objects.filter(kind=CHAIN.kind).update(key="another")
    with pytest.raises(NotWritten, match="has not begun"):
        happen(part("a", rows=1))
    assert written() == ([], 1)


def test_a_transaction_to_be_undone_is_not_committed_by_its_event() -> None:
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        record(
            chain=CHAIN,
            action="test.happened",
            actor=actor.system("tests"),
            at=timezone.now(),
            subject="thing",
            data={},
            commits=True,
        )
    assert written() == ([], 1)
