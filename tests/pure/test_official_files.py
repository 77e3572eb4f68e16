"""Official files as rows: encodings, columns, rows and cells, and what is told when they are not as they should be."""

import io

import pytest
from openpyxl import Workbook

from registry.reference.cells import BadCell
from registry.reference.official import names
from registry.reference.official.formats import columns_of
from registry.reference.official.reading import SourceFile
from tests.official import codes, csv_file, only, read, sample

HEADER = "PCTID,PCTName,vegetationClass,vegetationFormation,status,PCTPercentCleared"
ROW = "9001,Sample forest,Inland Riverine Forests,Forested Wetlands,Approved,0.5"
DIRT = {
    "utf16_unmarked.csv": ("file.nul", 1, ""),
    "windows.csv": ("file.encoding", 2, ""),
    "nul.csv": ("file.nul", 2, ""),
    "column_renamed.csv": ("column.missing", 1, "PCTName"),
    "column_doubled.csv": ("column.twice", 1, "PCTName"),
    "row_short.csv": ("row.cells", 3, ""),
    "row_long.csv": ("row.cells", 3, ""),
    "id_twice.csv": ("row.twice", 3, ""),
    "per_cent.csv": ("cell.unreadable", 2, "PCTPercentCleared"),
    "id_is_text.csv": ("cell.unreadable", 2, "PCTID"),
    "name_empty.csv": ("cell.empty", 2, "PCTName"),
    "quote_open.csv": ("file.csv", 2, ""),
    "web_page.csv": ("file.page", None, ""),
    "web_page.json": ("file.page", None, ""),
    "packed.csv": ("file.kind", None, ""),
    "empty.csv": ("file.empty", None, ""),
    "truncated.json": ("page.truncated", None, ""),
    "service_error.json": ("page.error", None, ""),
    "not_a_page.json": ("page.shape", None, ""),
    "column_doubled.json": ("column.twice", None, "PCTName"),
    "fields_differ.json": ("row.cells", 2, ""),
    "control_character.json": ("cell.unreadable", 1, "PCTName"),
}


def workbook(*rows: list[object], sheet: str = "PCT Data PQ", before: tuple[str, ...] = ()) -> SourceFile:
    """A workbook with these rows on a sheet, after other sheets."""
    book = Workbook()
    for name in before:
        book.create_sheet(name).append(["nothing", "of", "interest"])
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    del book["Sheet"]
    stream = io.BytesIO()
    book.save(stream)
    return SourceFile("types.xlsx", stream.getvalue())


@pytest.mark.parametrize("name", sorted(DIRT))
def test_each_kind_of_dirt_is_told_where_it_is(name):
    code, row, column = DIRT[name]

    result = read("bionet_pcts", sample(f"dirt/{name}"))

    assert codes(result.findings) == [code]
    found = only(result.findings, code)
    assert (found.field, found.row, found.column) == (name, row, column)


def test_a_renamed_column_is_told_with_the_name_it_may_have_now():
    result = read("bionet_pcts", sample("dirt/column_renamed.csv"))

    assert "PCT_Names" in only(result.findings, "column.missing").message


def test_a_windows_file_is_told_how_to_be_saved_again():
    message = only(read("bionet_pcts", sample("dirt/windows.csv")).findings, "file.encoding").message

    assert "cp1252" in message
    assert "CSV UTF-8" in message
    assert "Sample’s" in message


def test_a_web_page_in_place_of_data_is_told_by_its_title():
    message = only(read("bionet_pcts", sample("dirt/web_page.csv")).findings, "file.page").message

    assert "Service unavailable" in message


def test_a_file_in_utf_16_with_its_mark_is_read():
    result = read("bionet_pcts", sample("dirt/utf16.csv"))

    assert codes(result.findings) == []
    assert [fact.name for fact in result.rows["pcts"]] == ["Sample forest"]


def test_the_same_row_again_counts_once_and_is_told():
    result = read("bionet_pcts", sample("dirt/id_repeated.csv"))

    assert codes(result.findings) == []
    assert "row.repeated" in codes(result.findings, "warning")
    assert (len(result.rows["pcts"]), result.read) == (1, 2)


def test_a_column_that_is_not_there_is_told_and_its_field_is_not_spoken_for():
    result = read("bionet_pcts", csv_file("PCTID,PCTName,vegetationClass,vegetationFormation", "1,a,b,c"))

    absent = {found.column for found in result.findings if found.code == "reference.column.absent"}
    assert {"PCTPercentCleared", "status", "IBRASubregion"} <= absent
    assert "percent_cleared" not in result.merged_fields["pcts"]
    assert "pct_tec" not in result.rows


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_found_by_the_header(separator):
    result = read("bionet_pcts", csv_file(HEADER.replace(",", separator), ROW.replace(",", separator)))

    assert codes(result.findings) == []
    assert len(result.rows["pcts"]) == 1


def test_a_note_on_the_separator_counts_as_a_row_of_the_file():
    result = read(
        "bionet_pcts", csv_file("sep=;", HEADER.replace(",", ";"), ROW.replace(",", ";").replace("9001", "x"))
    )

    assert only(result.findings, "cell.unreadable").row == 3


def test_a_file_larger_than_50_mb_is_refused():
    result = read("bionet_pcts", SourceFile("big.csv", b"x" * 50_000_001))

    assert codes(result.findings) == ["file.too_big"]


