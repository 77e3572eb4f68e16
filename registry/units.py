"""Integers, units and the only place that rounds.

Areas are whole square metres, credits whole credits, money whole cents: whatever SQL adds or compares is an integer.
Scores stay unrounded floats through the whole calculation and are rounded here, last, for a person to read.
Pure: no Django, no clock, no I/O.
"""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction

SQUARE_METRES_PER_HECTARE = 10_000
ZONE_AREA_STEP_M2 = 100
"""Zone areas are kept to 0.01 ha (method 1.1)."""

ZONE_AREA_SMALLEST_M2 = 50
"""An area below 0.005 ha is refused; 0.005 to 0.009 ha becomes 0.01 ha (method 1.1)."""


def round_half_up(value: float | Decimal, digits: int = 0) -> Decimal:
    """`value` to `digits` decimal places, halves away from zero.

    Floats are read at twelve decimal places first, so that 0.285, stored as 0.28499..., rounds to 0.29 as a
    person expects.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(round(value, 12)))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def whole_credits(unrounded: float) -> int:
    """Credits of one line: nearest whole number, halves up (method 4.2)."""
    return int(round_half_up(unrounded))


def display(value: float, digits: int = 1) -> str:
    """A score as the official calculator shows it: one decimal, a trailing `.0` dropped (method 1.4)."""
    rounded = round_half_up(value, digits)
    if rounded == 0:
        rounded = abs(rounded)
    text = f"{rounded:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def area_m2_from_hectares(hectares: Decimal) -> int:
    """Hectares to whole square metres, no step applied. Raises ValueError when not a finite number."""
    if not hectares.is_finite():
        raise ValueError("an area must be a finite number")
    return int(round_half_up(hectares * SQUARE_METRES_PER_HECTARE))


def zone_area_m2(hectares: Decimal) -> int:
    """A vegetation zone's area in square metres, kept to 0.01 ha (method 1.1).

    Raises ValueError below 0.005 ha.
    """
    area_m2 = area_m2_from_hectares(hectares)
    if hectares * SQUARE_METRES_PER_HECTARE < ZONE_AREA_SMALLEST_M2:
        raise ValueError("an area below 0.005 ha cannot be a zone")
    steps = int(round_half_up(Decimal(area_m2) / ZONE_AREA_STEP_M2))
    return max(steps, 1) * ZONE_AREA_STEP_M2


def hectares(area_m2: int) -> Decimal:
    """Square metres as exact hectares."""
    return Decimal(area_m2) / SQUARE_METRES_PER_HECTARE


def display_hectares(area_m2: int, digits: int = 2) -> str:
    """Square metres as hectares for a person, e.g. `52.40`."""
    return f"{round_half_up(hectares(area_m2), digits):,f}"


def parse_decimal(text: str) -> Decimal:
    """A typed number, exact. Raises ValueError for anything that is not a finite plain number."""
    try:
        value = Decimal(text.strip().replace("\u2212", "-"))
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not value.is_finite():
        raise ValueError("not a finite number")
    return value


def display_dollars(amount_cents: int) -> str:
    """Whole cents as dollars for a person, e.g. `$1,204.50`."""
    sign = "\u2212" if amount_cents < 0 else ""
    dollars, cents = divmod(abs(amount_cents), 100)
    return f"{sign}${dollars:,}.{cents:02d}"


def line_value_cents(price: Decimal, quantity: int) -> int:
    """What `quantity` credits cost at `price` dollars each: whole cents, rounded once, halves up.

    Exact for any price and quantity that fit the database; raises ValueError when the price is not finite.
    """
    if not price.is_finite():
        raise ValueError("a price must be a finite number")
    # The usual 28 digits of a product are too few for a long price times a large holding.
    exact = Context(prec=100)
    cents = exact.multiply(exact.multiply(price, Decimal(quantity)), Decimal(100))
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=exact))


def divide_half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to the quotient, halves away from zero. Exact for integers of any size."""
    if denominator <= 0:
        raise ValueError("the denominator must be above zero")
    whole, rest = divmod(abs(numerator), denominator)
    nearest = whole + (1 if 2 * rest >= denominator else 0)
    return -nearest if numerator < 0 else nearest


def divide_up(numerator: int, denominator: int) -> int:
    """The smallest whole number that is not below the quotient. Exact for integers of any size."""
    if denominator <= 0:
        raise ValueError("the denominator must be above zero")
    return -(-numerator // denominator)


def cents_half_up(exact_cents: Fraction) -> int:
    """Exact cents as whole ones, halves away from zero."""
    return divide_half_up(exact_cents.numerator, exact_cents.denominator)


def fraction_half_up(exact: Fraction, digits: int) -> Decimal:
    """An exact fraction to `digits` decimal places, halves away from zero: for a person to read."""
    steps = divide_half_up(exact.numerator * 10**digits, exact.denominator)
    sign, figures = (1 if steps < 0 else 0), tuple(int(figure) for figure in str(abs(steps)))
    # Built from its figures: the usual context would round a long number to 28 of them.
    return Decimal((sign, figures, -digits))


def share_between(total: int, *, before: int, after: int, whole: int) -> int:
    """The part of `total` that falls to the places from `before` to `after` out of `whole`, by cumulative rounding.

    Parts of any division of the whole add up to the total exactly, which separately rounded parts would not.
    Raises ValueError unless 0 <= before <= after <= whole and whole > 0.
    """
    if not 0 <= before <= after <= whole or whole == 0:
        raise ValueError("a part must lie within the whole")
    return divide_half_up(total * after, whole) - divide_half_up(total * before, whole)
