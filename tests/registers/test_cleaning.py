"""Cells of the published registers: what is mended, what is refused, what comes out."""

from datetime import date

import pytest

from credits.registers import cleaning
from credits.registers.full_names import FullNames
from registry.reference.cells import BadCell

LONG = "Made-up Woodland of " + ", ".join(f"Region {number}" for number in range(30))


def cleaned(read, raw):
    mended: list[str] = []
    return read(raw, mended), mended


@pytest.mark.parametrize(
    ("raw", "plain", "said"),
    [
        ("Sample Forests &lt;50%", "Sample Forests <50%", "HTML entities"),
        ("Blakely’s Gum", "Blakely's Gum", "curly apostrophe"),
        ("Blakely?s Gum", "Blakely's Gum", "question mark"),
        ("Ironbark?Spotted Gum", "Ironbark—Spotted Gum", "question mark"),
        ("Sample  Swamp", "Sample Swamp", "double spaces"),
        ("Sample ˂50%", "Sample <50%", "looks like"),
    ],
)
def test_dirt_in_a_text_is_mended_and_told(raw, plain, said):
    value, mended = cleaned(cleaning.text, raw)
    assert value == plain
    assert len(mended) == 1 and said in mended[0]


@pytest.mark.parametrize("raw", ["Grassy Woodlands", "SSD-7089", "SSI9172452 / EPBC 2020/8766", "Is it?"])
def test_a_clean_text_stays_as_it_is(raw):
    assert cleaned(cleaning.text, raw) == (raw, [])


def test_an_id_keeps_its_zeros_in_front():
    assert cleaned(cleaning.text, '="00049452"') == ("00049452", [])


def test_a_control_character_is_refused():
    with pytest.raises(BadCell):
        cleaning.text("Koala\x07", [])


@pytest.mark.parametrize("raw", ["Not a TEC", "No Associated TEC", "No TEC Associated"])
def test_three_spellings_say_no_community(raw):
    assert cleaned(cleaning.community, raw)[0] == ""


def test_the_region_in_two_spellings_gets_the_official_one():
    assert cleaned(cleaning.region, "New England Tableland")[0] == "New England Tablelands"
    assert cleaned(cleaning.region, "New England Tablelands") == ("New England Tablelands", [])


@pytest.mark.parametrize("raw", ["2025-07-03", "2025-07-03T00:00:00.000", "July 3, 2025", "Jul 3, 2025"])
def test_a_date_in_each_published_form(raw):
    assert cleaned(cleaning.day, raw) == (date(2025, 7, 3), [])


@pytest.mark.parametrize(
    "raw", ["2025-02-30", "3/7/2025", "July 33, 2025", "Julember 3, 2025", "20250703", "45841"]
)
def test_a_date_that_is_no_date_is_refused(raw):
    with pytest.raises(BadCell, match="is no date"):
        cleaning.day(raw, [])


@pytest.mark.parametrize(("raw", "credits"), [("67", 67), ("1,250", 1250), ("67.0", 67), ("", None)])
def test_whole_credits_are_read(raw, credits):
    assert cleaned(cleaning.credits, raw) == (credits, [])


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("12.5", "not a whole number"),
        ("-3", "is negative"),
        ("many", "is not a number"),
        ("1,25", "not a whole number"),
        ("9" * 30, "more credits than can be"),
    ],
)
def test_other_quantities_are_refused(raw, reason):
    with pytest.raises(BadCell, match=reason):
        cleaning.credits(raw, [])


@pytest.mark.parametrize(
    ("raw", "exact"),
    [
        ("$1,250.50", "1250.5"),
        ("1250.5", "1250.5"),
        ("1e-12", "0.000000000001"),
        ("359.53487", "359.53487"),
        ("0", "0"),
        ("$0.00", "0"),
        ("4000", "4000"),
        ("", ""),
    ],
)
def test_a_price_survives_exactly(raw, exact):
    assert cleaned(cleaning.price, raw) == (exact, [])


@pytest.mark.parametrize("raw", ["-1", "free", "NaN", "1e-400", "1e30", "Infinity"])
def test_a_price_that_is_none_is_refused(raw):
    with pytest.raises(BadCell):
        cleaning.price(raw, [])


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("BBAM credit 2229", "2229"),
        ("BBAM Credit ID 2229", "2229"),
        ("BIMS credit  12,13", "12,13"),
        ("Ring the owner about BBAM credit 2229", ""),
        ("BBAM credit 2229 held by a person", ""),
        ("", ""),
    ],
)
def test_of_a_comment_only_the_number_of_an_earlier_credit_is_kept(raw, number):
    assert cleaned(cleaning.earlier_credit, raw)[0] == number


def test_a_cut_name_is_completed_where_one_full_name_begins_so():
    names = FullNames({LONG: LONG, "Another Woodland": "Another Woodland"})
    assert names.of(LONG[:200]) == LONG


def test_a_cut_name_stays_where_two_full_names_begin_so():
    names = FullNames({LONG: LONG, LONG + " and more": LONG + " and more"})
    assert names.of(LONG[:200]) == LONG[:200]


def test_a_short_name_is_never_taken_for_a_cut_one():
    assert FullNames({LONG: LONG}).of(LONG[:40]) == LONG[:40]


def test_another_spelling_gets_the_full_name():
    assert FullNames({"Made—up Woodland": "Made-up Woodland"}).of("made up  woodland") == "Made-up Woodland"
