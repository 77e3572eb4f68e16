"""How much of an uploaded plot file is read, and what a reader of tables yields or refuses. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from registry.findings import Finding

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much of a file is read. The defaults hold every real plot sheet many times over."""

    file_bytes: int = 5 * MEBIBYTE
    unpacked_bytes: int = 50 * MEBIBYTE
    rows: int = 20_000
    columns: int = 200
    errors: int = 5_000
    workbook_parts: int = 500
    workbook_elements: int = 1_600_000
    workbook_other_part_bytes: int = 2 * MEBIBYTE
    workbook_sheets: int = 50


DEFAULT_LIMITS = ReadLimits()

SourceRow = tuple[int, list[str]]


class UnreadableFile(Exception):
    """The file, or the rest of it, cannot be read; `finding` says why and what to do."""

    def __init__(self, problem: str, message: str, *, row: int | None = None) -> None:
        super().__init__(message)
        self.finding = Finding(f"plot.file.{problem}", message, field="file", row=row)


@dataclass(frozen=True, slots=True)
class Source:
    """One table of a file, not yet read. `rows` yields (row number as in a spreadsheet, cells); it raises
    UnreadableFile where reading fails."""

    name: str
    rows: Iterator[SourceRow]
