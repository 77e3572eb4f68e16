"""Yearly amounts as columns in SVG, drawn on the server; the page has the same numbers in a table beside them.

No style attributes and no scripts, so a page that holds one keeps its content policy; the look is in `fund.css`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from registry.units import display_dollars

WIDTH, HEIGHT = 360.0, 200.0
LEFT, TOP, RIGHT, FOOT = 50.0, 10.0, 358.0, 178.0
GAP = 0.22
"""Of a column's place, left free between two."""
STEPS = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year: what stands below it, the whole amount, and a part of it that is drawn darker."""

    label: str
    cents: int
    inner_cents: int | None = None
    labelled: bool = False


def year_columns(*, title: str, bars: Sequence[YearBar]) -> SafeString:
    """The years side by side on one scale from nothing up. `title` and every amount are read out."""
    highest = _round_up(max((bar.cents for bar in bars), default=0))
    spoken = "; ".join(f"{bar.label}: {display_dollars(bar.cents)}" for bar in bars)
    place = (RIGHT - LEFT) / max(1, len(bars))
    return format_html(
        '<svg class="reg-chart fund-chart" viewBox="0 0 {} {}" role="img" aria-label="{}. {}." focusable="false">'
        "{}{}</svg>",
        f"{WIDTH:g}",
        f"{HEIGHT:g}",
        title,
        spoken,
        _levels(highest),
        format_html_join(
            "", "{}", ((_column(bar, LEFT + place * at, place, highest),) for at, bar in enumerate(bars))
        ),
    )


def _round_up(cents: int) -> int:
    power = 10 ** max(0, len(str(cents)) - 1)
    return int(next(step * power for step in STEPS if step * power >= cents)) or 100


def _down(cents: int, highest: int) -> float:
    return FOOT - (FOOT - TOP) * max(0, cents) / highest


def _levels(highest: int) -> SafeString:
    levels = [0, highest // 2, highest]
    return format_html_join(
        "",
        '<line class="fund-chart__level" x1="{}" y1="{}" x2="{}" y2="{}"/>'
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                f"{LEFT:g}",
                f"{_down(level, highest):.1f}",
                f"{RIGHT:g}",
                f"{_down(level, highest):.1f}",
                f"{LEFT - 5:g}",
                f"{_down(level, highest) + 4:.1f}",
                _short(level),
            )
            for level in levels
        ),
    )


def _short(cents: int) -> str:
    """A round amount with few figures: `$1.5m`, `$40k`, `$500`."""
    dollars = cents / 100
    for size, unit in ((1_000_000_000, "b"), (1_000_000, "m"), (1_000, "k")):
        if dollars >= size:
            return f"${dollars / size:g}{unit}"
    return f"${dollars:g}"


def _column(bar: YearBar, left: float, place: float, highest: int) -> SafeString:
    width = place * (1 - GAP)
    drawn = _rectangle("whole", left + place * GAP / 2, width, bar.cents, highest)
    if bar.inner_cents:
        drawn += _rectangle("inner", left + place * GAP / 2, width, bar.inner_cents, highest)
    if bar.labelled:
        drawn += format_html(
            '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            f"{left + place / 2:.1f}",
            f"{FOOT + 16:g}",
            bar.label,
        )
    return drawn


def _rectangle(kind: str, left: float, width: float, cents: int, highest: int) -> SafeString:
    top = _down(cents, highest)
    return format_html(
        '<rect class="fund-chart__{}" x="{}" y="{}" width="{}" height="{}"/>',
        kind,
        f"{left:.2f}",
        f"{top:.2f}",
        f"{width:.2f}",
        f"{FOOT - top:.2f}",
    )
