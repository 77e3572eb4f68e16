"""Bar charts as SVG, drawn on the server from numbers that a table beside them gives as well.

No style attributes and no scripts, so a page that holds them keeps its content policy; the look is in the style sheet
(`chart` classes). The drawing is narrow, so that its text stays readable on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.bam.attributes import label
from assessments.bam.outcome import ComponentScore
from registry.units import display

WIDTH = 360.0
"""User units across; at most this many CSS pixels on a phone, so one unit is about one pixel there."""

ROW_HEIGHT = 38.0
BAR_HEIGHT = 12.0
BAR_TOP = 18.0
TEXT_BASELINE = 13.0
FULL_SCORE = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a label on the left, `text` on the right, below them a bar from 0 to `value`.

    `inner` is drawn darker over the bar (a contribution within a score); `segments` replace the bar by a stack of
    parts; `tone` chooses the colour: `current`, `future`, `total`.
    """

    label: str
    value: float
    text: str
    inner: float | None = None
    segments: tuple[float, ...] = ()
    tone: str = "current"


def bar_chart(*, title: str, bars: Sequence[Bar], maximum: float = FULL_SCORE) -> SafeString:
    """The bars below each other on one scale from 0 to `maximum`. `title` is read out with every row's text.

    Bars longer than the scale end at its edge; below 0 nothing is drawn, the text still says the number.
    """
    height = ROW_HEIGHT * len(bars) + 4.0
    spoken = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    rows = format_html_join(
        "", "{}", ((_row(bar, number * ROW_HEIGHT, maximum),) for number, bar in enumerate(bars))
    )
    return format_html(
        '<svg class="reg-chart" viewBox="0 0 {} {}" role="img" aria-label="{}. {}." focusable="false">{}</svg>',
        f"{WIDTH:g}",
        f"{height:g}",
        title,
        spoken,
        rows,
    )


def component_chart(component: ComponentScore) -> SafeString:
    """Each attribute's score with the part it contributes, and the contributions stacked to the component's score."""
    bars = [
        Bar(
            label=label(attribute.code),
            value=attribute.unweighted,
            text=f"{display(attribute.unweighted)} × {display(attribute.weight, 2)} = {display(attribute.weighted)}",
            inner=attribute.weighted,
        )
        for attribute in component.attributes
    ]
    bars.append(
        Bar(
            label=f"{component.component.capitalize()} score",
            value=component.score,
            text=display(component.score),
            segments=tuple(attribute.weighted for attribute in component.attributes),
            tone="total",
        )
    )
    return bar_chart(title=f"{component.component.capitalize()}: score × weight = contribution", bars=bars)


def _row(bar: Bar, top: float, maximum: float) -> SafeString:
    return format_html(
        '<g><text class="reg-chart__label" x="0" y="{}">{}</text>'
        '<text class="reg-chart__value" x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="reg-chart__track" x="0" y="{}" width="{}" height="{}"/>{}</g>',
        f"{top + TEXT_BASELINE:g}",
        bar.label,
        f"{WIDTH:g}",
        f"{top + TEXT_BASELINE:g}",
        bar.text,
        f"{top + BAR_TOP:g}",
        f"{WIDTH:g}",
        f"{BAR_HEIGHT:g}",
        _stack(bar, top, maximum) if bar.segments else _single(bar, top, maximum),
    )


def _single(bar: Bar, top: float, maximum: float) -> SafeString:
    drawn = _rectangle(0.0, _length(bar.value, maximum), top, f"reg-chart__bar--{bar.tone}")
    if bar.inner is None:
        return drawn
    return format_html(
        "{}{}", drawn, _rectangle(0.0, _length(bar.inner, maximum), top, "reg-chart__bar--inner")
    )


def _stack(bar: Bar, top: float, maximum: float) -> SafeString:
    pieces, left = [], 0.0
    for number, segment in enumerate(bar.segments):
        length = min(_length(segment, maximum), WIDTH - left)
        shade = "odd" if number % 2 else "even"
        pieces.append((_rectangle(left, length, top, f"reg-chart__bar--{bar.tone}-{shade}"),))
        left += length
    return format_html_join("", "{}", pieces)


def _rectangle(left: float, length: float, top: float, kind: str) -> SafeString:
    if length <= 0:
        return SafeString("")
    return format_html(
        '<rect class="reg-chart__bar {}" x="{}" y="{}" width="{}" height="{}"/>',
        kind,
        f"{left:.2f}",
        f"{top + BAR_TOP:g}",
        f"{length:.2f}",
        f"{BAR_HEIGHT:g}",
    )


def _length(value: float, maximum: float) -> float:
    if maximum <= 0:
        return 0.0
    return max(0.0, min(value / maximum, 1.0)) * WIDTH
