"""Values of a report as cells of a sheet.

A text that is plainly a number is stored as one, with a format that shows it as the report does: same digits, same
separators, the mark of a provisional value behind it. Anything else is text, whatever it begins with: a name such as
`=HYPERLINK(...)` is shown and never run.
"""

import re

from openpyxl.cell.cell import Cell

from assessments.reports import content
from registry.documents.marks import MARK, provisional
from registry.documents.text import clean
from registry.formulas import like_a_formula

LONGEST_TEXT = 32_000
"""Excel holds 32,767 characters in a cell; a longer text is cut, and the cell says so."""

MOST_DIGITS = 15
"""A sheet keeps no more digits of a number; a longer one stays text."""

_NUMBER = re.compile(
    r"(?P<sign>[-\u2212]?)(?P<whole>0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?P<part>\.\d+)?(?P<mark>†?)", re.ASCII
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def put(cell: Cell, value: content.Cell) -> None:
    """Fill a cell with a value of a report."""
    shown = provisional(value.text) if isinstance(value, content.Provisional) else content.plain(value)
    number = _NUMBER.fullmatch(shown.strip())
    digits = re.sub(r"[^\d]", "", shown)
    if number is None or len(digits) > MOST_DIGITS:
        put_text(cell, shown)
        return
    written = f"{'-' if number['sign'] else ''}{number['whole'].replace(',', '')}{number['part'] or ''}"
    cell.value = float(written) if number["part"] else int(written)
    cell.number_format = _number_format(number)


def _number_format(number: re.Match[str]) -> str:
    """The format that shows the number as it was written."""
    whole = "#,##0" if "," in number["whole"] else "0"
    part = "." + "0" * (len(number["part"]) - 1) if number["part"] else ""
    return f'{whole}{part}"{MARK}"' if number["mark"] else f"{whole}{part}"


def put_text(cell: Cell, value: str) -> None:
    """Fill a cell with text that stays text."""
    shown = cell_text(value)
    if not shown:
        return
    cell.value = shown
    cell.data_type = "s"
    if like_a_formula(shown.lstrip()):
        cell.quotePrefix = True  # it stays text when somebody edits the cell


def cell_text(value: str) -> str:
    """Text that a sheet can hold: no control characters, at most `LONGEST_TEXT` characters."""
    return _NOT_IN_XML.sub("", clean(value, max_chars=LONGEST_TEXT))
