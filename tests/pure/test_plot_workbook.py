"""Plot sheets as workbooks: typed cells, and archives made to harm."""

import io
import struct
import zipfile
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from assessments.plots.limits import ReadLimits
from assessments.plots.reader import PlotFile, read_plots
from tests.pure.plot_sheets import NAMES, codes, xlsx_sheet


def read(content: bytes, **limits: int) -> PlotFile:
    return read_plots(content, filename="Plots.XLSX", limits=ReadLimits(**limits))


def repacked(content: bytes, part: str, text: bytes) -> bytes:
    """The same archive with one part replaced or added."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, text)
    return packed.getvalue()


def test_whole_numbers_that_the_spreadsheet_keeps_as_floats_are_integers() -> None:
    plots = read(xlsx_sheet({}, {"plot": 2.0, "compTree": 12.0}))
    assert plots.all_findings == ()
    assert [row.row_number for row in plots.rows] == [2, 3]
    assert plots.rows[1].values["plot"] == "2"
    assert plots.rows[1].values["compTree"] == 12
    assert plots.rows[0].values["area"] == Decimal("35.4")


def test_binary_noise_of_a_float_is_not_taken_for_decimals() -> None:
    plots = read(xlsx_sheet({"strucTree": 0.1 + 0.2}))
    assert plots.all_findings == ()
    assert plots.rows[0].values["strucTree"] == Decimal("0.3")


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("strucTree", "=SUM(A1:A2)", "formula"),
        ("plot", "=A1", "formula"),
        ("plot", datetime(2024, 2, 1), "date"),
        ("compTree", datetime(2024, 2, 1), "date"),
        ("compTree", True, "not_a_number"),
        ("compTree", "#REF!", "not_a_number"),
        ("compTree", None, "blank"),
        ("strucTree", 1e300, "not_a_number"),
        ("strucTree", 1e-7, "too_many_decimals"),
        ("funTreeRegen", None, "blank"),
    ],
)
def test_cells_that_are_no_plain_numbers_are_told(column: str, value: object, problem: str) -> None:
    assert codes(read(xlsx_sheet({column: value}))) == [f"plot.{column}.{problem}"]


def test_shared_formulas_are_seen_as_formulas() -> None:
    content = xlsx_sheet({}, {"plot": "P2"})
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    shared = sheet.replace(
        b'<c r="J2" t="n"><v>3</v>', b'<c r="J2"><f t="shared" si="0" ref="J2:J3">1+2</f><v>3</v>'
    )
    shared = shared.replace(b'<c r="J3" t="n"><v>3</v>', b'<c r="J3"><f t="shared" si="0"/><v>3</v>')
    assert shared.count(b"<f") == 2
    plots = read(repacked(content, "xl/worksheets/sheet1.xml", shared))
    assert [(finding.code, finding.row) for finding in plots.all_findings] == [
        ("plot.compTree.formula", 2),
        ("plot.compTree.formula", 3),
    ]


def test_the_sheet_with_the_column_names_is_found_and_named() -> None:
    workbook = load_workbook(io.BytesIO(xlsx_sheet({})))
    workbook.create_sheet("Notes", 0)["A1"] = "Read me"
    workbook.create_sheet("Empty", 1)
    content = io.BytesIO()
    workbook.save(content)
    plots = read(content.getvalue())
    assert codes(plots) == ["plot.file.other_sheets"]
    assert "'Sheet'" in plots.findings[0].message
    assert len(plots.rows) == 1


def test_a_hidden_sheet_is_not_read() -> None:
    workbook = load_workbook(io.BytesIO(xlsx_sheet({})))
    workbook.worksheets[0].sheet_state = "hidden"
    workbook.create_sheet("Shown")["A1"] = "nothing"
    content = io.BytesIO()
    workbook.save(content)
    assert codes(read(content.getvalue())) == ["plot.file.no_header"]


def test_cells_far_to_the_right_and_below_do_not_cost_anything() -> None:
    workbook = load_workbook(io.BytesIO(xlsx_sheet({})))
    workbook.worksheets[0]["XFD1048576"] = "x"
    content = io.BytesIO()
    workbook.save(content)
    plots = read(content.getvalue())
    assert [(finding.code, finding.row) for finding in plots.findings] == [
        ("plot.file.extra_cells", 1_048_576)
    ]


def test_a_wrong_dimension_in_the_file_is_not_believed() -> None:
    content = xlsx_sheet({}, {"plot": "P2"})
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    wrong = sheet.replace(b'ref="A1:AF3"', b'ref="A1"')
    assert wrong != sheet
    assert len(read(repacked(content, "xl/worksheets/sheet1.xml", wrong)).rows) == 2


def test_a_decompression_bomb_is_refused_by_its_declared_size() -> None:
    bomb = repacked(xlsx_sheet({}), "xl/media/zeros.bin", b"\0" * 60_000_000)
    assert len(bomb) < 200_000
    assert codes(read(bomb)) == ["plot.file.unpacked_too_large"]


def test_a_bomb_that_declares_a_small_size_is_refused_too() -> None:
    bomb = bytearray(repacked(xlsx_sheet({}), "xl/worksheets/sheet1.xml", b"<a/>" * 10_000_000))
    true_size = struct.pack("<I", 40_000_000)
    assert bomb.count(true_size) == 2
    lying = bytes(bomb).replace(true_size, struct.pack("<I", 400))
    assert read(lying).has_file_errors
    assert read(lying).rows == ()


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/worksheets/sheet1.xml", b"<c/>" * 2_000_000),
        ("xl/styles.xml", b"<styleSheet>" + b" " * 3_000_000 + b"</styleSheet>"),
        ("xl/workbook.xml", b"<workbook>" + b"<sheet />" * 60 + b"</workbook>"),
    ],
)
def test_a_workbook_of_too_many_pieces_is_refused_before_it_is_parsed(part: str, text: bytes) -> None:
    assert codes(read(repacked(xlsx_sheet({}), part, text))) == ["plot.file.unpacked_too_large"]


def test_entities_are_not_expanded() -> None:
    entity = (
        b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]><worksheet><sheetData>'
        b'<row r="1"><c r="A1" t="str"><v>&a;</v></c></row></sheetData></worksheet>'
    )
    content = repacked(xlsx_sheet({}), "xl/worksheets/sheet1.xml", entity)
    assert codes(read(content)) == ["plot.file.damaged"]


def test_another_kind_of_archive_is_told_to_be_no_workbook() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("plots.csv", "plot,pct")
    assert codes(read(packed.getvalue())) == ["plot.file.disguised"]


@pytest.mark.parametrize("keep", [30, 200, 2_000, -100, -1])
def test_a_cut_off_workbook_is_told_to_be_damaged(keep: int) -> None:
    assert codes(read(xlsx_sheet({})[:keep])) == ["plot.file.damaged"]


def test_rows_before_the_damage_are_kept_and_the_damage_is_placed() -> None:
    content = xlsx_sheet({}, {"plot": "P2"})
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    start = sheet.index(b'<row r="3"')
    plots = read(
        repacked(
            content, "xl/worksheets/sheet1.xml", sheet[:start] + sheet[start:].replace(b'r="3"', b'r="1"')
        )
    )
    assert [row.row_number for row in plots.rows] == [2]
    assert [(finding.code, finding.row) for finding in plots.findings] == [("plot.file.damaged", 1)]


def test_row_limit_holds_for_workbooks() -> None:
    assert codes(read(xlsx_sheet({}, {"plot": "P2"}), rows=1)) == ["plot.file.too_many_rows"]


def test_a_workbook_without_cells_is_empty() -> None:
    content = io.BytesIO()
    Workbook().save(content)
    assert codes(read(content.getvalue())) == ["plot.file.empty"]


def test_blank_formatted_rows_are_skipped() -> None:
    assert len(read(xlsx_sheet({}, dict.fromkeys(NAMES), {"plot": "P3"})).rows) == 2
