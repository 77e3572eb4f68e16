"""Workbooks (XLSX) as rows of text, within limits that hold whatever is in the archive.

The archive is measured before any XML is parsed: sizes, numbers of parts, elements and sheets. Pure.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser

from assessments.plots.cells import shown
from assessments.plots.limits import MEBIBYTE, ReadLimits, Source, SourceRow, UnreadableFile

_DAMAGED = (
    "The workbook is damaged or is not an XLSX file. Open it in a spreadsheet and save it again as XLSX."
)
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    ArithmeticError,
)
_SHEET_ENTRY = re.compile(rb"<(?:\w+:)?sheet[\s/>]")


def workbook_sources(content: bytes, limits: ReadLimits) -> list[Source]:
    """The visible sheets of a workbook. Raises UnreadableFile when it is damaged or larger than the limits."""
    _check_archive(content, limits)
    try:
        # Formulas are wanted as formulas: a stored result may be missing or out of date.
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    except Exception:
        # The library raises almost any exception on a damaged file.
        raise UnreadableFile("damaged", _DAMAGED) from None
    if not sheets:
        raise UnreadableFile(
            "empty", "The workbook has no visible sheet. Show the sheet with the plots and save it."
        )
    return [Source(shown(sheet.title), _sheet_rows(workbook, sheet, limits)) for sheet in sheets]


def sheet_bytes(content: bytes) -> int:
    """How much the sheets of a workbook unpack to, by the archive's own account (no more than that is ever read); 0
    for what is no archive. A few kilobytes can hold twenty thousand rows that are alike."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except _ZIP_ERRORS:
        return 0
    return sum(entry.file_size for entry in entries if entry.filename.startswith("xl/worksheets/"))


def _check_archive(content: bytes, limits: ReadLimits) -> None:
    """Refuse a workbook that would unpack to more than the limits, before any XML is parsed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except _ZIP_ERRORS:
        raise UnreadableFile("damaged", _DAMAGED) from None
    if "[Content_Types].xml" not in archive.NameToInfo:
        message = "The file is a zip archive but not an XLSX workbook. Save the plot sheet as XLSX or CSV."
        raise UnreadableFile("disguised", message)
    unpacked_megabytes = limits.unpacked_bytes // MEBIBYTE
    too_large = f"The workbook unpacks to more than {unpacked_megabytes} MB. Save only the plot sheet, without extras."
    if (
        len(entries) > limits.workbook_parts
        or sum(entry.file_size for entry in entries) > limits.unpacked_bytes
    ):
        raise UnreadableFile("unpacked_too_large", too_large)
    unpacked = elements = 0
    for entry in entries:
        if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableFile("damaged", _DAMAGED)
        data_part = entry.filename.startswith("xl/worksheets/") or entry.filename == "xl/sharedStrings.xml"
        size = sheets = 0
        try:
            for chunk in _chunks(archive, entry):
                size += len(chunk)
                unpacked += len(chunk)
                if entry.filename.lower().endswith((".xml", ".rels")):
                    elements += chunk.count(b"<") - chunk.count(b"</")
                    sheets += 0 if data_part else len(_SHEET_ENTRY.findall(chunk))
                    _refuse_unpacked(limits, unpacked, elements, sheets, 0 if data_part else size, too_large)
        except _ZIP_ERRORS:
            raise UnreadableFile("damaged", _DAMAGED) from None


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while chunk := part.read(64 * 1024):
            yield chunk


def _refuse_unpacked(
    limits: ReadLimits, unpacked: int, elements: int, sheets: int, other_part_bytes: int, too_large: str
) -> None:
    # Elements cost far more memory than their bytes; styles, names and sheets cost time each.
    if unpacked > limits.unpacked_bytes or other_part_bytes > limits.workbook_other_part_bytes:
        raise UnreadableFile("unpacked_too_large", too_large)
    if elements > limits.workbook_elements:
        message = "The workbook holds too many cells. Save only the plot sheet, without empty formatted rows."
        raise UnreadableFile("unpacked_too_large", message)
    if sheets > limits.workbook_sheets:
        message = f"The workbook has more than {limits.workbook_sheets} sheets. Save the plot sheet alone."
        raise UnreadableFile("unpacked_too_large", message)


class _Cells(WorkSheetParser):
    """The library's cells, with formulas left alone: translating shared ones takes time without bound."""

    def parse_formula(self, element: Any) -> str:
        return "="


def _sheet_rows(workbook: Any, sheet: Any, limits: ReadLimits) -> Iterator[SourceRow]:
    last_number = 0
    try:
        with sheet._get_source() as source:
            parser = _Cells(
                source,
                sheet._shared_strings,
                data_only=False,
                epoch=workbook.epoch,
                date_formats=workbook._date_formats,
                timedelta_formats=workbook._timedelta_formats,
            )
            for number, cells in parser.parse():
                if number <= last_number:
                    raise UnreadableFile("damaged", _DAMAGED, row=number)
                last_number = number
                yield number, _texts(cells, limits)
    except UnreadableFile:
        raise
    except Exception:
        # The parser raises almost any exception on damaged or hostile XML.
        raise UnreadableFile("damaged", _DAMAGED, row=last_number + 1) from None


def _texts(cells: list[dict[str, Any]], limits: ReadLimits) -> list[str]:
    texts: list[str] = []
    for cell in cells:
        value = cell["value"]
        if value is None:
            continue
        position = cell["column"] - 1
        if position >= limits.columns:
            # Cells this far out are still seen, as one cell behind the last column that is read.
            position = limits.columns
        texts.extend([""] * (position + 1 - len(texts)))
        texts[position] = cell_text(value)
    return texts


def cell_text(value: object) -> str:
    """A cell of a workbook as the text a person would have typed; floats at the 15 digits a spreadsheet
    shows."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = format(value, ".15g")
        return format(Decimal(text), "f") if "e" in text else text
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "="
