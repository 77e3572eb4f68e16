"""Files of any kind as tables: a header and rows of text, whether they came as CSV, as a workbook or as JSON pages.

Pure: no Django, no clock, no I/O.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from registry.findings import Finding
from registry.reference.csv_files import finding
from registry.reference.official.names import folded
from registry.reference.official.odata import Page, pages_of
from registry.reference.official.source_files import COLUMNS_MAXIMUM, NESTED, SourceFile
from registry.reference.official.texts import kind_of, text_of
from registry.reference.official.workbook import DamagedWorkbook, Line, sheets_of

HEADER_ROWS = 20
"""How far down a sheet its header is looked for: exports carry titles above it."""

Fits = Callable[[Sequence[str]], int]
"""How many known columns a header has."""


@dataclass(slots=True)
class FoundTable:
    """A table as a file has it. `lines` are the rows below the header, numbered as a person counts them; `loose` says
    that rows may be shorter than the header, because blank cells at their end are not stored."""

    file: str
    header: list[str]
    header_row: int
    lines: Iterator[Line]
    rows_expected: int
    loose: bool = False
    doubled: tuple[str, ...] = ()


def tables_of(
    files: Sequence[SourceFile],
    *,
    accepts: tuple[str, ...],
    sheets: tuple[str, ...],
    fits: Fits,
    findings: list[Finding],
) -> list[FoundTable]:
    """The tables of the files, in an order in which they can be read. Faults of whole files are in `findings`."""
    kinds = [(file, kind) for file in files if (kind := kind_of(file, accepts, findings)) is not None]
    if not files:
        findings.append(finding("files", "file.missing", "there is no file."))
    if len(kinds) < len(files):
        return []
    if len({kind for _, kind in kinds}) > 1:
        named = ", ".join(sorted({kind for _, kind in kinds}))
        message = f"the files are of different kinds ({named}): give those of one download."
        findings.append(finding(files[0].name, "file.mixed", message))
        return []
    if kinds and kinds[0][1] == "json":
        tables = [_of_page(page) for page in pages_of(files, findings)]
    else:
        found = (
            _of_workbook(file, sheets, fits, findings)
            if kind == "workbook"
            else _of_text(file, fits, findings)
            for file, kind in kinds
        )
        tables = [table for table in found if table is not None]
    return [table for table in tables if _is_narrow(table, findings)]


def _is_narrow(table: FoundTable, findings: list[Finding]) -> bool:
    """Are there as few columns as any official file has? Looking for a name among thousands takes time without end."""
    if len(table.header) <= COLUMNS_MAXIMUM:
        return True
    message = f"the file has more than {COLUMNS_MAXIMUM} columns: it is not one of these exports."
    findings.append(finding(table.file, "file.columns", message))
    return False


def _of_page(page: Page) -> FoundTable:
    header = list(page.values[0]) if page.values else []
    return FoundTable(page.file, header, 0, _page_lines(page, header), len(page.values), doubled=page.doubled)


def _page_lines(page: Page, header: list[str]) -> Iterator[Line]:
    names = tuple(header)
    for number, value in enumerate(page.values, start=1):
        if tuple(value) == names:
            yield number, [_json_text(cell) for cell in value.values()]
        elif value.keys() == set(names):
            yield number, [_json_text(value[name]) for name in names]
        else:
            # A row with other fields than the first is told as a row of the wrong length.
            yield number, [""] * (len(names) + 1)


def _json_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, int):
        return str(value)
    return NESTED


def _of_text(file: SourceFile, fits: Fits, findings: list[Finding]) -> FoundTable | None:
    text = text_of(file, findings)
    if text is None:
        return None
    skipped = 0
    if text[:4].lower() == "sep=":
        text, skipped = text.partition("\n")[2], 1
    separator = max((",", ";", "\t"), key=lambda mark: fits(next(iter(_csv(text, mark)), [])))
    lines = _csv_lines(file.name, text, separator, skipped, findings)
    for number, line in lines:
        header = [name.strip() for name in line]
        return FoundTable(file.name, header, number, lines, text.count("\n"))
    return None


def _csv(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error:
        return


def _csv_lines(name: str, text: str, separator: str, skipped: int, findings: list[Finding]) -> Iterator[Line]:
    number = skipped
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
            if line:
                yield number, line
    except csv.Error as error:
        message = f"from here on this is not well-formed CSV ({error}): a quotation mark may be missing."
        findings.append(finding(name, "file.csv", message, row=number + 1))


def _of_workbook(
    file: SourceFile, sheet_names: tuple[str, ...], fits: Fits, findings: list[Finding]
) -> FoundTable | None:
    """The sheet named as the official workbook names it; otherwise the one whose header has most known columns."""
    sheets = sheets_of(file, findings)
    known = {folded(name) for name in sheet_names}
    sheets = [sheet for sheet in sheets if folded(sheet[0]) in known] or sheets
    best: FoundTable | None = None
    best_fit = -1
    for title, lines in sheets:
        guarded = _guarded(f"{file.name} ({title})" if len(sheets) > 1 else file.name, lines, findings)
        top = list(islice(guarded, HEADER_ROWS))
        for place, (number, line) in enumerate(top):
            header = [cell.strip() for cell in line]
            while header and not header[-1]:
                header.pop()
            if header and fits(header) > best_fit:
                best_fit = fits(header)
                best = FoundTable(file.name, header, number, _after(top[place + 1 :], guarded), 0, loose=True)
    if best is None and sheets:
        findings.append(finding(file.name, "file.empty", "the workbook holds no rows."))
    return best


def _guarded(name: str, lines: Iterator[Line], findings: list[Finding]) -> Iterator[Line]:
    number = 0
    try:
        for number, line in lines:
            yield number, line
    except DamagedWorkbook as error:
        findings.append(finding(name, "file.damaged", f"the sheet {error}.", row=number + 1))


def _after(first: Sequence[Line], others: Iterator[Line]) -> Iterator[Line]:
    yield from first
    yield from others
