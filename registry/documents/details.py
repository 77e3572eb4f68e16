"""The block of labelled values at the head of a report: "Proposal Details"."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from registry.documents import styles
from registry.documents.columns import PAD_X, shown
from registry.documents.lines import break_lines
from registry.documents.rows import Placed, Row, RowBlock
from registry.documents.tables import PAD_Y, SPACE_AROUND, text_row
from registry.documents.text import Value


def details(
    pairs: Sequence[tuple[str, Value | None]],
    *,
    columns: int = 3,
    width: float = styles.TEXT_WIDTH["portrait"],
    footnote: Value = "",
) -> list[Flowable]:
    """Labelled values in columns, read across: the "Proposal Details" block at the head of a report."""
    column_width = width / columns
    rows: list[Row] = []
    for start in range(0, len(pairs), columns):
        rows.append(_detail_row(pairs[start : start + columns], column_width))
    if footnote:
        style = styles.SCALE["label"]
        rows.append(text_row(break_lines(footnote, style, width), style, kind="plain", indent=0))
    return [RowBlock(rows=rows, width=width, space_before=SPACE_AROUND, space_after=SPACE_AROUND + 2)]


def _detail_row(pairs: Sequence[tuple[str, Value | None]], column_width: float) -> Row:
    label_style, value_style = styles.SCALE["label"], styles.SCALE["cell"]
    placed: list[Placed] = []
    tallest = 0.0
    for number, (label, value) in enumerate(pairs):
        x = number * column_width
        room = column_width - 2 * PAD_X
        drop = PAD_Y
        for style, content in ((label_style, label), (value_style, shown({"value": value}, "value"))):
            for line in break_lines(content, style, room):
                placed.append(Placed(line, x, drop + 0.5 * (style.leading + 0.72 * style.size), style.size))
                drop += style.leading
        tallest = max(tallest, drop)
    return Row(tallest + PAD_Y + 1, tuple(placed), kind="data")
