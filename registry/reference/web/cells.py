"""What a table on a page shows in one cell, and the heading above it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from registry.reference.facts.release import Mark

CellKind = Literal["text", "number", "mark"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, perhaps a link, perhaps with a quieter line below it; a mark is shown as a tag."""

    text: str
    href: str = ""
    hint: str = ""
    kind: CellKind = "text"
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its heading, how a row becomes a cell, and whether numbers stand in it."""

    text: str
    cell: Callable[[Any], Cell]
    number: bool = False


def plain(value: object, *, hint: str = "", href: str = "") -> Cell:
    """A text; an empty value reads 'not known'."""
    return Cell("not known" if value in ("", None) else str(value), href=href, hint=hint)


def number(value: Decimal | int | None, unit: str = "", *, mark: str = "") -> Cell:
    """A number without trailing zeros; an empty value reads 'not known'. A mark that is not firm stands below it."""
    if value is None:
        return Cell("not known", kind="number")
    text = (
        f"{value:,f}".rstrip("0").rstrip(".")
        if isinstance(value, Decimal) and "." in f"{value:f}"
        else f"{value:,}"
    )
    hint = Mark(mark).label.lower() if mark and not Mark(mark).firm else ""
    return Cell(f"{text} {unit}".strip(), hint=hint, kind="number")


def in_words(day: str) -> str:
    """A year, month or day in words: 2026-03 reads March 2026."""
    parts = [int(part) for part in day.split("-")]
    if len(parts) == 1:
        return day
    words = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    return f"{words:%B %Y}" if len(parts) == 2 else f"{words.day} {words:%B %Y}"


def mark(value: str) -> Cell:
    """How well the fact is known, as a tag."""
    known = Mark(value)
    return Cell(known.label, kind="mark", firm=known.firm)


def yes_no(value: bool | None) -> Cell:
    """Yes, no or not known."""
    return Cell("not known" if value is None else "Yes" if value else "No")
