"""Files of species lists: what is accepted, what is told by row and column, and that nothing breaks the reader."""

import io
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assessments.plot_species.nearest import NameIndex
from assessments.plot_species.reader import (
    ERRORS_MAXIMUM,
    ROWS_MAXIMUM,
    TEMPLATE,
    SpeciesFile,
    as_csv,
    read_species,
)

GOOD = "plot,species,cover,individuals\r\nP1,Themeda triandra,35.5,\r\nP1,Eucalyptus crebra,12,4\r\n"


def read(text: str, filename: str = "list.csv") -> SpeciesFile:
    return read_species(text.encode(), filename=filename)


def told(file: SpeciesFile) -> list[tuple[str, int | None, str]]:
    return [(finding.code, finding.row, finding.column) for finding in file.findings]


def test_a_plain_list_is_read() -> None:
    file = read(GOOD)
    assert file.findings == ()
    assert [(row.plot, row.species, row.cover_percent, row.individuals) for row in file.rows] == [
        ("P1", "Themeda triandra", Decimal("35.5"), None),
        ("P1", "Eucalyptus crebra", Decimal("12"), 4),
    ]
    assert [row.row_number for row in file.rows] == [2, 3]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        ("sep=,\r\n" + GOOD).encode(),
        GOOD.replace("plot,species,cover", "Plot ID,Scientific name,Cover (%)").encode(),
        GOOD.replace("\r\n", "\n").encode(),
        b"\r\n\r\n" + GOOD.encode(),
    ],
    ids=["semicolon", "tab", "mark", "utf-16", "sep", "names", "line ends", "blank rows"],
)
def test_the_forms_in_use_are_all_read_alike(content: bytes) -> None:
    assert [
        (row.plot, row.species, row.cover_percent, row.individuals)
        for row in read_species(content, filename="list.csv").rows
    ] == [(row.plot, row.species, row.cover_percent, row.individuals) for row in read(GOOD).rows]


def test_a_workbook_is_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Species", "Plot", "Cover"])
    sheet.append(["Themeda triandra", "P1", 2.5])
    stream = io.BytesIO()
    book.save(stream)
    (row,) = read_species(stream.getvalue(), filename="list.xlsx").rows
    assert (row.plot, row.cover_percent) == ("P1", Decimal("2.5"))


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",Themeda triandra,1,", "plot_species.plot.blank", "plot"),
        ("P1,,1,", "plot_species.species.blank", "species"),
        ("P1,12,1,", "plot_species.species.no_name", "species"),
        ("P1,=A1,1,", "plot_species.species.formula", "species"),
        ("P1,Themeda triandra,,", "plot_species.cover.blank", "cover"),
        ("P1,Themeda triandra,101,", "plot_species.cover.over_range", "cover"),
        ("P1,Themeda triandra,-1,", "plot_species.cover.negative", "cover"),
        ("P1,Themeda triandra,2.55,", "plot_species.cover.too_many_decimals", "cover"),
        ('P1,Themeda triandra,"2,5",', "plot_species.cover.separator", "cover"),
        ("P1,Themeda triandra,<1,", "plot_species.cover.not_a_number", "cover"),
        ("P1,Themeda triandra,1,2.5", "plot_species.individuals.not_whole", "individuals"),
        ("P1,Themeda triandra,1,few", "plot_species.individuals.not_a_number", "individuals"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(row: str, code: str, column: str) -> None:
    file = read(GOOD + row + "\r\n")
    assert told(file) == [(code, 4, column)]
    assert file.has_errors


def test_a_plant_twice_in_a_plot_is_told_and_in_two_plots_is_not() -> None:
    assert told(read(GOOD + "P1,themeda TRIANDRA,1,\r\n")) == [("plot_species.species.twice", 4, "species")]
    assert told(read(GOOD + "P2,Themeda triandra,1,\r\n")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "plot_species.file.empty"),
        ("plot,species\r\nP1,Themeda\r\n", "plot_species.file.missing_column"),
        ("a,b,c\r\n1,2,3\r\n", "plot_species.file.missing_column"),
        ("plot,species,cover,taxon\r\nP1,T,1,T\r\n", "plot_species.file.duplicate_column"),
        ("plot,species,cover\r\n", "plot_species.file.no_rows"),
    ],
)
def test_a_file_that_is_no_list_says_what_is_missing(text: str, code: str) -> None:
    assert [finding.code for finding in read(text).findings] == [code]


def test_a_disguised_file_is_refused_in_words_about_lists() -> None:
    (finding,) = read_species(b"%PDF-1.7", filename="list.csv").findings
    assert finding.code == "plot_species.file.disguised"
    assert "species list" in finding.message


def test_the_template_names_every_column() -> None:
    assert read(TEMPLATE + "1592_good,P1,Themeda triandra,1,2\r\n").rows[0].zone == "1592_good"


def test_a_list_beyond_the_cap_is_refused_quickly() -> None:
    rows = "".join(
        f"P{number % 90},Plantus n{chr(97 + number % 26)}{number},1,\r\n"
        for number in range(ROWS_MAXIMUM + 1)
    )
    start = time.monotonic()
    file = read("plot,species,cover,individuals\r\n" + rows)
    assert time.monotonic() - start < 5
    assert [finding.code for finding in file.findings] == ["plot_species.file.too_many_rows"]


def test_reading_stops_after_very_many_errors() -> None:
    file = read("plot,species,cover\r\n" + "P1,Themeda,x\r\n" * (ERRORS_MAXIMUM + 50))
    assert len(file.findings) <= ERRORS_MAXIMUM + 2
    assert file.findings[-1].code == "plot_species.file.too_many_errors"


def test_what_was_read_is_written_and_read_again_alike() -> None:
    file = read(GOOD + 'P2,"Rubus, ""blackberry"" group",3,\r\n')
    again = read(as_csv(file.rows))
    assert [(r.plot, r.species, r.cover_percent, r.individuals, r.zone) for r in again.rows] == [
        (r.plot, r.species, r.cover_percent, r.individuals, r.zone) for r in file.rows
    ]


CELL = st.one_of(
    st.sampled_from(["P1", "plot", "species", "cover", "12.5", "=1", "", '"', "\x00"]), st.text(max_size=12)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, max_size=6), max_size=8), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_no_table_breaks_the_reader(table: list[list[str]], separator: str, named: bool) -> None:
    text = "\r\n".join(separator.join(row) for row in table)
    if named:
        text = separator.join(("plot", "species", "cover", "zone")) + "\r\n" + text
    file = read_species(text.encode("utf-8", "surrogatepass"), filename="list.csv")
    assert file.rows or file.findings
    for row in file.rows:
        assert 0 <= row.cover_percent <= 100 and row.plot and row.species
    if not file.has_errors:
        assert not read(as_csv(file.rows)).has_errors


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["list.csv", "list.xlsx", "list.txt", "list"]))
def test_no_bytes_break_the_reader(content: bytes, filename: str) -> None:
    file = read_species(content, filename=filename)
    assert file.rows or file.findings


def test_a_slip_finds_the_known_name() -> None:
    index = NameIndex(["Themeda triandra", "Eucalyptus crebra", "Eucalyptus albens"])
    assert index.nearest("Themeda trianda") == ("Themeda triandra",)
    assert index.nearest("Eucalyptus crebar") == ("Eucalyptus crebra",)
    assert index.nearest("Rubus fruticosus") == ()
