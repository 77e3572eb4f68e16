"""A report's content made ready for a template: the same blocks that the PDF is drawn from.

Nothing is computed or rounded here. Scientific names become `<i>`; everything else is escaped text.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.reports import content
from assessments.web import charts
from assessments.web.documents.map_svg import draw_map

MARK = format_html(
    '<span class="report-mark">†<span class="reg-visually-hidden"> {}</span></span>', "provisional"
)
ABSENT = "–"
WIDEST_PERCENT = 200.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block with the template that draws it."""

    template: str
    data: Any


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A part with its blocks; `anchor` names it on the page. A part of level 2 stands under the one before it."""

    title: str
    anchor: str
    blocks: tuple[Drawn, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A part in the list of contents, with the parts that stand under it."""

    part: DrawnPart
    below: tuple[DrawnPart, ...]


PictureUrl = Callable[[str], str]
"""Gives the address of a picture by its SHA-256; empty where its file is missing."""


def drawn(report: content.ReportContent, *, picture_url: PictureUrl | None = None) -> list[DrawnPart]:
    """Every part of the report, in order. A picture without an address is drawn as a sentence that says so."""
    names = (f"map-{number}" for number in count(1))
    return [
        DrawnPart(
            part.title,
            part.anchor,
            tuple(_block(block, names, picture_url) for block in part.blocks if not _is_nothing(block)),
            part.level,
        )
        for part in report.parts
    ]


def contents_of(parts: Iterable[DrawnPart]) -> list[ContentsLine]:
    """The list of contents in two levels."""
    lines: list[tuple[DrawnPart, list[DrawnPart]]] = []
    for part in parts:
        if part.level == 2 and lines:
            lines[-1][1].append(part)
        else:
            lines.append((part, []))
    return [ContentsLine(part, tuple(below)) for part, below in lines]


def _is_nothing(block: content.Block) -> bool:
    """A chart without bars is left out, as it is on paper."""
    match block:
        case content.Bars():
            return not block.bars
        case content.Pairs():
            return not block.pairs
    return False


def shown(value: content.Cell) -> SafeString:
    """A cell as HTML: a dash for nothing, the mark behind a provisional value."""
    if value is None or value == "":
        return SafeString(ABSENT)
    if isinstance(value, content.Provisional):
        return format_html("{}{}", value.text, MARK)
    if isinstance(value, tuple):
        return format_html_join("", "{}", ((_inline(part),) for part in value))
    return _inline(value)


def _inline(part: content.Inline) -> SafeString:
    if isinstance(part, content.Italic):
        return format_html("<i>{}</i>", part.text)
    return SafeString(str(conditional_escape(part)).replace("\n", "<br>"))


def _block(block: content.Block, map_names: Iterator[str], picture_url: PictureUrl | None) -> Drawn:
    match block:
        case content.Words():
            return Drawn("words", {"text": shown(block.text), "tone": block.tone})
        case content.Heading():
            return Drawn("heading", shown(block.text))
        case content.Details():
            return Drawn("details", [(label, shown(value)) for label, value in block.pairs])
        case content.Bars():
            return Drawn("figure", {"caption": block.caption, "chart": _bars(block)})
        case content.Pairs():
            return Drawn("figure", {"caption": block.caption, "chart": _pairs(block)})
        case content.Table():
            return Drawn("table", _table(block))
        case content.Map():
            return Drawn("map", {"map": block, "drawn": draw_map(block, name=next(map_names))})
        case content.Picture():
            return Drawn(
                "picture", {"picture": block, "url": picture_url(block.sha256) if picture_url else ""}
            )


def _bars(block: content.Bars) -> SafeString:
    """Each bar as a percentage of its benchmark, said in the caption; longer than the scale ends at its edge."""
    highest = max((bar.percent for bar in block.bars if bar.percent is not None), default=100.0)
    bars = [
        charts.Bar(bar.label, 0.0 if bar.percent is None else bar.percent, bar.figures) for bar in block.bars
    ]
    return charts.bar_chart(title=block.caption, bars=bars, maximum=min(WIDEST_PERCENT, max(100.0, highest)))


def _pairs(block: content.Pairs) -> SafeString:
    bars = []
    for pair in block.pairs:
        for name, value, figures, tone in (
            (block.names[0], pair.first, pair.first_figures, "current"),
            (block.names[1], pair.second, pair.second_figures, "future"),
        ):
            bars.append(charts.Bar(f"{pair.label}: {name.lower()}", value or 0.0, figures, tone=tone))
    return charts.bar_chart(title=block.caption, bars=bars)


def _table(table: content.Table) -> dict[str, Any]:
    columns = table.columns
    bodies: list[dict[str, Any]] = [
        {"label": None, "rows": [_row(columns, row) for row in table.rows], "subtotal": None}
    ]
    bodies += [
        {
            "label": shown(group.label),
            "rows": [_row(columns, row) for row in group.rows],
            "subtotal": _summary(columns, group.subtotal, group.subtotal_label),
        }
        for group in table.groups
    ]
    empty = not table.rows and not table.groups
    return {
        "caption": table.caption,
        "columns": columns,
        "width": len(columns),
        "bodies": [body for body in bodies if body["label"] is not None or body["rows"]],
        "total": _summary(columns, None if empty else table.total, table.total_label),
        "empty": table.empty if empty else "",
    }


def _row(columns: Any, record: content.Record) -> list[dict[str, Any]]:
    return [
        {"html": shown(record.get(column.key)), "number": column.number, "head": column.head}
        for column in columns
    ]


def _summary(columns: Any, record: content.Record | None, label: str) -> dict[str, Any] | None:
    """A subtotal or total: its label spans the columns up to the first that has a value."""
    if record is None:
        return None
    has_value = [record.get(column.key) not in (None, "") for column in columns]
    span = has_value.index(True) if True in has_value else len(columns)
    cells = [
        {"html": shown(record.get(column.key)) if has else "", "number": column.number}
        for column, has in list(zip(columns, has_value, strict=True))[max(span, 1) :]
    ]
    return {"label": label, "span": max(span, 1), "cells": cells}
