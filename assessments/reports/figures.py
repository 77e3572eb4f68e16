"""Numbers of a report as text. Rounding itself is done by `registry.units`; here only signs, units and marks are put.

A None stays None: the drawing shows a dash.
"""

from datetime import date
from decimal import Decimal

from assessments.bam.outcome import CreditLine
from assessments.reports.content import Cell, Provisional
from registry.units import display, display_hectares, hectares, round_half_up

MINUS = "−"
NOT_COMPUTED = "not computed"


def number(value: float | None, digits: int = 1) -> str | None:
    """A number to `digits` places at most, with a true minus sign."""
    return None if value is None else display(value, digits).replace("-", MINUS)


def fixed(value: float | None, digits: int = 2) -> str | None:
    """A number with all its `digits` places: weights, which are shown to two (method 1.4)."""
    return None if value is None else f"{round_half_up(value, digits):f}".replace("-", MINUS)


def marked(value: str | None, provisional: bool) -> Cell:
    """The value with or without the provisional mark."""
    return Provisional(value) if provisional and value is not None else value


def score(value: float | None, provisional: bool = False) -> Cell:
    """A score, mean or change to one decimal, as the official calculator shows it (method 1.4)."""
    return marked(number(value), provisional)


def signed(value: float | None, provisional: bool = False) -> Cell:
    """A change with its sign."""
    shown = number(value)
    if shown is not None and value is not None and value > 0 and shown != "0":
        shown = f"+{shown}"
    return marked(shown, provisional)


def lost(change: float | None, provisional: bool = False) -> Cell:
    """A change at a development as the loss it is."""
    return score(None if change is None else -change, provisional)


def area(area_m2: int | None) -> str | None:
    """Hectares: two decimals, and as many more as the area has."""
    if area_m2 is None:
        return None
    places = -int(hectares(area_m2).normalize().as_tuple().exponent)
    return display_hectares(area_m2, max(2, places))


def whole(value: float | int | None) -> str | None:
    """A count."""
    return None if value is None else f"{Decimal(str(value)).normalize():,f}"


def yes(value: bool | None) -> str | None:
    """Yes, no, or nothing when nobody said."""
    return None if value is None else ("Yes" if value else "No")


def credits_of(line: CreditLine) -> Cell:
    """The credits of a line, or that they are not computed."""
    if line.credits is None:
        return NOT_COMPUTED
    return marked(f"{line.credits:,}", bool(line.provisional))


def total_of(lines: tuple[CreditLine, ...]) -> Cell:
    """The sum of the lines that are computed."""
    total = sum(line.credits or 0 for line in lines)
    return marked(f"{total:,}", any(line.provisional for line in lines))


def unrounded(line: CreditLine) -> Cell:
    """The formula's result before rounding, to two decimals."""
    return marked(number(line.unrounded, 2), bool(line.provisional))


def day(iso: str) -> str:
    """An ISO date as a person writes it: 3 March 2026."""
    return f"{date.fromisoformat(iso):%-d %B %Y}" if iso else ""
