"""Facts as plain rows: the form in which a staged load compares, keeps and shows them.

A row is a tuple of JSON values in the order of the model's fields. Pure but for the models it reads the fields of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from operator import attrgetter
from typing import Any

from django.db.models import CharField, DateField, DecimalField, UniqueConstraint

from registry import units
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import Release
from registry.reference.tables import Table

Row = tuple[Any, ...]
Key = tuple[Any, ...]
NOT_FACTS = frozenset({"id", "release"})
LONGEST_KEY = 700
BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Shape:
    """How the facts of one table become plain rows and back."""

    table: str
    model: type[ReferenceFact]
    names: tuple[str, ...]
    decimals: dict[int, int]
    """Decimal places by position."""
    days: frozenset[int]
    key_positions: tuple[int, ...]
    longest: dict[int, int]
    """Characters that fit, by position of a text."""

    def row(self, values: Iterable[Any]) -> Row:
        """Values in field order as JSON holds them: decimals with all their places, days as ISO text."""
        row = list(values)
        for position, places in self.decimals.items():
            if row[position] is not None:
                row[position] = f"{units.round_half_up(Decimal(row[position]), places):f}"
        for position in self.days:
            if isinstance(row[position], date):
                row[position] = row[position].isoformat()
        return tuple(row)

    def of_facts(self, facts: Iterable[ReferenceFact]) -> Iterator[Row]:
        """The rows of unsaved facts."""
        read = attrgetter(*self.names)
        return (self.row(read(fact)) for fact in facts)

    def of_release(self, release: Release) -> Iterator[Row]:
        """The rows of a stored release; one query."""
        stored = self.model._default_manager.filter(release=release).order_by().values_list(*self.names)
        return (self.row(values) for values in stored.iterator(chunk_size=2000))

    def key(self, row: Row) -> Key:
        """What names the row within its release."""
        return tuple(row[position] for position in self.key_positions)

    def named(self, row: Row) -> dict[str, Any]:
        """The row by field."""
        return dict(zip(self.names, row, strict=True))

    def fact(self, named: dict[str, Any], release: Release) -> ReferenceFact:
        """An unsaved fact of `release` from a row by field."""
        fields = {name: self.model._meta.get_field(name) for name in self.names}
        values = {name: field.to_python(named[name]) for name, field in fields.items()}  # type: ignore[union-attr]
        return self.model(release=release, **values)

    def unique_positions(self) -> list[tuple[int, ...]]:
        """Fields that must differ between two rows of a release besides the natural key, by position."""
        found = []
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.fields:
                names = [name for name in constraint.fields if name != "release"]
                positions = tuple(self.names.index(name) for name in names)
                if set(positions) != set(self.key_positions):
                    found.append(positions)
        return found


def shape_of(table: Table) -> Shape:
    """The shape of a table of the catalogue."""
    fields = [field for field in table.model._meta.concrete_fields if field.name not in NOT_FACTS]
    names = tuple(field.name for field in fields)
    return Shape(
        table=table.name,
        model=table.model,
        names=names,
        decimals={
            at: field.decimal_places for at, field in enumerate(fields) if isinstance(field, DecimalField)
        },
        days=frozenset(at for at, field in enumerate(fields) if isinstance(field, DateField)),
        key_positions=tuple(names.index(name) for name in table.model.NATURAL_KEY),
        longest={
            at: field.max_length
            for at, field in enumerate(fields)
            if isinstance(field, CharField) and field.max_length
        },
    )


def key_text(key: Key) -> str:
    """A key for a person and for the database: its parts in order. One that is long, or whose parts hold what stands
    between parts, is told apart by a hash."""
    parts = ["" if part is None else str(part) for part in key]
    text = BETWEEN.join(parts)
    if len(text) <= LONGEST_KEY and text.count("|") == len(parts) - 1:
        return text
    told_apart = sha256("\x1f".join(parts).encode()).hexdigest()[:12]
    return f"{text[: LONGEST_KEY - 13]} {told_apart}"
