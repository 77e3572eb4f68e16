"""Every worked trading case agrees, one that should not agree does not, and faulty rows are named."""

import csv
from functools import cache
from pathlib import Path

import pytest

from assessments.bam.worked_cases import CaseResult
from credits.schemes.nsw_bos.communities import Communities
from credits.schemes.nsw_bos.worked_cases import EXPECTED, run

ROOT = Path(__file__).resolve().parents[2]
with (ROOT / "tests/worked_examples/trading_cases.csv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))
BY_ID = {row["case_id"]: row for row in ROWS}


@cache
def communities() -> Communities:
    """The communities that come with the project."""
    with (ROOT / "registry/reference/data/tecs.csv").open(encoding="utf-8", newline="") as stream:
        return Communities(
            (row["tec_name"], filter(None, row["name_variants_in_register"].split("|")))
            for row in csv.DictReader(stream)
        )


def run_one(case_id: str = "T01", **cells: str) -> CaseResult:
    (result,) = run([BY_ID[case_id] | cells], communities())
    return result


@pytest.mark.parametrize("row", ROWS, ids=[row["case_id"] for row in ROWS])
def test_worked_case_agrees(row: dict[str, str]) -> None:
    (result,) = run([row], communities())
    assert (result.computed, result.status, result.message) == (
        {column: row[column] for column in EXPECTED},
        "ok",
        "",
    )


def test_there_are_twenty_nine_cases_with_ids_of_their_own() -> None:
    assert len(BY_ID) == len(ROWS) == 29


@pytest.mark.parametrize("row", ROWS, ids=[row["case_id"] for row in ROWS])
def test_worked_case_with_one_answer_changed_fails(row: dict[str, str]) -> None:
    for column, allowed in EXPECTED.items():
        for other in set(allowed) - {row[column]}:
            (result,) = run([row | {column: other}], communities())
            assert result.status == "failed", (column, other)


@pytest.mark.parametrize(
    ("cells", "answers"),
    [
        ({"cand_status": "Suspended"}, ("N", "N", "N")),
        ({"cand_status": "Cancelled"}, ("N", "N", "N")),
        ({"cand_status": "Retired"}, ("N", "N", "N")),
        ({"cand_status": "BioBanking"}, ("N", "N", "N")),
        ({"cand_status": "Unheard of"}, ("N", "N", "N")),
        ({"cand_status": "EQUIVALENCE CREDIT"}, ("Y", "NA", "Y1")),
        ({"cand_tec_nsw": "CUMBERLAND PLAIN WOODLAND in the Sydney Basin bioregion"}, ("Y", "NA", "Y1")),
        ({"cand_tec_nsw": "", "cand_otg": "Coastal Valley Grassy Woodlands >=90%"}, ("N", "N", "Y2")),
        ({"cand_hbt": ""}, ("OPEN", "N", "OPEN3")),
        ({"location_relation": "same_region_only"}, ("N", "N", "Y2")),
        ({"location_relation": "outside"}, ("N", "N", "OPEN3")),
    ],
)
def test_first_case_with_one_cell_changed(cells: dict[str, str], answers: tuple[str, str, str]) -> None:
    assert run_one(**cells).computed == dict(zip(EXPECTED, answers, strict=True))


def test_region_is_one_under_both_spellings_of_the_registers() -> None:
    changes = {
        "location_relation": "adjoining_subregion",
        "cand_class": "Another Class",
        "obl_region": "New England Tableland",
        "expected_like_for_like": "N",
        "expected_variation": "Y",
        "expected_bct": "Y2",
    }
    assert run_one("T05", cand_region="New England Tablelands", **changes).status == "ok"
    assert run_one("T05", cand_region="Nandewar", **changes).computed == {
        "expected_like_for_like": "N",
        "expected_variation": "OPEN",
        "expected_bct": "OPEN3",
    }


def test_both_spellings_of_a_renamed_community_have_one_key() -> None:
    former = communities().key_of("White Box Yellow Box Blakely’s Red Gum Woodland")
    today = communities().key_of(
        "White Box - Yellow Box - Blakely's Red Gum Grassy Woodland and Derived Native Grassland"
    )
    assert former == today != communities().key_of("Blue Gum High Forest in the Sydney Basin Bioregion")
    assert communities().key_of("") == ""
    assert communities().name_of("A community nobody listed") == "A community nobody listed"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"location_relation": "next door"}, "Row 2, column location_relation: 'next door' is none of same_"),
        ({"retire_date": "1/6/2024"}, "Row 2, column retire_date: '1/6/2024' is no date as 2024-06-01"),
        ({"retire_date": ""}, "Row 2, column retire_date: it is missing or blank; fill it in."),
        ({"retire_date": "2017-08-24"}, "Row 2: The scheme has no rules for 24/08/2017"),
        ({"obl_tier": "5"}, "Row 2, column obl_tier: '5' is no tier from 1 to 4"),
        ({"obl_hbt": "some"}, "Row 2, column obl_hbt: 'some' is none of yes, yes (including artificial), no"),
        ({"obl_species_status": "rare"}, "Row 2, column obl_species_status: 'rare' is no status"),
        ({"excluded_from_variation": "si"}, "Row 2, column excluded_from_variation: 'si' is none of yes, no"),
        ({"expected_bct": "Y3"}, "Row 2, column expected_bct: 'Y3' is none of Y1, Y2, OPEN3, N"),
        ({"cand_class": "a\x00b"}, "Row 2, column cand_class: holds a control character"),
    ],
)
def test_faulty_row_is_a_failed_case_that_names_its_cell(cells: dict[str, str], words: str) -> None:
    result = run_one(**cells)
    assert (result.status, result.message[: len(words)]) == ("failed", words)


def test_row_with_more_cells_than_the_header_fails() -> None:
    row = dict(BY_ID["T01"]) | {None: ["more"]}  # type: ignore[dict-item]
    (result,) = run([row], communities())
    assert (result.status, result.message) == (
        "failed",
        "Row 2, column after the last: the row has more cells than the header; correct it.",
    )


def test_kind_that_is_not_known_is_not_run() -> None:
    result = run_one(cand_kind="wetland")
    assert (result.status, result.message) == ("not_run", "The kind 'wetland' is not known.")


def test_failed_case_says_why_in_the_rules_own_words() -> None:
    message = run_one("T24", expected_variation="Y").message
    assert message.startswith("Row 2: The credit does not serve the obligation.")
    assert "the kingdom Plantae, the credit's of Animalia. (cl 6.4)" in message
