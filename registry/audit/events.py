"""Writing events and verifying chains."""

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


def verify_all() -> Iterator[tuple[AuditChain, list[links.Break]]]:
    """Walk every chain and compare its head with its last event."""
    for head in AuditChain.objects.order_by("pk").iterator():
        events = head.events.order_by("sequence").iterator(chunk_size=2000)
        last_hash, length = links.GENESIS, 0
        chained: list[links.Link] = []
        for event in events:
            chained.append(links.Link(event.sequence, event.previous_hash, event.hash, event.body))
            last_hash, length = event.hash, event.sequence
        breaks = links.verify(chained)
        if (length, last_hash) != (head.length, head.head_hash):
            breaks.append(links.Break(head.length, "the chain's head does not match its last event"))
        yield head, breaks
