"""The plot sheet template: columns, order, and empty sheets that can be read back."""

import csv
import io

from openpyxl import load_workbook

from assessments.plots.reader import is_type_row, read_plots
from assessments.plots.template import COLUMNS, empty_template_csv, empty_template_xlsx

OFFICIAL_HEADER = (
    "plot,pct,area,patchsize,conditionclass,zone,easting,northing,bearing,"
    "compTree,compShrub,compGrass,compForbs,compFerns,compOther,"
    "strucTree,strucShrub,strucGrass,strucForbs,strucFerns,strucOther,"
    "funLargeTrees,funHollowtrees,funLitterCover,funLenFallenLogs,funTreeStem5to9,funTreeStem10to19,"
    "funTreeStem20to29,funTreeStem30to49,funTreeStem50to79,funTreeRegen,funHighThreatExotic"
)
OFFICIAL_ORDER = next(csv.reader([OFFICIAL_HEADER]))


def test_the_template_has_the_official_columns_in_the_official_order() -> None:
    assert [column.name for column in COLUMNS] == OFFICIAL_ORDER


def test_every_number_column_has_limits_and_every_text_column_has_none() -> None:
    for column in COLUMNS:
        is_number = column.kind in ("integer", "decimal")
        assert (column.minimum is not None and column.maximum is not None) is is_number, column.name


def test_the_empty_csv_has_a_header_row_and_a_type_row_and_nothing_else() -> None:
    rows = list(csv.reader(io.StringIO(empty_template_csv().decode("utf-8"), newline="")))
    assert rows[0] == OFFICIAL_ORDER
    assert is_type_row(rows[1])
    assert len(rows) == 2


def test_the_empty_workbook_has_a_header_row_and_a_type_row_and_nothing_else() -> None:
    sheet = load_workbook(io.BytesIO(empty_template_xlsx())).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == OFFICIAL_ORDER
    assert is_type_row([str(cell) for cell in rows[1]])
    assert len(rows) == 2


def test_plot_labels_in_the_workbook_are_kept_as_text_so_that_none_becomes_a_date() -> None:
    sheet = load_workbook(io.BytesIO(empty_template_xlsx())).worksheets[0]
    assert sheet.column_dimensions["A"].number_format == "@"


def test_an_empty_template_is_told_to_hold_no_plots() -> None:
    for content, filename in ((empty_template_csv(), "empty.csv"), (empty_template_xlsx(), "empty.xlsx")):
        plots = read_plots(content, filename=filename)
        assert [finding.code for finding in plots.findings] == ["plot.file.no_rows"]
        assert len(plots.columns_seen) == 32
