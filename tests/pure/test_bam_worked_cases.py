"""Every worked case of the method agrees, and a case that should not agree does not."""

import csv
import json
from decimal import Decimal
from typing import Any

import pytest

from assessments.bam.worked_cases import CaseResult, agrees, run
from tests.pure.bam_builders import WORKED_CASES_FILE, parameters

with WORKED_CASES_FILE.open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))


def run_one(**cells: str) -> CaseResult:
    row = {
        "case_id": "X1",
        "kind": "vi_from_subscores",
        "inputs_json": '{"subscores": [4, 9]}',
        "expected_json": '{"vi": 6.0}',
        "tolerance": "",
    }
    (result,) = run([row | cells], parameters())
    return result


@pytest.mark.parametrize("row", ROWS, ids=[row["case_id"] for row in ROWS])
def test_worked_case_agrees(row: dict[str, str]) -> None:
    (result,) = run([row], parameters())
    assert (result.status, result.message) == ("ok", "")


def test_there_are_fifty_worked_cases_with_ids_of_their_own() -> None:
    assert len({row["case_id"] for row in ROWS}) == len(ROWS) == 50


@pytest.mark.parametrize("row", ROWS, ids=[row["case_id"] for row in ROWS])
def test_worked_case_with_one_number_moved_fails(row: dict[str, str]) -> None:
    expected: dict[str, Any] = json.loads(row["expected_json"])
    for key, value in expected.items():
        moved = [value[0] + 5, *value[1:]] if isinstance(value, list) else value + 5
        (result,) = run([row | {"expected_json": json.dumps(expected | {key: moved})}], parameters())
        assert result.status == "failed", key


@pytest.mark.parametrize(
    ("expected", "computed", "same"),
    [
        (Decimal("46.0"), 45.95, True),
        (Decimal("46.0"), 45.9499, False),
        (Decimal("46.00"), 45.99, False),
        (Decimal("-4.0"), -3.95, True),
        (3, 3.4, True),
        (3, 3.5, False),
        ([Decimal("1.0")], [1.0, 2.0], False),
        ({"vi": 1}, {}, False),
        (True, True, False),
        (1, True, False),
        (1, float("inf"), False),
    ],
)
def test_numbers_agree_to_the_digits_shown(expected: object, computed: object, same: bool) -> None:
    assert agrees(expected, computed, None) is same


def test_tolerance_replaces_the_digits_shown() -> None:
    assert agrees(Decimal("46.0"), 46.1, Decimal("0.1"))
    assert not agrees(Decimal("46.0"), 46.11, Decimal("0.1"))


def test_two_subscores_are_a_community_without_function_score() -> None:
    assert run_one().computed == {"vi": 6.0}


def test_unknown_kind_is_not_run() -> None:
    result = run_one(kind="vi_from_the_stars")
    assert result.status == "not_run"
    assert "vi_from_the_stars" in result.message


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"inputs_json": "{"}, ("Row 2", "inputs_json", "not valid JSON")),
        ({"inputs_json": "[1]"}, ("inputs_json", "an object")),
        ({"inputs_json": "{}"}, ("inputs_json", "'subscores' is missing")),
        ({"inputs_json": '{"subscores": [NaN, 1]}'}, ("inputs_json", "NaN is not a finite number")),
        ({"inputs_json": '{"subscores": [1e999, 1]}'}, ("inputs_json", "does not fit")),
        ({"inputs_json": '{"subscores": ["a", 1]}'}, ("inputs_json", "does not fit")),
        ({"inputs_json": '{"subscores": [-1, 1]}'}, ("inputs_json", "does not fit")),
        ({"inputs_json": '{"subscores": 7}'}, ("inputs_json", "does not fit")),
        ({"inputs_json": "[" * 100_000}, ("inputs_json", "not valid JSON")),
        ({"expected_json": "nothing"}, ("expected_json", "not valid JSON")),
        ({"expected_json": "{}"}, ("expected_json", "at least one number")),
        ({"expected_json": ""}, ("expected_json", "missing or blank")),
        ({"tolerance": "much"}, ("tolerance", "'much'")),
        ({"tolerance": "-1"}, ("tolerance", "'-1'")),
        ({"kind": ""}, ("column kind", "missing or blank")),
        ({"kind": "composition_from_means", "inputs_json": '{"mean": [1], "benchmark": [0]}'}, ("all 0",)),
        (
            {"kind": "composition_from_means", "inputs_json": '{"mean": [1, 2], "benchmark": [3]}'},
            ("same length",),
        ),
        (
            {"kind": "vi_loss_management_zones", "inputs_json": '{"current": 1, "zones": []}'},
            ("does not fit",),
        ),
    ],
)
def test_faulty_row_is_a_failed_case_that_names_row_and_column(
    cells: dict[str, str], words: tuple[str, ...]
) -> None:
    result = run_one(**cells)
    assert result.status == "failed"
    for word in ("Row 2", *words):
        assert word in result.message
