"""Reading all events in order, quickly: every column as text, as the database stood at one moment.

Walking millions of events is mostly reading, so PostgreSQL copies them out as lines of text, and nothing is made into
objects; SQLite gives the same texts row by row.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

Row = list[str]
"""chain, sequence, action, actor, actor's id or null, instant, request, body, previous hash, hash: all as text."""

_COLUMNS = (
    "SELECT chain_id, sequence, action, actor_label, COALESCE(CAST(actor_user_id AS text), 'null'), {at}, request_id, "
    "body, previous_hash, hash FROM audit_auditevent ORDER BY chain_id, sequence"
)
_POSTGRESQL = (
    "COPY ("
    + _COLUMNS.format(at="""to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""")
    + ") TO STDOUT"
)
_SQLITE = _COLUMNS.format(at="replace(at, ' ', 'T') || '+00:00'").replace(
    "SELECT chain_id, sequence,", "SELECT CAST(chain_id AS text), CAST(sequence AS text),"
)
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@contextmanager
def one_moment() -> Iterator[None]:
    """Several reads of the database as it stood at one moment, while others go on writing.

    Inside a transaction that has begun already, as in most tests, that transaction's own view has to do.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def all_events() -> Iterator[Row]:
    """Every event, by chain and number."""
    return _copied() if connection.vendor == "postgresql" else _selected()


def _copied() -> Iterator[Row]:
    with connection.cursor() as cursor, cursor.copy(_POSTGRESQL) as lines:
        for data in lines:
            line = str(data, "utf-8")
            row = line[:-1].split("\t")
            yield row if "\\" not in line else [_ESCAPED.sub(_meant, text) for text in row]


def _meant(found: re.Match[str]) -> str:
    return _MEANT.get(found[1], found[1])


def _selected() -> Iterator[Row]:
    # Not by the connection's own cursor: the one who walks may ask for something else in between.
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SQLITE)
        while rows := cursor.fetchmany(1_000):
            yield from map(list, rows)
