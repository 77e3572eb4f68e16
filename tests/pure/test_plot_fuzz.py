"""Whatever is uploaded, reading never raises, and every finding can be shown."""

import csv
import io
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.plots.cells import check_cell
from assessments.plots.checks import CommunityFacts, PlotFacts, check_against_reference, group_zones
from assessments.plots.reader import PlotFile, read_plots
from assessments.plots.rows import correct
from assessments.plots.template import COLUMN_BY_NAME, COLUMNS
from registry.findings import errors
from tests.pure.plot_sheets import GOOD, NAMES, xlsx_sheet

WORKBOOK = xlsx_sheet({}, {"plot": "P2"})

cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [*GOOD.values(), "", "0", "1", "-1", "NaN", "Infinity", "1e9", "1_000", "١٢", "½", "=1", "Number"]
    ),
    st.floats().map(repr),
    st.integers().map(str),
)
names = st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a", "", "..", "a.CSV", "\x00.csv", "a.xls"])


def every_finding_can_be_shown(plots: PlotFile) -> None:
    for finding in plots.all_findings:
        assert finding.code.startswith("plot.")
        assert finding.message.isprintable()
        assert len(finding.message) < 400
        assert finding.row is None or finding.row >= 1
    for row in plots.rows:
        for finding in row.findings:
            assert finding.row == row.row_number
            assert finding.column in COLUMN_BY_NAME


@given(content=st.binary(max_size=400), filename=names)
def test_random_bytes_never_raise(content: bytes, filename: str) -> None:
    plots = read_plots(content, filename=filename)
    every_finding_can_be_shown(plots)
    assert plots.findings or plots.rows


@given(
    content=st.binary(max_size=200),
    start=st.sampled_from([b"PK\x03\x04", WORKBOOK[:900], b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_random_bytes_behind_a_true_beginning_never_raise(content: bytes, start: bytes) -> None:
    for filename in ("a.xlsx", "a.csv"):
        every_finding_can_be_shown(read_plots(start + content, filename=filename))


@settings(max_examples=60)
@given(position=st.integers(0, len(WORKBOOK) - 1), value=st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_never_raises(position: int, value: int) -> None:
    changed = WORKBOOK[:position] + bytes([value]) + WORKBOOK[position + 1 :]
    every_finding_can_be_shown(read_plots(changed, filename="a.xlsx"))


@settings(max_examples=60)
@given(
    rows=st.lists(st.lists(cells, min_size=28, max_size=36), max_size=6),
    header=st.permutations(NAMES),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_random_cells_under_a_true_header_never_raise(
    rows: list[list[str]], header: list[str], separator: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([header, *rows])
    plots = read_plots(text.getvalue().encode("utf-8", "replace"), filename="a.csv")
    every_finding_can_be_shown(plots)
    for zone in group_zones(plots.rows):
        assert zone.area_m2 >= 100
        assert zone.row_numbers
    facts = PlotFacts({3242: CommunityFacts(True, 50, True)})
    check_against_reference(plots.rows, facts, minimum_plots=lambda area_m2: 3)


@given(column=st.sampled_from(COLUMNS), text=cells.map(str.strip))
def test_a_cell_has_a_value_within_its_limits_or_a_problem(column, text) -> None:  # type: ignore[no-untyped-def]
    value, problems = check_cell(column, text)
    if value is None:
        assert not text or problems
        assert not (problems and problems[0].severity == "warning")
    elif isinstance(value, str):
        assert value == text
    else:
        assert column.minimum <= value <= column.maximum
        assert Decimal(value) == Decimal(text.replace("\u2212", "-"))


@given(column=st.sampled_from(NAMES), text=cells)
def test_a_correction_never_raises_and_good_values_come_back(column: str, text: str) -> None:
    row = read_plots(WORKBOOK, filename="a.xlsx").rows[0]
    wrong = correct(row, column, text)
    assert not errors(correct(wrong, column, GOOD[column]).findings)
