"""Tables that read well over many pages.

Values arrive as text: numbers are rounded and formatted by the caller. A value that fits its column is drawn
as one line; only one that does not is broken. Time grows with the number of rows and no faster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportlab.platypus import Flowable

from registry.documents import styles
from registry.documents.columns import PAD_X, Column, Record, divide, is_marked, needs, share, shown
from registry.documents.lines import Line, break_lines, shortened, single_line, width_of
from registry.documents.marks import MARK
from registry.documents.rows import Placed, Row, RowBlock
from registry.documents.text import Span, Value, clean, parts

PAD_Y = 2.8
SPACE_AROUND = 8
CONTINUED = " (continued)"
CAPTION_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a label of their own, with an optional subtotal (values by column key)."""

    label: Value
    rows: Sequence[Record]
    subtotal: Record | None = None
    subtotal_label: str = "Subtotal"


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a column lies, and how much of its right edge is kept for marks (so that digits line up)."""

    column: Column
    x: float
    width: float
    gutter: float

    @property
    def room(self) -> float:
        return self.width - 2 * PAD_X


def data_table(
    columns: Sequence[Column],
    rows: Sequence[Record] = (),
    *,
    groups: Sequence[Group] = (),
    total: Record | None = None,
    total_label: str = "Total",
    caption: Value = "",
    zebra: bool = True,
    repeat_header: bool = True,
    empty: str = "None recorded.",
    width: float = styles.TEXT_WIDTH["portrait"],
) -> list[Flowable]:
    """A table as flowables: one, or several where its columns cannot fit in `width` points.

    Plain `rows` come first, then `groups`, then the total. A missing or empty value shows as a dash; a value
    that ends with the provisional mark hangs the mark in a gutter so that the digits of a column line up.
    `ValueError` for a row with a key that is no column, so that no value is left out by a slip.
    """
    _check_keys(columns, rows, groups, total)
    records = [*rows, *(row for group in groups for row in group.rows)]
    summaries = [*(group.subtotal for group in groups if group.subtotal), *([total] if total else [])]
    wanted = needs(columns, [*records, *summaries])
    divided = divide(columns, wanted, width)
    result: list[Flowable] = []
    for numbers in divided:
        chosen = [columns[number] for number in numbers]
        widths = share(chosen, [wanted[number] for number in numbers], width)
        slots = _slots(chosen, widths, [*records, *summaries])
        body = _body(
            slots, rows=rows, groups=groups, total=total, total_label=total_label, zebra=zebra, empty=empty
        )
        heads = _heads(
            slots, _part_caption(caption, numbers, columns, parts_count=len(divided)), repeat_header
        )
        result.append(
            RowBlock(
                rows=body,
                width=sum(slot.width for slot in slots),
                head=heads[0],
                continued=heads[1],
                space_before=SPACE_AROUND,
                space_after=SPACE_AROUND + 4,
            )
        )
    return result


def _check_keys(
    columns: Sequence[Column], rows: Iterable[Record], groups: Iterable[Group], total: Record | None
) -> None:
    known = {column.key for column in columns}
    every = [*rows, *(row for group in groups for row in group.rows)]
    every += [group.subtotal for group in groups if group.subtotal] + ([total] if total else [])
    for record in every:
        if unknown := record.keys() - known:
            raise ValueError(f"These values have no column: {', '.join(sorted(unknown))}.")


def _slots(columns: Sequence[Column], widths: Sequence[float], records: Sequence[Record]) -> list[_Slot]:
    size = styles.SCALE["cell"].size
    mark = width_of(MARK, styles.SCALE["cell"].face(), size)
    slots: list[_Slot] = []
    x = 0.0
    for column, width in zip(columns, widths, strict=True):
        hangs = column.alignment == "right" and any(
            is_marked(shown(record, column.key)) for record in records
        )
        slots.append(_Slot(column, x, width, mark if hangs else 0.0))
        x += width
    return slots


def _part_caption(
    caption: Value, numbers: Sequence[int], columns: Sequence[Column], *, parts_count: int
) -> list[Span]:
    spans = [
        Span(clean(span.text, max_chars=CAPTION_LIMIT), span.bold, span.italic) for span in parts(caption)
    ]
    if parts_count > 1:
        labels = f"columns {columns[numbers[1]].label} to {columns[numbers[-1]].label}"
        spans.append(Span(f" ({labels}; all {len(columns)} columns over {parts_count} tables)"))
    return [span for span in spans if span.text]


def _heads(slots: list[_Slot], caption: list[Span], repeat_header: bool) -> tuple[list[Row], list[Row]]:
    """The head of the first page and that of the pages after it."""
    labels = _head_row(slots)
    width = sum(slot.width for slot in slots)
    style = styles.SCALE["caption"]
    first, later = [labels], [labels]
    if caption:
        first = [text_row(break_lines(caption, style, width), style, kind="plain", indent=0), labels]
        later = [text_row([_continued(caption, style, width)], style, kind="plain", indent=0), labels]
    return first, later if repeat_header else []


def _continued(label: Value, style: styles.Style, width: float) -> Line:
    """The label on one line, shortened where it must be (it stands in full above), and "(continued)"."""
    tail = single_line(CONTINUED, style)
    short = shortened(label, style, width - tail.width)
    return Line((*short.runs, *tail.runs), short.width + tail.width)


def _head_row(slots: list[_Slot]) -> Row:
    style = styles.SCALE["cell_head"]
    broken = [break_lines(slot.column.label, style, slot.room) for slot in slots]
    tallest = max(len(lines) for lines in broken)
    placed: list[Placed] = []
    for slot, lines in zip(slots, broken, strict=True):
        # Labels sit on the last line, next to their values.
        placed += _place(lines, slot, style, first_line=tallest - len(lines))
    return Row(tallest * style.leading + 2 * PAD_Y, tuple(placed), kind="head", keeps_with_next=True)


def _body(
    slots: list[_Slot],
    *,
    rows: Sequence[Record],
    groups: Sequence[Group],
    total: Record | None,
    total_label: str,
    zebra: bool,
    empty: str,
) -> list[Row]:
    result = _data_rows(slots, rows, zebra=zebra, carry=None, held=False)
    for group in groups:
        label, carry = _group_rows(slots, group.label)
        result.append(label)
        result += _data_rows(slots, group.rows, zebra=zebra, carry=carry, held=group.subtotal is not None)
        if not group.rows:
            result.append(_empty_row(slots, empty))
        if group.subtotal is not None:
            result.append(_summary_row(slots, group.subtotal, group.subtotal_label, kind="subtotal"))
    if not result:
        result.append(_empty_row(slots, empty))
    if total is not None:
        result[-1] = replace(result[-1], keeps_with_next=True)  # a total never stands alone on a page
        result.append(_summary_row(slots, total, total_label, kind="total"))
    return result


def _data_rows(
    slots: list[_Slot], rows: Sequence[Record], *, zebra: bool, carry: Row | None, held: bool
) -> list[Row]:
    """Laid-out rows; the last is held together with the (sub)total under it when `held`."""
    result: list[Row] = []
    last = len(rows) - 1
    for number, record in enumerate(rows):
        height, content = _cells(slots, record)
        result.append(
            Row(
                height,
                content,
                kind="zebra" if zebra and number % 2 else "data",
                keeps_with_next=held and number == last,
                carry=carry if number else None,
            )
        )
    return result


def _cells(slots: list[_Slot], record: Record, *, bold: bool = False) -> tuple[float, tuple[Placed, ...]]:
    style = styles.SCALE["cell"]
    placed: list[Placed] = []
    tallest = 1
    for slot in slots:
        value = shown(record, slot.column.key)
        lines = break_lines(value, style, slot.room, bold=bold)
        tallest = max(tallest, len(lines))
        hangs = slot.gutter and is_marked(value)
        placed += _place(lines, slot, style, hang=slot.gutter if hangs else 0.0)
    return tallest * style.leading + 2 * PAD_Y, tuple(placed)


def _place(
    lines: Sequence[Line], slot: _Slot, style: styles.Style, *, first_line: int = 0, hang: float = 0.0
) -> list[Placed]:
    placed: list[Placed] = []
    for number, line in enumerate(lines, start=first_line):
        free = slot.room - line.width
        if slot.column.alignment == "right":
            # Values without a mark leave the gutter empty; marked ones let the mark hang in it.
            free = max(0.0, free - slot.gutter + hang)
        elif slot.column.alignment == "centre":
            free /= 2
        else:
            free = 0.0
        placed.append(Placed(line, slot.x + PAD_X + free, _baseline(style, number), style.size))
    return placed


def _baseline(style: styles.Style, line_number: int) -> float:
    return PAD_Y + line_number * style.leading + 0.5 * (style.leading + 0.72 * style.size)


def text_row(
    lines: Sequence[Line],
    style: styles.Style,
    *,
    kind: str,
    indent: float = PAD_X,
    keeps_with_next: bool = True,
) -> Row:
    """A row of lines that span the whole block, such as a caption or a note."""
    placed = tuple(
        Placed(line, indent, _baseline(style, number), style.size) for number, line in enumerate(lines)
    )
    return Row(len(lines) * style.leading + 2 * PAD_Y, placed, kind=kind, keeps_with_next=keeps_with_next)


def _group_rows(slots: list[_Slot], label: Value) -> tuple[Row, Row]:
    """The label row of a group, and the one-line form that is repeated after a page break."""
    style = styles.SCALE["cell"]
    room = sum(slot.width for slot in slots) - 2 * PAD_X
    strong = [Span(span.text, True, span.italic) for span in parts(label)]
    first = text_row(break_lines(strong, style, room), style, kind="group")
    return first, text_row([_continued(strong, style, room)], style, kind="group")


def _empty_row(slots: list[_Slot], empty: str) -> Row:
    style = styles.SCALE["cell"]
    room = sum(slot.width for slot in slots) - 2 * PAD_X
    quiet = Span(empty, italic=True, colour=styles.QUIET)
    return text_row(break_lines(quiet, style, room), style, kind="data", keeps_with_next=False)


def _summary_row(slots: list[_Slot], record: Record, label: str, *, kind: str) -> Row:
    """A subtotal or total: its label spans the columns up to the first that has a value."""
    style = styles.SCALE["cell"]
    has_value = [record.get(slot.column.key) not in (None, "") for slot in slots]
    first = has_value.index(True) if True in has_value else len(slots)
    spanned = slots[: max(first, 1)] if first else []
    valued = [slot for slot, has in zip(slots, has_value, strict=True) if has]
    height, content = _cells(valued, record, bold=True) if valued else (style.leading + 2 * PAD_Y, ())
    if spanned:
        room = sum(slot.width for slot in spanned) - 2 * PAD_X
        lines = break_lines(label, style, room, bold=True)
        height = max(height, len(lines) * style.leading + 2 * PAD_Y)
        content = (*text_row(lines, style, kind=kind).content, *content)
    return Row(height, content, kind=kind)
