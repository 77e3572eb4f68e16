"""Goods and services tax of an amount, where it is taxable. Whether instalments are is not decided here. Pure."""

from registry.units import divide_half_up

BASIS_POINTS = 10_000
GST_POINTS = 1_000
"""10 %, in hundredths of a per cent."""


def gst_cents(net_cents: int, *, rate_points: int = GST_POINTS) -> int:
    """The tax on top of a net amount, half up to the cent."""
    return divide_half_up(net_cents * rate_points, BASIS_POINTS)


def gst_inside_cents(total_cents: int, *, rate_points: int = GST_POINTS) -> int:
    """The tax inside a total: one-eleventh at 10 %, half up to the cent."""
    return divide_half_up(total_cents * rate_points, BASIS_POINTS + rate_points)
