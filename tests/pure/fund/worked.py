"""The worked money cases by id, and amounts as they write them."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from registry.fund.money.plan_lines import PlanLine
from registry.fund.money.worked_kinds import number

_FILE = Path(__file__).parents[2] / "worked_examples" / "money_cases.json"
_CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in json.loads(_FILE.read_text())["cases"]}


def inputs(case_id: str) -> Any:
    return _CASES[case_id]["inputs"]


def expected(case_id: str) -> Any:
    return _CASES[case_id]["expected"]


def case(case_id: str) -> dict[str, Any]:
    return _CASES[case_id]


def cents(text: str) -> int:
    """Read without the code under test."""
    exact = Fraction(text) * 100
    assert exact.denominator == 1
    return exact.numerator


def plan_lines(case_id: str) -> list[PlanLine]:
    return [
        PlanLine(
            code=action["code"],
            kind=action["kind"],
            unit=action["unit"],
            quantity=number(action["qty"]),
            unit_cost=number(action["unit_cost"]),
            first_year=action["from"],
            last_year=action["to"],
            every=action.get("every", 1),
            real_escalation=number(action.get("real_escalation", "0")),
        )
        for action in inputs(case_id)["actions"]
    ]


LEVEL = [10_000_00] * 20
"""The level schedule of G01 to G03 and of the cases that follow from it."""

LEVEL_TAIL = 5_000_00
