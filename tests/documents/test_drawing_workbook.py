"""A report as a workbook: every table, numbers as numbers, no formula ever, the same bytes for the same content."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from openpyxl import Workbook, load_workbook

from assessments.reports import content as c
from assessments.reports.credit_summary import credit_summary
from assessments.reports.numbering import numbered
from assessments.reports.workbook import write_workbook
from tests.documents import drawing_reports as made
from tests.documents.report_sources import development, source_of

COLUMNS = [c.Column("name", "Name", head=True), c.Column("n", "Number", number=True)]


def opened(report: c.ReportContent) -> Workbook:
    data, sheets = write_workbook(report)
    workbook = load_workbook(BytesIO(data))
    assert len(workbook.worksheets) == sheets
    return workbook


def one_cell(value: c.Cell) -> Any:
    table = c.Table("T", COLUMNS, [{"name": "row", "n": value}])
    return opened(made.report(made.part("P", table))).worksheets[1]["B4"]


def values(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_first_sheet_says_what_the_report_is_and_where_each_table_stands() -> None:
    workbook = opened(numbered(made.everything(watermark="DRAFT")))
    first = workbook.worksheets[0]
    words = [value for row in values(first) for value in row if value]
    for expected in (
        "Development assessment report",
        "Part 4 development: Quarry at Ironbark Road",
        "DRAFT",
        "Take care.",
        f"{c.DISCLAIMER}.",
        "Alex Assessor",
        "A footnote.",
        "Table 2. Zones",
    ):
        assert expected in words
    links = [
        cell.hyperlink.location or cell.hyperlink.target for row in first for cell in row if cell.hyperlink
    ]
    assert [link.lstrip("#") for link in links] == [
        f"'{sheet.title}'!A1" for sheet in workbook.worksheets[1:]
    ]


def test_each_table_has_a_sheet_with_its_caption_frozen_head_groups_subtotals_and_total() -> None:
    workbook = opened(numbered(made.everything()))
    assert workbook.sheetnames == ["Report", "1 Zones", "2 Zones"]
    sheet = workbook["1 Zones"]
    assert sheet.freeze_panes == "A4"
    rows = values(sheet)
    assert rows[0][0] == "Table 1. Zones"
    assert rows[2] == ["Zone", "Species", "Area (ha)", "Credits"]
    assert rows[3:9] == [
        [1, "Litoria aurea", 1234.5, 7],
        ["Woodland", None, None, None],
        [2, "x", 0.1, None],
        ["Subtotal", None, None, 3],
        ["Total", None, 1234.6, 10],
        [None, None, None, None],
    ]
    assert any(str(row[0]).startswith("† Provisional:") for row in rows)
    assert [f"{c.DISCLAIMER}."] in [row[:1] for row in rows]
    assert sheet.column_dimensions["B"].width > 9


def test_every_number_of_a_real_report_is_there_as_a_number() -> None:
    source = source_of(development(3))
    report = credit_summary(source)
    found = {
        value for sheet in opened(report) for row in values(sheet) for value in row if isinstance(value, int)
    }
    assert source.outcome.ecosystem_credits in found
    assert source.outcome.species_credits in found
    tables = [block for part in report.parts for block in part.blocks if isinstance(block, c.Table)]
    assert len(opened(report).worksheets) == 1 + len(tables)


@pytest.mark.parametrize(
    ("shown", "value", "number_format"),
    [
        ("0", 0, "0"),
        ("7", 7, "0"),
        ("1387", 1387, "0"),
        ("1,234", 1234, "#,##0"),
        ("1,234,567.50", 1234567.5, "#,##0.00"),
        ("0.10", 0.1, "0.00"),
        ("−4.5", -4.5, "0.0"),
        ("-4.5", -4.5, "0.0"),
        ("83.4†", 83.4, '0.0"†"'),
        (c.Provisional("1,203"), 1203, '#,##0"†"'),
    ],
)
def test_a_cell_that_is_plainly_a_number_is_one_and_looks_the_same(shown, value, number_format) -> None:
    cell = one_cell(shown)
    assert (cell.value, cell.number_format, cell.data_type) == (value, number_format, "n")


NOT_NUMBERS = (
    *("007", "1,23", "12,3456", "3.", ".5", "1e5", "5 %", "1.2.3", "2026-03-01", "nan", "inf", "1_000", "٣"),
    *("0.73 ha", "4 of 8", "–", "+5", "--4", "1 2", "1" * 16),
)


@pytest.mark.parametrize("shown", NOT_NUMBERS)
def test_a_cell_that_is_not_plainly_a_number_stays_the_text_it_is(shown: str) -> None:
    cell = one_cell(shown)
    assert (cell.value, cell.data_type) == (shown, "s")


@pytest.mark.parametrize(
    "shown",
    [
        '=HYPERLINK("http://x","y")',
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        " =1+1",
        "=",
        "-",
        "＝1+1",
        "{=1}",
    ],
)
def test_no_text_is_ever_a_formula(shown: str) -> None:
    cell = one_cell(shown)
    assert cell.data_type == "s"
    assert cell.value.strip() == shown.strip()
    assert cell.quotePrefix == (shown.lstrip()[0] in "=+-@＝")
    for text in ("details", "caption", "label"):
        report = made.report(
            made.part(
                shown, c.Table(shown, [c.Column("name", shown)], groups=[c.Group(shown, [{"name": shown}])])
            ),
            details=[(shown, shown)],
            subtitle=shown,
            kicker="",
            heading=shown,
        )
        types = {cell.data_type for sheet in opened(report) for row in sheet for cell in row if cell.value}
        assert types == {"s"}, text
    data, _ = write_workbook(
        made.report(made.part("P", c.Table("T", COLUMNS, [{"name": shown, "n": shown}])))
    )
    with ZipFile(BytesIO(data)) as archive:
        assert not any(
            b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in archive.namelist()
        )


@pytest.mark.parametrize("shown", ["a\x00b\x07c", "a\x0bb", "\ud800x", "x\ufffe\uffffy", "a\x1b[31m"])
def test_characters_that_no_sheet_can_hold_are_left_out(shown: str) -> None:
    assert set(one_cell(shown).value) <= set("abcxy[31m \n")


def test_scripts_of_every_kind_and_line_breaks_are_kept() -> None:
    for shown in ("生态 ṯ 🦘 هوز", "two\nlines", "O'Brien & <b>Sons</b>"):
        assert one_cell(shown).value == shown


def test_a_text_longer_than_a_cell_is_cut_where_the_reader_sees_it() -> None:
    cell = one_cell("x" * 40_000)
    assert 32_000 < len(cell.value) < 32_767
    assert cell.value.endswith("(cut, 40,000 characters)")
    assert one_cell("y" * 5_000).value == "y" * 5_000


def test_titles_of_sheets_are_valid_short_and_never_the_same() -> None:
    captions = [
        "Report",
        "History",
        "a/b\\c[d]e:f*g?",
        "'quoted'",
        "",
        "x" * 90,
        "x" * 90,
        "🦘" * 40,
        "ZONES",
        "zones",
    ]
    tables = [c.Table(caption, COLUMNS) for caption in captions]
    for report in (
        made.report(made.part("'Part'", *tables)),
        numbered(made.report(made.part("'Part'", *tables))),
    ):
        names = opened(report).sheetnames
        assert len({name.casefold() for name in names}) == len(captions) + 1
        for name in names:
            assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
            assert not set("[]:*?/\\") & set(name)
            assert not name.startswith("'") and not name.endswith("'")


def test_an_empty_table_says_so_and_a_report_without_tables_still_opens() -> None:
    empty = opened(made.report(made.part("P", c.Table("T", COLUMNS, empty="None found."))))
    assert empty.worksheets[1]["A4"].value == "None found."
    assert opened(made.report(made.part("P", c.Words("x")))).sheetnames == ["Report"]


def test_a_total_in_the_first_column_keeps_its_label_and_its_value() -> None:
    table = c.Table("T", [c.Column("n", "Number", number=True)], [{"n": "4"}], total={"n": "4"})
    assert opened(made.report(made.part("P", table))).worksheets[1]["A5"].value == "Total: 4"


def test_dates_are_those_of_the_report_and_need_a_time_zone() -> None:
    report = made.everything()
    data, _ = write_workbook(report)
    with ZipFile(BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 1, 9, 30, 0)}
        core = archive.read("docProps/core.xml")
    assert core.count(b">2026-03-01T09:30:00Z<") == 2
    properties = load_workbook(BytesIO(data)).properties
    assert properties.title == report.title and "Alex" not in str(properties)
    with pytest.raises(ValueError, match="time zone"):
        write_workbook(replace(report, created_at=datetime(2026, 3, 1)))
    other, _ = write_workbook(replace(report, created_at=datetime(2026, 3, 2, tzinfo=UTC)))
    assert other != data


def test_the_same_content_gives_the_same_bytes_in_another_process_and_time_zone() -> None:
    program = (
        "import django, hashlib; django.setup()\n"
        "from tests.documents.drawing_reports import everything\n"
        "from assessments.reports.workbook import write_workbook\n"
        "print(hashlib.sha256(write_workbook(everything())[0]).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=settings.BASE_DIR,
            env={
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "PATH": "/usr/bin:/bin",
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Australia/Sydney"))
    }
    assert len(prints) == 1
