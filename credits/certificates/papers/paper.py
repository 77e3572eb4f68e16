"""What stands on a document, the same for the page and the PDF. Pure: everything is text already."""

from dataclasses import dataclass, field

Record = dict[str, str]
Pairs = tuple[tuple[str, str], ...]


def without_gaps(*pairs: tuple[str, str]) -> Pairs:
    """The pairs that have something to say."""
    return tuple((label, value) for label, value in pairs if value not in ("", "–"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `head` marks the one that names the row."""

    key: str
    label: str
    number: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by column key, and a total below them."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Record, ...]
    total: Record | None = None
    empty: str = "None."

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        """The rows as pairs of column and text."""
        return [self._cells(row) for row in self.rows]

    @property
    def total_cells(self) -> list[tuple[Column, str]]:
        """The total likewise."""
        return self._cells(self.total or {})

    def _cells(self, row: Record) -> list[tuple[Column, str]]:
        return [(column, row.get(column.key, "")) for column in self.columns]


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part: labelled values, then tables."""

    title: str
    pairs: Pairs = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A document's content: its title, the one sentence that matters, parts, and what it does not say."""

    title: str
    headline: str
    parts: tuple[Part, ...]
    limits: tuple[str, ...] = field(default=())
