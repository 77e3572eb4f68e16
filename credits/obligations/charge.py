"""What paying into the Biodiversity Conservation Fund costs: the sum of a quote, its indexation, its validity (N32).

The charge of the Trust is entered, never worked out here: price per credit and line, risk premium, delivery fee. Money
is whole cents, an index exact decimal text. Pure: no Django, no clock, no I/O.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from registry.units import divide_half_up, parse_decimal

_INDEX = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
VALID_YEARS = 3
"""A quote holds up to three years; it is for one project and cannot be transferred."""

SMALL_CREDITS, SMALL_TYPES = 50, 4
SMALL_WORKING_DAYS, LARGE_WORKING_DAYS = 10, 30
"""A request for fewer than 50 credits or fewer than 4 types is small; days in which the Trust says it quotes."""


@dataclass(frozen=True, slots=True)
class Charge:
    """The parts of a quote in cents, without GST but for `gst_cents`."""

    lines_cents: tuple[int, ...]
    risk_premium_cents: int
    delivery_fee_cents: int
    gst_cents: int

    @property
    def subtotal_cents(self) -> int:
        """Before GST."""
        return sum(self.lines_cents) + self.risk_premium_cents + self.delivery_fee_cents

    @property
    def total_cents(self) -> int:
        """What the quote comes to."""
        return self.subtotal_cents + self.gst_cents


def read_index(text: str) -> str:
    """An index number as exact text without signs. Raises ValueError unless it is a plain number above zero with at
    most six digits before the point and six after it."""
    typed = text.strip()
    # Plain figures alone: a few other signs can stand for a number of a billion digits.
    if _INDEX.fullmatch(typed) is None or not typed.strip("0."):
        raise ValueError("an index is above zero, with at most six digits before and after the point")
    return f"{parse_decimal(typed):f}"


def indexed(amount_cents: int, *, index_at_quote: str, index_at_payment: str) -> int:
    """The amount carried from the month of the quote to that of payment by the two index numbers; half up, once."""
    at_quote, at_payment = (int(Decimal(text).scaleb(6)) for text in (index_at_quote, index_at_payment))
    return divide_half_up(amount_cents * at_payment, at_quote)


def last_valid_day(quoted_on: date) -> date:
    """The same day three years later; for 29 February the 28th."""
    year = quoted_on.year + VALID_YEARS
    try:
        return quoted_on.replace(year=year)
    except ValueError:
        return quoted_on.replace(year=year, day=28)


def is_small(quantities: Iterable[int]) -> bool:
    """Fewer than 50 credits, or fewer than four types of credits?"""
    asked = list(quantities)
    return sum(asked) < SMALL_CREDITS or len(asked) < SMALL_TYPES


def promised_by(requested_on: date, quantities: Iterable[int]) -> date:
    """The day by which the Trust says it quotes: Monday to Friday are counted, public holidays are not known here."""
    left = SMALL_WORKING_DAYS if is_small(quantities) else LARGE_WORKING_DAYS
    day = requested_on
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
