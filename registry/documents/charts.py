"""Vector charts that stay readable in black and white, each with its caption and every value in figures.

Bars tell observed from benchmark, and current from future, by fill and pattern as well as by colour. Lengths
come from the numbers given; the figures printed beside the bars are the caller's own text, already rounded.
A long chart is divided over several drawings so that none is taller than a page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Line, Path, PolyLine, Rect, String
from reportlab.lib.colors import Color
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from registry.documents import fonts, styles
from registry.documents.lines import Line as TextLine
from registry.documents.lines import break_lines, single_line
from registry.documents.text import Run, Value, note_unknown, text, unknown_glyphs

LABEL_SHARE = 0.32
VALUE_ROOM = 108.0
PAIR_VALUE_ROOM = 60.0
BAR_HEIGHT = 9.0
ROW_GAP = 6.0
TICK_STEPS = (10.0, 25.0, 50.0, 100.0)
MOST_TICKS = 9
BARS_A_DRAWING = 24
PAIRS_A_DRAWING = 16
AXIS_LIMIT_PERCENT = 200.0
HATCH_STEP = 3.5
NOT_COMPUTED = "not computed"


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """An attribute: its observed value as a percentage of the benchmark, and the figures to print.

    `percent` is None where there is no benchmark to compare with; the figures still show.
    """

    label: Value
    percent: float | None
    figures: str


@dataclass(frozen=True, slots=True)
class PairedBar:
    """A zone: two scores on one scale, with their figures. A score of None is printed as not computed."""

    label: Value
    current: float | None
    future: float | None
    current_figures: str = ""
    future_figures: str = ""


class Chart(Flowable):
    """A drawing and the characters in it that no font has."""

    def __init__(self, drawing: Drawing, unknown: Counter[str]) -> None:
        super().__init__()
        self._drawing = drawing
        self._unknown = unknown
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        note_unknown(self.canv, self._unknown)
        renderPDF.draw(self._drawing, self.canv, 0, 0)


class _Sheet:
    """A drawing that is filled from the top, with text in the kit's fonts."""

    def __init__(self, width: float, height: float) -> None:
        self.drawing = Drawing(width, height, initialFontName=fonts.REGULAR)
        self.unknown: Counter[str] = Counter()

    def write(self, line: TextLine, x: float, y: float, style: styles.Style) -> None:
        self.unknown += unknown_glyphs(line.runs)
        for run in line.runs:
            self.drawing.add(
                String(x, y, run.text, fontName=run.font, fontSize=style.size, fillColor=run.colour)
            )
            x += _run_width(run, style)

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: Color, width: float = 0.5) -> None:
        self.drawing.add(Line(x1, y1, x2, y2, strokeColor=colour, strokeWidth=width))

    def bar(self, x: float, y: float, length: float, *, height: float, solid: bool) -> None:
        """A solid bar, or a hatched one with an outline: told apart without colour."""
        fill = styles.ACCENT if solid else styles.PAPER
        shape = Rect(x, y, max(length, 0.8), height)
        shape.fillColor, shape.strokeColor, shape.strokeWidth = fill, styles.ACCENT, 0.6
        self.drawing.add(shape)
        if not solid:
            self._hatch(x, y, length, height)

    def _hatch(self, x: float, y: float, length: float, height: float) -> None:
        lines = Path(strokeColor=styles.PATTERN, strokeWidth=0.7, fillColor=None)
        offset = HATCH_STEP
        while offset < length + height:
            low, high = max(0.0, offset - length), min(height, offset)
            lines.moveTo(x + offset - low, y + low)
            lines.lineTo(x + offset - high, y + high)
            offset += HATCH_STEP
        if lines.points:
            self.drawing.add(lines)

    def chart(self) -> Chart:
        return Chart(self.drawing, self.unknown)


