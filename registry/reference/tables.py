"""Which file holds which facts: the columns of each table, how they are read, and what becomes of them.

A `Table` says how a row of text becomes fields of a model. Columns that are not kept are named all the same, so that
a column that changed its name is noticed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.reference import cells
from registry.reference.cells import Reader
from registry.reference.facts.release import ReferenceFact

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is kept: its header, the model field, its reader, and whether a blank is refused."""

    name: str
    field: str
    read: Reader = cells.text
    required: bool = False


def one_row(values: Values) -> list[Values]:
    """A row of the file is a row of the table."""
    return [values]


@dataclass(frozen=True, slots=True)
class Table:
    """A file of facts. `finish` turns the values read into none, one or several rows of the model."""

    file: str
    model: type[ReferenceFact]
    columns: tuple[Column, ...]
    not_kept: tuple[str, ...] = ()
    finish: Callable[[Values], list[Values]] = one_row

    @property
    def name(self) -> str:
        """The table's name: the file's, without its ending."""
        return self.file.removesuffix(".csv")

    @property
    def header(self) -> tuple[str, ...]:
        """All columns the file has."""
        return tuple(column.name for column in self.columns) + self.not_kept


@dataclass(frozen=True, slots=True)
class Reference:
    """Values of one table's field must exist in another's; `severity` warning: told, but not refused."""

    table: str
    field: str
    other_table: str
    other_field: str
    severity: str = "error"
    only_where: tuple[str, str] | None = None
    """A field and the value it must have for the rule to apply."""