def test_a_name_with_the_wrong_ending_is_refused():
    assert codes(read("bionet_pcts", SourceFile("pcts.pdf", b"PCTID")).findings) == ["file.ending"]


def test_files_of_different_kinds_are_not_mixed():
    result = read("bionet_pcts", csv_file(HEADER, ROW), sample("pcts_page_2.json"))

    assert codes(result.findings) == ["file.mixed"]
    assert result.rows["pcts"] == []


def test_no_file_at_all_is_told():
    assert codes(read("bionet_pcts").findings) == ["file.missing"]


def test_the_official_sheet_is_found_below_its_title_and_among_other_sheets():
    file = workbook(
        ["Plant community types, downloaded 1 November"],
        [],
        HEADER.split(","),
        [9001, "Sample forest", "Inland Riverine Forests", "Forested Wetlands", "Approved", 0.5],
        [9002.0, "Sample woodland", "Inland Riverine Forests", "Forested Wetlands", "Approved", None],
        before=("Read me", "Notes"),
    )

    result = read("bionet_pcts", file)

    assert codes(result.findings) == []
    assert [fact.pct_id for fact in result.rows["pcts"]] == [9001, 9002]


def test_every_row_of_a_long_sheet_is_read():
    rows: list[list[object]] = [[number, f"Sample {number}", "b", "c"] for number in range(1, 61)]

    result = read("bionet_pcts", workbook(HEADER.split(",")[:4], *rows))

    assert [fact.pct_id for fact in result.rows["pcts"]] == list(range(1, 61))


def test_a_formula_is_refused_by_row_and_column():
    file = workbook(
        HEADER.split(","), [9001, '="Sample "&"forest"', "Inland Riverine Forests", "Forested Wetlands"]
    )

    found = only(read("bionet_pcts", file).findings, "cell.unreadable")

    assert (found.row, found.column) == (2, "PCTName")
    assert "formula" in found.message


def test_a_cell_outside_the_header_of_a_sheet_is_told():
    file = workbook(HEADER.split(","), [*ROW.split(","), "", "a note"])

    assert codes(read("bionet_pcts", file).findings) == ["row.cells"]


def test_a_damaged_workbook_is_told():
    whole = workbook(HEADER.split(","), ROW.split(",")).content

    result = read("bionet_pcts", SourceFile("cut.xlsx", whole[: len(whole) // 2]))

    assert codes(result.findings) == ["file.damaged"]


def test_text_named_as_a_workbook_is_refused():
    assert codes(read("bionet_pcts", SourceFile("a.xlsx", HEADER.encode())).findings) == ["file.kind"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Grass &amp; sedge", "Grass & sedge"),
        ("Grass & sedge", "Grass & sedge"),
        ("Gum\u2019s  forest\n of ", "Gum's forest of"),
        ("\ufeffCafe\u0301\u00a0", "Café"),
        ("&#8217;", "'"),
    ],
)
def test_names_are_put_in_one_spelling(raw, text):
    assert names.plain(raw) == text


def test_a_control_character_is_refused():
    with pytest.raises(BadCell):
        names.plain("a\x07b")


def test_a_half_character_is_refused_and_can_be_told():
    half = rb'{"value": [{"PCTID": "1", "PCTName": "a\ud800", "vegetationClass": "b", "vegetationFormation": "c"}]}'

    (found,) = [
        found
        for found in read("bionet_pcts", SourceFile("a\ud800.json", half)).findings
        if found.severity == "error"
    ]

    assert found.column == "PCTName"
    found.message.encode()


@pytest.mark.parametrize("nested", ['["a"]', '{"a": 1}', "[" * 900 + "]" * 900])
def test_a_nested_value_is_no_cell(nested):
    content = (
        '{"value": [{"PCTID": "1", "PCTName": NESTED, "vegetationClass": "b", "vegetationFormation": "c"}]}'
    )

    found = only(
        read("bionet_pcts", SourceFile("a.json", content.replace("NESTED", nested).encode())).findings,
        "cell.unreadable",
    )

    assert (found.row, found.column) == (1, "PCTName")


def test_a_file_with_more_columns_than_any_export_is_refused_at_once():
    wide = csv_file(",".join(f"PCTName{number}" for number in range(301)))

    assert codes(read("bionet_pcts", wide).findings) == ["file.columns"]
    assert columns_of([wide]) == []


def test_names_that_differ_in_case_hyphens_and_accents_are_the_same():
    assert names.folded("Box-Gum  Woodland (Part)") == names.folded("box gum woodland, part")
    assert names.folded("Fougère") == names.folded("fougere")
    assert names.folded("Box Gum") != names.folded("Box Gun")


def test_the_columns_of_files_are_named_for_the_mapping_page():
    assert columns_of([sample("weeds.csv")]) == ["Nr", "Plant on the list", "Remark"]
    assert columns_of([sample("pcts_page_2.json")])[:2] == ["PCTID", "PCTName"]
    assert "SUB_CODE_7" in columns_of([sample("subregions.geojson")])
    assert columns_of([workbook(["Title"], ["One", "Two"], [1, 2])]) == ["One", "Two"]
    assert columns_of([sample("dirt/packed.csv")]) == []
