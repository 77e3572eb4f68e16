"""Numbers of the method as pages show them: scores to one decimal, areas in hectares, a dash where there is none."""

from decimal import Decimal

from django import template

from registry.units import display, display_hectares, hectares

register = template.Library()
NONE = "–"


Number = float | Decimal | str | None
"""A template hands over an empty text where a step of a dotted name is missing: no number, like None."""


def _shown(value: Number, digits: int) -> str:
    return NONE if value is None or value == "" else display(float(value), digits).replace("-", "−")


@register.filter
def score(value: Number) -> str:
    """A score or mean to one decimal, as the official calculator shows it."""
    return _shown(value, 1)


@register.filter
def weight(value: Number) -> str:
    """A dynamic weight, to two decimals (method 1.4)."""
    return _shown(value, 2)


def _aligned(shown: str, digits: int) -> str:
    """As many decimals in every row, so that a column of numbers can be compared by eye."""
    if shown == NONE:
        return shown
    whole, _, decimals = shown.partition(".")
    return f"{whole}.{decimals.ljust(digits, '0')}"


@register.filter
def tenths(value: Number) -> str:
    """A score or mean in a column of them: always one decimal."""
    return _aligned(_shown(value, 1), 1)


@register.filter
def hundredths(value: Number) -> str:
    """A weight in a column of them: always two decimals."""
    return _aligned(_shown(value, 2), 2)


@register.filter
def exact(value: Number) -> str:
    """A number with up to four decimals: enough to follow a calculation by hand."""
    return _shown(value, 4)


@register.filter
def signed(value: Number) -> str:
    """A change, with its sign: `+15.2`, `−36.4`."""
    shown = _shown(value, 1)
    return shown if shown in ("0", NONE) or shown.startswith("−") else f"+{shown}"


@register.filter
def loss(value: Number) -> str:
    """A change at a development as the loss it is: `−36.4` becomes `36.4`."""
    return NONE if value is None or value == "" else _shown(-float(value), 1)


@register.filter
def ha(area_m2: int | None) -> str:
    """Square metres as hectares with two decimals."""
    return NONE if area_m2 is None else display_hectares(area_m2)


@register.filter
def exact_ha(area_m2: int | None) -> str:
    """Square metres as hectares, at least two decimals and as many more as it has."""
    if area_m2 is None:
        return NONE
    places = -int(hectares(area_m2).normalize().as_tuple().exponent)
    return display_hectares(area_m2, max(2, places))
