"""The cover of a long report: a band over the top of the page, then kind, title, what it is about and its details.

The band is decoration and carries no text. Everything written flows below it, so a name of any length is shown whole;
one that is very long takes a second page.
"""

import math
from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, Spacer

from registry.documents import styles
from registry.documents.details import details as details_block
from registry.documents.text import Value, parts, text

BAND_HEIGHT = 74 * mm
TEXT_TOP = BAND_HEIGHT + 20 * mm
LONG_TITLE_CHARACTERS = 90
"""A longer title is set smaller."""

CONTOUR = Color(1, 1, 1, alpha=0.16)
CONTOURS = 15


def cover(
    *,
    kicker: str,
    title: str,
    subtitle: str,
    details: Sequence[tuple[str, Value | None]],
    details_footnote: Value,
    notice: Value,
    disclaimer: str,
    width: float,
) -> list[Flowable]:
    """What is written on a cover, from top to bottom."""
    result: list[Flowable] = [text(kicker, "cover_kicker")] if kicker else []
    result.append(text(title, "cover_title" if len(title) <= LONG_TITLE_CHARACTERS else "title"))
    if subtitle:
        long = len(subtitle) > 2 * LONG_TITLE_CHARACTERS
        result.append(text(subtitle, "subtitle" if long else "cover_subtitle"))
    result += [
        Spacer(1, 8),
        HRFlowable(width="100%", thickness=1.4, color=styles.ACCENT, spaceBefore=2, spaceAfter=8),
    ]
    if details:
        result += details_block(details, columns=2, width=width, footnote=details_footnote)
    if notice:
        result.append(text(notice, "warning"))
    if disclaimer and not _said(notice).startswith(disclaimer):  # the notice says it already
        result.append(text(f"{disclaimer}.", "cover_disclaimer"))
    return result


def _said(value: Value) -> str:
    return "".join(span.text for span in parts(value))


def draw_band(canvas: Canvas, width: float, height: float) -> None:
    """The band: contour lines of an imagined hill, the same for every report."""
    floor = height - BAND_HEIGHT
    canvas.saveState()
    canvas.setFillColor(styles.ACCENT)
    canvas.rect(0, floor, width, BAND_HEIGHT, stroke=0, fill=1)
    clip = canvas.beginPath()
    clip.rect(0, floor, width, BAND_HEIGHT)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setStrokeColor(CONTOUR)
    canvas.setLineWidth(0.9)
    for ring in range(1, CONTOURS + 1):
        canvas.drawPath(_contour(canvas, ring, width * 0.74, floor + BAND_HEIGHT * 0.42), stroke=1, fill=0)
    canvas.restoreState()


def _contour(canvas: Canvas, ring: int, x: float, y: float):  # type: ignore[no-untyped-def]
    path = canvas.beginPath()
    for step in range(0, 361, 3):
        angle = math.radians(step)
        reach = (
            ring * 21 * (1 + 0.16 * math.sin(2 * angle + ring / 5) + 0.07 * math.sin(5 * angle - ring / 3))
        )
        point = (x + 1.5 * reach * math.cos(angle), y + 0.85 * reach * math.sin(angle))
        if step:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
    path.close()
    return path
