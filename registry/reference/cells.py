"""Reading one cell of a fact table: text in, a value out, or a sentence that says what is wrong with it.

Every reader takes the trimmed text and raises `BadCell` with a message for a person; a blank cell gives the reader's
own empty value. Pure: no Django, no clock, no I/O.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from registry import units

Reader = Callable[[str], Any]

_DATE_PARTS = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_NUMBER = re.compile(r"[-\u2212]?[0-9]+(\.[0-9]+)?")


class BadCell(ValueError):
    """The cell cannot be read. The message says what was expected."""


def clean(raw: str) -> str:
    """The text of a cell: composed characters, plain spaces, no control characters, trimmed."""
    composed = unicodedata.normalize("NFC", raw).replace("\u00a0", " ").replace("\ufeff", "")
    if any(unicodedata.category(character) == "Cc" for character in composed):
        raise BadCell("holds a control character or a line break: remove it")
    return composed.strip()


def text(cell: str) -> str:
    """Any text."""
    return cell


def whole_number(cell: str) -> int | None:
    """A whole number of 0 or more, at most nine digits; `10211.0` counts as 10211 (official dumps write ids so)."""
    if not cell:
        return None
    digits = re.fullmatch(r"([0-9]{1,9})(\.0+)?", cell)
    if digits is None:
        raise BadCell(f"“{cell[:40]}” is not a whole number of 0 or more")
    return int(digits[1])


def _number(cell: str) -> Decimal:
    """A plain number: digits, one point, perhaps a minus."""
    if not _NUMBER.fullmatch(cell):
        raise BadCell(f"“{cell[:40]}” is not a number")
    return units.parse_decimal(cell)


def decimal(*, places: int, lowest: str = "0", highest: str = "999999999") -> Reader:
    """A reader of decimals with at most `places` digits after the point, between two bounds."""
    low, high = Decimal(lowest), Decimal(highest)

    def read(cell: str) -> Decimal | None:
        if not cell:
            return None
        value = _number(cell)
        if not low <= value <= high:
            raise BadCell(f"{cell[:40]} is outside {low} to {high}")
        if value != (kept := units.round_half_up(value, places)):
            raise BadCell(f"{cell[:40]} has more than {places} digits after the point")
        return kept

    return read


percent = decimal(places=2, highest="100")
"""A per cent from 0 to 100."""


def plain_number(cell: str) -> str:
    """A finite number, kept as the exact text it was written in."""
    if cell:
        _number(cell)
    return cell


def one_of(choices: Mapping[str, Any]) -> Reader:
    """A reader of listed words (upper and lower case are the same), each with the value it stands for."""
    folded = {word.casefold(): value for word, value in choices.items()}

    def read(cell: str) -> Any:
        if cell.casefold() not in folded:
            named = ", ".join(word or "nothing" for word in choices)
            raise BadCell(f"“{cell[:40]}” is not one of: {named}")
        return folded[cell.casefold()]

    return read


yes_no = one_of({"true": True, "false": False, "yes": True, "no": False})
"""True or false; a blank is refused."""

yes_no_unknown = one_of({"true": True, "false": False, "yes": True, "no": False, "": None})
"""True, false, or unknown where blank."""

yes_if_said = one_of({"true": True, "false": False, "": False})
"""True where the cell says so, false where it is blank."""


def several(separator: str, each: Reader = text) -> Reader:
    """A reader of a list in one cell; empty items and repeats are dropped."""

    def read(cell: str) -> list[Any]:
        items = [each(item.strip()) for item in cell.split(separator) if item.strip()]
        return list(dict.fromkeys(items))

    return read


def day(cell: str) -> date | None:
    """A day written 2026-03-31."""
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise BadCell(f"“{cell[:40]}” is not a day such as 2026-03-31") from error


def partial_date(cell: str) -> str:
    """A year, month or day: 2026, 2026-03 or 2026-03-31; kept as text."""
    if cell and not _DATE_PARTS.fullmatch(cell):
        raise BadCell(f"“{cell[:40]}” is not a year, month or day such as 2026-03-31")
    if cell:
        day(f"{cell}-01-01"[:10])
    return cell
