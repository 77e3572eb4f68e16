"""The legend under a map: a sample of each pattern, the letter on the map where there is one, and the whole label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from registry.documents import styles
from registry.documents.lines import break_lines, single_line
from registry.documents.map_labels import Shape
from registry.documents.map_layout import Layout
from registry.documents.rows import Placed, Row, RowBlock
from registry.documents.text import Span, Value, text

SWATCH_SIZE = (18.0, 9.0)
SWATCH_ROOM = 25.0
GAP = 12.0
NARROWEST, NARROW, WIDEST = 62.0, 120.0, 240.0
FEW = 8
LITTLE_WIDER = 1.4
"""The longest label sets the columns where labels are few, or where it is so much wider than most at the most."""

UNSIGNED = "*"
CROWDED = "* Not marked on the map: too crowded there."
MOST_UNSIGNED_POINTS = 24
"""More points than this without a label are counted in a sentence instead of being named in the legend."""


Swatch = Shape | None
"""A shape to show a sample of; None for a point."""

Painter = Callable[[Canvas, Swatch, float, float], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend."""

    sample: Swatch
    label: Value


def entries(layout: Layout, *, point_name: str) -> list[Entry]:
    """Every area in its order; then what a point is, and each point whose label is not on the map."""
    result = [Entry(shape, _worded(shape.key, shape.label, shape.signed)) for shape in layout.shapes]
    if layout.marks and point_name:
        result.append(Entry(None, point_name))
    unsigned = [mark for mark in layout.marks if not mark.signed]
    named = unsigned if len(unsigned) <= MOST_UNSIGNED_POINTS else []
    result += [
        Entry(None, _worded(mark.key, mark.label, mark.signed))
        for mark in layout.marks
        if (mark.key and mark.signed) or mark in named
    ]
    return result


def crowded(layout: Layout) -> str:
    """What the legend says about things without a label on the map; empty where there are none."""
    points = sum(not mark.signed for mark in layout.marks)
    many = points > MOST_UNSIGNED_POINTS
    starred = not all(shape.signed for shape in layout.shapes) or (points > 0 and not many)
    counted = f"{points} of {len(layout.marks)} points have no label on the map: too crowded there."
    return " ".join([*([CROWDED] if starred else []), *([counted] if many else [])])


def _worded(key: str, label: str, signed: bool) -> Value:
    words: list[Span | str] = [Span(f"{key}  ", bold=True)] if key else []
    return [*words, label, *([] if signed else [f" {UNSIGNED}"])]


def legend(layout: Layout, *, swatch: Painter, point_name: str, width: float) -> list[Flowable]:
    """The legend in as many columns as most of its labels allow; longer ones take several lines."""
    found = entries(layout, point_name=point_name)
    if not found:
        return []
    sentences = [entry for entry in found if entry.sample is None and entry.label == point_name]
    rest = [entry for entry in found if entry not in sentences]
    columns = _columns(rest, width)
    room = width / columns
    wide = [entry for entry in rest if room < NARROW and _width(entry) > room - SWATCH_ROOM - GAP]
    grid = [entry for entry in rest if entry not in wide]
    # Beside numbers a name, and anywhere a sentence, has a line of its own.
    rows = [_row([entry], width, swatch) for entry in wide]
    rows += [_row(grid[start : start + columns], room, swatch) for start in range(0, len(grid), columns)]
    rows += [_row([entry], width, swatch) for entry in sentences]
    result: list[Flowable] = [RowBlock(rows=rows, width=width, space_before=2, space_after=4)]
    if note := crowded(layout):
        result.append(text(note, "small"))
    return result


def _columns(found: Sequence[Entry], width: float) -> int:
    """As many columns as most labels allow."""
    widths = sorted(map(_width, found)) or [0.0]
    most = widths[int(0.85 * (len(widths) - 1))]
    usual = widths[-1] if len(widths) < FEW or widths[-1] <= LITTLE_WIDER * most else most
    return max(1, int(width // min(max(usual + SWATCH_ROOM + GAP, NARROWEST), WIDEST)))


def _width(entry: Entry) -> float:
    return single_line(entry.label, styles.SCALE["cell"]).width


def _row(found: Sequence[Entry], room: float, swatch: Painter) -> Row:
    style = styles.SCALE["cell"]
    placed: list[Placed] = []
    most = 1
    for column, entry in enumerate(found):
        lines = break_lines(entry.label, style, room - SWATCH_ROOM - GAP)
        most = max(most, len(lines))
        for number, line in enumerate(lines):
            drop = 2.0 + number * style.leading + 0.5 * (style.leading + 0.72 * style.size)
            placed.append(Placed(line, column * room + SWATCH_ROOM, drop, style.size))

    def paint(canvas: Canvas, left: float, top: float) -> None:
        for column, entry in enumerate(found):
            swatch(canvas, entry.sample, left + column * room + 1, top - 2.8 - SWATCH_SIZE[1])

    return Row(most * style.leading + 4.0, tuple(placed), on_draw=paint)
