"""The whole of a filtered register, row by row, for files: in the register's first order, never all in memory."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from credits.public.registers.asking import Ask
from credits.public.registers.book import Register
from credits.public.registers.paging import columns_of, ordered
from credits.public.registers.sources.part import Part

ROWS_AT_A_TIME = 2_000


def first_order(register: Register) -> str:
    """The order of the files: the register's own."""
    return next(iter(register.sorts))


def chosen(register: Register, part: Part, ask: Ask) -> QuerySet[Any, Any] | None:
    """The part's rows as tuples of the register's columns."""
    rows = ordered(part, ask, register.sorts[first_order(register)])
    if rows is None:
        return None
    _, selected = columns_of(register, part, ask)
    return rows.annotate(**selected).values_list(*selected)


def all_rows(register: Register, ask: Ask) -> Iterator[tuple[Any, ...]]:
    """Every row, by a cursor of the server where the database has them."""
    for part in register.parts:
        rows = chosen(register, part, ask)
        if rows is not None:
            yield from rows.iterator(chunk_size=ROWS_AT_A_TIME)


def guards(register: Register) -> list[bool]:
    """Which columns hold words that were typed or imported."""
    return [column.typed for column in register.columns]


def on_postgresql() -> bool:
    """Can the server write the file itself?"""
    return connection.vendor == "postgresql"
