"""A part of a register: rows of one table with the register's columns. Parts are shown one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left

from credits.public.registers.asking import Ask

Rows = Callable[[Ask], QuerySet[Any, Any] | None]
Expressions = Callable[[Ask], dict[str, Any]]
DIGITS, WORDS, INSTANT = "digits", "words", "instant"
WORDS_SORTED = 200
"""Signs of a text that its place in the order rests on."""


def no_sorts(ask: Ask) -> dict[str, Any]:
    """By id alone."""
    return {}


@dataclass(frozen=True, slots=True)
class Part:
    """`rows` gives the rows that fit, None where the filters leave this part out; `columns` an expression for each
    column that has a value, by key; `quantity` the credits that count in the register's sum; `sorts` an expression
    without null for each way to sort that is not by id.

    Rows that are groups have an id `row_id` and their credits `row_credits` from `rows` already."""

    name: str
    rows: Rows
    columns: Expressions
    quantity: Callable[[Ask], Any] | None = None
    sorts: Expressions = no_sorts
    grouped: bool = False

    @property
    def tie(self) -> str:
        """What tells rows of the same value apart."""
        return "row_id" if self.grouped else "pk"


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to sort: its words, the key of the parts' expression (empty: by id), its direction, and the kind of value,
    which a cursor carries."""

    words: str
    key: str = ""
    descending: bool = True
    kind: str = DIGITS


def expression_of(part: Part, ask: Ask, sort: Sort) -> Any:
    """What the rows of a part are sorted by; None: by id alone. Of a text its beginning: a cursor carries it and has to
    stay short enough for an address."""
    found = part.sorts(ask).get(sort.key) if sort.key else None
    return Left(found, WORDS_SORTED) if found is not None and sort.kind == WORDS else found
