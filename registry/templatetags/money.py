"""Money as people read it."""

from django import template

from registry.units import display_dollars

register = template.Library()


@register.filter
def dollars(amount_cents: int) -> str:
    """Whole cents as dollars, e.g. `$1,204.50`."""
    return display_dollars(amount_cents)
