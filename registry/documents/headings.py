"""Headings that enter the outline, and a list of contents whose page numbers need no second pass.

A page number that is not known yet is drawn as a named form; the form is filled in once, when the document is
complete (`pages.PageCanvas.save`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable

from registry.documents import styles
from registry.documents.lines import break_lines
from registry.documents.rows import Placed, Row, RowBlock
from registry.documents.text import Value, clean, parts, text

KEEP_WITH_HEADING = {1: 150, 2: 130, 3: 90}
NUMBER_ROOM = 26.0
INDENT = 14.0


class Heading(Flowable):
    """A heading with a bookmark. Its key is given by the build, in document order."""

    def __init__(self, label: Value, level: int) -> None:
        super().__init__()
        self.label = label
        self.level = level
        self.key = ""
        self.outline_level = 0
        self._paragraph = text(label, f"h{level}")

    @property
    def plain(self) -> str:
        return clean("".join(span.text for span in parts(self.label))).replace("\n", " ")

    def getSpaceBefore(self) -> float:
        return float(self._paragraph.getSpaceBefore())

    def getSpaceAfter(self) -> float:
        return float(self._paragraph.getSpaceAfter())

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width, self.height = self._paragraph.wrap(available_width, available_height)
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        return list(self._paragraph.split(available_width, available_height))

    def draw(self) -> None:
        canvas = self.canv
        if self.key:
            canvas.bookmarkHorizontal(self.key, 0, self.height + 6)
            canvas.addOutlineEntry(self.plain, self.key, self.outline_level, closed=self.outline_level > 0)
            note = getattr(canvas, "note_heading", None)
            if note:
                note(self.key)
        self._paragraph.drawOn(canvas, 0, 0)


def heading(label: Value, level: int = 1) -> list[Flowable]:
    """A heading of level 1 to 3 that is never left alone at the foot of a page."""
    return [CondPageBreak(KEEP_WITH_HEADING[level]), Heading(label, level)]


def number_headings(story: Sequence[Flowable]) -> list[Heading]:
    """Give every heading of the story its key and its place in the outline, and return them in order."""
    found = [flowable for flowable in story if isinstance(flowable, Heading)]
    previous = -1
    for number, item in enumerate(found, start=1):
        item.key = f"heading-{number}"
        item.outline_level = min(item.level - 1, previous + 1)  # an outline may not skip a level downwards
        previous = item.outline_level
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """Draws the leader, the link and the page number of one line of the list of contents."""

    key: str
    width: float
    height: float
    drop: float
    text_end: float

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        area = (left, top - self.height, left + self.width, top)
        canvas.linkRect("", self.key, area, relative=1, thickness=0)
        canvas.saveState()
        # The leader is a dotted rule, not dots: read aloud or copied, a line is its title and page.
        canvas.setStrokeColor(styles.RULE_STRONG)
        canvas.setLineWidth(0.6)
        canvas.setDash(0.6, 2.6)
        canvas.line(
            left + self.text_end + 6, top - self.drop, left + self.width - NUMBER_ROOM, top - self.drop
        )
        canvas.translate(left + self.width, top - self.drop)
        canvas.doForm(number_form(self.key))
        canvas.restoreState()


def number_form(key: str) -> str:
    """Name of the form that holds the page number of a heading."""
    return f"page-of-{key}"


def contents(headings: Sequence[Heading], *, width: float, deepest: int = 2) -> Flowable:
    """The list of contents: linked headings, dot leaders, page numbers at the right edge."""
    rows = [_contents_row(item, width) for item in headings if item.level <= deepest]
    return RowBlock(rows=rows, width=width, space_before=4, space_after=12)


def _contents_row(item: Heading, width: float) -> Row:
    style = styles.SCALE["body"]
    x = INDENT * item.outline_level
    lines = break_lines(item.label, style, width - x - NUMBER_ROOM - 30, bold=item.level == 1)
    drop = 2 + 0.5 * (style.leading + 0.72 * style.size)
    placed = tuple(
        Placed(line, x, drop + number * style.leading, style.size) for number, line in enumerate(lines)
    )
    last = drop + (len(lines) - 1) * style.leading
    height = len(lines) * style.leading + 4
    return Row(height, placed, on_draw=_Entry(item.key, width, height, last, x + lines[-1].width))
