"""An event and the parts beside it as one statement; PostgreSQL alone.

The parts are through before the chain's row is locked, read as it is then, numbered, hashed and written: always locked
in this order. Whoever waits for the chain, or for what the parts locked, waits for that statement and the commit alone.
Where the statement is the transaction's last, the commit is sent together with it, so that nobody waits for this
program either: then the database itself refuses what was not written as it had to be, and the commit with it.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DataError, IntegrityError, connection
from psycopg import Pipeline, RawCursor

from registry.audit import chain as links
from registry.audit.parts import GIVEN, NotWritten, Part

CHAIN = (
    "INSERT INTO audit_auditchain (kind, key, length, head_hash) VALUES (%(kind)s, %(key)s, 0, %(genesis)s) "
    "ON CONFLICT (kind, key) DO NOTHING"
)
COLUMNS = (
    "(chain_id, sequence, action, actor_user_id, actor_label, at, request_id, body, previous_hash, hash)"
)
# Nothing is written of an event whose parts did not write what they had to.
_EVENT = (
    "head AS (SELECT id, length + 1 AS sequence, head_hash AS previous_hash FROM audit_auditchain "  # noqa: S608
    "WHERE kind = %(kind)s AND key = %(key)s AND {complete} FOR NO KEY UPDATE), "
    "told AS (SELECT *, {begun} || sequence || CAST(%(after)s AS text) AS body FROM head), "
    "linked AS (SELECT *, encode(sha256(convert_to(previous_hash || chr(10) || body, 'UTF8')), 'hex') AS hash "
    "FROM told), "
    "moved AS (UPDATE audit_auditchain c SET length = linked.sequence, head_hash = linked.hash FROM linked "
    "WHERE c.id = linked.id), "
    f"written AS (INSERT INTO audit_auditevent {COLUMNS} SELECT id, sequence, %(action)s, "
    "CAST(%(actor_user)s AS bigint), %(actor_label)s, %(at)s, %(request)s, body, previous_hash, hash FROM linked "
    "RETURNING sequence) SELECT (SELECT sequence FROM written)"
)
# A text that is no number where something is missing, so that reading it as one is an error; it tells what was written.
_ALL_WELL = "CAST(CASE WHEN {all_well} THEN '1' ELSE 'wrote:' || {counts} END AS integer)"
_TOLD_SHORT = re.compile(r"wrote:([\d,]*)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

_Shape = tuple[tuple[tuple[tuple[str, str], ...], str, bool, int], ...]
"""Of each part its steps, its SQL, whether it gives a number, and how many rows it has to write."""


def write(values: dict[str, Any], beside: Sequence[Part]) -> int:
    """Write the event, beginning its chain where it is the first, and its parts. Gives the event's number. Raises
    NotWritten, or what a part says."""
    try:
        cursor = _run(_statement(_shape(beside), ends=False), _together(values, beside))
    except IntegrityError as error:
        raise _told(error, beside) or error from error
    sequence, given, *counts = cursor.fetchone()
    for part, written in zip(beside, counts, strict=True):
        part.require_rows(written)
    if sequence is None:
        # The chain's first event. What is beside it is written by now.
        with connection.cursor() as beginning:
            beginning.execute(CHAIN, values | {"genesis": links.GENESIS})
        begun = values["before"].replace(f'"{GIVEN}"', str(given))
        sequence = _run(_statement((), ends=False), values | {"begun": begun}).fetchone()[0]
    return int(sequence)


def may_commit() -> bool:
    """Can the driver send the commit along?"""
    return Pipeline.is_supported()


def write_and_commit(values: dict[str, Any], beside: Sequence[Part]) -> int:
    """The same as the last statement of the transaction, with the commit; the chain must have begun. Where anything is
    refused nothing is committed, and the transaction is over."""
    try:
        with connection.wrap_database_errors, connection.connection.pipeline():
            cursor = _run(_statement(_shape(beside), ends=True), _together(values, beside))
            # Nothing is read before both are sent. After an error the server passes over the commit.
            RawCursor(connection.connection).execute("COMMIT", prepare=False)
    except IntegrityError as error:
        raise _told(error, beside) or error from error
    except DataError as error:
        short = _TOLD_SHORT.search(str(error))
        if short is None:
            raise
        # What a part reads to say why, it reads as it stands without all this.
        connection.connection.rollback()
        for part, written in zip(beside, filter(None, short[1].split(",")), strict=True):
            part.require_rows(int(written))
        raise NotWritten("the chain of this event has not begun") from error
    return int(cursor.fetchone()[0])


def _told(error: IntegrityError, beside: Sequence[Part]) -> Exception | None:
    """What the rule that was broken means to the part whose rule it is."""
    meanings = (part.broken(error) for part in beside if part.broken is not None)
    return next((told for told in meanings if told is not None), None)


def _together(values: dict[str, Any], beside: Sequence[Part]) -> dict[str, Any]:
    together = dict(values)
    for part in beside:
        together |= part.values
    together["begun"], _, together["rest"] = values["before"].partition(f'"{GIVEN}"')
    return together


def _shape(beside: Sequence[Part]) -> _Shape:
    return tuple((part.steps, part.sql, part.gives, part.rows) for part in beside)


@cache
def _statement(shape: _Shape, *, ends: bool) -> str:
    """The statement for parts of this shape. It answers with the event's number, the number given, and how many rows
    each part wrote; where it `ends` the transaction, it fails unless all of it was written."""
    texts = ""
    given, complete, begun = "NULL", "true", "CAST(%(begun)s AS text)"
    for number, (steps, sql, gives, _) in enumerate(shape):
        texts += "".join(f"{name} AS ({step}), " for name, step in steps) + f"part_{number} AS ({sql}), "
        if gives:
            given = f"(SELECT id FROM part_{number})"  # noqa: S608
            begun = f"CAST(%(begun)s AS text) || {given} || CAST(%(rest)s AS text)"
    names = [f"part_{number}" for number in range(len(shape))]
    if shape:
        # Read before the chain is locked, so all parts are through by then.
        counts = ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in names)  # noqa: S608
        texts += f"wrote AS (SELECT {counts}), "
        complete = f"(SELECT {' AND '.join(f'{name} > 0' for name in names)} FROM wrote)"  # noqa: S608
    event = _EVENT.format(complete=complete, begun=begun)
    if ends:
        return f"WITH {texts}{event}, {_required(names, [rows for *_, rows in shape])}"
    columns = "".join(f", (SELECT {name} FROM wrote)" for name in names)  # noqa: S608
    return f"WITH {texts}{event}, {given}{columns}"


def _required(names: list[str], rows: list[int]) -> str:
    """A value that is an error unless the event is there and each part wrote its rows."""
    all_well, counts = "EXISTS (SELECT 1 FROM written)", "''"
    if names:
        fits = " AND ".join(f"{name} = {count}" for name, count in zip(names, rows, strict=True))
        all_well += f" AND (SELECT {fits} FROM wrote)"  # noqa: S608
        counts = f"(SELECT concat_ws(',', {', '.join(names)}) FROM wrote)"  # noqa: S608
    return _ALL_WELL.format(all_well=all_well, counts=counts)


def _run(statement: str, values: dict[str, Any]) -> Any:
    """Run it by a cursor that takes it as it is: the driver reads the placeholders of a text as long as this one anew
    every time, which took as long as what the database does. Gives the cursor."""
    if connection.queries_logged:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return cursor
    text, names = _numbered(statement)
    cursor = connection.make_cursor(RawCursor(connection.connection))  # type: ignore[arg-type]  # stub names its own
    cursor.execute(text, [values[name] for name in names])
    return cursor


@cache
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement as PostgreSQL reads it, with $1, $2 ... for the names given beside it."""
    names = tuple(dict.fromkeys(_PLACEHOLDER.findall(statement)))
    places = {name: f"${number}" for number, name in enumerate(names, start=1)}
    return _PLACEHOLDER.sub(lambda found: places[found[1]], statement).replace("%%", "%"), names
