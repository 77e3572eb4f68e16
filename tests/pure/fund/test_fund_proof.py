"""Does the deposit last? The account year by year, its funding, tax of a payment, and recoveries."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.fund.money import funding, present_value, recovery, roll_forward, tax
from registry.fund.money.funding import Band
from registry.fund.money.indexation import gross_cents
from registry.fund.money.present_value import Timing
from registry.fund.money.shares import owner_split
from tests.pure.fund import worked
from tests.pure.fund.worked import LEVEL, LEVEL_TAIL, cents

RATE = Decimal("0.032")
TFD = cents(worked.inputs("G16")["tfd"])


def test_a_fund_that_earns_the_real_rate_never_runs_out() -> None:
    expected = worked.expected("G16")
    rows = roll_forward.roll_forward(TFD, LEVEL, LEVEL_TAIL, return_rate=RATE, years=25)
    assert [
        (row.year, row.opening_cents, row.payment_cents, row.return_cents, row.closing_cents) for row in rows
    ] == [
        (row["year"], *(cents(row[name]) for name in ("opening", "payment", "return", "closing")))
        for row in expected["rows"]
    ]
    steady = present_value.remaining(LEVEL, LEVEL_TAIL, RATE, Timing.ADVANCE, 20)
    assert steady == cents(expected["steady_state_opening_balance"])
    assert roll_forward.first_unpayable_year(TFD, LEVEL, LEVEL_TAIL, return_rate=RATE, years=200) is None


def test_with_rising_payments_the_rate_has_to_be_real() -> None:
    given_, expected = worked.inputs("G17"), worked.expected("G17")
    inflation, real = Decimal(given_["inflation"]), Decimal(given_["real_rate"])
    nominal = roll_forward.nominal_rate(real, inflation)
    assert nominal == Decimal(expected["nominal_return_used"])
    rows = roll_forward.roll_forward(
        cents(given_["tfd"]), LEVEL, LEVEL_TAIL, return_rate=nominal, years=40, inflation=inflation
    )
    for row in expected["selected_years"]:
        found = rows[row["year"] - 1]
        assert (found.year, found.payment_cents) == (row["year"], cents(row["payment"]))
        assert found.closing_cents == cents(row["closing"])
    failing = roll_forward.first_unpayable_year(
        TFD, LEVEL, LEVEL_TAIL, return_rate=real, inflation=inflation, years=100
    )
    assert failing == expected["if_nominal_return_is_only_0.032_first_unpayable_year"]


def test_in_arrears_the_whole_account_earns_before_the_payment_leaves() -> None:
    deposit = present_value.total_fund_deposit([100_00, 100_00], 0, Decimal("0.1"), Timing.ARREARS)
    rows = roll_forward.roll_forward(
        deposit, [100_00, 100_00], 0, return_rate=Decimal("0.1"), years=2, timing=Timing.ARREARS
    )
    assert deposit == 173_55
    assert [(row.opening_cents, row.return_cents, row.closing_cents) for row in rows] == [
        (173_55, 17_36, 90_91),
        (90_91, 9_09, 0),
    ]
    assert (
        roll_forward.first_unpayable_year(
            deposit - 1, [100_00, 100_00], 0, return_rate=Decimal("0.1"), timing=Timing.ARREARS
        )
        == 2
    )


def test_an_account_is_not_rolled_forward_without_end() -> None:
    with pytest.raises(ValueError, match="0 to 500 years"):
        roll_forward.roll_forward(TFD, LEVEL, LEVEL_TAIL, return_rate=RATE, years=501)


@pytest.mark.parametrize("row", worked.expected("G18"), ids=lambda row: f"{row['balance']} {row['state']}")
def test_funding_is_compared_unrounded(row: dict[str, Any]) -> None:
    found = funding.funding(cents(row["balance"]), cents(row["pv_remaining"]))
    assert (str(found.shown), found.band) == (row["funding_ratio"], row["state"])


def test_an_account_with_nothing_left_to_pay_is_funded() -> None:
    assert (funding.funding(0, 0).band, funding.funding(0, 0).shown) == (Band.FUNDED, None)
    assert funding.funding(-1, 0).band == Band.DEFICIT
    assert funding.funding(-1, 100).band == Band.DEFICIT
    with pytest.raises(ValueError, match="never below zero"):
        funding.funding(0, -1)


def test_tax_is_a_tenth_on_top_and_an_eleventh_inside() -> None:
    net, expected = cents(worked.inputs("G29")["net"]), worked.expected("G29")
    assert tax.gst_cents(net) == cents(expected["gst"])
    assert net + tax.gst_cents(net) == cents(expected["total"])
    assert tax.gst_inside_cents(11_000_00) == cents(expected["gst_inside_11000.00"])


def test_the_tax_rate_is_given() -> None:
    assert tax.gst_cents(100_00, rate_points=1_250) == 12_50
    assert tax.gst_inside_cents(112_50, rate_points=1_250) == 12_50
    assert (tax.gst_cents(4), tax.gst_cents(5), tax.gst_cents(0)) == (0, 1, 0)


@given(st.integers(0, 10**12))
def test_the_tax_inside_a_total_is_the_tax_that_was_put_on_top(net: int) -> None:
    on_top = tax.gst_cents(net)
    assert tax.gst_inside_cents(net + on_top) == on_top


def test_an_over_payment_of_a_closed_year_is_kept_back_from_the_next_instalment() -> None:
    given_, expected = worked.inputs("G28"), worked.expected("G28")
    over = recovery.over_payment_cents(cents(given_["paid"]), cents(given_["correct"]))
    assert over == cents(expected["recoverable"])
    kept = recovery.offset(cents(given_["next_instalment"]), over)
    assert kept == recovery.Offset(over, cents(expected["next_remit"]), 0)
    assert recovery.over_payment_cents(1, 2) == 0


def agreement(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in worked.inputs("G23")["agreements"] if one["bsa"] == name)
    return found


def gross(name: str) -> int:
    of_run = worked.inputs("G23")
    return gross_cents(
        cents(agreement(name)["real"]),
        index_due=Decimal(of_run["index"]),
        index_base=Decimal(of_run["base_index"]),
    )


@pytest.mark.parametrize("name", ["BS9006", "BS9011"])
def test_a_recovery_is_kept_back_as_far_as_the_instalment_goes(name: str) -> None:
    expected = next(
        line for line in worked.expected("G23")["lines"] if line["bsa"] == name and "offset_recovered" in line
    )
    kept = recovery.offset(gross(name), cents(agreement(name)["recovery_balance"]))
    assert gross(name) == cents(expected["gross"])
    assert kept.offset_cents == cents(expected["offset_recovered"])
    assert kept.left_cents == cents(expected["recovery_balance_after"])
    paid = [
        cents(line["net"])
        for line in worked.expected("G23")["lines"]
        if line["bsa"] == name and "net" in line
    ]
    assert [kept.payable_cents] == (paid or [0])


def test_an_indexed_instalment_is_divided_between_owners_to_the_cent() -> None:
    parts = [owner["share"] for owner in agreement("BS9005")["owners"]]
    expected = [cents(line["net"]) for line in worked.expected("G23")["lines"] if line["bsa"] == "BS9005"]
    assert owner_split(gross("BS9005"), parts) == expected


@pytest.mark.parametrize(("instalment", "owed"), [(-1, 0), (0, -1)])
def test_a_recovery_or_instalment_below_zero_is_refused(instalment: int, owed: int) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        recovery.offset(instalment, owed)


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=10), st.integers(0, 10**8))
def test_recoveries_lose_no_cent_over_any_instalments(instalments: list[int], owed: int) -> None:
    left, paid = owed, 0
    for instalment in instalments:
        kept = recovery.offset(instalment, left)
        left, paid = kept.left_cents, paid + kept.payable_cents
    assert paid + owed - left == sum(instalments)
    assert left == max(0, owed - sum(instalments))


@given(
    st.lists(st.integers(0, 10**8), min_size=20, max_size=20),
    st.integers(1, 10**8),
    st.integers(1, 1_000).map(lambda points: Decimal(points) / 10_000),
)
def test_any_plan_is_paid_for_20_years_from_its_own_deposit(
    payments: list[int], tail: int, rate: Decimal
) -> None:
    deposit = present_value.total_fund_deposit(payments, tail, rate, Timing.ADVANCE)
    # Each year's return is rounded, the deposit once: half a cent a year, which itself earns the rate, is the margin.
    margin = int(sum((1 + Fraction(rate)) ** year for year in range(21)))
    rows = roll_forward.roll_forward(deposit + margin, payments, tail, return_rate=rate, years=20)
    assert len(rows) == 20
    left = present_value.remaining(payments, tail, rate, Timing.ADVANCE, 20)
    assert abs(rows[-1].closing_cents - left) <= 2 * margin * (1 + Fraction(rate)) ** 20 + 1
