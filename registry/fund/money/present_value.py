"""The Total Fund Deposit: the present value of the plan's yearly payments, then of a payment without end (N49).

    in advance   sum of p(n) / (1 + r)^(n-1)   +   (m / r) / (1 + r)^(N-1)
    in arrears   sum of p(n) / (1 + r)^n       +   (m / r) / (1 + r)^N

p(n): real payment of year n of N, m: real payment of each year after, r: real rate as a fraction (0.032 is 3.2 %).
Exact fractions all through; the total is rounded once, at the end, half up to the cent. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import mul

from registry.findings import Finding, require_no_errors
from registry.fund.money.exact import exact
from registry.units import cents_half_up, divide_half_up, fraction_half_up

FACTOR_DIGITS = 10
SHOWN_DIGITS = 6
"""Digits of dollars in a present value of one year, which is shown and never added up."""


class Timing(StrEnum):
    """When in its management year a payment is made: on its first day, or on its last."""

    ADVANCE = "ADVANCE"
    ARREARS = "ARREARS"


@dataclass(frozen=True, slots=True)
class Components:
    """The two parts of a deposit as exact cents. Only the total is authoritative: parts rounded by themselves need not
    add up to it."""

    payments: Fraction
    tail: Fraction

    @property
    def total_cents(self) -> int:
        """Both parts together, rounded once."""
        return cents_half_up(self.payments + self.tail)

    @property
    def payments_dollars(self) -> Decimal:
        """The part of the years that are stated, to six digits."""
        return _dollars(self.payments)

    @property
    def tail_dollars(self) -> Decimal:
        """The part of all years after, to six digits."""
        return _dollars(self.tail)

    @property
    def total_dollars(self) -> Decimal:
        """Both parts, to six digits."""
        return _dollars(self.payments + self.tail)


@dataclass(frozen=True, slots=True)
class Row:
    """One year of the schedule: its payment, factor (ten digits) and present value (dollars, six digits), each computed
    from unrounded numbers. The last row stands for every year from `year` on, without end; `capital_dollars` is
    then what a perpetuity of that payment is worth at its own beginning."""

    year: int
    payment_cents: int
    factor: Decimal
    present_value_dollars: Decimal
    in_perpetuity: bool = False
    capital_dollars: Decimal | None = None


def rate_findings(rate: Decimal | None, *, tail_cents: int) -> list[Finding]:
    """What is wrong with a rate: missing, no fraction of one, or not above zero although payments never end."""
    if rate is None:
        return [_at_rate("deposit.rate_missing", "Enter the discount rate; without it there is no deposit.")]
    if not rate.is_finite() or abs(rate) >= 1:
        return [
            _at_rate("deposit.rate_out_of_range", "The rate is a fraction below 1: 0.032 stands for 3.2 %.")
        ]
    if rate <= 0 and tail_cents:
        return [
            _at_rate(
                "deposit.rate_not_positive",
                "Payments without end have a present value only at a rate above zero. Enter a rate above zero, or a "
                "plan whose payments end.",
            )
        ]
    try:
        exact(rate)
    except ValueError:
        return [_at_rate("deposit.rate_too_long", "Enter the rate with fewer digits, e.g. 0.032.")]
    return []


def payment_findings(payments_cents: Sequence[int | None], tail_cents: int | None) -> list[Finding]:
    """What is wrong with yearly payments (None: not stated): a year missing, a negative one, nothing to pay at all.

    No payment after the last stated year is a warning: protection has no end.
    """
    found = []
    for year, cents in enumerate(payments_cents, start=1):
        if cents is None:
            found.append(
                Finding(
                    "deposit.year_missing",
                    f"Year {year} has no cost. Enter one, or 0 where nothing is paid.",
                    f"year_{year}",
                    clause="N48",
                )
            )
        elif cents < 0:
            found.append(
                Finding("deposit.negative", f"Year {year} is below zero. Enter 0 or more.", f"year_{year}")
            )
    if tail_cents is not None and tail_cents < 0:
        found.append(Finding("deposit.negative", "The yearly cost afterwards is below zero.", "ongoing"))
    elif not tail_cents:
        text = f"Nothing is paid after year {len(payments_cents)}, although the agreement has no end."
        found.append(Finding("deposit.no_tail", text, "ongoing", severity="warning", clause="N48"))
    if not any(payments_cents) and not tail_cents:
        found.append(Finding("deposit.nothing_to_pay", "The plan costs nothing: enter its costs.", "ongoing"))
    return found


def components(payments_cents: Sequence[int], tail_cents: int, rate: Decimal, timing: Timing) -> Components:
    """Both parts of the deposit in exact cents. Raises InvalidInput on the field `rate`; ValueError below zero."""
    if tail_cents < 0 or any(cents < 0 for cents in payments_cents):
        raise ValueError("payments are never below zero")
    require_no_errors(rate_findings(rate, tail_cents=tail_cents))
    a_year = 1 / (1 + exact(rate))
    at_first = _first_factor(rate, timing)
    factor, payments = at_first, Fraction(0)
    for cents in payments_cents:
        payments += cents * factor
        factor *= a_year
    # The first payment of the tail follows the last stated one by a year; `factor` already stands there.
    tail = tail_cents * factor * _due_at_once(rate) if tail_cents else Fraction(0)
    return Components(payments, tail)


def total_fund_deposit(payments_cents: Sequence[int], tail_cents: int, rate: Decimal, timing: Timing) -> int:
    """The Total Fund Deposit in cents, rounded once (N49). Rate 0 without a tail gives the plain sum.

    Raises InvalidInput (field `rate`) for a rate of zero or below with a tail, or one that is no fraction.
    """
    if tail_cents < 0 or any(cents < 0 for cents in payments_cents):
        raise ValueError("payments are never below zero")
    require_no_errors(rate_findings(rate, tail_cents=tail_cents))
    weights = _weights(len(payments_cents), rate, timing)
    value = sum(map(mul, payments_cents, weights.payments)) + tail_cents * weights.tail
    return divide_half_up(value, weights.denominator)


@dataclass(frozen=True, slots=True)
class _Weights:
    """What one cent of each year, and one cent of every year after, is worth: whole numbers over `denominator`."""

    payments: tuple[int, ...]
    tail: int
    denominator: int


@lru_cache(maxsize=1_000)
def _weights(years: int, rate: Decimal, timing: Timing) -> _Weights:
    """The exact factors of the formulas, once for all schedules of a rate: a payment run asks for thousands of them."""
    a_year = 1 / (1 + exact(rate))
    factors = [_first_factor(rate, timing)]
    for _ in range(years):
        factors.append(factors[-1] * a_year)
    # Without a rate above zero there is no payment without end (`rate_findings`).
    tail = factors.pop() * _due_at_once(rate) if rate > 0 else Fraction(0)
    common = lcm(tail.denominator, *(factor.denominator for factor in factors))
    return _Weights(tuple(int(factor * common) for factor in factors), int(tail * common), common)


def remaining(
    payments_cents: Sequence[int], tail_cents: int, rate: Decimal, timing: Timing, after_year: int
) -> int:
    """The present value, at the end of year `after_year`, of every payment still to come; whole cents, rounded once.

    After year 20 it is that of the tail alone. Raises as `total_fund_deposit`, and ValueError below year 0.
    """
    if after_year < 0:
        raise ValueError("years are counted from 0, the beginning")
    return total_fund_deposit(payments_cents[after_year:], tail_cents, rate, timing)


def extra_deposit(
    *, held_cents: int, payments_cents: Sequence[int], tail_cents: int, rate: Decimal, timing: Timing
) -> int:
    """What has to be paid in so that `held_cents` and it together pay for the payments to come; never below zero.

    `held_cents` is what a site's account holds at a renewal, and the present value of what remained at a variation.
    """
    return max(0, total_fund_deposit(payments_cents, tail_cents, rate, timing) - held_cents)


def rows(payments_cents: Sequence[int], tail_cents: int, rate: Decimal, timing: Timing) -> tuple[Row, ...]:
    """The schedule year by year, with a last row for the years after where something is paid then. Raises as above."""
    require_no_errors(rate_findings(rate, tail_cents=tail_cents))
    a_year = 1 / (1 + exact(rate))
    factor = _first_factor(rate, timing)
    made = []
    for year, cents in enumerate(payments_cents, start=1):
        shown = fraction_half_up(factor, FACTOR_DIGITS)
        made.append(Row(year, cents, shown, _dollars(cents * factor)))
        factor *= a_year
    if tail_cents:
        # The capital stands a year before the first payment without end, so its factor is that of the last stated year.
        capital, at = tail_cents / exact(rate), factor / a_year
        made.append(
            Row(
                year=len(payments_cents) + 1,
                payment_cents=tail_cents,
                factor=fraction_half_up(at, FACTOR_DIGITS),
                present_value_dollars=_dollars(capital * at),
                in_perpetuity=True,
                capital_dollars=_dollars(capital),
            )
        )
    return tuple(made)


def annuity_factor(years: int, rate: Decimal, timing: Timing) -> Fraction:
    """What one dollar in each of `years` years is worth. For display: money is never multiplied by a rounded factor."""
    return components([1] * years, 0, rate, timing).payments


def tail_factor(years: int, rate: Decimal, timing: Timing) -> Fraction:
    """What one dollar a year without end after `years` years is worth. Raises InvalidInput for a rate not above 0."""
    return components([0] * years, 1, rate, timing).tail


def _first_factor(rate: Decimal, timing: Timing) -> Fraction:
    return Fraction(1) if timing == Timing.ADVANCE else 1 / (1 + exact(rate))


def _due_at_once(rate: Decimal) -> Fraction:
    """A perpetuity of one whose first payment is due today."""
    return (1 + exact(rate)) / exact(rate)


def _dollars(exact_cents: Fraction) -> Decimal:
    return fraction_half_up(exact_cents / 100, SHOWN_DIGITS)


def _at_rate(code: str, message: str) -> Finding:
    return Finding(code, message, "rate")
