"""A price built up from cost: the worked case, exactness, and what is warned of and never blocked."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.market.pricing import build_up as pricing
from credits.market.pricing import reading
from credits.market.pricing.build_up import Costs, build_up
from registry.findings import InvalidInput
from registry.units import divide_half_up, divide_up

CASES = json.loads((Path(__file__).parents[1] / "worked_examples" / "money_cases.json").read_text())["cases"]
G27: dict[str, Any] = next(case for case in CASES if case["kind"] == "asking_price")
TYPED = {
    "feasibility": "8,000",
    "site_assessment": "$40,000.00",
    "advice": "10 000",
    "application_fee": "4000",
    "management": G27["inputs"]["tfd"],
    "opportunity_cost": "85000",
    "credits": str(G27["inputs"]["credits"]),
}
"""The case tells set-up as one sum of 62,000; here it is in lines."""


@pytest.mark.statement("N74", "N75", "N76")
@pytest.mark.parametrize("expected", G27["expected"], ids=lambda one: one["margin"])
def test_the_worked_case_agrees_to_the_cent(expected: dict[str, Any]) -> None:
    percent = str(int(Fraction(expected["margin"]) * 100))
    result = reading.read(TYPED | {"margin": percent})
    asked = result.asked
    assert f"{result.costs.total_cents / 100:.2f}" == expected["total_cost"]
    assert f"{asked.total_cents / 100:.2f}" == expected["asking_total"]
    assert asked.price_text == expected["price_per_credit"]
    assert (not asked.below_floor) is expected["above_tfd_floor"]
    assert result.costs.floor_cents == 718_62
    assert result.warnings == ()


@pytest.mark.statement("N74", "N75", "N76")
def test_the_build_up_tells_every_line_of_cost_and_its_share() -> None:
    result = reading.read(TYPED)
    assert [(line.code, line.cents, line.share_tenths) for line in result.lines] == [
        ("feasibility", 8_000_00, 14),
        ("site_assessment", 40_000_00, 68),
        ("advice", 10_000_00, 17),
        ("application_fee", 4_000_00, 7),
        ("other_setup", 0, 0),
        ("management", 440_508_24, 750),
        ("opportunity_cost", 85_000_00, 145),
    ]
    assert [(one.margin_text, one.price_text) for one in result.usual] == [
        ("5", "1006.34"),
        ("15", "1102.18"),
        ("25", "1198.02"),
    ]


@pytest.mark.statement("N77")
@pytest.mark.parametrize(
    ("margin", "codes"),
    [
        ("5", []),
        ("25", []),
        ("4.99", ["price.margin_unusual"]),
        ("25.01", ["price.margin_unusual"]),
        ("400", ["price.margin_unusual"]),
        ("-50", ["price.below_deposit_share", "price.margin_unusual"]),
        ("-100", ["price.below_deposit_share", "price.margin_unusual"]),
    ],
)
def test_an_unusual_profit_is_warned_of_and_never_blocked(margin: str, codes: list[str]) -> None:
    result = reading.read(TYPED | {"margin": margin})
    assert [warning.code for warning in result.warnings] == codes
    assert {warning.severity for warning in result.warnings} <= {"warning"}


def test_a_price_at_the_deposits_share_recovers_it_and_one_cent_less_does_not() -> None:
    costs = Costs({}, 440_508_24, pricing.DEPOSIT, 0, 613)
    assert costs.floor_cents == 718_62
    assert costs.floor_cents * 613 >= 440_508_24 > (costs.floor_cents - 1) * 613
    assert build_up(costs, margin_points=0).asked.below_floor
    assert not build_up(costs, margin_points=1).asked.below_floor


def test_yearly_costs_give_no_floor_and_so_no_warning_below_it() -> None:
    result = reading.read(TYPED | {"management_basis": "yearly", "margin": "-99"})
    assert result.costs.floor_cents is None
    assert [warning.code for warning in result.warnings] == ["price.margin_unusual"]
    assert result.lines[5].label == "Yearly management costs, added up"


@given(
    total=st.integers(1, pricing.LARGEST_COST_CENTS * 7),
    credits=st.integers(1, pricing.MOST_CREDITS),
    margin=st.integers(pricing.LOWEST_MARGIN, pricing.HIGHEST_MARGIN),
)
def test_a_price_is_the_nearest_cent_to_the_exact_one_halves_up(
    total: int, credits: int, margin: int
) -> None:
    asked = build_up(Costs({}, total, pricing.DEPOSIT, 0, credits), margin_points=margin).asked
    exact = Fraction(total * (10_000 + margin), 10_000 * credits)
    assert -Fraction(1, 2) < asked.price_cents - exact <= Fraction(1, 2)


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**20))
def test_division_rounds_to_the_nearest_or_up_and_never_loses_a_digit(top: int, bottom: int) -> None:
    distance = abs(divide_half_up(top, bottom) - Fraction(top, bottom))
    assert distance <= Fraction(1, 2)
    assert 0 <= divide_up(top, bottom) - Fraction(top, bottom) < 1
    assert divide_half_up(-top, bottom) == -divide_half_up(top, bottom)


def test_a_division_needs_a_denominator_above_zero() -> None:
    for divide in (divide_half_up, divide_up):
        for bottom in (0, -1):
            with pytest.raises(ValueError, match="above zero"):
                divide(1, bottom)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("management", "a lot", "calculator.cost_not_a_number"),
        ("management", "1e9", "calculator.cost_not_a_number"),
        ("management", "NaN", "calculator.cost_not_a_number"),
        ("management", "١٢", "calculator.cost_not_a_number"),
        ("management", "1,00", "calculator.cost_not_a_number"),
        ("management", ".", "calculator.cost_not_a_number"),
        ("management", "9" * 41, "calculator.cost_not_a_number"),
        ("management", "-1", "calculator.cost_negative"),
        ("opportunity_cost", "−0.01", "calculator.cost_negative"),
        ("feasibility", "1.005", "calculator.cost_too_many_decimals"),
        ("advice", "100000000000.01", "calculator.cost_too_large"),
        ("credits", "", "calculator.credits_missing"),
        ("credits", "0", "calculator.credits_not_positive"),
        ("credits", "-3", "calculator.credits_not_positive"),
        ("credits", "1.5", "calculator.credits_not_whole"),
        ("credits", "many", "calculator.credits_not_whole"),
        ("credits", "1000000000001", "calculator.credits_too_large"),
        ("margin", "some", "calculator.margin_not_a_number"),
        ("margin", "12.345", "calculator.margin_too_many_decimals"),
        ("margin", "-100.01", "calculator.margin_out_of_range"),
        ("margin", "10000.01", "calculator.margin_out_of_range"),
        ("management_basis", "guess", "calculator.basis_unknown"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_guessed(field: str, text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        reading.read(TYPED | {field: text})
    assert [(finding.code, finding.field) for finding in refusal.value.findings] == [(code, field)]


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        reading.read({"management": "-1", "credits": "0", "margin": "x"})
    assert [finding.field for finding in refusal.value.findings] == ["management", "credits", "margin"]


def test_costs_of_nothing_at_all_are_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        reading.read({"credits": "10", "management": "0.00"})
    assert [finding.code for finding in refusal.value.findings] == ["calculator.no_cost"]
