"""A register as a workbook with two sheets: the rows, and the codebook of their columns."""

from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from openpyxl import Workbook

from credits.public.registers.asking import Ask
from credits.public.registers.book import Register
from credits.public.registers.columns.column import DECIMAL
from credits.public.registers.exports.rows import all_rows
from registry.findings import DomainError
from registry.formulas import guarded

ROWS_AT_MOST = 50_000
"""A larger list is had as CSV: a workbook costs a hundred times as much to make."""
CODEBOOK = ("key", "name", "meaning", "type", "unit", "heading", "empty")


def require_small(rows: int) -> None:
    """Raises DomainError for a list that is too long for a workbook."""
    if rows > ROWS_AT_MOST:
        raise DomainError(
            "register.too_long_for_workbook",
            f"The list has {rows:,} rows; a workbook holds at most {ROWS_AT_MOST:,}. Filter it, or take the CSV file.",
        )


def write(out: IO[bytes], register: Register, ask: Ask) -> None:
    """Write the workbook. Rows go to a temporary file of openpyxl's as they come, so memory does not grow."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(register.title)
    sheet.append([column.name for column in register.columns])
    numbers = [column.type == DECIMAL for column in register.columns]
    for row in all_rows(register, ask):
        sheet.append([_cell(value, number) for value, number in zip(row, numbers, strict=True)])
    codebook = book.create_sheet("Codebook")
    codebook.append(list(CODEBOOK))
    for column in register.columns:
        told = column.told(register.name)
        codebook.append([guarded(told[name]) for name in CODEBOOK])
    book.save(out)


def _cell(value: Any, number: bool) -> Any:
    """A number as a number, so that the sheet can add up; words guarded."""
    if number and value not in (None, ""):
        return Decimal(value)
    return guarded(str(value) if isinstance(value, UUID) else value)
