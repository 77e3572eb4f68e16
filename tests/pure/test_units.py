"""The only place that rounds: halves go up, whatever binary floats make of them."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import units


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.285, 2, "0.29"),
        (2.675, 2, "2.68"),
        (57.05, 1, "57.1"),
        (Decimal("1.005"), 2, "1.01"),
    ],
)
def test_halves_round_away_from_zero(value, digits, expected):
    assert units.round_half_up(value, digits) == Decimal(expected)


@pytest.mark.parametrize(
    ("unrounded", "expected"), [(0.49, 0), (0.5, 1), (12.5, 13), (13.499999999, 13), (12.4999999999999, 13)]
)
def test_credits_are_the_nearest_whole_number(unrounded, expected):
    assert units.whole_credits(unrounded) == expected


@pytest.mark.parametrize(
    ("score", "text"),
    [(57.04, "57"), (57.05, "57.1"), (100.0, "100"), (0.04, "0"), (-0.04, "0"), (20.0, "20"), (9.96, "10")],
)
def test_a_score_is_shown_with_one_decimal_and_no_trailing_zero(score, text):
    assert units.display(score) == text


@pytest.mark.parametrize(
    ("hectares", "area_m2"),
    [("0.005", 100), ("0.009", 100), ("0.014", 100), ("0.015", 200), ("1.005", 10_100), ("52.4", 524_000)],
)
def test_a_zone_is_kept_to_a_hundredth_of_a_hectare(hectares, area_m2):
    assert units.zone_area_m2(Decimal(hectares)) == area_m2


@pytest.mark.parametrize("hectares", ["0.00499", "0", "-1"])
def test_less_than_fifty_square_metres_is_no_zone(hectares):
    with pytest.raises(ValueError, match=r"0\.005"):
        units.zone_area_m2(Decimal(hectares))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-inf", "1,5", "", "1e", "0x10", "12 ha"])
def test_what_is_no_plain_finite_number_is_refused(text):
    with pytest.raises(ValueError, match="number"):
        units.parse_decimal(text)


def test_a_typed_minus_sign_is_a_minus():
    assert units.parse_decimal(" \u221212.5 ") == Decimal("-12.5")


@given(st.integers(min_value=0, max_value=10**12))
def test_square_metres_survive_the_way_to_hectares_and_back(area_m2):
    assert units.area_m2_from_hectares(units.hectares(area_m2)) == area_m2


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_an_area_must_be_finite(value):
    with pytest.raises(ValueError, match="finite"):
        units.area_m2_from_hectares(value)


def test_hectares_are_shown_with_thousands_and_two_decimals():
    assert units.display_hectares(12_345_678) == "1,234.57"


@pytest.mark.parametrize(
    ("price", "quantity", "cents"),
    [
        ("1250.50", 3, 375_150),
        ("0.005", 1, 1),
        ("0.0049", 1, 0),
        ("0.005", 3, 2),
        ("0.000000000001", 5_000_000_000, 1),
        ("999999999.999999999999", 9_000_000, 900_000_000_000_000_000),
        ("0", 7, 0),
    ],
)
def test_a_line_is_worth_price_times_quantity_rounded_once(price, quantity, cents):
    assert units.line_value_cents(Decimal(price), quantity) == cents


def test_a_price_that_is_not_finite_has_no_value():
    with pytest.raises(ValueError, match="finite"):
        units.line_value_cents(Decimal("NaN"), 1)


@pytest.mark.parametrize(
    ("exact", "cents"), [("1/2", 1), ("-1/2", -1), ("49/100", 0), ("7/3", 2), ("8/3", 3)]
)
def test_exact_cents_are_rounded_half_away_from_zero(exact, cents):
    assert units.cents_half_up(Fraction(exact)) == cents


@pytest.mark.parametrize(
    ("exact", "digits", "text"),
    [
        ("1/8", 2, "0.13"),
        ("-1/8", 2, "-0.13"),
        ("2/3", 10, "0.6666666667"),
        ("10000000000000000000000000000001/2", 1, "5000000000000000000000000000000.5"),
        ("0", 2, "0.00"),
    ],
)
def test_a_fraction_is_shown_to_so_many_digits_however_long_it_is(exact, digits, text):
    assert f"{units.fraction_half_up(Fraction(exact), digits):f}" == text


@given(st.integers(-(10**13), 10**13), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_parts_by_cumulative_rounding_add_up_to_the_total(total, sizes):
    whole = sum(sizes) + 1
    edges = [0, *(sum(sizes[: number + 1]) for number in range(len(sizes))), whole]
    parts = [
        units.share_between(total, before=before, after=after, whole=whole)
        for before, after in pairwise(edges)
    ]
    assert sum(parts) == total


@pytest.mark.parametrize(("before", "after", "whole"), [(-1, 1, 2), (2, 1, 2), (0, 3, 2), (0, 0, 0)])
def test_a_part_outside_the_whole_is_refused(before, after, whole):
    with pytest.raises(ValueError, match="within the whole"):
        units.share_between(100, before=before, after=after, whole=whole)
