"""The sheets of an XLSX workbook as rows of text, within limits that hold whatever is in the archive.

Pure: no Django, no clock, no I/O.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from registry.findings import Finding
from registry.reference.csv_files import finding
from registry.reference.official.source_files import COLUMNS_MAXIMUM, FORMULA, SourceFile

ROWS_MAXIMUM = 200_000
_UNPACKED_MAXIMUM = 500_000_000
_TEXTS_MAXIMUM = 150_000_000
_TEXTS_COUNT_MAXIMUM = 2_000_000
"""Shared texts: every one takes time and memory, however short it is."""
_PARTS_MAXIMUM = 2_000
_OTHER_PART_MAXIMUM = 10_000_000
"""Styles, names and relations are kept in memory as trees; only sheets are read as a stream."""
_SHEETS = "xl/worksheets/"

Line = tuple[int, Sequence[str]]


class DamagedWorkbook(ValueError):
    """The workbook broke off while it was read."""


def sheets_of(file: SourceFile, findings: list[Finding]) -> list[tuple[str, Iterator[Line]]]:
    """Name and rows of every visible sheet. None, with the reason in `findings`, when it cannot be opened."""
    damaged = "the workbook is damaged. Open it in a spreadsheet and save it again as XLSX."
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.content))
        entries = archive.infolist()
        protected = any(entry.flag_bits & 0x1 for entry in entries)
        if protected or _unpacks_to_too_much(entries) or _shared_texts(archive) > _TEXTS_COUNT_MAXIMUM:
            message = "the workbook is protected or unpacks to too much. Save the one sheet as CSV UTF-8."
            findings.append(finding(file.name, "file.too_big", message))
            return []
        # Formulas are wanted as formulas: a stored result may be missing or out of date.
        book = load_workbook(io.BytesIO(file.content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception:
        # The library raises almost any exception on a damaged or hostile file.
        findings.append(finding(file.name, "file.damaged", damaged))
        return []
    if not sheets:
        findings.append(finding(file.name, "file.empty", "the workbook has no visible sheet."))
    return [(sheet.title, _lines(sheet)) for sheet in sheets]


def _unpacks_to_too_much(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """By the sizes that the archive names: no more than that is ever unpacked."""
    texts = [entry.file_size for entry in entries if "sharedStrings" in entry.filename]
    others = [
        entry.file_size
        for entry in entries
        if "sharedStrings" not in entry.filename and not entry.filename.startswith(_SHEETS)
    ]
    return (
        len(entries) > _PARTS_MAXIMUM
        or sum(entry.file_size for entry in entries) > _UNPACKED_MAXIMUM
        or sum(texts) > _TEXTS_MAXIMUM
        or max(others, default=0) > _OTHER_PART_MAXIMUM
    )


def _shared_texts(archive: zipfile.ZipFile) -> int:
    """How many shared texts there are, counted in pieces; one cut between two pieces may be missed."""
    found = 0
    for entry in archive.infolist():
        if "sharedStrings" in entry.filename:
            with archive.open(entry) as stream:
                while piece := stream.read(1_000_000):
                    found += piece.count(b"<si>") + piece.count(b"<si/>") + piece.count(b"<si ")
    return found


def _lines(sheet: object) -> Iterator[Line]:
    try:
        # The stored size of a sheet may be wrong; without it the rows themselves decide.
        sheet.reset_dimensions()  # type: ignore[attr-defined]
        rows = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
        for number, values in enumerate(rows, start=1):
            if number > ROWS_MAXIMUM:
                raise DamagedWorkbook(f"has more than {ROWS_MAXIMUM:,} rows")
            yield number, [cell_text(value) for value in values[: COLUMNS_MAXIMUM + 1]]
    except DamagedWorkbook:
        raise
    except Exception as error:
        raise DamagedWorkbook("is damaged: it cannot be read to its end") from error


def cell_text(value: object) -> str:
    """A cell as the text a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return FORMULA if value.startswith("=") else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = format(value, ".15g")
        return format(Decimal(text), "f") if "e" in text else text
    if isinstance(value, datetime | date):
        return value.isoformat()
    return FORMULA
