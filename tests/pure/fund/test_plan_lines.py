"""Lines of a plan: worked plans, intervals, escalation, what goes on for ever, and what is wrong with a line."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.findings import InvalidInput
from registry.fund.money import plan_lines, present_value
from registry.fund.money.plan_lines import PlanLine
from registry.fund.money.present_value import Timing
from tests.pure.fund import worked
from tests.pure.fund.worked import cents

LINE = PlanLine("WEED", "required", "ha", Decimal("38.6"), Decimal("145.20"), 1, 20)


def plan_of(case_id: str) -> plan_lines.PlanSchedule:
    given_ = worked.inputs(case_id)
    return plan_lines.schedule(
        worked.plan_lines(case_id),
        contingency=Decimal(given_.get("contingency", "0")),
        administration_cents=cents(given_.get("admin_fee", "0")),
        tail_cents=cents(given_["tail_real"]),
    )


@pytest.mark.statement("N49")
def test_an_itemised_plan_gives_every_row_and_every_deposit() -> None:
    made, expected = plan_of("G04"), worked.expected("G04")
    for year, row in zip(made.years, expected["rows"], strict=True):
        assert year.year == row["year"]
        assert year.lines_cents == {code: cents(text) for code, text in row["lines"].items()}
        assert year.total_cents == cents(row["total_real"])
    assert made.undiscounted_cents == cents(expected["sum_20_real_undiscounted"])
    for key, text in expected["tfd"].items():
        rate, timing = key.split("/")
        deposit = present_value.total_fund_deposit(
            made.payments_cents, made.tail_cents, Decimal(rate), Timing(timing)
        )
        assert deposit == cents(text)


def test_contingency_is_rounded_by_year_and_administration_is_a_yearly_charge() -> None:
    made, expected = plan_of("G05"), worked.expected("G05")
    for year, row in zip(made.years, expected["rows"], strict=True):
        assert year.direct_cents == cents(row["direct"])
        assert year.contingency_cents == cents(row["contingency"])
        assert year.administration_cents == cents(row["admin_fee"])
        assert year.total_cents == cents(row["total_real"])
    assert made.undiscounted_cents == cents(expected["sum_20_real_undiscounted"])
    for timing, text in expected["tfd"].items():
        deposit = present_value.total_fund_deposit(
            made.payments_cents, made.tail_cents, Decimal("0.032"), Timing(timing)
        )
        assert deposit == cents(text)


def test_an_escalating_line_grows_from_its_first_price_in_every_year() -> None:
    made, expected = plan_of("G06"), worked.expected("G06")
    assert [year.lines_cents["PEST"] for year in made.years] == [
        cents(text) for text in expected["pest_rows"]
    ]
    assert made.undiscounted_cents == cents(expected["sum_20_real_undiscounted"])
    for timing, text in expected["tfd"].items():
        deposit = present_value.total_fund_deposit(
            made.payments_cents, made.tail_cents, Decimal("0.032"), Timing(timing)
        )
        assert deposit == cents(text)


def test_a_survey_every_five_years_costs_a_fifth_of_it_in_each_later_year() -> None:
    survey = replace(
        LINE, quantity=Decimal(1), unit_cost=Decimal("2980.00"), first_year=5, every=5, in_perpetuity=True
    )
    assert list(survey.years) == [5, 10, 15, 20]
    assert survey.tail_cents == 596_00
    assert plan_lines.schedule([survey]).tail_cents == 596_00


def test_what_goes_on_for_ever_stays_at_the_level_of_year_21() -> None:
    line = replace(
        LINE,
        quantity=Decimal(1),
        unit_cost=Decimal("3250.00"),
        real_escalation=Decimal("0.01"),
        in_perpetuity=True,
    )
    # 3,250.00 x 1.01^20 = 3,965.6176...
    assert line.tail_cents == 3_965_62


def test_later_years_carry_contingency_and_administration_too() -> None:
    line = replace(LINE, quantity=Decimal(1), unit_cost=Decimal("9850.00"), in_perpetuity=True)
    made = plan_lines.schedule([line], contingency=Decimal("0.05"), administration_cents=800_00)
    assert made.tail_cents == 11_142_50
    ending = plan_lines.schedule([replace(line, in_perpetuity=False)], administration_cents=800_00)
    assert ending.tail_cents == 0


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"code": ""}, "code_missing", "code"),
        ({"kind": "optional"}, "kind_unknown", "kind"),
        ({"quantity": Decimal(-1)}, "negative", "quantity"),
        ({"quantity": Decimal("0.0001")}, "too_many_digits", "quantity"),
        ({"quantity": Decimal("1e10")}, "too_large", "quantity"),
        ({"unit_cost": Decimal("-0.01")}, "negative", "unit_cost"),
        ({"unit_cost": Decimal("0.001")}, "too_many_digits", "unit_cost"),
        ({"unit_cost": Decimal("NaN")}, "not_a_number", "unit_cost"),
        ({"real_escalation": Decimal(1)}, "escalation_out_of_range", "real_escalation"),
        ({"real_escalation": Decimal("Infinity")}, "escalation_out_of_range", "real_escalation"),
        ({"first_year": 0}, "year_out_of_range", "first_year"),
        ({"last_year": 21}, "year_out_of_range", "last_year"),
        ({"first_year": 5, "last_year": 4}, "years_reversed", "last_year"),
        ({"every": 0}, "interval_out_of_range", "every"),
        ({"last_year": 19, "in_perpetuity": True}, "gap_before_perpetuity", "last_year"),
    ],
)
def test_a_faulty_line_is_named_by_row_and_field(change: dict[str, Any], code: str, field: str) -> None:
    lines = [LINE, replace(LINE, **({"code": "FENCE"} | change))]
    (finding,) = plan_lines.line_findings(lines)
    assert (finding.code, finding.field, finding.row) == (f"plan_line.{code}", field, 2)
    assert plan_lines.plan_findings(lines) == [finding]
    with pytest.raises(InvalidInput):
        plan_lines.schedule(lines)


def test_a_code_on_two_lines_is_refused() -> None:
    (finding,) = plan_lines.line_findings([LINE, LINE])
    assert finding.message == "The code WEED stands on 2 lines; use it once."


def test_years_without_any_line_are_named_one_by_one() -> None:
    found = plan_lines.plan_findings([replace(LINE, last_year=18)])
    assert [(one.code, one.field) for one in found] == [
        ("plan.year_missing", "year_19"),
        ("plan.year_missing", "year_20"),
    ]
    assert plan_lines.plan_findings([LINE]) == []


@pytest.mark.parametrize(
    ("additions", "field"),
    [
        ({"contingency": Decimal(-1)}, "contingency"),
        ({"contingency": Decimal(5)}, "contingency"),
        ({"administration_cents": -1}, "administration"),
        ({"tail_cents": -1}, "ongoing"),
    ],
)
def test_additions_out_of_range_are_refused(additions: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan_lines.schedule([LINE], **additions)
    assert [finding.field for finding in refused.value.findings] == [field]


def test_a_fixed_amount_spreads_over_20_years_as_the_worked_case_does() -> None:
    given_, expected = worked.inputs("G22"), worked.expected("G22")
    rows = plan_lines.spread(cents(given_["total"]), given_["rows"])
    assert rows == [cents(text) for text in expected["rows"]]
    assert sum(rows) == cents(expected["sum"])


@given(st.integers(0, 10**13), st.integers(1, 60))
def test_spread_amounts_add_up_and_differ_by_a_cent_at_most(total: int, rows: int) -> None:
    parts = plan_lines.spread(total, rows)
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1
