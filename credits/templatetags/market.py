"""Money and prices in the market's templates."""

from decimal import Decimal

from django import template

from credits.lots.web import words
from credits.public.market.shown import price_text
from registry.units import display_dollars

register = template.Library()


@register.filter
def dollars(price: Decimal | None) -> str:
    """A price figure to the cent, e.g. `$1,250.50`; smaller ones as exact as they are. Empty for none."""
    return words.price(price_text(price) or "")


@register.filter
def exact_price(price: str) -> str:
    """A price as exact as it was agreed."""
    return words.price(price)


@register.filter
def cents(amount_cents: int) -> str:
    """A value, e.g. `$1,204.50`."""
    return display_dollars(amount_cents)


@register.filter
def whole_dollars(amount_cents: int) -> str:
    """A large value without its cents, cut off, e.g. `$1,204`."""
    return display_dollars(amount_cents // 100 * 100).removesuffix(".00")
