"""A report's tables as an Excel workbook: a first sheet that says what the reader holds, then one sheet for each table.

Values are those of the PDF and the page. The same content gives the same bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from itertools import chain
from typing import cast
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessments.reports import content
from assessments.reports.sheet_cells import cell_text, put, put_text
from assessments.reports.sheet_titles import SheetTitles
from registry.documents.archive import zipped
from registry.documents.marks import MARK, MEANING

FIRST_SHEET = "Report"
CREATOR = "Open biodiversity credit registry"
HEADER_ROW = 3
NARROWEST, WIDEST = 9, 52
LABEL_WIDTH, VALUE_WIDTH = 30, 80
HEAD = PatternFill("solid", fgColor="D7E4E1")
TINT = PatternFill("solid", fgColor="E7EFED")
BOLD, TITLE = Font(bold=True), Font(bold=True, size=14)
QUIET = Font(italic=True, color="566168")
LINK = Font(underline="single", color="1C4A45")
ABOVE = Border(top=Side(style="thin", color="5D716E"))
TEXT = Alignment(vertical="top", wrap_text=True)
NUMBER = Alignment(vertical="top", horizontal="right", wrap_text=True)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table with the part it stands in and the title of its sheet."""

    title: str
    part: str
    table: content.Table


def write_workbook(report: content.ReportContent) -> tuple[bytes, int]:
    """The file and how many sheets it has. Maps, charts and pictures are in the PDF and on the page; the figures of
    charts are in the tables too. `ValueError` for a `created_at` without time zone."""
    titles = SheetTitles(FIRST_SHEET)
    sheets = [
        _Sheet(titles.next(block.caption or part.title), part.title, block)
        for part in report.parts
        for block in part.blocks
        if isinstance(block, content.Table)
    ]
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _opening(workbook.create_sheet(FIRST_SHEET), report, sheets)
    for sheet in sheets:
        _table(workbook.create_sheet(sheet.title), sheet, report)
    return _finished(workbook, report), len(workbook.worksheets)


def _finished(workbook: Workbook, report: content.ReportContent) -> bytes:
    """The file with `created_at` for every date in it: openpyxl writes the time of day into the properties and into
    the zip."""
    moment = report.created_at.astimezone(UTC)
    workbook.properties.creator = CREATOR
    workbook.properties.title = cell_text(report.title)
    workbook.properties.created = moment.replace(tzinfo=None, microsecond=0)
    out = BytesIO()
    workbook.save(out)
    stamp = rb"\g<1>" + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(out) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    return zipped(
        (
            (name, _MODIFIED.sub(stamp, data) if name == "docProps/core.xml" else data)
            for name, data in entries
        ),
        report.created_at,
    )


def _opening(sheet: Worksheet, report: content.ReportContent, sheets: Sequence[_Sheet]) -> None:
    """What the report is, its details, its notice and disclaimer, and where each table stands."""
    put_text(_cell(sheet, 1, 1), report.title)
    _cell(sheet, 1, 1).font = TITLE
    put_text(_cell(sheet, 2, 1), f"{report.kicker}: {report.subtitle}" if report.kicker else report.subtitle)
    row = 4
    for note in (report.watermark, report.notice, f"{content.DISCLAIMER}.", report.reference):
        if note:
            row = _note(sheet, row, note, bold=note != report.reference)
    row += 1
    for label, value in report.details:
        put_text(_cell(sheet, row, 1), label)
        put_text(_cell(sheet, row, 2), content.plain(value))
        _cell(sheet, row, 1).font = BOLD
        _cell(sheet, row, 1).alignment = _cell(sheet, row, 2).alignment = TEXT
        row += 1
    if report.details_footnote:
        row = _note(sheet, row, report.details_footnote)
    row += 1
    for number, (label, value) in enumerate(
        [("Sheet", "Table"), *((one.title, one.table.caption) for one in sheets)]
    ):
        put_text(_cell(sheet, row, 1), label)
        put_text(_cell(sheet, row, 2), value)
        _cell(sheet, row, 1).alignment = _cell(sheet, row, 2).alignment = TEXT
        if number:
            quoted = label.replace("'", "''")
            _cell(sheet, row, 1).hyperlink = f"#'{quoted}'!A1"
            _cell(sheet, row, 1).font = LINK
        else:
            _cell(sheet, row, 1).font = _cell(sheet, row, 2).font = BOLD
        row += 1
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = LABEL_WIDTH, VALUE_WIDTH
    _for_print(sheet)


