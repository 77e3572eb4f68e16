"""The curve of the attribute score as SVG, drawn on the server from the function that scores."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.bam.curve import unweighted_score
from registry.units import display

LEFT, TOP, WIDTH, HEIGHT = 34.0, 10.0, 300.0, 180.0
LONGEST_SHARE = 1.2
STEPS = 60
MARKED_SHARE = 0.5
TICKS = ((0.0, "0"), (0.5, "0.5"), (1.0, "1"))
SCORES = (0.0, 50.0, 100.0)


def curve_chart() -> SafeString:
    """Score 0 to 100 over mean ÷ benchmark, with the score at half of the benchmark marked."""
    points = " ".join(
        f"{_x(share):.1f},{_y(unweighted_score(share, 1.0)):.1f}"
        for share in (LONGEST_SHARE * step / STEPS for step in range(STEPS + 1))
    )
    marked = unweighted_score(MARKED_SHARE, 1.0)
    shown = display(marked)
    return format_html(
        '<svg class="reg-chart method-curve" viewBox="0 0 360 232" role="img" focusable="false" aria-label="{}">'
        '{}{}<polyline class="method-curve__line" points="{}"/>'
        '<circle class="method-curve__dot" cx="{}" cy="{}" r="5"/><text x="{}" y="{}">{}</text>'
        '<text x="{}" y="228" text-anchor="middle">mean ÷ benchmark</text></svg>',
        f"Score of an attribute against mean ÷ benchmark: 0 at 0, {shown} at {MARKED_SHARE:g}, 100 from 1 on.",
        format_html_join("", "{}", ((_score_line(score),) for score in SCORES)),
        format_html_join("", "{}", ((_tick(share, text),) for share, text in TICKS)),
        points,
        f"{_x(MARKED_SHARE):.1f}",
        f"{_y(marked):.1f}",
        f"{_x(MARKED_SHARE) + 10:.1f}",
        f"{_y(marked) + 12:.1f}",
        shown,
        f"{LEFT + WIDTH / 2:.1f}",
    )


def _x(share: float) -> float:
    return LEFT + WIDTH * share / LONGEST_SHARE


def _y(score: float) -> float:
    return TOP + HEIGHT * (1.0 - score / 100.0)


def _score_line(score: float) -> SafeString:
    return format_html(
        '<line class="method-curve__grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        f"{LEFT:.1f}",
        f"{LEFT + WIDTH:.1f}",
        f"{_y(score):.1f}",
        f"{_y(score):.1f}",
        f"{LEFT - 6:.1f}",
        f"{_y(score) + 4:.1f}",
        f"{score:g}",
    )


def _tick(share: float, text: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="middle">{}</text>', f"{_x(share):.1f}", f"{_y(0.0) + 18:.1f}", text
    )
