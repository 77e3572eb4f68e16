"""How well a site's account is funded: its balance beside the present value of the payments still to come. Pure.

The bands are ours; an account in deficit is put before people and nothing is decided by itself.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from registry.units import fraction_half_up

FUNDED_FROM, WATCH_FROM = Fraction(1), Fraction(8, 10)
RATIO_DIGITS = 6


class Band(StrEnum):
    """Funded: the account holds what is still to be paid. Watch: at least 80 % of it. Deficit: less."""

    FUNDED = "FUNDED"
    WATCH = "WATCH"
    DEFICIT = "DEFICIT"


@dataclass(frozen=True, slots=True)
class Funding:
    """`ratio` is exact, and None where nothing is left to pay; `shown` has six digits and is never compared."""

    ratio: Fraction | None
    band: Band

    @property
    def shown(self) -> Decimal | None:
        """The ratio for a person; two accounts may show the same one and lie in different bands."""
        return None if self.ratio is None else fraction_half_up(self.ratio, RATIO_DIGITS)


def funding(balance_cents: int, remaining_cents: int) -> Funding:
    """The funding of an account with that balance. `remaining_cents` is `present_value.remaining` at the agreement's
    own rate, in whole cents. Raises ValueError below zero."""
    if remaining_cents < 0:
        raise ValueError("what remains to be paid is never below zero")
    if remaining_cents == 0:
        return Funding(None, Band.FUNDED if balance_cents >= 0 else Band.DEFICIT)
    ratio = Fraction(balance_cents, remaining_cents)
    if ratio >= FUNDED_FROM:
        return Funding(ratio, Band.FUNDED)
    return Funding(ratio, Band.WATCH if ratio >= WATCH_FROM else Band.DEFICIT)