def _note(sheet: Worksheet, row: int, words: str, *, bold: bool = False, across: int = 2) -> int:
    """A sentence over several columns; returns the row after it."""
    cell = _cell(sheet, row, 1)
    put_text(cell, words)
    cell.font = BOLD if bold else QUIET
    cell.alignment = TEXT
    if across > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)
    lines = -(-len(words) // (LABEL_WIDTH + VALUE_WIDTH - 10))
    sheet.row_dimensions[row].height = min(15 * lines + 2, 400)
    return row + 1


def _table(sheet: Worksheet, one: _Sheet, report: content.ReportContent) -> None:
    table = one.table
    put_text(_cell(sheet, 1, 1), table.caption or one.part)
    _cell(sheet, 1, 1).font = BOLD
    put_text(_cell(sheet, 2, 1), f"{one.part} · {report.reference}")
    _cell(sheet, 2, 1).font = QUIET
    for number, column in enumerate(table.columns, start=1):
        cell = _cell(sheet, HEADER_ROW, number)
        put_text(cell, column.label)
        cell.font, cell.fill, cell.alignment = BOLD, HEAD, NUMBER if column.number else TEXT
    row = _rows(sheet, HEADER_ROW + 1, table)
    row += 1
    if any(_marked(value) for record in _records(table) for value in record.values()):
        put_text(_cell(sheet, row, 1), f"{MARK} {MEANING}")
        row += 1
    for words in (report.watermark, f"{content.DISCLAIMER}."):
        if words:
            put_text(_cell(sheet, row, 1), words)
            _cell(sheet, row, 1).font = QUIET
            row += 1
    sheet.freeze_panes = _cell(sheet, HEADER_ROW + 1, 1)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _widths(sheet, table)
    _for_print(sheet)


def _rows(sheet: Worksheet, row: int, table: content.Table) -> int:
    """Rows, groups with their subtotals, total; returns the row after them."""
    if not table.rows and not table.groups:
        put_text(_cell(sheet, row, 1), table.empty)
        _cell(sheet, row, 1).font = QUIET
        return row + 1
    for record in table.rows:
        row = _row(sheet, row, table.columns, record)
    for group in table.groups:
        put_text(_cell(sheet, row, 1), content.plain(group.label))
        for number in range(1, len(table.columns) + 1):
            _cell(sheet, row, number).font, _cell(sheet, row, number).fill = BOLD, TINT
        row += 1
        for record in group.rows:
            row = _row(sheet, row, table.columns, record)
        if not group.rows:
            put_text(_cell(sheet, row, 1), table.empty)
            row += 1
        if group.subtotal is not None:
            row = _row(sheet, row, table.columns, group.subtotal, label=group.subtotal_label)
    if table.total is not None:
        row = _row(sheet, row, table.columns, table.total, label=table.total_label)
    return row


def _row(
    sheet: Worksheet,
    row: int,
    columns: Sequence[content.Column],
    record: content.Record,
    *,
    label: str = "",
) -> int:
    """One record; with a label it is a subtotal or total, and where the first column has a value of its own the label
    stands before it."""
    for number, column in enumerate(columns, start=1):
        cell, value = _cell(sheet, row, number), record.get(column.key)
        if number == 1 and label:
            own = content.plain(value)
            put_text(cell, f"{label}: {own}" if own else label)
        else:
            put(cell, value)
        cell.alignment = NUMBER if column.number else TEXT
        if label:
            cell.font, cell.border = BOLD, ABOVE
    return row + 1


def _records(table: content.Table) -> list[content.Record]:
    summaries = [*(group.subtotal for group in table.groups), table.total]
    rows = chain(table.rows, *(group.rows for group in table.groups))
    return [*rows, *(record for record in summaries if record is not None)]


def _marked(value: content.Cell) -> bool:
    return isinstance(value, content.Provisional) or content.plain(value).endswith(MARK)


def _widths(sheet: Worksheet, table: content.Table) -> None:
    """As wide as the longest line in the column, within limits; longer text wraps."""
    records = _records(table)
    for number, column in enumerate(table.columns, start=1):
        values = [content.plain(record.get(column.key)) for record in records]
        head = max((len(word) for word in column.label.split()), default=0)
        longest = max((len(line) for value in values for line in value.split("\n")), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(
            max(NARROWEST, head + 2, longest + 2), WIDEST
        )


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    return cast(Cell, sheet.cell(row, column))


def _for_print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(content.DISCLAIMER), right=_HeaderFooterPart("Page &P of &N")
    )
