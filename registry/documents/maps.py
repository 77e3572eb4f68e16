"""A vector map on a page: outlines to scale, north up, with graticule, scale bar, labels and a legend.

It stays readable in black and white: areas differ by pattern, and by the label or letter that stands in them. Where
things are drawn is found in `map_layout`, which the pages of the site use too.
"""

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject
from reportlab.platypus import CondPageBreak, Flowable

from registry.documents import styles
from registry.documents.fitting import FittingPicture
from registry.documents.lines import draw_line, single_line
from registry.documents.map_labels import Mark, Shape, Sign, Tone
from registry.documents.map_layout import Area, Layout, PointMark, arrange
from registry.documents.map_legend import SWATCH_SIZE, Swatch, legend
from registry.documents.map_patterns import TINTS, Hatch, hatch_dots, hatch_lines, hatches
from registry.documents.map_shapes import Box, Ring, extent
from registry.documents.text import Value, text

LEFT = 46.0
FOOT = 46.0
SHARE_SHORTEST, SHARE_TALLEST = 0.3, 0.92
TALLEST = 400.0
TALLEST_BELOW_ALL = 300.0
"""On a landscape page, where a caption and a part's heading stand above."""

FILL_EVEN_ODD = 0
"""ReportLab's number for the rule that leaves holes open."""

NOTHING = "There is no outline and no point to draw."
LABEL = styles.SCALE["map_label"]
FILL_TINTS: tuple[Color, ...] = tuple(
    HexColor(code) for code in ("#e3eeea", "#f7efdc", "#e4ebf4", "#f3e5e0", "#ececec")
)
FILL_LINE = HexColor("#6f8f89")
OVERLAY_LINE = HexColor("#9a4d00")
FAINT = HexColor("#8a9694")

OUTLINES: dict[Tone, tuple[Color, float, tuple[float, ...]]] = {
    "background": (FAINT, 0.7, (1.5, 2.5)),
    "fill": (styles.ACCENT, 0.7, ()),
    "overlay": (OVERLAY_LINE, 1.0, (4.0, 2.0)),
    "border": (styles.INK, 1.7, ()),
}


