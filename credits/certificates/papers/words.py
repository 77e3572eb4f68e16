"""How facts are written for a person: days, credits, prices. Pure."""

from datetime import date
from decimal import Decimal, InvalidOperation

from registry.units import display_dollars

NOT_STATED = "–"


def day(iso: str | None) -> str:
    """`2026-03-02` as `02/03/2026`; a dash for none."""
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else NOT_STATED


def number(value: int | None) -> str:
    """With thousands separators; a dash for none."""
    return NOT_STATED if value is None else f"{value:,}"


def credits(quantity: int) -> str:
    """`1 credit`, `1,200 credits`."""
    return f"{quantity:,} credit{'' if quantity == 1 else 's'}"


def price(text: str) -> str:
    """A unit price as exact as it is kept, with at least two decimals."""
    try:
        whole, _, decimals = f"{Decimal(text):,f}".partition(".")
    except InvalidOperation:
        return NOT_STATED
    return f"${whole}.{decimals.ljust(2, '0')}"


def money(cents: int | None) -> str:
    """Whole cents as dollars; a dash for none."""
    return NOT_STATED if cents is None else display_dollars(cents)
