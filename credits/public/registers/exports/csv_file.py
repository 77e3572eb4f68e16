"""A register as CSV: UTF-8, commas, one heading row, ISO days, empty for what is not known.

PostgreSQL writes the lines itself (`COPY ... TO STDOUT`) and they are handed on as they come; SQLite's rows are read
and written here. Both guard words against being taken for formulas.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from credits.public.registers.asking import Ask
from credits.public.registers.book import Register
from credits.public.registers.exports.rows import all_rows, chosen, guards, on_postgresql
from registry import formulas
from registry.formulas import guarded

BLOCK_BYTES = 1 << 16


def blocks(register: Register, ask: Ask) -> Iterator[bytes]:
    """The file in blocks of about 64 kB."""
    lines: Iterable[bytes | memoryview] = (
        _copied(register, ask) if on_postgresql() else _written(register, ask)
    )
    heading = _line([column.name for column in register.columns])
    return gathered(chain([heading], lines))


def gathered(parts: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """The same bytes in fewer, larger blocks."""
    held = bytearray()
    for part in parts:
        held += part
        if len(held) >= BLOCK_BYTES:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _line(values: Iterable[Any]) -> bytes:
    out = io.StringIO(newline="")
    # With this terminator a carriage return inside a cell is quoted; PostgreSQL ends its lines with a line feed alone.
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue().removesuffix("\r\n").encode() + b"\n"


def _written(register: Register, ask: Ask) -> Iterator[bytes]:
    words = guards(register)
    for row in all_rows(register, ask):
        yield _line(guarded(value) if word else value for value, word in zip(row, words, strict=True))


def _copied(register: Register, ask: Ask) -> Iterator[bytes | memoryview]:
    for part in register.parts:
        rows = chosen(register, part, ask)
        if rows is None:
            continue
        try:
            query, params = rows.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        # The query is Django's, its values apart. OFFSET 0 keeps each column's expression from being computed twice.
        source = f"SELECT {_guarded_columns(register)} FROM ({query} OFFSET 0) found"  # noqa: S608
        statement = f"COPY ({source}) TO STDOUT (FORMAT csv)"
        with connection.cursor() as cursor, cursor.copy(statement, params) as copy:
            yield from copy


def _guarded_columns(register: Register) -> str:
    """All columns; words behind an apostrophe where they could be taken for a formula. Names are of our own."""
    signs = ", ".join(str(ord(sign)) for sign in formulas.SIGNS)
    return ", ".join(
        f'CASE WHEN ascii("c_{column.key}") IN ({signs}) THEN \'\'\'\' || "c_{column.key}" ELSE "c_{column.key}" END'
        if column.typed
        else f'"c_{column.key}"'
        for column in register.columns
    )
