"""What a credit may cost: the price as exact text, and what a number of credits comes to.

A price is dollars per credit, excluding GST, from zero upwards, with at most nine digits before the point and twelve
after it (the published register has prices of twelve decimals; the limit before the point is ours). Pure.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from registry.findings import Finding, InvalidInput
from registry.units import line_value_cents, parse_decimal, round_half_up

MOST_DIGITS, MOST_DECIMALS = 9, 12
LARGEST_VALUE_CENTS = 2**63 - 1
_PLAIN = re.compile(r"(?P<digits>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<decimals>[0-9]+))?")

ZERO_PRICE_REASONS = {
    "philanthropic": "Philanthropic",
    "related_party": "Between related parties",
    "other": "Another reason, given in the note",
}
"""Why credits may change hands for nothing; the published register discloses it."""


@dataclass(frozen=True, slots=True)
class Price:
    """A price per credit: `text` exact and without signs, `millionths` rounded, for sorting and filtering only."""

    text: str
    millionths: int

    @property
    def is_zero(self) -> bool:
        """Given away."""
        return Decimal(self.text) == 0


def parse_price(text: str, *, field: str = "price") -> Price:
    """The typed price. A dollar sign and thousands separators are allowed. Raises InvalidInput naming `field`."""
    typed = str(text).strip().removeprefix("$").strip()
    found = _PLAIN.fullmatch(typed)
    if found is None:
        raise InvalidInput([_why_not(typed, field)])
    digits, decimals = found["digits"].replace(",", "").lstrip("0") or "0", found["decimals"] or ""
    if len(digits) > MOST_DIGITS:
        raise InvalidInput([Finding("price.too_large", "A price must be below $1,000,000,000.", field)])
    if len(decimals) > MOST_DECIMALS:
        message = f"A price has at most {MOST_DECIMALS} decimals."
        raise InvalidInput([Finding("price.too_many_decimals", message, field)])
    exact = f"{digits}.{decimals}" if decimals else digits
    return Price(exact, int(round_half_up(parse_decimal(exact) * 1_000_000)))


def _why_not(typed: str, field: str) -> Finding:
    if not typed:
        return Finding("price.missing", "Enter a price per credit, for example 1250.50.", field)
    if typed[0] in "-\u2212" and _PLAIN.fullmatch(typed[1:].strip().removeprefix("$")):
        return Finding("price.negative", "A price cannot be below zero.", field)
    message = "Enter the price in figures, for example 1250.50; words and other signs cannot be read."
    return Finding("price.not_a_number", message, field)


def value_cents(price: str, quantity: int, *, field: str = "quantity") -> int:
    """What `quantity` credits cost at a stored price, in cents, rounded once. Raises InvalidInput where the sum is
    larger than the register can hold."""
    value = line_value_cents(Decimal(price), quantity)
    if value > LARGEST_VALUE_CENTS:
        message = "Price times quantity is larger than the register can hold. Divide it into smaller offers."
        raise InvalidInput([Finding("price.value_too_large", message, field)])
    return value
