"""How long a deposit lasts: the account of a site year by year, at a return and with rising payments. Pure.

Each year's payment and return are rounded to the cent, as an account would be. The proof behind the deposit: at exactly
the rate it was worked out with, it never runs out; at that rate without anything for inflation it does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from registry.fund.money.exact import exact
from registry.fund.money.present_value import Timing
from registry.units import cents_half_up

MOST_YEARS = 500


@dataclass(frozen=True, slots=True)
class AccountYear:
    """One year of an account, in cents."""

    year: int
    opening_cents: int
    payment_cents: int
    return_cents: int

    @property
    def closing_cents(self) -> int:
        """What the next year opens with."""
        return self.opening_cents - self.payment_cents + self.return_cents


def roll_forward(
    opening_cents: int,
    payments_cents: Sequence[int],
    tail_cents: int,
    *,
    return_rate: Decimal,
    years: int,
    inflation: Decimal = Decimal(0),
    timing: Timing = Timing.ADVANCE,
) -> tuple[AccountYear, ...]:
    """The account for so many years, or up to the year before the first payment that it could not make.

    In advance, payments leave on the first day and the rest earns `return_rate`; in arrears, all of it earns and the
    payment leaves on the last day. `inflation` raises each real payment from the first year's prices.
    """
    if not 0 <= years <= MOST_YEARS:
        raise ValueError(f"0 to {MOST_YEARS} years")
    rate, growth = exact(return_rate), 1 + exact(inflation)
    risen = Fraction(1)
    made: list[AccountYear] = []
    for year in range(1, years + 1):
        real = payments_cents[year - 1] if year <= len(payments_cents) else tail_cents
        payment = cents_half_up(real * risen)
        opening = made[-1].closing_cents if made else opening_cents
        earning = opening - payment if timing == Timing.ADVANCE else opening
        row = AccountYear(year, opening, payment, cents_half_up(earning * rate))
        if earning < 0 or row.closing_cents < 0:
            break
        made.append(row)
        risen *= growth
    return tuple(made)


def first_unpayable_year(
    opening_cents: int,
    payments_cents: Sequence[int],
    tail_cents: int,
    *,
    return_rate: Decimal,
    inflation: Decimal = Decimal(0),
    timing: Timing = Timing.ADVANCE,
    years: int = MOST_YEARS,
) -> int | None:
    """The first year whose payment the account cannot make; None where it makes all of them for so many years."""
    lasted = roll_forward(
        opening_cents,
        payments_cents,
        tail_cents,
        return_rate=return_rate,
        years=years,
        inflation=inflation,
        timing=timing,
    )
    return len(lasted) + 1 if len(lasted) < years else None


def nominal_rate(real_rate: Decimal, inflation: Decimal) -> Decimal:
    """The return in money that a real rate comes to: (1 + real) × (1 + inflation) − 1, exact."""
    context = Context(prec=100)
    return context.add(context.add(real_rate, inflation), context.multiply(real_rate, inflation))
