"""Amounts divided between several add up exactly, whatever the weights."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.fund.money.shares import balance_days, largest_remainder, owner_split
from tests.pure.fund import worked
from tests.pure.fund.worked import cents

YEAR = {"begins": date(2026, 7, 1), "ends": date(2027, 7, 1)}
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


def test_owners_receive_their_parts_to_the_cent() -> None:
    for given_, expected in zip(worked.inputs("G20"), worked.expected("G20"), strict=True):
        assert owner_split(cents(given_["amount"]), given_["shares"]) == [cents(text) for text in expected]


def test_of_equal_remainders_the_first_listed_receives_the_cent() -> None:
    assert largest_remainder(5, [1, 1, 1]) == [2, 2, 1]
    assert largest_remainder(5, [Fraction(1, 6), Fraction(2, 3), Fraction(1, 6)]) == [1, 3, 1]


def test_a_loss_is_divided_like_a_gain() -> None:
    assert largest_remainder(-5, [1, 1, 1]) == [-2, -2, -1]


@pytest.mark.parametrize("parts", [[], [0], [1, 0], [1, -1]])
def test_an_owner_without_a_part_is_refused(parts: list[int]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        owner_split(100, parts)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_that_divide_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        largest_remainder(100, weights)


@pytest.mark.parametrize(
    ("balances", "weight"),
    [
        ([], 0),
        ([(date(2020, 1, 1), 100)], 36_500),
        ([(date(2027, 6, 30), 100)], 100),
        ([(date(2027, 7, 1), 100)], 0),
        ([(date(2020, 1, 1), 100), (date(2026, 7, 11), 200)], 10 * 100 + 355 * 200),
        ([(date(2020, 1, 1), 100), (date(2020, 2, 1), 300)], 365 * 300),
        ([(date(2026, 7, 1), -100), (date(2027, 6, 29), 50)], 2 * 50),
    ],
)
def test_an_account_weighs_its_balances_times_their_days(
    balances: list[tuple[date, int]], weight: int
) -> None:
    assert balance_days(balances, **YEAR) == weight


def test_balances_out_of_order_and_empty_periods_are_refused() -> None:
    with pytest.raises(ValueError, match="in order"):
        balance_days([(date(2027, 1, 1), 1), (date(2026, 8, 1), 2), (date(2027, 2, 1), 3)], **YEAR)
    with pytest.raises(ValueError, match="at least one day"):
        balance_days([], begins=date(2027, 7, 1), ends=date(2027, 7, 1))


@given(st.integers(-(10**13), 10**13), WEIGHTS)
def test_parts_add_up_and_lie_within_a_cent_of_the_exact_share(total: int, weights: list[int]) -> None:
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(st.integers(0, 10**13), st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_shares_of_owners_add_up_to_the_payment(amount: int, parts: list[int]) -> None:
    shares = owner_split(amount, parts)
    assert sum(shares) == amount
    assert min(shares) >= 0
