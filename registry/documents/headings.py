"""Headings that enter the outline, and a list of contents whose page numbers need no second pass.

A page number that is not known yet is drawn as a named form; the form is filled in once, when the document is
complete (`pages.PageCanvas.save`).
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable

from registry.documents import styles
from registry.documents.lines import break_lines
from registry.documents.rows import Placed, Row, RowBlock
from registry.documents.text import KitParagraph, Value, clean, parts, text

KEEP_WITH_HEADING = {1: 152, 2: 145, 3: 140}
"""Room for the heading itself and for a block of rows so small that it moves on whole (`rows.KEEP_WHOLE_BELOW`)."""

HEADING_ROOM = {1: 40, 2: 32, 3: 28}
MOST_KEPT = 455.0
"""A little less than the text of a landscape page is high."""

NUMBER_ROOM = 26.0
INDENT = 14.0
LONG_LIST = 80
"""A list of contents with more lines than this is set closer."""


class Heading(Flowable):
    """A heading with a bookmark. Its key is given by the build, in document order."""

    def __init__(self, label: Value, level: int, *, listed: bool = True) -> None:
        super().__init__()
        self.listed = listed
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
        """A heading longer than a page goes on as text; its bookmark stays where it begins."""
        pieces = self._paragraph.split(available_width, available_height)
        if not pieces:
            return []
        beginning = copy(self)
        beginning._paragraph = cast(KitParagraph, pieces[0])
        return [beginning, *pieces[1:]]

    def draw(self) -> None:
        canvas = self.canv
        if self.key:
            canvas.bookmarkHorizontal(self.key, 0, self.height + 6)
            canvas.addOutlineEntry(self.plain, self.key, self.outline_level, closed=self.outline_level > 0)
            note = getattr(canvas, "note_heading", None)
            if note:
                note(self.key)
        self._paragraph.drawOn(canvas, 0, 0)


def heading(label: Value, level: int = 1, *, listed: bool = True) -> list[Flowable]:
    """A heading of level 1 to 3 that is never left alone at the foot of a page. One that is not `listed` stands in the
    outline but not in the list of contents."""
    return [CondPageBreak(KEEP_WITH_HEADING[level]), Heading(label, level, listed=listed)]


def keep_with_next(story: Sequence[Flowable]) -> None:
    """Let a heading go to the next page with what follows it, where that asks for more room than a heading does: a map
    or a picture is not parted from the headings above it."""
    needed = 0.0
    for flowable in reversed(story):
        if isinstance(flowable, CondPageBreak):
            needed = flowable.height = max(flowable.height, min(needed, MOST_KEPT))
        elif isinstance(flowable, Heading):
            needed = needed + HEADING_ROOM[flowable.level] if needed else 0.0
        else:
            needed = 0.0


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
    """The list of contents: linked headings, dot leaders, page numbers at the right edge. A long list is set closer."""
    listed = [item for item in headings if item.listed and item.level <= deepest]
    dense = len(listed) > LONG_LIST
    deeper = [after.level > item.level for item, after in pairwise(listed)] + [False]
    rows = [
        _contents_row(item, width, dense=dense, keeps=keeps)
        for item, keeps in zip(listed, deeper, strict=True)
    ]
    return RowBlock(rows=rows, width=width, space_before=4, space_after=12)


def _contents_row(item: Heading, width: float, *, dense: bool, keeps: bool) -> Row:
    style = styles.SCALE["small_ink" if dense and item.level > 1 else "body"]
    padding = 1.0 if dense else 4.0
    x = INDENT * item.outline_level
    lines = break_lines(item.label, style, width - x - NUMBER_ROOM - 30, bold=item.level == 1)
    drop = padding / 2 + 0.5 * (style.leading + 0.72 * style.size)
    placed = tuple(
        Placed(line, x, drop + number * style.leading, style.size) for number, line in enumerate(lines)
    )
    last = drop + (len(lines) - 1) * style.leading
    height = len(lines) * style.leading + padding
    return Row(
        height,
        placed,
        keeps_with_next=keeps,
        on_draw=_Entry(item.key, width, height, last, x + lines[-1].width),
    )