class MapDrawing(Flowable):
    """The frame with everything in it, its coordinates, scale bar and north arrow."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self._layout = layout
        self.width = layout.projection.width + LEFT
        self.height = layout.projection.height + FOOT

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas, layout = self.canv, self._layout
        canvas.saveState()
        canvas.setLineJoin(1)
        canvas.translate(LEFT, FOOT)
        _graticule(canvas, layout)
        for shape in layout.painted():
            paint(canvas, shape)
        for mark in layout.marks:
            paint_mark(canvas, mark)
        for sign in layout.signs:
            _sign(canvas, sign)
        _frame(canvas, layout)
        _scale_bar(canvas, layout)
        _north(canvas, layout.projection.width - 12, -FOOT + 4)
        canvas.restoreState()


def area_map(
    areas: Sequence[Area],
    points: Sequence[PointMark] = (),
    *,
    caption: Value,
    note: Value = "",
    datum: Value = "",
    point_name: str = "",
    width: float = styles.TEXT_WIDTH["portrait"],
) -> list[Flowable]:
    """The map under its caption, then its legend, datum and note. `point_name` explains points in the legend."""
    title: list[Flowable] = [text(caption, "caption")] if caption else []
    tail: list[Flowable] = [text(value, "small") for value in (datum, note) if value]

    def draw(tallest: float) -> tuple[Flowable, list[Flowable]] | None:
        layout = arrange(
            areas,
            points,
            width=width - LEFT - 1,
            shortest=min(width * SHARE_SHORTEST, tallest - FOOT),
            tallest=tallest - FOOT,
            measure=lambda label: single_line(label, LABEL).width,
            line_height=LABEL.leading,
        )
        if layout is None:
            return None
        entries = legend(layout, swatch=_swatch, point_name=point_name, width=width)
        return MapDrawing(layout), [*entries, *tail]

    landscape = width > styles.TEXT_WIDTH["portrait"]
    tallest = TALLEST_BELOW_ALL if landscape else min(TALLEST, width * SHARE_TALLEST)
    full = draw(tallest + FOOT)
    if full is None:
        return [*title, text(NOTHING, "small", italic=True), *tail]
    fitting = FittingPicture(title, full, draw, width)
    return [CondPageBreak(fitting.least_height), fitting]


def paint(canvas: Canvas, shape: Shape) -> None:
    """An area: tint, pattern, outline. Holes stay open, by the even-odd rule."""
    for polygon in shape.polygons:
        _fill(canvas, shape, polygon)
    colour, width, dash = OUTLINES[shape.tone]
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(width)
    canvas.setDash(*_dash(dash))
    for polygon in shape.polygons:
        canvas.drawPath(_path(canvas, polygon), stroke=1, fill=0)
    canvas.setDash()


def _dash(dash: tuple[float, ...]) -> tuple[list[float], float]:
    return list(dash), 0


def _fill(canvas: Canvas, shape: Shape, polygon: tuple[Ring, ...]) -> None:
    if shape.tone == "fill":
        canvas.setFillColor(FILL_TINTS[shape.number % TINTS])
        canvas.drawPath(_path(canvas, polygon), stroke=0, fill=1, fillMode=FILL_EVEN_ODD)
    lines = hatches(shape.tone, shape.number)
    if not lines:
        return
    canvas.saveState()
    canvas.clipPath(_path(canvas, polygon), stroke=0, fill=0, fillMode=FILL_EVEN_ODD)
    box = extent(polygon)
    colour = FILL_LINE if shape.tone == "fill" else OVERLAY_LINE
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(0.55)
    for hatch in lines:
        _hatch(canvas, hatch, box)
    canvas.restoreState()


def _hatch(canvas: Canvas, hatch: Hatch, box: Box) -> None:
    if hatch.dotted:
        # A short line with round ends is a dot, in a sixth of the numbers a circle takes.
        canvas.setLineCap(1)
        canvas.setLineWidth(1.5)
        dots = [(x, y, x + 0.01, y) for x, y in hatch_dots(hatch, box)]
        if dots:
            canvas.lines(dots)
        return
    lines = [(*start, *end) for start, end in hatch_lines(hatch, box)]
    if lines:
        canvas.lines(lines)


def _path(canvas: Canvas, polygon: tuple[Ring, ...]) -> PDFPathObject:
    path = canvas.beginPath()
    for ring in polygon:
        path.moveTo(*ring[0])
        for point in ring[1:]:
            path.lineTo(*point)
        path.close()
    return path


def paint_mark(canvas: Canvas, mark: Mark) -> None:
    """A point: a disc with a light rim, and a line in its direction."""
    if mark.line_end:
        for colour, width in ((styles.PAPER, 2.6), (styles.INK, 1.1)):
            canvas.setStrokeColor(colour)
            canvas.setLineWidth(width * mark.share)
            canvas.line(*mark.at, *mark.line_end)
    canvas.setFillColor(styles.INK)
    canvas.setStrokeColor(styles.PAPER)
    canvas.setLineWidth(0.8 * mark.share)
    canvas.circle(*mark.at, mark.radius, stroke=1, fill=1)


def _sign(canvas: Canvas, sign: Sign) -> None:
    if sign.leader:
        canvas.setStrokeColor(styles.INK)
        canvas.setLineWidth(0.45)
        canvas.line(*sign.leader[0], *sign.leader[1])
    box = sign.box
    canvas.setFillColor(Color(1, 1, 1, alpha=0.88))
    canvas.roundRect(box.left, box.bottom, box.right - box.left, box.top - box.bottom, 1.6, stroke=0, fill=1)
    line = single_line(sign.text, LABEL)
    draw_line(canvas, line, x=box.middle[0] - line.width / 2, y=box.bottom + 2.1, size=LABEL.size)


def _graticule(canvas: Canvas, layout: Layout) -> None:
    """Round longitudes and latitudes as thin lines, named outside the frame."""
    style, projection = styles.SCALE["label"], layout.projection
    canvas.setStrokeColor(styles.RULE)
    canvas.setLineWidth(0.35)
    for tick in projection.meridians():
        canvas.line(tick.at, 0, tick.at, projection.height)
        line = single_line(tick.label, style)
        x = min(max(tick.at - line.width / 2, -LEFT), projection.width - line.width)
        draw_line(canvas, line, x=x, y=-10, size=style.size)
    for tick in projection.parallels():
        canvas.line(0, tick.at, projection.width, tick.at)
        line = single_line(tick.label, style)
        draw_line(canvas, line, x=-line.width - 5, y=tick.at - 2.5, size=style.size)


def _frame(canvas: Canvas, layout: Layout) -> None:
    canvas.setStrokeColor(styles.RULE_STRONG)
    canvas.setLineWidth(0.8)
    canvas.rect(0, 0, layout.projection.width, layout.projection.height, stroke=1, fill=0)


def _scale_bar(canvas: Canvas, layout: Layout) -> None:
    """Two halves, one solid and one open, with 0, the half and the whole length."""
    style, bar, y = styles.SCALE["label"], layout.projection.scale_bar(), -FOOT + 16
    canvas.setStrokeColor(styles.INK)
    canvas.setFillColor(styles.INK)
    canvas.setLineWidth(0.7)
    canvas.rect(0, y, bar.length / 2, 3.6, stroke=1, fill=1)
    canvas.rect(bar.length / 2, y, bar.length / 2, 3.6, stroke=1, fill=0)
    zero, half, whole = (single_line(label, style) for label in ("0", bar.half_label, bar.label))
    draw_line(canvas, zero, x=0, y=y - 9, size=style.size)
    start = bar.length - whole.width / 2
    if half.width + whole.width + 8 < bar.length:
        draw_line(canvas, half, x=bar.length / 2 - half.width / 2, y=y - 9, size=style.size)
    draw_line(canvas, whole, x=start, y=y - 9, size=style.size)


def _north(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFillColor(styles.INK)
    arrow = canvas.beginPath()
    arrow.moveTo(x, y + 28)
    arrow.lineTo(x - 5, y + 11)
    arrow.lineTo(x, y + 15)
    arrow.lineTo(x + 5, y + 11)
    arrow.close()
    canvas.drawPath(arrow, stroke=0, fill=1)
    line = single_line("N", LABEL)
    draw_line(canvas, line, x=x - line.width / 2, y=y + 2, size=LABEL.size)


def _swatch(canvas: Canvas, sample: Swatch, x: float, y: float) -> None:
    """The sample of a legend entry, its lower left corner at x, y."""
    width, height = SWATCH_SIZE
    canvas.saveState()
    if sample is None:
        paint_mark(canvas, Mark("", (x + 4, y + height / 2), 90.0))
    else:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        paint(canvas, Shape("", sample.tone, sample.number, ((corners,),)))
    canvas.restoreState()
