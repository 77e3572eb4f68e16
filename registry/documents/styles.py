"""One typographic scale, one set of colours and one page geometry for every PDF.

Lengths are points. Colours are chosen to print well in black and white: text colours have a contrast of at
least 4.5 to 1 on white and on every tint used here.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from registry.documents import fonts

Align = Literal["left", "right", "centre"]
Orientation = Literal["portrait", "landscape"]

INK = HexColor("#1d2528")
QUIET = HexColor("#566168")
ACCENT = HexColor("#1c4a45")
RULE = HexColor("#c5cecd")
RULE_STRONG = HexColor("#5d716e")
ZEBRA = HexColor("#f5f8f7")
TINT = HexColor("#e7efed")
TINT_STRONG = HexColor("#d7e4e1")
PATTERN = HexColor("#8fb0aa")
WARNING_INK = HexColor("#6b3d00")
WARNING_TINT = HexColor("#fdf5e6")
WARNING_RULE = HexColor("#b3741a")
PAPER = white

PAGE_SIZES: dict[str, tuple[float, float]] = {"portrait": A4, "landscape": landscape(A4)}
MARGIN_SIDE = 18 * mm
MARGIN_TOP = 22 * mm
MARGIN_BOTTOM = 20 * mm

TEXT_WIDTH: dict[str, float] = {name: size[0] - 2 * MARGIN_SIDE for name, size in PAGE_SIZES.items()}


# ReportLab's own numbers: its drawing code does not know the words.
_ALIGNMENT: dict[str, Literal[0, 1, 2]] = {"left": 0, "centre": 1, "right": 2}


@dataclass(frozen=True, slots=True)
class Style:
    """A step of the scale. `face` is the upright font; bold and italic variants follow from it."""

    name: str
    size: float
    leading: float
    bold: bool = False
    colour: Color = INK
    align: Align = "left"
    space_before: float = 0
    space_after: float = 0
    boxed: bool = False

    def face(self, *, bold: bool = False, italic: bool = False) -> str:
        strong = self.bold or bold
        if italic:
            return fonts.BOLD_ITALIC if strong else fonts.ITALIC
        return fonts.BOLD if strong else fonts.REGULAR


SCALE: dict[str, Style] = {
    style.name: style
    for style in (
        Style("kicker", 8.5, 11, bold=True, colour=ACCENT, space_after=3),
        Style("title", 21, 26, bold=True, colour=ACCENT, space_after=3),
        Style("subtitle", 11, 15, colour=QUIET, space_after=6),
        Style("h1", 14, 18, bold=True, colour=ACCENT, space_before=16, space_after=6),
        Style("h2", 11, 14.5, bold=True, colour=INK, space_before=12, space_after=4),
        Style("h3", 9.5, 13, bold=True, colour=QUIET, space_before=9, space_after=3),
        Style("body", 9.2, 13.2, space_after=6),
        Style("small", 7.8, 10.8, colour=QUIET, space_after=4),
        Style("small_ink", 7.8, 10.8),
        Style("cover_kicker", 11, 15, bold=True, colour=ACCENT, space_after=6),
        Style("cover_title", 28, 34, bold=True, colour=ACCENT, space_after=8),
        Style("cover_subtitle", 14, 19, colour=INK, space_after=10),
        Style("cover_disclaimer", 9.2, 13.2, bold=True, colour=INK, space_after=4),
        Style("caption", 8.2, 11.2, bold=True, colour=INK, space_before=6, space_after=4),
        Style("label", 7.2, 9.6, colour=QUIET),
        Style("cell", 7.8, 10.4),
        Style("map_label", 6.8, 8.6, bold=True),
        Style("cell_number", 7.8, 10.4, align="right"),
        Style("cell_head", 7.4, 9.6, bold=True, colour=ACCENT),
        Style("running", 7.4, 9.6, colour=QUIET),
        Style("warning", 8.8, 12.4, colour=WARNING_INK, space_before=9, space_after=13, boxed=True),
    )
}


@cache
def paragraph_style(name: str) -> ParagraphStyle:
    """The ReportLab style of a step of the scale; `KeyError` for a name that is not in it."""
    style = SCALE[name]
    result = ParagraphStyle(
        name=name,
        fontName=style.face(),
        bulletFontName=style.face(),
        fontSize=style.size,
        leading=style.leading,
        textColor=style.colour,
        alignment=_ALIGNMENT[style.align],
        spaceBefore=style.space_before,
        spaceAfter=style.space_after,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )
    if style.boxed:
        result.backColor = WARNING_TINT
        result.borderColor = WARNING_RULE
        result.borderWidth = 0.6
        result.borderPadding = 6
        result.leftIndent = result.rightIndent = 8
    return result
