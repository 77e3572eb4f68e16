"""Payments at the index of their due day, always from the original amount and base."""

from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.findings import InvalidInput
from registry.fund.money.indexation import gross_cents
from registry.units import round_half_up
from tests.pure.fund import worked
from tests.pure.fund.worked import cents

INDEX = st.integers(1, 10**7).map(lambda tenths: Decimal(tenths) / 10)


def test_a_schedule_is_indexed_from_the_original_base() -> None:
    given_, expected = worked.inputs("G14"), worked.expected("G14")
    nominal = [
        gross_cents(cents(real), index_due=Decimal(index), index_base=Decimal(given_["base_index"]))
        for real, index in zip(given_["real"], given_["index"], strict=True)
    ]
    assert nominal == [cents(text) for text in expected["nominal"]]
    assert sum(nominal) == cents(expected["sum"])


def test_indexing_last_years_rounded_payment_would_drift() -> None:
    given_, expected = worked.inputs("G15"), worked.expected("G15")
    numbers = [Decimal(text) for text in given_["index"]]
    chained = by_per_cent = real = cents(given_["real"])
    for before, after in pairwise(numbers):
        chained = gross_cents(chained, index_due=after, index_base=before)
        rise = round_half_up((after / before - 1) * 100, 1)
        by_per_cent = gross_cents(by_per_cent, index_due=100 + rise, index_base=Decimal(100))
    assert gross_cents(real, index_due=numbers[-1], index_base=numbers[0]) == cents(expected["from_base"])
    assert chained == cents(expected["chained"])
    assert by_per_cent == cents(expected["chained_one_decimal_percent"])


def test_halves_of_a_cent_go_up() -> None:
    expected = worked.expected("G15")
    assert gross_cents(25, index_due=Decimal(1), index_base=Decimal(2)) == cents(expected["half_up_of_0.125"])
    even = Decimal("0.125").quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    assert str(even) == expected["half_even_of_0.125"]


def test_an_index_below_the_base_lowers_the_payment() -> None:
    assert gross_cents(100_00, index_due=Decimal("119.4"), index_base=Decimal("120.0")) == 99_50


@pytest.mark.parametrize(
    ("due", "base", "fields"),
    [
        (None, Decimal(120), ["index_due"]),
        (Decimal(120), Decimal(0), ["index_base"]),
        (Decimal("NaN"), None, ["index_due", "index_base"]),
        (Decimal(-1), Decimal(120), ["index_due"]),
    ],
)
def test_a_missing_or_impossible_index_is_refused_by_name(
    due: Decimal | None, base: Decimal | None, fields: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        gross_cents(100, index_due=due, index_base=base)
    assert [finding.field for finding in refused.value.findings] == fields


@given(st.integers(0, 10**12), INDEX, INDEX, INDEX)
def test_a_higher_index_never_lowers_a_payment(
    real: int, base: Decimal, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    assert gross_cents(real, index_due=low, index_base=base) <= gross_cents(
        real, index_due=high, index_base=base
    )
    assert gross_cents(real, index_due=base, index_base=base) == real