def _run_width(run: Run, style: styles.Style) -> float:
    return fonts.register().width(run.text, run.font, style.size)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps a value onto the plot: `left` points from the edge, `length` points for `top` units."""

    left: float
    length: float
    top: float

    def reach(self, value: float) -> float:
        return self.length * min(max(value, 0.0), self.top) / self.top

    def ticks(self) -> list[float]:
        step = next((step for step in TICK_STEPS if self.top / step <= MOST_TICKS), TICK_STEPS[-1])
        return [number * step for number in range(int(self.top / step + 1e-9) + 1)]


def score_bars(
    items: Sequence[ScoreBar],
    *,
    caption: Value,
    width: float = styles.TEXT_WIDTH["portrait"],
) -> list[Flowable]:
    """Horizontal bars of observed values as a percentage of their benchmark, the benchmark marked at 100 %.

    A bar beyond 200 % ends in an arrow; its figures tell the value.
    """
    highest = max((item.percent for item in items if item.percent is not None), default=100.0)
    top = min(AXIS_LIMIT_PERCENT, max(100.0, -(-highest // 25) * 25))
    result: list[Flowable] = []
    for start in range(0, len(items), BARS_A_DRAWING):
        result.append(_score_chart(items[start : start + BARS_A_DRAWING], top=top, width=width))
    return _with_caption(result, caption)


def _score_chart(items: Sequence[ScoreBar], *, top: float, width: float) -> Chart:
    style = styles.SCALE["cell"]
    scale = _Scale(width * LABEL_SHARE, width * (1 - LABEL_SHARE) - VALUE_ROOM, top)
    labels = [break_lines(item.label, style, scale.left - 10) for item in items]
    figures = [break_lines(item.figures, style, VALUE_ROOM - 8) for item in items]
    heights = [
        max(BAR_HEIGHT, len(label) * style.leading, len(figure) * style.leading) + ROW_GAP
        for label, figure in zip(labels, figures, strict=True)
    ]
    floor, key = 16.0, 14.0
    sheet = _Sheet(width, sum(heights) + floor + key)
    _axis(sheet, scale, floor=floor, ceiling=floor + sum(heights), unit=" %")
    y = floor + sum(heights)
    for item, label, figure, height in zip(items, labels, figures, heights, strict=True):
        middle = y - height / 2
        _write_centred(sheet, label, right=scale.left - 8, middle=middle, style=style)
        if item.percent is not None:
            sheet.bar(
                scale.left, middle - BAR_HEIGHT / 2, scale.reach(item.percent), height=BAR_HEIGHT, solid=True
            )
            if item.percent > top:
                _arrow(sheet, scale.left + scale.length, middle)
        _write_centred(sheet, figure, left=scale.left + scale.length + 8, middle=middle, style=style)
        y -= height
    benchmark = scale.left + scale.reach(100.0)
    ceiling = floor + sum(heights)
    sheet.rule(benchmark, floor, benchmark, ceiling + 2, styles.INK, 1.1)
    name = single_line("Benchmark", styles.SCALE["label"])
    sheet.write(name, benchmark - name.width / 2, ceiling + 4.5, styles.SCALE["label"])
    return sheet.chart()


def paired_bars(
    items: Sequence[PairedBar],
    *,
    caption: Value,
    names: tuple[str, str] = ("Current", "Future"),
    top: float = 100.0,
    width: float = styles.TEXT_WIDTH["portrait"],
) -> list[Flowable]:
    """Two bars a zone on a scale from 0 to `top`: the current score solid, the future one hatched."""
    result: list[Flowable] = []
    for start in range(0, len(items), PAIRS_A_DRAWING):
        result.append(
            _paired_chart(items[start : start + PAIRS_A_DRAWING], names=names, top=top, width=width)
        )
    return _with_caption(result, caption)


def _paired_chart(items: Sequence[PairedBar], *, names: tuple[str, str], top: float, width: float) -> Chart:
    style = styles.SCALE["cell"]
    scale = _Scale(width * LABEL_SHARE, width * (1 - LABEL_SHARE) - PAIR_VALUE_ROOM, top)
    labels = [break_lines(item.label, style, scale.left - 10) for item in items]
    pair_height = 2 * BAR_HEIGHT + 1.5
    heights = [max(pair_height, len(label) * style.leading) + ROW_GAP for label in labels]
    floor, key = 16.0, 20.0
    sheet = _Sheet(width, sum(heights) + floor + key)
    _axis(sheet, scale, floor=floor, ceiling=floor + sum(heights), unit="")
    _key(sheet, names, left=scale.left, y=floor + sum(heights) + 8)
    y = floor + sum(heights)
    for item, label, height in zip(items, labels, heights, strict=True):
        middle = y - height / 2
        _write_centred(sheet, label, right=scale.left - 8, middle=middle, style=style)
        rows = (
            (item.current, item.current_figures, True, 0.75),
            (item.future, item.future_figures, False, -9.75),
        )
        for value, figures, solid, shift in rows:
            _one_of_pair(sheet, scale, value, figures, solid=solid, y=middle + shift, style=style)
        y -= height
    return sheet.chart()


def _one_of_pair(
    sheet: _Sheet,
    scale: _Scale,
    value: float | None,
    figures: str,
    *,
    solid: bool,
    y: float,
    style: styles.Style,
) -> None:
    end = scale.left
    if value is not None:
        length = scale.reach(value)
        sheet.bar(scale.left, y, length, height=BAR_HEIGHT, solid=solid)
        end += length
    shown = figures if value is not None else figures or NOT_COMPUTED
    sheet.write(single_line(shown, style), end + 5, y + 1.7, style)


def _axis(sheet: _Sheet, scale: _Scale, *, floor: float, ceiling: float, unit: str) -> None:
    style = styles.SCALE["label"]
    for tick in scale.ticks():
        x = scale.left + scale.reach(tick)
        sheet.rule(x, floor, x, ceiling, styles.RULE)
        line = single_line(f"{tick:.0f}{unit}", style)
        sheet.write(line, x - line.width / 2, floor - 11, style)
    sheet.rule(scale.left, floor, scale.left, ceiling, styles.RULE_STRONG, 0.9)


def _key(sheet: _Sheet, names: tuple[str, str], *, left: float, y: float) -> None:
    style = styles.SCALE["label"]
    x = left
    for name, solid in zip(names, (True, False), strict=True):
        sheet.bar(x, y, 16, height=7, solid=solid)
        line = single_line(name, style)
        sheet.write(line, x + 21, y + 0.8, style)
        x += 21 + line.width + 18


def _write_centred(
    sheet: _Sheet,
    lines: Sequence[TextLine],
    *,
    middle: float,
    style: styles.Style,
    left: float = 0.0,
    right: float | None = None,
) -> None:
    """Lines centred on `middle`: right-aligned at `right` when it is given, else starting at `left`."""
    y = middle + len(lines) * style.leading / 2 - 0.5 * (style.leading + 0.72 * style.size)
    for line in lines:
        sheet.write(line, left if right is None else right - line.width, y, style)
        y -= style.leading


def _arrow(sheet: _Sheet, x: float, middle: float) -> None:
    half = BAR_HEIGHT / 2
    points = [x - 5, middle + half, x + 2, middle, x - 5, middle - half]
    sheet.drawing.add(PolyLine(points, strokeColor=styles.PAPER, strokeWidth=1.6))


def _with_caption(charts: list[Flowable], caption: Value) -> list[Flowable]:
    """The caption above the first drawing, never parted from it."""
    if not charts or not caption:
        return charts
    title = text(caption, "caption")
    return [CondPageBreak(charts[0].height + 24), title, *charts, Spacer(1, 6)]
