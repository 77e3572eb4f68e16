"""Writing events and verifying chains."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from registry.actor import Actor
from registry.audit import chain as links
from registry.audit.models import AuditChain, AuditEvent


@dataclass(frozen=True, slots=True)
class ChainKey:
    """Which chain an event belongs to, e.g. ("assessment_case", its public id)."""

    kind: str
    key: str


Statement = tuple[str, dict[str, Any]]
"""SQL with named placeholders, and their values."""

# The next number is taken and the chain's row locked by one statement, whether the chain is there yet or not.
_NEXT = (
    "INSERT INTO audit_auditchain (kind, key, length, head_hash) VALUES (%(kind)s, %(key)s, 1, %(genesis)s) "
    "ON CONFLICT (kind, key) DO UPDATE SET length = audit_auditchain.length + 1 RETURNING id, length, head_hash"
)
_HEAD = "UPDATE audit_auditchain SET head_hash = %(hash)s WHERE id = %(chain)s"
_EVENT = (
    "INSERT INTO audit_auditevent (chain_id, sequence, action, actor_user_id, actor_label, at, request_id, body, "
    "previous_hash, hash) VALUES (%(chain)s, %(sequence)s, %(action)s, %(actor_user)s, %(actor_label)s, %(at)s, "
    "%(request)s, %(body)s, %(previous_hash)s, %(hash)s) RETURNING id"
)


def record(
    *,
    chain: ChainKey,
    action: str,
    actor: Actor,
    at: datetime,
    subject: str,
    data: dict[str, Any],
    beside: Statement | None = None,
) -> AuditEvent:
    """Append one event, in two statements. Must run inside the transaction of the change it tells about.

    The chain's row is locked first: the events of one chain are written one after the other, other chains go on.
    `beside` is a last write of the same transaction that may ride along (on SQLite each write stays its own).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it records")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"kind": chain.kind, "key": chain.key, "genesis": links.GENESIS})
        chain_id, sequence, previous_hash = cursor.fetchone()
        body = links.canonical(
            {
                "chain": [chain.kind, chain.key],
                "sequence": sequence,
                "action": action,
                "actor": actor.label,
                "actor_id": actor.user_id,
                "at": at.isoformat(),
                "request": actor.request_id,
                "subject": subject,
                "data": data,
            }
        )
        event = AuditEvent(
            chain_id=chain_id,
            sequence=sequence,
            action=action,
            actor_user_id=actor.user_id,
            actor_label=actor.label,
            at=at,
            request_id=actor.request_id,
            body=body,
            previous_hash=previous_hash,
            hash=links.link_hash(previous_hash, body),
        )
        event.pk = _written(cursor, event, beside)
    return event


def _written(cursor: Any, event: AuditEvent, beside: Statement | None) -> int:
    """Write the event, the chain's head and what rides along; the event's row id."""
    values = {
        "chain": event.chain_id,
        "sequence": event.sequence,
        "action": event.action,
        "actor_user": event.actor_user_id,
        "actor_label": event.actor_label,
        "at": connection.ops.adapt_datetimefield_value(event.at),
        "request": event.request_id,
        "body": event.body,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }
    before = [(_HEAD, values), *([beside] if beside else [])]
    if connection.vendor == "postgresql":
        parts = ", ".join(f"part_{number} AS ({sql})" for number, (sql, _) in enumerate(before))
        for _, more in before:
            values = {**values, **more}
        cursor.execute(f"WITH {parts} {_EVENT}", values)
    else:
        for sql, more in before:
            cursor.execute(sql, more)
        cursor.execute(_EVENT, values)
    written: int = cursor.fetchone()[0]
    return written


def _told(event: AuditEvent) -> tuple[object, ...] | None:
    """What the hashed text says about the columns that stand beside it; None when it cannot be read."""
    try:
        told = json.loads(event.body)
        names = ("chain", "sequence", "action", "actor", "actor_id", "request")
        at = datetime.fromisoformat(told["at"])
        return (*(told[name] for name in names), at)
    except (ValueError, KeyError, TypeError):
        return None


def _shown(head: AuditChain, event: AuditEvent) -> tuple[object, ...]:
    """The same from the columns, which pages show and searches use."""
    return (
        [head.kind, head.key],
        event.sequence,
        event.action,
        event.actor_label,
        event.actor_user_id,
        event.request_id,
        event.at,
    )


def verify_all() -> Iterator[tuple[AuditChain, list[links.Break]]]:
    """Walk every chain, hold each event's columns against its hashed text, and compare the head with the last event."""
    for head in AuditChain.objects.order_by("pk").iterator():
        events = head.events.order_by("sequence").iterator(chunk_size=2000)
        last_hash, length = links.GENESIS, 0
        chained: list[links.Link] = []
        beside: list[links.Break] = []
        for event in events:
            chained.append(links.Link(event.sequence, event.previous_hash, event.hash, event.body))
            last_hash, length = event.hash, event.sequence
            if _told(event) != _shown(head, event):
                beside.append(links.Break(event.sequence, "what is shown beside its content was changed"))
        breaks = links.verify(chained)
        named = {found.sequence for found in breaks}
        breaks += [found for found in beside if found.sequence not in named]
        if (length, last_hash) != (head.length, head.head_hash):
            breaks.append(links.Break(head.length, "the chain's head does not match its last event"))
        yield head, breaks
