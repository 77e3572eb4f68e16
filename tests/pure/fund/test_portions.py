"""What first sales and retirements owe, when full management begins, and what a price recovers."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.fund.money import portions
from registry.fund.money.portions import Measure
from registry.units import line_value_cents
from tests.pure.fund import worked
from tests.pure.fund.worked import cents

TFD = cents(worked.inputs("G08")["tfd"])
CREDITS = worked.inputs("G08")["credits_total"]
SALES: list[dict[str, Any]] = worked.inputs("G08")["sales"]


def proceeds(sale: dict[str, Any]) -> int:
    return line_value_cents(Decimal(sale["price"]), sale["credits"])


def test_five_sales_owe_portions_that_add_up_to_the_deposit() -> None:
    sold = received = 0
    for sale, lot in zip(SALES, worked.expected("G08")["lots"], strict=True):
        settled = portions.settle_proportional(
            TFD,
            credits_before=sold,
            quantity=sale["credits"],
            credits_total=CREDITS,
            proceeds_cents=proceeds(sale),
        )
        sold, received = sold + sale["credits"], received + settled.portion_cents
        assert settled.proceeds_cents == cents(lot["proceeds_ex_gst"])
        assert settled.portion_cents == cents(lot["tfd_portion"])
        assert settled.surplus_cents == cents(lot["surplus_to_seller"])
        assert settled.top_up_cents == 0
        assert (sold, received) == (lot["cumulative"], cents(lot["tfd_received"]))
    assert received == TFD


def test_proceeds_first_sends_everything_to_the_fund_until_it_is_full() -> None:
    received = 0
    for sale, lot in zip(SALES, worked.expected("G09")["lots"], strict=True):
        settled = portions.settle_proceeds_first(TFD, received_cents=received, proceeds_cents=proceeds(sale))
        received += settled.portion_cents
        assert settled.portion_cents == cents(lot["to_fund"])
        assert settled.surplus_cents == cents(lot["to_seller"])
        assert received == cents(lot["tfd_received"])
        assert portions.threshold_reached(TFD, deposits_cents=received, sale_income_cents=0) is lot["active"]


def test_a_price_below_the_share_needs_a_top_up() -> None:
    given_, expected = worked.inputs("G10"), worked.expected("G10")
    settled = portions.settle_proportional(
        cents(given_["tfd"]),
        credits_before=0,
        quantity=given_["credits"],
        credits_total=given_["credits_total"],
        proceeds_cents=line_value_cents(Decimal(given_["price_ex_gst"]), given_["credits"]),
    )
    assert settled.portion_cents == cents(expected["tfd_portion"])
    assert settled.proceeds_cents == cents(expected["proceeds"])
    assert settled.top_up_cents == cents(expected["top_up_required"])
    assert settled.surplus_cents == 0
    lowest = portions.minimum_price_cents(cents(given_["tfd"]), given_["credits_total"])
    assert lowest == cents(expected["minimum_price_per_credit_ceil_cent"])


def test_a_first_retirement_without_a_sale_owes_the_portion_in_full() -> None:
    given_, expected = worked.inputs("G11"), worked.expected("G11")
    settled = portions.settle_proportional(
        cents(given_["tfd"]),
        credits_before=0,
        quantity=given_["retire_first"],
        credits_total=given_["credits_total"],
        proceeds_cents=cents(given_["proceeds"]),
    )
    assert settled.portion_cents == settled.top_up_cents == cents(expected["tfd_portion"])
    active = portions.threshold_reached(TFD, deposits_cents=settled.portion_cents, sale_income_cents=0)
    assert active is expected["active_after"]


def test_a_resale_owes_nothing() -> None:
    settled = portions.settle_resale(1_000_00)
    assert settled.portion_cents == cents(worked.expected("G12")["tfd_portion"])
    assert (settled.surplus_cents, settled.top_up_cents) == (1_000_00, 0)


@pytest.mark.statement("N59")
@pytest.mark.parametrize("row", worked.expected("G13"), ids=lambda row: f"{row['received']} of {row['tfd']}")
def test_full_management_begins_at_80_per_cent_to_the_cent(row: dict[str, Any]) -> None:
    tfd = cents(row["tfd"])
    assert portions.threshold_cents(tfd) == cents(row["threshold"])
    reached = portions.threshold_reached(tfd, deposits_cents=cents(row["received"]), sale_income_cents=0)
    assert reached is row["active"]


@pytest.mark.statement("N59")
def test_the_threshold_is_held_against_deposits_or_sale_income_as_chosen() -> None:
    for row in worked.expected("G36"):
        measured = {
            "deposits_cents": cents(row["deposits"]),
            "sale_income_cents": cents(row["sale_income"]),
        }
        for measure in Measure:
            reached = portions.threshold_reached(TFD, measure=measure, **measured)
            assert reached is row[f"active_if_{measure}"]


def test_an_unpaid_portion_is_indexed_once() -> None:
    given_, expected = worked.inputs("G31"), worked.expected("G31")
    portion = portions.portion_cents(
        cents(given_["tfd"]), credits_before=0, quantity=given_["credits"], credits_total=given_["of"]
    )
    assert portion == cents(expected["not_indexed"])
    indexed = portions.indexed_portion_cents(
        portion,
        index_at_payment=Decimal(given_["payment_index"]),
        index_at_agreement=Decimal(given_["agreement_index"]),
    )
    assert indexed == cents(expected["indexed"])


def test_a_portion_is_not_indexed_without_an_index_above_zero() -> None:
    with pytest.raises(ValueError, match="above zero"):
        portions.indexed_portion_cents(100, index_at_payment=Decimal(120), index_at_agreement=Decimal(0))


@pytest.mark.statement("N58")
def test_a_listing_that_recovers_less_than_the_deposit_is_warned_of() -> None:
    lowest = Decimal(portions.minimum_price_cents(TFD, CREDITS)) / 100
    enough = portions.recovery(lowest, tfd_cents=TFD, credits_total=CREDITS)
    assert (enough.full_sale_cents, enough.shortfall_cents) == (440_514_06, 0)
    assert portions.recovery_findings(enough) == []
    less = portions.recovery(lowest - Decimal("0.01"), tfd_cents=TFD, credits_total=CREDITS)
    assert (less.full_sale_cents, less.shortfall_cents) == (440_507_93, 31)
    (finding,) = portions.recovery_findings(less)
    assert (finding.code, finding.field, finding.severity) == (
        "listing.below_full_recovery",
        "price",
        "warning",
    )
    assert finding.message == (
        "At this price the first sale of all credits brings $440,507.93, $0.31 less than the Total Fund Deposit of "
        "$440,508.24."
    )


@pytest.mark.statement("N58")
def test_what_earlier_sales_brought_in_counts_towards_the_recovery() -> None:
    found = portions.recovery(
        Decimal("500.00"), tfd_cents=TFD, credits_total=CREDITS, sold=100, income_cents=215_000_00
    )
    assert (found.full_sale_cents, found.shortfall_cents) == (471_500_00, 0)
    with pytest.raises(ValueError, match="more credits sold"):
        portions.recovery(Decimal(1), tfd_cents=TFD, credits_total=CREDITS, sold=CREDITS + 1)


def test_more_credits_than_the_agreement_has_owe_nothing_that_can_be_told() -> None:
    with pytest.raises(ValueError, match="within the whole"):
        portions.portion_cents(TFD, credits_before=600, quantity=14, credits_total=CREDITS)


def test_without_a_deposit_nothing_is_worked_out() -> None:
    with pytest.raises(ValueError, match="above zero"):
        portions.threshold_reached(0, deposits_cents=0, sale_income_cents=0)


@given(st.integers(1, 10**13), st.lists(st.integers(1, 10**5), min_size=1, max_size=30))
def test_portions_of_any_division_add_up_to_the_deposit(tfd: int, sales: list[int]) -> None:
    sold = 0
    parts = []
    for quantity in sales:
        parts.append(
            portions.portion_cents(tfd, credits_before=sold, quantity=quantity, credits_total=sum(sales))
        )
        sold += quantity
    assert sum(parts) == tfd
    assert min(parts) >= 0


@given(st.integers(1, 10**12), st.lists(st.integers(0, 10**11), min_size=1, max_size=20))
def test_proceeds_first_never_takes_more_than_the_deposit(tfd: int, sales: list[int]) -> None:
    received = 0
    for amount in sales:
        settled = portions.settle_proceeds_first(tfd, received_cents=received, proceeds_cents=amount)
        assert settled.portion_cents + settled.surplus_cents == amount
        received += settled.portion_cents
    assert received == min(tfd, sum(sales))


@given(st.integers(1, 10**13), st.integers(1, 10**6))
def test_at_the_lowest_price_all_credits_recover_the_deposit_and_a_cent_less_does_not(
    tfd: int, credits_total: int
) -> None:
    lowest = portions.minimum_price_cents(tfd, credits_total)
    assert lowest * credits_total >= tfd > (lowest - 1) * credits_total


@pytest.mark.statement("N59")
@given(st.integers(1, 10**13), st.lists(st.integers(0, 10**13), min_size=2, max_size=8))
def test_once_reached_more_money_never_falls_below_the_threshold(tfd: int, amounts: list[int]) -> None:
    reached = [
        portions.threshold_reached(tfd, deposits_cents=amount, sale_income_cents=0)
        for amount in sorted(amounts)
    ]
    assert all(later or not earlier for earlier, later in pairwise(reached))


@given(st.integers(1, 10**13))
def test_the_threshold_is_the_first_cent_that_is_80_per_cent(tfd: int) -> None:
    threshold = portions.threshold_cents(tfd)
    assert 10 * threshold >= 8 * tfd > 10 * (threshold - 1)
