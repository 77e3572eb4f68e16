"""What first sales and retirements owe to the deposit, when that is enough for full management, what a price recovers.

Portions are by number of credits and cumulative rounding, so that all of them add up to the deposit exactly. The
number of credits of the agreement never changes: a cancelled credit's portion is not spread over the others. Whole
cents; pure.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from registry.findings import Finding
from registry.fund.money.exact import exact
from registry.units import cents_half_up, display_dollars, divide_up, line_value_cents, share_between

BASIS_POINTS = 10_000
THRESHOLD_POINTS = 8_000
"""Full management begins at 80 % of the deposit (N59), in hundredths of a per cent."""


class Regime(StrEnum):
    """How proceeds of first sales reach the fund: by the share of the credits sold, or all of them until it is full."""

    PROPORTIONAL = "PROPORTIONAL"
    PROCEEDS_FIRST = "PROCEEDS_FIRST"


class Measure(StrEnum):
    """What the threshold of full management is held against: deposits in the fund, or the income of first sales."""

    DEPOSITS = "DEPOSITS"
    SALE_INCOME = "SALE_INCOME"


@dataclass(frozen=True, slots=True)
class Settlement:
    """One sale or retirement in cents: what the fund is owed, what the seller keeps, what is missing."""

    proceeds_cents: int
    portion_cents: int

    @property
    def surplus_cents(self) -> int:
        """What the seller keeps of the proceeds."""
        return max(0, self.proceeds_cents - self.portion_cents)

    @property
    def top_up_cents(self) -> int:
        """What has to be paid in beside the proceeds before the credits may move."""
        return max(0, self.portion_cents - self.proceeds_cents)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What the first sale of all credits brings in at a price, beside the deposit it has to recover (N58)."""

    full_sale_cents: int
    deposit_cents: int

    @property
    def shortfall_cents(self) -> int:
        """What is missing from the whole deposit."""
        return max(0, self.deposit_cents - self.full_sale_cents)


def portion_cents(tfd_cents: int, *, credits_before: int, quantity: int, credits_total: int) -> int:
    """The portion of the deposit that falls to `quantity` credits, when those of `credits_before` were settled before.

    Raises ValueError where more credits than the agreement has would be settled.
    """
    _require_deposit(tfd_cents)
    return share_between(
        tfd_cents, before=credits_before, after=credits_before + quantity, whole=credits_total
    )


def settle_proportional(
    tfd_cents: int, *, credits_before: int, quantity: int, credits_total: int, proceeds_cents: int
) -> Settlement:
    """A first sale or, with proceeds of 0, a first retirement: the credits' own portion is due, whatever the price."""
    portion = portion_cents(
        tfd_cents, credits_before=credits_before, quantity=quantity, credits_total=credits_total
    )
    return Settlement(proceeds_cents, portion)


def settle_proceeds_first(tfd_cents: int, *, received_cents: int, proceeds_cents: int) -> Settlement:
    """A first sale while all proceeds go to the fund until the deposit is met."""
    _require_deposit(tfd_cents)
    return Settlement(proceeds_cents, min(proceeds_cents, max(0, tfd_cents - received_cents)))


def settle_resale(proceeds_cents: int) -> Settlement:
    """A later transfer of credits whose portion was paid: nothing is due."""
    return Settlement(proceeds_cents, 0)


def minimum_price_cents(tfd_cents: int, credits_total: int) -> int:
    """The lowest whole-cent price at which a sale of any size covers its portion: rounded up."""
    _require_deposit(tfd_cents)
    return divide_up(tfd_cents, credits_total)


def indexed_portion_cents(portion: int, *, index_at_payment: Decimal, index_at_agreement: Decimal) -> int:
    """A portion carried to the day of payment by the price index, where unpaid deposits are indexed. Half up, once.

    Raises ValueError for an index that is not above zero.
    """
    now, base = exact(index_at_payment), exact(index_at_agreement)
    if now <= 0 or base <= 0:
        raise ValueError("an index is above zero")
    return cents_half_up(Fraction(portion) * now / base)


def threshold_cents(tfd_cents: int, *, share_points: int = THRESHOLD_POINTS) -> int:
    """The amount from which full management begins (N59), rounded up to a cent: a cent less is less than the share."""
    _require_deposit(tfd_cents)
    return divide_up(tfd_cents * share_points, BASIS_POINTS)


def threshold_reached(
    tfd_cents: int,
    *,
    deposits_cents: int,
    sale_income_cents: int,
    measure: Measure = Measure.DEPOSITS,
    share_points: int = THRESHOLD_POINTS,
) -> bool:
    """Is what `measure` names enough for full management (N59)? Compared in whole cents, never as a rounded share."""
    measured = deposits_cents if measure == Measure.DEPOSITS else sale_income_cents
    return measured >= threshold_cents(tfd_cents, share_points=share_points)


def recovery(
    price: Decimal, *, tfd_cents: int, credits_total: int, sold: int = 0, income_cents: int = 0
) -> Recovery:
    """What the income so far and the sale of every credit not yet sold at `price` dollars come to (N58).

    Raises ValueError where more credits are sold than there are.
    """
    _require_deposit(tfd_cents)
    if not 0 <= sold <= credits_total:
        raise ValueError("more credits sold than the agreement has")
    return Recovery(income_cents + line_value_cents(price, credits_total - sold), tfd_cents)


def recovery_findings(found: Recovery) -> list[Finding]:
    """The warning that a listed price would not recover the whole deposit (N58)."""
    if not found.shortfall_cents:
        return []
    return [
        Finding(
            "listing.below_full_recovery",
            f"At this price the first sale of all credits brings {display_dollars(found.full_sale_cents)}, "
            f"{display_dollars(found.shortfall_cents)} less than the Total Fund Deposit of "
            f"{display_dollars(found.deposit_cents)}.",
            "price",
            severity="warning",
            clause="N58",
        )
    ]


def _require_deposit(tfd_cents: int) -> None:
    if tfd_cents <= 0:
        raise ValueError("a Total Fund Deposit is above zero")
