"""Money, areas and days of agreements as pages show them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from registry.units import display_dollars, display_hectares

register = template.Library()
NONE = "–"


@register.filter
def dollars(amount_cents: int | None) -> str:
    """Whole cents as dollars, a dash where there is no amount."""
    return NONE if amount_cents is None else display_dollars(amount_cents)


@register.filter
def hectares(area_m2: int | None) -> str:
    """Whole square metres as hectares with their unit, a dash where there is no area."""
    return NONE if area_m2 is None else f"{display_hectares(area_m2)} ha"


@register.filter
def day(value: Any) -> str:
    """A day, or the day of a moment in Sydney, as dd/mm/yyyy; a dash where there is none."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else NONE
