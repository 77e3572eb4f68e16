"""A block of rows that breaks well over pages: the body of every table, detail block and list of contents.

ReportLab's own table slows down with its length, because each page break copies what is left. Here rows are
laid out once, a break is a bisection over their heights, and both halves share the same rows, so a table of
any length takes time in proportion to its rows. Lengths are points.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from registry.documents import styles
from registry.documents.lines import Line, LineWriter

KEEP_WHOLE_BELOW = 110  # a block this small moves to the next page rather than break
LEAST_ROWS_BEFORE_BREAK = 2
SPLIT_WHERE_IT_STANDS = 300  # a row this tall does not move on whole: it would leave a page empty


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of row is ruled and tinted."""

    tint: Color | None = None
    rule_above: tuple[float, Color] | None = None
    rule_below: tuple[float, Color] | None = None


LOOKS: dict[str, Look] = {
    "plain": Look(),
    "head": Look(tint=styles.TINT_STRONG, rule_below=(0.9, styles.ACCENT)),
    "group": Look(tint=styles.TINT, rule_below=(0.4, styles.RULE_STRONG)),
    "data": Look(rule_below=(0.3, styles.RULE)),
    "zebra": Look(tint=styles.ZEBRA, rule_below=(0.3, styles.RULE)),
    "subtotal": Look(rule_above=(0.6, styles.RULE_STRONG), rule_below=(0.6, styles.RULE_STRONG)),
    "total": Look(tint=styles.TINT_STRONG, rule_above=(1.1, styles.ACCENT), rule_below=(1.1, styles.ACCENT)),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text at `x` from the left of its row, its baseline `drop` below the top of the row."""

    line: Line
    x: float
    drop: float
    size: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is laid out. `keeps_with_next` forbids a break below it; `carry` is repeated at the top
    of the next page when the block breaks just above this row."""

    height: float
    content: tuple[Placed, ...]
    kind: str = "plain"
    keeps_with_next: bool = False
    carry: "Row | None" = None
    on_draw: Callable[[Canvas, float, float], None] | None = None  # given the canvas, left and top of the row


class RowBlock(Flowable):
    """Rows under a head. The head is repeated on each page in its `continued` form."""

    def __init__(
        self,
        *,
        rows: Sequence[Row],
        width: float,
        head: Sequence[Row] = (),
        continued: Sequence[Row] | None = None,
        space_before: float = 0,
        space_after: float = 0,
    ) -> None:
        super().__init__()
        self._rows = rows
        self._tops = [0.0, *accumulate(row.height for row in rows)]
        self._start, self._stop = 0, len(rows)
        self._head = tuple(head)
        self._continued = self._head if continued is None else tuple(continued)
        self.width = width
        self.spaceBefore, self.spaceAfter = space_before, space_after

    def _part(self, start: int, stop: int, head: tuple[Row, ...]) -> "RowBlock":
        part = RowBlock.__new__(RowBlock)
        part.__dict__.update({key: value for key, value in self.__dict__.items() if key != "_postponed"})
        part._start, part._stop, part._head = start, stop, head
        part.spaceBefore = self.spaceBefore if start == self._start else 0
        part.spaceAfter = self.spaceAfter if stop == self._stop else 0
        return part

    @property
    def _head_height(self) -> float:
        return sum(row.height for row in self._head)

    @property
    def total_height(self) -> float:
        return self._head_height + self._tops[self._stop] - self._tops[self._start]

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.total_height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        must = hasattr(self, "_postponed") or bool(getattr(getattr(self, "_frame", None), "_atTop", False))
        if self.total_height <= available_height:
            return [self]
        if not must and self.total_height <= KEEP_WHOLE_BELOW:
            return []
        room = available_height - self._head_height
        fitting = bisect_right(self._tops, self._tops[self._start] + room + 1e-6) - 1
        at = self._allowed_break(fitting, must=must)
        if at == self._start:
            tall = self._rows[at].height > SPLIT_WHERE_IT_STANDS and room > KEEP_WHOLE_BELOW
            return self._split_row(room) if must or tall else []
        carry = self._rows[at].carry
        rest_head = (*self._continued, carry) if carry else self._continued
        return [self._part(self._start, at, self._head), self._part(at, self._stop, rest_head)]

    def _allowed_break(self, fitting: int, *, must: bool) -> int:
        """The last row number <= fitting above which a break is allowed; the block's start when none is."""
        at = min(fitting, self._stop - 1)
        while at > self._start and self._rows[at - 1].keeps_with_next:
            at -= 1
        if at > self._start and (must or at - self._start >= LEAST_ROWS_BEFORE_BREAK):
            return at
        return max(fitting, self._start) if must else self._start

    def _split_row(self, room: float) -> list[Flowable]:
        """Break inside the first row, which is taller than a page: lines above the break stay."""
        row = self._rows[self._start]
        above = tuple(placed for placed in row.content if placed.drop + 0.4 * placed.size <= room)
        below = [placed for placed in row.content if placed.drop + 0.4 * placed.size > room]
        if not above or not below:
            return []
        shift = min(placed.drop - 1.3 * placed.size for placed in below)
        moved = tuple(replace(placed, drop=placed.drop - shift) for placed in below)
        upper = replace(row, height=room, content=above)
        lower = replace(row, height=row.height - shift, content=moved, on_draw=None)
        first = RowBlock(rows=[upper], width=self.width, head=self._head, space_before=self.spaceBefore)
        rest = RowBlock(
            rows=[lower, *self._rows[self._start + 1 : self._stop]],
            width=self.width,
            head=self._continued,
            continued=self._continued,
            space_after=self.spaceAfter,
        )
        return [first, rest]

    def draw(self) -> None:
        canvas, top = self.canv, self.total_height
        placed_rows: list[tuple[Row, float]] = []
        for row in (*self._head, *self._rows[self._start : self._stop]):
            placed_rows.append((row, top))
            top -= row.height
        for row, row_top in placed_rows:
            _draw_tint(canvas, LOOKS[row.kind], top=row_top, height=row.height, width=self.width)
        for row, row_top in placed_rows:  # after every tint, so that no tint covers half a rule
            _draw_rules(canvas, LOOKS[row.kind], top=row_top, height=row.height, width=self.width)
        writer = LineWriter(canvas)
        for row, row_top in placed_rows:
            for placed in row.content:
                writer.write(placed.line, x=placed.x, y=row_top - placed.drop, size=placed.size)
        writer.finish()
        for row, row_top in placed_rows:
            if row.on_draw:
                row.on_draw(canvas, 0, row_top)


def _draw_tint(canvas: Canvas, look: Look, *, top: float, height: float, width: float) -> None:
    if look.tint:
        canvas.setFillColor(look.tint)
        canvas.rect(0, top - height, width, height, stroke=0, fill=1)


def _draw_rules(canvas: Canvas, look: Look, *, top: float, height: float, width: float) -> None:
    for rule, y in ((look.rule_above, top), (look.rule_below, top - height)):
        if rule:
            canvas.setLineWidth(rule[0])
            canvas.setStrokeColor(rule[1])
            canvas.line(0, y, width, y)
