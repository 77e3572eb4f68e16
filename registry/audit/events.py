"""Writing events and verifying chains."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from registry.actor import Actor
from registry.audit import chain as links
from registry.audit.models import AuditChain, AuditEvent


@dataclass(frozen=True, slots=True)
class ChainKey:
    """Which chain an event belongs to, e.g. ("assessment_case", its public id)."""

    kind: str
    key: str


def record(
    *, chain: ChainKey, action: str, actor: Actor, at: datetime, subject: str, data: dict[str, Any]
) -> AuditEvent:
    """Append one event. Must run inside the transaction of the change it tells about.

    The chain's row is locked first: the events of one chain are written one after the other, other chains go on.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it records")
    AuditChain.objects.get_or_create(
        kind=chain.kind, key=chain.key, defaults={"length": 0, "head_hash": links.GENESIS}
    )
    head = AuditChain.objects.select_for_update().get(kind=chain.kind, key=chain.key)
    body = links.canonical(
        {
            "chain": [chain.kind, chain.key],
            "sequence": head.length + 1,
            "action": action,
            "actor": actor.label,
            "actor_id": actor.user_id,
            "at": at.isoformat(),
            "request": actor.request_id,
            "subject": subject,
            "data": data,
        }
    )
    event = AuditEvent.objects.create(
        chain=head,
        sequence=head.length + 1,
        action=action,
        actor_user_id=actor.user_id,
        actor_label=actor.label,
        at=at,
        request_id=actor.request_id,
        body=body,
        previous_hash=head.head_hash,
        hash=links.link_hash(head.head_hash, body),
    )
    head.length, head.head_hash = event.sequence, event.hash
    head.save(update_fields=["length", "head_hash"])
    return event


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
