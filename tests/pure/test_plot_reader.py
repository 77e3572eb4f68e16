"""Plot sheets as people upload them: what is accepted, and what a person is told about the rest."""

import csv
import re
from decimal import Decimal

import pytest

from assessments.plots.limits import ReadLimits
from assessments.plots.reader import PlotFile, is_type_row, read_plots
from registry.findings import errors
from tests.pure.plot_sheets import FUNCTION_NAMES, GOOD, NAMES, SAMPLES, codes, csv_sheet, sample


def read(content: bytes, filename: str = "plots.csv", **limits: int) -> PlotFile:
    return read_plots(content, filename=filename, limits=ReadLimits(**limits))


def test_the_form_in_circulation_is_read_though_its_type_row_has_too_few_hints() -> None:
    plots = sample("circulating_form.csv")
    assert plots.all_findings == ()
    assert [row.row_number for row in plots.rows] == [3, 4, 5]
    assert plots.rows[1].values["easting"] == Decimal("334700.5")
    assert plots.columns_seen == tuple(NAMES)


def test_reordered_columns_semicolons_blank_rows_and_trailing_cells_are_accepted() -> None:
    plots = sample("reordered_semicolons.csv")
    assert plots.all_findings == ()
    # The instruction line `sep=;` is no row of the spreadsheet: the header is row 1, row 2 and 4 are blank.
    assert [row.row_number for row in plots.rows] == [3, 5]
    assert plots.rows[1].values["plot"] == "P2"
    assert plots.rows[1].values["pct"] == 3242
    assert plots.rows[1].values["strucGrass"] == Decimal("40.3")


def test_a_community_without_trees_may_leave_every_function_value_blank() -> None:
    plots = sample("grassland.csv")
    assert plots.all_findings == ()
    assert [plots.rows[0].values[name] for name in FUNCTION_NAMES] == [None] * 10
    assert plots.rows[0].values["funHighThreatExotic"] == Decimal("2.5")


def expected_dirt() -> list[dict[str, str]]:
    with (SAMPLES / "dirt_expected.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_kind_of_dirt_is_told_once_by_row_and_column() -> None:
    found = {
        (finding.row, finding.column, finding.code, finding.severity)
        for row in sample("dirt.csv").rows
        for finding in row.findings
    }
    assert found == {
        (int(line["row"]), line["column"], f"plot.{line['column']}.{line['code']}", line["severity"])
        for line in expected_dirt()
    }


def test_every_message_names_its_field_and_ends_in_an_advice() -> None:
    for row in sample("dirt.csv").rows:
        for finding in row.findings:
            assert f"({finding.column})" in finding.message
            assert re.search(
                r"\. (It|Write|Use|Enter|Paste|Set|Rename|A patch|The zone's)|Put the", finding.message
            )


def test_wrong_columns_are_each_named_with_what_to_do() -> None:
    plots = sample("wrong_columns.csv")
    assert {finding.code for finding in plots.findings} == {
        "plot.compTree.missing_column",
        "plot.bearing.missing_column",
        "plot.pct.duplicate_column",
        "plot.file.extra_column",
    }
    extra = {
        finding.column: finding.message for finding in plots.findings if finding.code.endswith("extra_column")
    }
    assert "Rename it to compTree" in extra["compTrees"]
    assert "Remove it" in extra["surveyor"]
    assert plots.has_file_errors


def test_rows_are_checked_even_when_a_column_is_missing() -> None:
    header = ["surveyor" if name == "bearing" else name for name in NAMES]
    plots = read(csv_sheet({"compTree": "-1"}, header=header))
    assert "plot.bearing.missing_column" in codes(plots)
    assert [finding.code for finding in plots.rows[0].findings] == ["plot.compTree.negative"]
    assert "bearing" not in plots.rows[0].raw
    assert "bearing" not in plots.columns_seen


def test_a_second_row_with_data_is_data() -> None:
    plots = read(csv_sheet({}))
    assert [row.row_number for row in plots.rows] == [2]
    assert plots.all_findings == ()


def test_only_the_row_after_the_header_can_be_the_type_row() -> None:
    hints = dict.fromkeys(NAMES, "Number")
    plots = read(csv_sheet({}, hints))
    assert [row.row_number for row in plots.rows] == [2, 3]
    assert "plot.pct.not_a_number" in codes(plots)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Text[Maximum 10 characters]", "Number", "[0-1]"], True),
        (["text", "integer", "number", "", ""], True),
        (list(GOOD.values()), False),
        (["Number", "1", "2", "3", "4"], False),
        (["text", "text"], False),
        (["", "", ""], False),
    ],
)
def test_a_type_row_is_known_by_its_words(cells: list[str], expected: bool) -> None:
    assert is_type_row(cells) is expected


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_separators_encodings_and_line_ends_make_no_difference(
    separator: str, encoding: str, line_end: str
) -> None:
    text = csv_sheet({}, {"plot": "P2"}, separator=separator).decode().replace("\r\n", line_end)
    plots = read(text.encode(encoding))
    assert plots.all_findings == ()
    assert [row.values["plot"] for row in plots.rows] == ["P1", "P2"]


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.csv", "plot.file.empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "a.csv", "plot.file.empty"),
        (b",,,\r\n,,,\r\n", "a.csv", "plot.file.empty"),
        (b"\x00" * 200, "a.xlsx", "plot.file.empty"),
        (b"%PDF-1.7 plot,pct", "a.csv", "plot.file.disguised"),
        (b"PK\x03\x04rest", "a.csv", "plot.file.disguised"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx", "plot.file.disguised"),
        (b"<html><table><tr><td>plot", "a.csv", "plot.file.disguised"),
        (csv_sheet({}), "a.xlsx", "plot.file.disguised"),
        (csv_sheet({}), "a.xls", "plot.file.extension"),
        (csv_sheet({}), "plots", "plot.file.extension"),
        (csv_sheet({}).replace(b"Moderate", b"Mod\xe9rate"), "a.csv", "plot.file.encoding"),
        (csv_sheet({}).decode().encode("utf-16-le"), "a.csv", "plot.file.encoding"),
        (b"\xff\xfea", "a.csv", "plot.file.encoding"),
        (b"name,value\r\na,1\r\n", "a.csv", "plot.file.no_header"),
        (csv_sheet({}).split(b"\r\n", 1)[1], "a.csv", "plot.file.no_header"),
        (b'plot,pct,area,patchsize\r\n"' + b"x" * 200_000, "a.csv", "plot.file.damaged"),
    ],
)
def test_an_unusable_file_gets_one_clear_error_of_its_own(content: bytes, filename: str, code: str) -> None:
    found = [
        finding.code for finding in read(content, filename).findings if ".missing_column" not in finding.code
    ]
    assert found == [code]


