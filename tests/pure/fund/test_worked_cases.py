"""Worked money cases run from a file: every case that is run agrees, and what is faulty fails by name."""

from typing import Any

import pytest

from registry.fund.money import worked_cases
from tests.pure.fund import worked

RUN = ["G01", "G02", "G03", "G04", "G05", "G08", "G14", "G20", "G21"]


@pytest.mark.statement("N49")
@pytest.mark.parametrize("case_id", RUN)
def test_the_worked_case_agrees(case_id: str) -> None:
    (result,) = worked_cases.run([worked.case(case_id)])
    assert (result.status, result.message) == ("ok", "")
    assert result.computed == result.expected


def changed(case_id: str, **parts: Any) -> worked_cases.CaseResult:
    (result,) = worked_cases.run([worked.case(case_id) | parts])
    return result


@pytest.mark.parametrize("case_id", RUN)
def test_a_case_of_the_file_fails_when_it_expects_another_number(case_id: str) -> None:
    def other(value: Any) -> Any:
        if isinstance(value, dict):
            first = next(iter(value))
            return value | {first: other(value[first])}
        if isinstance(value, list):
            return [other(value[0]), *value[1:]]
        return "1.23"

    result = changed(case_id, expected=other(worked.expected(case_id)))
    assert (result.status, result.message) == (
        "failed",
        "Case 1: what is computed differs from what is expected.",
    )


def test_a_plan_is_run_by_rate_and_timing_and_only_what_is_expected_is_compared() -> None:
    result = changed("G04", expected={"tfd": {"0.032/ARREARS": "426849.07", "ADVANCE": "440508.24"}})
    assert (result.status, result.computed) == ("ok", result.expected)
    assert changed("G04", expected={"rows": [{"year": 5, "total_real": "16294.7200"}]}).status == "ok"
    assert changed("G04", expected={"rows": [{"year": 21}]}).status == "failed"
    assert changed("G04", expected={"rows": [{"year": 5, "weather": "dry"}]}).status == "failed"


def test_a_plan_without_a_stated_tail_takes_it_from_the_lines_that_go_on() -> None:
    action = {"code": "SURVEY", "qty": "1", "unit_cost": "2980.00", "from": 5, "to": 20, "every": 5}
    result = changed(
        "G04", inputs={"actions": [action | {"in_perpetuity": True}]}, expected={"tail_real": "596.00"}
    )
    assert (result.status, result.computed) == ("ok", {"tail_real": "596.00"})


@pytest.mark.parametrize(
    ("case_id", "parts", "message"),
    [
        ("G01", {"inputs": {"schedule": ["1.00"]}}, "Case 1: 'rate' is missing; add it."),
        ("G01", {"expected": None}, "Case 1: it expects nothing; give the expected numbers."),
        (
            "G01",
            {"inputs": {"schedule": ["1.00"], "tail_real": "1.00", "rate": "0"}},
            "Case 1: Payments without end have a present value only at a rate above zero. Enter a rate above zero, or "
            "a plan whose payments end.",
        ),
        (
            "G01",
            {"inputs": {"schedule": ["1.001"], "rate": "0.03"}},
            "Case 1: a value does not fit the kind level_schedule ('1.001' is no whole number of cents); correct it.",
        ),
        (
            "G14",
            {"inputs": {"base_index": "0", "real": ["1.00"], "index": ["120"]}},
            "Case 1: The index of the agreement's base is not set or not above zero. Enter it with its source.",
        ),
        (
            "G20",
            {"inputs": [{"amount": "1.00", "shares": [0, 0]}]},
            "Case 1: a value does not fit the kind owner_split (every owner has parts above zero); correct it.",
        ),
    ],
    ids=["key", "nothing expected", "rate", "part of a cent", "index", "shares"],
)
def test_a_faulty_case_fails_and_says_why(case_id: str, parts: dict[str, Any], message: str) -> None:
    result = changed(case_id, **parts)
    assert (result.status, result.message) == ("failed", message)


@pytest.mark.parametrize("inputs", [None, 7, "x", [], {}, [None], {"schedule": "1e999999999", "rate": []}])
@pytest.mark.parametrize("case_id", RUN)
def test_no_inputs_make_a_case_break_off(case_id: str, inputs: Any) -> None:
    assert changed(case_id, inputs=inputs).status == "failed"


def test_a_case_without_inputs_or_an_id_is_named_by_its_place() -> None:
    first, second, third = worked_cases.run(
        ["x", {"id": ""}, {"id": "M", "kind": "plan", "expected": {"tfd": {}}}]
    )
    assert (first.id, first.message) == ("case 1", "Case 1 has no id; add it.")
    assert second.id == "case 2"
    assert third.message == "Case 3: it has no inputs; add them."


@pytest.mark.parametrize("text", ["1e999999999", "-1e-999999999", "Infinity", "1" * 40])
def test_a_number_of_any_length_is_refused_at_once(text: str) -> None:
    assert changed("G01", inputs={"schedule": [text], "rate": "0.03"}).status == "failed"
    assert changed("G01", inputs={"schedule": ["1.00"], "rate": text}).status == "failed"


@pytest.mark.parametrize(
    ("expected", "computed", "agree"),
    [
        (True, "1", False),
        ("1", True, False),
        (None, None, True),
        (None, "0.00", False),
        ("5000.0", "5000.00", True),
        (["1"], {"1": "1"}, False),
        ({"a": "1"}, ["1"], False),
        (["1", "2"], ["1"], False),
    ],
)
def test_values_agree_by_what_they_are(expected: object, computed: object, agree: bool) -> None:
    assert worked_cases.agrees(expected, computed) is agree
