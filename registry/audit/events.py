"""Writing events and verifying chains."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from registry.actor import Actor
from registry.audit import at_once, walk
from registry.audit import chain as links
from registry.audit.models import AuditChain
from registry.audit.parts import GIVEN as GIVEN
from registry.audit.parts import NotWritten as NotWritten
from registry.audit.parts import Part as Part


@dataclass(frozen=True, slots=True)
class ChainKey:
    """Which chain an event belongs to, e.g. ("assessment_case", its public id)."""

    kind: str
    key: str


_NEXT = "SELECT id, length + 1, head_hash FROM audit_auditchain WHERE kind = %(kind)s AND key = %(key)s"
_HEAD = "UPDATE audit_auditchain SET length = %(sequence)s, head_hash = %(hash)s WHERE id = %(chain)s"
_EVENT = (
    f"INSERT INTO audit_auditevent {at_once.COLUMNS} VALUES (%(chain)s, %(sequence)s, %(action)s, %(actor_user)s, "  # noqa: S608
    "%(actor_label)s, %(at)s, %(request)s, %(body)s, %(previous_hash)s, %(hash)s)"
)


def record(
    *,
    chain: ChainKey,
    action: str,
    actor: Actor,
    at: datetime,
    subject: str,
    data: dict[str, Any],
    beside: Sequence[Part] = (),
    commits: bool = False,
) -> int:
    """Append one event, and give its number. Must run inside the transaction of the change it tells about.

    The chain's row is locked: the events of one chain are written one after the other, other chains go on. On
    PostgreSQL the event and what is to be written `beside` it are one statement; where the chain has begun and nothing
    comes after it, it may send the commit along (`commits`). Raises NotWritten.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it records")
    before, after = links.canonical_around(
        "sequence",
        {
            "chain": [chain.kind, chain.key],
            "action": action,
            "actor": actor.label,
            "actor_id": actor.user_id,
            "at": at.isoformat(),
            "request": actor.request_id,
            "subject": subject,
            "data": data,
        },
    )
    values = {
        "kind": chain.kind,
        "key": chain.key,
        "action": action,
        "actor_user": actor.user_id,
        "actor_label": actor.label,
        "at": connection.ops.adapt_datetimefield_value(at),
        "request": actor.request_id,
        "before": before,
        "after": after,
    }
    if connection.vendor == "postgresql":
        write = at_once.write_and_commit if commits and at_once.may_commit() else at_once.write
        return write(values, beside)
    with connection.cursor() as cursor:
        for part in beside:
            cursor.execute(part.sql, part.values)
            part.require_rows(len(cursor.fetchall()))
        cursor.execute(at_once.CHAIN, values | {"genesis": links.GENESIS})
        cursor.execute(_NEXT, values)
        chain_id, sequence, previous_hash = cursor.fetchone()
        body = f"{before}{sequence}{after}"
        values |= {"chain": chain_id, "sequence": sequence, "body": body, "previous_hash": previous_hash}
        values["hash"] = links.link_hash(previous_hash, body)
        cursor.execute(_HEAD, values)
        cursor.execute(_EVENT, values)
        return int(sequence)


_text = json.JSONEncoder(ensure_ascii=False).encode


def verify_all() -> list[tuple[AuditChain, list[links.Break]]]:
    """Walk every chain, hold each event's columns against its hashed text, and compare the head with the last event.

    The heads are read by one query and the events by another, both as the database stood at one moment.
    """
    found = []
    with walk.one_moment():
        heads = list(AuditChain.objects.order_by("pk"))
        events = groupby(walk.all_events(), key=itemgetter(0))
        chain_id, rows = next(events, ("", iter(())))
        for head in heads:
            length, last_hash = 0, links.GENESIS
            breaks: list[links.Break] = []
            if chain_id == str(head.pk):
                length, last_hash, breaks = _walked([head.kind, head.key], rows)
                chain_id, rows = next(events, ("", iter(())))
            if (length, last_hash) != (head.length, head.head_hash):
                breaks.append(links.Break(head.length, "the chain's head does not match its last event"))
            found.append((head, breaks))
    return found


def _walked(name: list[str], rows: Iterator[walk.Row]) -> tuple[int, str, list[links.Break]]:
    """Walk one chain: the last event's number and hash, and what does not hold.

    An event's text begins and ends with what its columns say, its keys being sorted. So one comparison of each end and
    one hash say of nearly every event that all is well, and only of the others it is asked what is not.
    """
    sequence, last_hash = 0, links.GENESIS
    breaks: list[links.Break] = []
    actors: dict[tuple[str, str, str], str] = {}
    named = f'","chain":[{_text(name[0])},{_text(name[1])}],"data":'
    for row in rows:
        _, number, action, label, actor_id, at, request, body, previous, hash_ = row
        who = (action, label, actor_id)
        begins = actors.get(who)
        if begins is None:
            begins = f'{{"action":{_text(action)},"actor":{_text(label)},"actor_id":{actor_id},"at":"'
            actors[who] = begins
        if not (
            previous == last_hash
            and number == str(sequence + 1)
            and links.link_hash(previous, body) == hash_
            and body.startswith(begins + at.replace(".000000", "") + named)
            # After the data come texts alone, and a text holds no quotation mark without a stroke before it.
            and body.startswith(
                f',"request":{_text(request)},"sequence":{number},"subject":', body.rfind(',"request":')
            )
        ):
            breaks += _broken(name, row, sequence + 1, last_hash)
        sequence, last_hash = int(number), hash_
    return sequence, last_hash, breaks


def _broken(name: list[str], row: walk.Row, sequence: int, previous_hash: str) -> list[links.Break]:
    """What does not hold in one event, which should have this number and point back to this hash; nothing where its
    instant is only written in another way than usual."""
    _, number, action, label, actor_id, at, request, body, previous, hash_ = row
    broken = links.verify_link(links.Link(int(number), previous, hash_, body), sequence, previous_hash)
    shown = (
        name,
        int(number),
        action,
        label,
        json.loads(actor_id),
        request,
        datetime.fromisoformat(at),
    )
    if not broken and _told(body) != shown:
        broken = [links.Break(int(number), "what is shown beside its content was changed")]
    return broken


def _told(body: str) -> tuple[object, ...] | None:
    """What the hashed text says about the columns that stand beside it; None when it cannot be read."""
    try:
        told = json.loads(body)
        names = ("chain", "sequence", "action", "actor", "actor_id", "request")
        at = datetime.fromisoformat(told["at"])
        return (*(told[name] for name in names), at)
    except (ValueError, KeyError, TypeError):
        return None
