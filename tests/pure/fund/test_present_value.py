"""The Total Fund Deposit as a present value: worked cases, both timings, and what has no value at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.findings import InvalidInput
from registry.fund.money import plan_lines, present_value
from registry.fund.money.present_value import Timing
from registry.units import fraction_half_up
from tests.pure.fund import worked
from tests.pure.fund.worked import LEVEL, LEVEL_TAIL, cents

ADVANCE, ARREARS = Timing.ADVANCE, Timing.ARREARS
RATE = Decimal("0.032")
PAYMENTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=25)
RATES = st.integers(1, 9_999).map(lambda points: Decimal(points) / 10_000)


@pytest.mark.statement("N49")
@pytest.mark.parametrize("case_id", ["G01", "G02", "G03"])
@pytest.mark.parametrize("timing", Timing)
def test_the_deposit_of_level_payments_agrees_to_the_cent(case_id: str, timing: Timing) -> None:
    given_, expected = worked.inputs(case_id), worked.expected(case_id)[timing]
    payments, tail = [cents(text) for text in given_["schedule"]], cents(given_["tail_real"])
    rate = Decimal(given_["rate"])
    assert present_value.total_fund_deposit(payments, 0, rate, timing) == cents(expected["tfd"])
    assert present_value.total_fund_deposit(payments, tail, rate, timing) == cents(expected["tfd_with_tail"])
    both = present_value.components(payments, tail, rate, timing)
    assert both.total_cents == cents(expected["tfd_with_tail"])
    assert fraction_half_up(both.tail / 100, 2) == Decimal(expected["tail_component"])


def test_parts_rounded_by_themselves_do_not_make_the_total() -> None:
    both = present_value.components(LEVEL, LEVEL_TAIL, RATE, ADVANCE)
    assert (both.payments_dollars, both.tail_dollars) == (Decimal("150734.565174"), Decimal("85882.717413"))
    assert both.total_dollars == Decimal("236617.282587")
    assert both.total_cents == 236_617_28
    assert fraction_half_up(both.payments / 100, 2) + fraction_half_up(both.tail / 100, 2) == Decimal(
        "236617.29"
    )


def test_factors_agree_to_ten_digits() -> None:
    for text, expected in worked.expected("G33").items():
        rate = Decimal(text)
        computed = {
            "annuity20_arrears": present_value.annuity_factor(20, rate, ARREARS),
            "annuity20_advance": present_value.annuity_factor(20, rate, ADVANCE),
            "tail_factor_arrears": present_value.tail_factor(20, rate, ARREARS),
            "tail_factor_advance": present_value.tail_factor(20, rate, ADVANCE),
            "perpetuity_advance": present_value.tail_factor(0, rate, ADVANCE),
        }
        assert {name: f"{fraction_half_up(factor, 10):f}" for name, factor in computed.items()} == expected


def test_the_schedule_page_shows_payment_factor_and_present_value_of_each_year() -> None:
    made = plan_lines.schedule(worked.plan_lines("G04"), tail_cents=cents(worked.inputs("G04")["tail_real"]))
    rows = present_value.rows(made.payments_cents, made.tail_cents, RATE, ADVANCE)
    shown = {row.year: (row.payment_cents, str(row.factor), str(row.present_value_dollars)) for row in rows}
    assert shown[1] == (64_682_15, "1.0000000000", "64682.150000")
    assert shown[2] == (31_322_15, "0.9689922481", "30350.920543")
    assert shown[7] == (10_794_72, "0.8277931271", "8935.795025")
    assert shown[20] == (16_294_72, "0.5496493914", "8956.382932")
    assert shown[21] == (9_850_00, "0.5496493914", "169188.953304")
    assert (rows[-1].in_perpetuity, rows[-1].capital_dollars) == (True, Decimal("307812.500000"))
    assert [row.in_perpetuity for row in rows[:-1]] == [False] * 20


def test_a_schedule_without_a_tail_has_no_last_row() -> None:
    rows = present_value.rows([100, 100], 0, Decimal(0), ARREARS)
    assert [(row.year, row.factor, row.present_value_dollars) for row in rows] == [(1, 1, 1), (2, 1, 1)]


@pytest.mark.parametrize("timing", Timing)
@pytest.mark.parametrize("rate", ["0", "-0.01"])
def test_payments_without_end_are_refused_at_a_rate_of_zero_or_below(rate: str, timing: Timing) -> None:
    with pytest.raises(InvalidInput) as refused:
        present_value.total_fund_deposit(LEVEL, 1, Decimal(rate), timing)
    (finding,) = refused.value.findings
    assert (finding.code, finding.field) == ("deposit.rate_not_positive", "rate")
    with pytest.raises(InvalidInput):
        present_value.rows(LEVEL, 1, Decimal(rate), timing)


@pytest.mark.parametrize("timing", Timing)
def test_at_rate_zero_payments_that_end_are_worth_their_plain_sum(timing: Timing) -> None:
    assert present_value.total_fund_deposit(LEVEL, 0, Decimal(0), timing) == 200_000_00


@pytest.mark.parametrize("rate", ["1", "3.2", "-1", "NaN", "Infinity"])
def test_a_rate_that_is_no_fraction_is_refused(rate: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        present_value.total_fund_deposit(LEVEL, 0, Decimal(rate), ADVANCE)
    assert [finding.code for finding in refused.value.findings] == ["deposit.rate_out_of_range"]


def test_a_rate_of_endless_digits_and_a_missing_one_are_refused() -> None:
    (long,) = present_value.rate_findings(Decimal("1e-999999"), tail_cents=1)
    (missing,) = present_value.rate_findings(None, tail_cents=1)
    assert (long.code, missing.code) == ("deposit.rate_too_long", "deposit.rate_missing")


@pytest.mark.parametrize(("payments", "tail"), [([-1], 0), ([1], -1)])
def test_payments_below_zero_have_no_present_value(payments: list[int], tail: int) -> None:
    with pytest.raises(ValueError, match="never below zero"):
        present_value.total_fund_deposit(payments, tail, RATE, ADVANCE)


def test_a_missing_year_and_a_negative_one_are_named() -> None:
    found = present_value.payment_findings([100, None, -1], 0)
    assert [(one.code, one.field, one.severity) for one in found] == [
        ("deposit.year_missing", "year_2", "error"),
        ("deposit.negative", "year_3", "error"),
        ("deposit.no_tail", "ongoing", "warning"),
    ]
    assert present_value.payment_findings([100, 0], 50) == []


def test_a_plan_that_costs_nothing_and_a_negative_tail_are_refused() -> None:
    assert [one.code for one in present_value.payment_findings([0, 0], 0)] == [
        "deposit.no_tail",
        "deposit.nothing_to_pay",
    ]
    assert [one.code for one in present_value.payment_findings([1], -1)] == ["deposit.negative"]


def test_what_remains_after_a_year_is_the_present_value_of_the_later_payments() -> None:
    for row in worked.expected("G18"):
        computed = present_value.remaining(LEVEL, LEVEL_TAIL, RATE, ADVANCE, row["after_year"])
        assert computed == cents(row["pv_remaining"])
    assert present_value.remaining(LEVEL, LEVEL_TAIL, RATE, ADVANCE, 0) == 236_617_28
    assert present_value.remaining(LEVEL, LEVEL_TAIL, RATE, ADVANCE, 77) == 161_250_00
    with pytest.raises(ValueError, match="counted from 0"):
        present_value.remaining(LEVEL, LEVEL_TAIL, RATE, ADVANCE, -1)


def test_a_renewed_plan_at_year_20_asks_for_the_difference() -> None:
    held, expected = cents(worked.inputs("G30")["balance_start_year_21"]), worked.expected("G30")
    renewed = [8_000_00] * 20
    assert present_value.remaining(LEVEL, LEVEL_TAIL, RATE, ADVANCE, 20) == cents(
        expected["maintenance_needs"]
    )
    assert present_value.total_fund_deposit(renewed, LEVEL_TAIL, RATE, ADVANCE) == cents(
        expected["renewal_needs"]
    )
    extra = present_value.extra_deposit(
        held_cents=held, payments_cents=renewed, tail_cents=LEVEL_TAIL, rate=RATE, timing=ADVANCE
    )
    assert extra == cents(expected["extra_deposit_required"])


def test_a_variation_asks_for_the_difference_of_what_remains() -> None:
    expected, added = worked.expected("G35"), cents(worked.inputs("G35")["added_real_per_year"])
    tail = cents(worked.inputs("G04")["tail_real"])
    payments = plan_lines.schedule(worked.plan_lines("G04"), tail_cents=tail).payments_cents
    before = present_value.remaining(payments, tail, RATE, ADVANCE, 7)
    later = [amount + added for amount in payments[7:]]
    assert before == cents(expected["old_pv_remaining"])
    assert present_value.total_fund_deposit(later, tail + added, RATE, ADVANCE) == cents(
        expected["new_pv_remaining"]
    )
    extra = present_value.extra_deposit(
        held_cents=before, payments_cents=later, tail_cents=tail + added, rate=RATE, timing=ADVANCE
    )
    assert extra == cents(expected["extra_deposit"]) == cents(expected["closed_form"])


def test_an_account_that_holds_more_than_is_needed_asks_for_nothing() -> None:
    assert (
        present_value.extra_deposit(
            held_cents=10**9, payments_cents=[100], tail_cents=0, rate=RATE, timing=ADVANCE
        )
        == 0
    )


@given(PAYMENTS, st.integers(0, 10**9), RATES)
def test_in_advance_is_in_arrears_a_year_of_the_rate_later(
    payments: list[int], tail: int, rate: Decimal
) -> None:
    advance = present_value.components(payments, tail, rate, ADVANCE)
    arrears = present_value.components(payments, tail, rate, ARREARS)
    later = 1 + Fraction(rate)
    assert advance.payments == arrears.payments * later
    assert advance.tail == arrears.tail * later
    assert abs(advance.total_cents - arrears.total_cents * later) <= (1 + later) / 2


@given(PAYMENTS, st.integers(1, 10**9), RATES)
def test_stating_one_more_year_of_an_endless_payment_changes_nothing(
    payments: list[int], tail: int, rate: Decimal
) -> None:
    closed = present_value.components(payments, tail, rate, ADVANCE)
    opened = present_value.components([*payments, tail], tail, rate, ADVANCE)
    assert closed.payments + closed.tail == opened.payments + opened.tail


@given(PAYMENTS, st.integers(0, 10**9), RATES, RATES)
def test_a_higher_rate_never_raises_the_deposit(
    payments: list[int], tail: int, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    for timing in Timing:
        assert present_value.total_fund_deposit(
            payments, tail, high, timing
        ) <= present_value.total_fund_deposit(payments, tail, low, timing)


@given(PAYMENTS, st.integers(0, 10**9), RATES)
def test_what_remains_earns_the_rate_to_the_next_year(payments: list[int], tail: int, rate: Decimal) -> None:
    now = present_value.components(payments, tail, rate, ADVANCE)
    following = present_value.components(payments[1:], tail, rate, ADVANCE)
    rest = now.payments + now.tail - payments[0]
    assert rest * (1 + Fraction(rate)) == following.payments + following.tail