def test_an_unreadable_letter_is_placed_by_its_row() -> None:
    content = csv_sheet({}, {"conditionclass": "Low"}).replace(b"Low", b"L\xf6w")
    assert [finding.row for finding in read(content).findings] == [3]


def test_files_larger_than_the_limits_are_refused() -> None:
    sheet = csv_sheet({}, {"plot": "P2"}, {"plot": "P3"})
    assert codes(read(sheet, file_bytes=100)) == ["plot.file.too_large"]
    too_many = read(sheet, rows=2)
    assert codes(too_many) == ["plot.file.too_many_rows"]
    assert len(too_many.rows) == 2
    assert codes(read(sheet, rows=3)) == []


def test_reading_stops_when_there_are_more_errors_than_a_person_can_use() -> None:
    sheet = csv_sheet(*({"plot": f"P{number}", "compTree": "x"} for number in range(20)))
    plots = read(sheet, errors=5)
    assert len(plots.rows) == 6
    assert [finding.code for finding in plots.findings] == ["plot.file.too_many_errors"]


def test_a_comma_that_splits_a_value_is_told_as_too_many_cells() -> None:
    plots = read(csv_sheet({}).rstrip() + b",extra\r\n")
    assert [(finding.code, finding.row) for finding in plots.findings] == [("plot.file.extra_cells", 2)]


def test_a_short_row_is_read_and_its_missing_cells_are_blank() -> None:
    plots = read(csv_sheet({}).rstrip().removesuffix(b",2.5"))
    assert codes(plots) == ["plot.funHighThreatExotic.blank"]


def test_numbers_are_kept_exactly_as_typed() -> None:
    row = read(csv_sheet({"area": "35.4000001", "strucTree": "0.10", "pct": "3242.0"})).rows[0]
    assert row.values["area"] == Decimal("35.4000001")
    assert str(row.values["strucTree"]) == "0.10"
    assert row.values["pct"] == 3242
    assert isinstance(row.values["pct"], int)


def test_what_was_typed_is_repeated_short_and_without_control_characters() -> None:
    plots = read(csv_sheet({"compTree": "\u202eabc\x07" + "x" * 500}))
    finding = errors(plots.rows[0].findings)[0]
    assert "\u202e" not in finding.message
    assert "\x07" not in finding.message
    assert len(finding.message) < 150
    assert len(plots.rows[0].raw["compTree"]) == 200
