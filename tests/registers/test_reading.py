"""Reading the published registers: three formats, the dirt, and what refuses a file as a whole."""

import io

import pytest

from credits.registers.columns import COLUMNS
from credits.registers.readers import opening
from credits.registers.readers.tables import open_table
from credits.registers.remarks import FileRefused
from tests.registers.files import ENDINGS, changed, sample


def rows_of(content: bytes, kind: str):
    table = open_table(io.BytesIO(content), kind)
    return list(table.rows()), table


def refused(content: bytes, kind: str = "supply"):
    with pytest.raises(FileRefused) as caught:
        rows_of(content, kind)
    return caught.value.remarks


@pytest.mark.parametrize("kind", ["supply", "transactions"])
@pytest.mark.parametrize("form", ["csv", "spreadsheet_xml", "html_table"])
def test_the_format_is_told_by_the_content_and_the_header_is_found(kind, form):
    rows, table = rows_of(sample(kind, form).read_bytes(), kind)
    assert table.format == form
    assert table.header_row == (4 if form == "spreadsheet_xml" else 1)
    assert len(rows) == {"supply": 15, "transactions": 18}[kind]
    assert set(rows[0].cells) == set(COLUMNS[kind])


def test_rows_keep_the_number_a_person_counts_below_titles_and_gaps():
    rows, _ = rows_of(sample("supply", "spreadsheet_xml").read_bytes(), "supply")
    assert [rows[0].number, rows[-1].number] == [5, 19]


def test_reading_stops_at_a_second_table_and_says_how_much_it_passed_over():
    _, table = rows_of(sample("supply").read_bytes(), "supply")
    (remark,) = table.remarks
    assert (remark.kind, remark.code, remark.row) == ("repaired", "block.second", 19)
    assert "its 10 rows were not read" in remark.reason


def test_the_same_header_in_the_middle_is_passed_over_and_the_rest_is_read():
    content = changed("transactions", lambda rows: rows.insert(9, list(rows[0])))
    rows, table = rows_of(content, "transactions")
    assert len(rows) == 18
    assert [(remark.code, remark.row) for remark in table.remarks] == [("header.repeated", 10)]


@pytest.mark.parametrize("column", COLUMNS["supply"])
def test_a_missing_column_refuses_the_file_and_is_named(column):
    def rename(rows):
        rows[0][rows[0].index(column)] = "Something else"

    assert [remark.reason for remark in refused(changed("supply", rename))] == [
        f"The column {column} is missing."
    ]


def test_a_column_that_is_there_twice_refuses_the_file():
    (remark,) = refused(
        changed("supply", lambda rows: rows[0].__setitem__(rows[0].index("LGA"), "Credit ID"))
    )[:1]
    assert remark.reason == "The column Credit ID is there twice."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"  \n ", "The file is empty."),
        (b"PK\x03\x04 and more", "workbook or a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old binary Excel file"),
        (b"\xff\xfeC\x00r\x00", "UTF-16"),
        (b"a,b\x00c", "is not text"),
        (b"<html><body>Sign in first</body></html>", "without a table of the register"),
        (b'"never closed', "not well-formed CSV"),
        (b"a,b\n\xe9,d\n", "not UTF-8"),
    ],
)
def test_what_is_no_register_is_refused_with_the_reason(content, reason):
    assert reason in refused(content)[0].reason


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace("</Row>", "</Cell>", 1),
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook', 1),
        lambda text: text.replace('<Cell ss:Index="', '<Cell ss:Index="9000', 1),
        lambda text: text.replace("UTF-8", "no-such-charset", 1),
    ],
    ids=["wrong nesting", "cut off", "entity declared", "cell far out", "unknown charset"],
)
def test_hostile_or_broken_xml_is_refused_not_followed(harm):
    text = sample("supply", "spreadsheet_xml").read_text(encoding="utf-8")
    assert harm(text) != text
    assert refused(harm(text).encode())[0].code in ("file.xml", "file.columns")


@pytest.mark.parametrize("size", [1, 7, 64, 65_536])
def test_a_bare_ampersand_is_mended_wherever_a_block_ends(size):
    from credits.registers.readers.spreadsheet_xml import _Mended

    source = _Mended(io.BytesIO(b"a & b &amp; c &lt;50% &nbsp; &#8217;& &"))
    read = b""
    while block := source.read(size):
        read += block
    assert read == b"a &amp; b &amp; c &lt;50% &amp;nbsp; &#8217;&amp; &amp;"
    assert source.found == 4


def test_a_row_with_too_few_cells_is_refused_and_the_rest_is_read():
    rows, table = rows_of(changed("transactions", lambda rows: rows[4].pop()), "transactions")
    assert len(rows) == 17
    assert [(remark.kind, remark.code, remark.row) for remark in table.remarks] == [
        ("refused", "row.cells", 5)
    ]


def test_an_html_row_whose_cells_are_not_closed_is_read():
    rows, _ = rows_of(sample("transactions", "html_table").read_bytes(), "transactions")
    assert [rows[0].cells[name] for name in ("From", "To", "Transaction ID")] == [
        "CR-9001",
        "CR-9101",
        '="00018001"',
    ]


def test_more_rows_than_can_be_are_refused(monkeypatch):
    from credits.registers.readers import lines

    monkeypatch.setattr(lines, "ROWS_AT_MOST", 10)
    assert refused(sample("supply").read_bytes())[0].code == "file.rows"


def test_every_sample_is_of_a_format_that_is_read():
    assert set(ENDINGS) == {opening.CSV, opening.SPREADSHEET_XML, opening.HTML}


@pytest.mark.parametrize(
    "junk", [b"<a " * 200_000, b"<!-- " * 200_000, b"<td x='" * 200_000, b"<script>" + b"</s" * 200_000]
)
def test_html_that_never_ends_a_tag_is_refused_at_once_and_not_looked_at_for_hours(junk):
    (remark,) = refused(sample("supply", "html_table").read_bytes() + junk)
    assert (remark.code, remark.reason) == ("file.html", "A tag or a comment in this HTML has no end.")


def test_html_cells_without_number_in_one_row_do_not_fill_the_memory():
    (remark,) = refused(b"<table><tr>" + b"<td>1" * 50_000)
    assert (remark.code, remark.reason) == ("file.columns", "The row has more than 200 cells.")


@pytest.mark.parametrize("junk", ["<a/>", "<a>", "<Row><Cell/>"])
def test_xml_elements_without_number_do_not_fill_the_memory(junk):
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    (remark,) = refused((head + junk * 60_000).encode())
    assert (remark.code, remark.reason) == ("file.xml", "The XML goes on without the end of a row.")
