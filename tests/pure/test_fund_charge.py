"""What paying into the fund costs: sums, indexation, validity, and by when a quote is promised (N32)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.obligations import charge

CENTS = st.integers(0, 10**13)
INDEX = st.integers(1, 10**11).map(lambda millionths: f"{millionths / 10**6:.6f}")


def test_a_quote_is_the_sum_of_its_parts():
    found = charge.Charge((1_250_000, 340_025), 159_002, 88_000, 183_703)
    assert found.subtotal_cents == 1_837_027
    assert found.total_cents == 2_020_730


def test_an_amount_is_carried_from_month_to_month_and_rounded_once():
    # 2,020,730 x 141.2 / 139.4 = 2,046,822.63...
    assert charge.indexed(2_020_730, index_at_quote="139.4", index_at_payment="141.2") == 2_046_823
    assert charge.indexed(100, index_at_quote="200", index_at_payment="101") == 51


@given(CENTS, INDEX)
def test_the_same_index_changes_nothing(amount, index):
    assert charge.indexed(amount, index_at_quote=index, index_at_payment=index) == amount


@given(CENTS, INDEX, INDEX, INDEX)
def test_a_higher_index_never_lowers_what_is_due(amount, at_quote, one, other):
    low, high = sorted((one, other), key=float)
    assert charge.indexed(amount, index_at_quote=at_quote, index_at_payment=low) <= charge.indexed(
        amount, index_at_quote=at_quote, index_at_payment=high
    )


@pytest.mark.parametrize("text", ["0", "-1", "", "abc", "1234567", "1.1234567", "NaN", "1e9"])
def test_what_is_no_index_number_is_refused(text):
    with pytest.raises(ValueError):
        charge.read_index(text)


def test_a_plain_index_number_is_kept_as_typed():
    assert charge.read_index(" 139.40 ") == "139.40"


@pytest.mark.parametrize(
    ("quoted_on", "last"),
    [
        (date(2026, 3, 2), date(2029, 3, 2)),
        (date(2024, 2, 29), date(2027, 2, 28)),
    ],
)
def test_a_quote_holds_for_three_years(quoted_on, last):
    assert charge.last_valid_day(quoted_on) == last


@pytest.mark.parametrize(
    ("quantities", "small"),
    [([49], True), ([50], True), ([20, 20, 20, 20], False), ([12, 12, 12, 13], True), ([500, 1, 1], True)],
)
def test_few_credits_or_few_types_make_a_small_request(quantities, small):
    assert charge.is_small(quantities) is small


def test_the_promised_day_counts_monday_to_friday():
    friday = date(2026, 11, 20)
    assert charge.promised_by(friday, [10]) == date(2026, 12, 4)
    assert charge.promised_by(friday, [20, 20, 20, 20]) == friday + timedelta(days=42)
