"""From decimal text to exact fractions, so that nothing is rounded before the end. Pure."""

from decimal import Decimal
from fractions import Fraction

MOST_DIGITS = 18
"""Before and after the point. More would be no amount, rate or index, and could stand for a number of any length."""


def exact(value: Decimal) -> Fraction:
    """A decimal number as a fraction. Raises ValueError unless it is finite and of a size that money, rates and index
    numbers have."""
    if not value.is_finite():
        raise ValueError("the number must be finite")
    exponent = value.as_tuple().exponent
    if (isinstance(exponent, int) and exponent < -MOST_DIGITS) or value.adjusted() >= MOST_DIGITS:
        raise ValueError(f"the number has more than {MOST_DIGITS} digits before or after the point")
    return Fraction(value)


def cents_of_dollars(dollars: Decimal) -> Fraction:
    """Dollars as exact cents, not rounded. Raises ValueError as `exact` does."""
    return exact(dollars) * 100
