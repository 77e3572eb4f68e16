"""Writing events and verifying chains."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, connection

from registry.actor import Actor
from registry.audit import chain as links
from registry.audit import walk
from registry.audit.models import AuditChain


@dataclass(frozen=True, slots=True)
class ChainKey:
    """Which chain an event belongs to, e.g. ("assessment_case", its public id)."""

    kind: str
    key: str


GIVEN = f"given-{uuid4().hex}"
"""Stands in an event's data for the number that a part beside it gives: what a row is numbered, known once written."""


@dataclass(frozen=True, slots=True)
class Part:
    """A last write of a transaction that may ride along with its event: SQL with named placeholders that ends in
    `RETURNING 1`, its values, and how many rows it has to write. The names of its values are its own.

    On PostgreSQL alone it may begin with `steps`, named writes that the SQL reads, and where it `gives` a number it
    ends in `RETURNING id`. `refused` is raised where another number of rows was written; `broken` says what a rule of
    the database that was broken means, or None where it is not this part's.
    """

    sql: str
    values: dict[str, Any]
    rows: int = 1
    steps: tuple[tuple[str, str], ...] = ()
    gives: bool = False
    refused: Callable[[], Exception] | None = None
    broken: Callable[[IntegrityError], Exception | None] | None = None


class NotWritten(RuntimeError):
    """A part wrote another number of rows than it had to: the transaction must not be committed."""


_CHAIN = (
    "INSERT INTO audit_auditchain (kind, key, length, head_hash) VALUES (%(kind)s, %(key)s, 0, %(genesis)s) "
    "ON CONFLICT (kind, key) DO NOTHING"
)
_NEXT = "SELECT id, length + 1, head_hash FROM audit_auditchain WHERE kind = %(kind)s AND key = %(key)s"
_HEAD = "UPDATE audit_auditchain SET length = %(sequence)s, head_hash = %(hash)s WHERE id = %(chain)s"
_COLUMNS = (
    "(chain_id, sequence, action, actor_user_id, actor_label, at, request_id, body, previous_hash, hash)"
)
_EVENT = (
    f"INSERT INTO audit_auditevent {_COLUMNS} VALUES (%(chain)s, %(sequence)s, %(action)s, %(actor_user)s, "  # noqa: S608
    "%(actor_label)s, %(at)s, %(request)s, %(body)s, %(previous_hash)s, %(hash)s)"
)
# The same as one statement, after its parts: the chain's row is locked and read as it is then, numbered, hashed and
# written. Whoever waits for the chain waits for that and the commit alone. Nothing is written of an event whose parts
# did not write what they had to.
_AT_ONCE = (
    "head AS (SELECT id, length + 1 AS sequence, head_hash AS previous_hash FROM audit_auditchain "  # noqa: S608
    "WHERE kind = %(kind)s AND key = %(key)s AND {complete} FOR NO KEY UPDATE), "
    "told AS (SELECT *, {begun} || sequence || CAST(%(after)s AS text) AS body FROM head), "
    "linked AS (SELECT *, encode(sha256(convert_to(previous_hash || chr(10) || body, 'UTF8')), 'hex') AS hash "
    "FROM told), "
    "moved AS (UPDATE audit_auditchain c SET length = linked.sequence, head_hash = linked.hash FROM linked "
    "WHERE c.id = linked.id), "
    f"written AS (INSERT INTO audit_auditevent {_COLUMNS} SELECT id, sequence, %(action)s, "
    "CAST(%(actor_user)s AS bigint), %(actor_label)s, %(at)s, %(request)s, body, previous_hash, hash FROM linked "
    "RETURNING sequence) SELECT (SELECT sequence FROM written)"
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
) -> int:
    """Append one event, and give its number. Must run inside the transaction of the change it tells about.

    The chain's row is locked: the events of one chain are written one after the other, other chains go on. On
    PostgreSQL the event and what is to be written `beside` it are one statement. Raises NotWritten.
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
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _record_at_once(cursor, values, beside)
        for part in beside:
            cursor.execute(part.sql, part.values)
            _require_rows(part, len(cursor.fetchall()))
        cursor.execute(_CHAIN, values | {"genesis": links.GENESIS})
        cursor.execute(_NEXT, values)
        chain_id, sequence, previous_hash = cursor.fetchone()
        body = f"{before}{sequence}{after}"
        values |= {"chain": chain_id, "sequence": sequence, "body": body, "previous_hash": previous_hash}
        values["hash"] = links.link_hash(previous_hash, body)
        cursor.execute(_HEAD, values)
        cursor.execute(_EVENT, values)
        return int(sequence)


def _record_at_once(cursor: Any, values: dict[str, Any], beside: Sequence[Part]) -> int:
    together = dict(values)
    for part in beside:
        together |= part.values
    together["begun"], _, together["rest"] = values["before"].partition(f'"{GIVEN}"')
    try:
        cursor.execute(_with_parts(tuple((part.steps, part.sql, part.gives) for part in beside)), together)
    except IntegrityError as error:
        for part in beside:
            if part.broken is not None and (told := part.broken(error)) is not None:
                raise told from error
        raise
    sequence, given, *counts = cursor.fetchone()
    for part, written in zip(beside, counts, strict=True):
        _require_rows(part, written)
    if sequence is None:
        # The chain's first event. What is beside it is written by now.
        cursor.execute(_CHAIN, values | {"genesis": links.GENESIS})
        begun = values["before"].replace(f'"{GIVEN}"', str(given))
        cursor.execute(_with_parts(()), values | {"begun": begun})
        sequence = cursor.fetchone()[0]
    return int(sequence)


@cache
def _with_parts(parts: tuple[tuple[tuple[tuple[str, str], ...], str, bool], ...]) -> str:
    """The statement for these parts (steps, SQL, whether it gives a number). It answers with the event's number, the
    number given, and how many rows each part wrote."""
    texts = ""
    given, complete, begun = "NULL", "true", "CAST(%(begun)s AS text)"
    for number, (steps, sql, gives) in enumerate(parts):
        texts += "".join(f"{name} AS ({step}), " for name, step in steps) + f"part_{number} AS ({sql}), "
        if gives:
            given = f"(SELECT id FROM part_{number})"  # noqa: S608
            begun = f"CAST(%(begun)s AS text) || {given} || CAST(%(rest)s AS text)"
    counts = [f"(SELECT count(*) FROM part_{number}) AS part_{number}" for number in range(len(parts))]  # noqa: S608
    if parts:
        # Read before the chain is locked, so all parts are through by then: always locked in this order.
        texts += f"wrote AS (SELECT {', '.join(counts)}), "
        all_wrote = " AND ".join(f"part_{number} > 0" for number in range(len(parts)))
        complete = f"(SELECT {all_wrote} FROM wrote)"  # noqa: S608
    event = _AT_ONCE.format(complete=complete, begun=begun)
    columns = "".join(f", (SELECT part_{number} FROM wrote)" for number in range(len(parts)))  # noqa: S608
    return f"WITH {texts}{event}, {given}{columns}"


def _require_rows(part: Part, written: int) -> None:
    if written != part.rows:
        if part.refused is not None:
            raise part.refused()
        raise NotWritten(f"{written} rows instead of {part.rows} were written by: {part.sql}")


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
