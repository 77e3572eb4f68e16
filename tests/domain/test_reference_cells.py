"""Cells of fact tables are read carefully: what is not understood is refused in words."""

from decimal import Decimal

import pytest

from registry.reference import cells
from registry.reference.project_tables import address_code, sources


@pytest.mark.parametrize(("cell", "number"), [("7", 7), ("10211.0", 10211), ("", None), ("0", 0)])
def test_whole_number_is_read_as_dumps_write_it(cell: str, number: int | None) -> None:
    assert cells.whole_number(cell) == number


@pytest.mark.parametrize("cell", ["7.5", "-1", "1e3", "seven", "１２", "9999999999", "NaN"])
def test_what_is_no_whole_number_is_refused(cell: str) -> None:
    with pytest.raises(cells.BadCell, match="not a whole number"):
        cells.whole_number(cell)


def test_percent_keeps_its_digits_exactly() -> None:
    assert str(cells.percent("86.94")) == "86.94"
    assert cells.percent("100") == Decimal(100)
    assert cells.percent("") is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("100.01", "outside"), ("-0.1", "outside"), ("1.234", "more than 2 digits"), ("inf", "not a number")],
)
def test_percent_out_of_range_or_too_fine_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(cells.BadCell, match=reason):
        cells.percent(cell)


@pytest.mark.parametrize("cell", ["0.25", "-0.029", "1.75"])
def test_a_plain_number_keeps_its_text(cell: str) -> None:
    assert cells.plain_number(cell) == cell


@pytest.mark.parametrize("cell", ["1_000", "1e3", "Infinity", "0,25", "１", "1.", "two"])
def test_what_is_no_plain_number_is_refused(cell: str) -> None:
    with pytest.raises(cells.BadCell, match="not a number"):
        cells.plain_number(cell)


def test_clean_takes_out_hidden_spaces_and_refuses_control_characters() -> None:
    assert cells.clean("\u00a0Grey Box\u00a0 ") == "Grey Box"
    assert cells.clean("e\u0301") == "\u00e9"
    with pytest.raises(cells.BadCell, match="control character"):
        cells.clean("two\nlines")


def test_words_outside_the_list_are_refused_with_the_list() -> None:
    with pytest.raises(cells.BadCell, match="is not one of: true, false, yes, no"):
        cells.yes_no("maybe")
    assert cells.yes_no("TRUE") is True
    assert cells.yes_no_unknown("") is None


def test_a_list_in_a_cell_drops_empty_items_and_repeats() -> None:
    assert cells.several(";", cells.whole_number)("71; 428;;71") == [71, 428]


@pytest.mark.parametrize("cell", ["2026", "2026-03", "2026-03-13"])
def test_a_date_of_data_may_be_a_year_a_month_or_a_day(cell: str) -> None:
    assert cells.partial_date(cell) == cell


@pytest.mark.parametrize("cell", ["March 2026", "26-03", "2026-02-30"])
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(cells.BadCell, match="is not a"):
        cells.partial_date(cell)


def test_source_keys_are_put_in_words_and_other_text_stays() -> None:
    assert sources("bionet-2019;oeh-bam-2016") == (
        "BioNet Vegetation Classification, February 2019; Draft 2016 assessment tool"
    )
    assert sources("A report, page 7") == "A report, page 7"


def test_two_long_names_with_the_same_beginning_get_different_addresses() -> None:
    beginning = "Central Hunter Grey Box Ironbark Woodland in the New South Wales North Coast and "
    first, second = address_code(beginning + "Sydney Basin"), address_code(beginning + "Nandewar")
    assert first != second
    assert len(first) <= 80
    assert address_code("Blue Gum High Forest") == "blue-gum-high-forest"
