"""A report's content as a PDF, by the registry's document kit."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

from reportlab.platypus import Flowable

from assessments.reports import content
from assessments.reports.map_tones import MAP_TONES, point_name
from registry.documents import charts, columns, maps, marks, styles, tables
from registry.documents.details import details
from registry.documents.document import BuiltDocument, DocumentSpec, Section, build
from registry.documents.headings import heading
from registry.documents.map_layout import Area, PointMark
from registry.documents.pictures import picture
from registry.documents.text import Part as KitPart
from registry.documents.text import Span, Value, text

Flowables = list[Flowable]
Pictures = Callable[[str], bytes]
"""Gives the bytes of a picture by their SHA-256; raises KeyError or OSError for one that is not there."""


def write_pdf(
    report: content.ReportContent, *, pictures: Pictures | None = None
) -> tuple[bytes, BuiltDocument]:
    """The file and its facts. The same content and pictures give the same bytes. A picture that `pictures` cannot give
    is drawn as a frame that says so."""
    out = BytesIO()
    sections = [_section(part, pictures, listed=not report.cover) for part in report.parts]
    built = build(spec=_spec(report), sections=sections, out=out)
    return out.getvalue(), built


def _spec(report: content.ReportContent) -> DocumentSpec:
    return DocumentSpec(
        title=report.title,
        created_at=report.created_at,
        revision=report.reference,
        kicker=report.kicker,
        subtitle=report.subtitle,
        subject=f"{report.title}, {report.subtitle}",
        disclaimer=content.DISCLAIMER,
        notice=report.notice,
        watermark=report.watermark,
        details=[(label, _cell(value)) for label, value in report.details],
        details_footnote=report.details_footnote,
        contents=report.contents,
        cover=report.cover,
    )


def _section(part: content.Part, pictures: Pictures | None, *, listed: bool) -> Section:
    orientation: styles.Orientation = "landscape" if part.wide else "portrait"
    draw = partial(
        _block, width=styles.TEXT_WIDTH[orientation], level=part.level + 1, listed=listed, pictures=pictures
    )
    return Section(
        part.title,
        [draw(block) for block in part.blocks],
        orientation=orientation,
        new_page=part.new_page,
        level=part.level,
    )


def _block(
    block: content.Block, *, width: float, level: int, listed: bool, pictures: Pictures | None
) -> Flowables:
    match block:
        case content.Words():
            return [text(_text(block.text), block.tone)]
        case content.Heading():
            return heading(_text(block.text), level, listed=listed)
        case content.Details():
            return details([(label, _cell(value)) for label, value in block.pairs], width=width)
        case content.Bars():
            bars = [charts.ScoreBar(bar.label, bar.percent, bar.figures) for bar in block.bars]
            return charts.score_bars(bars, caption=block.caption, width=width)
        case content.Pairs():
            return _pairs(block, width)
        case content.Table():
            return _table(block, width)
        case content.Map():
            return _map(block, width)
        case content.Picture():
            return picture(_bytes_of(block, pictures), caption=block.caption, width=width)


def _bytes_of(block: content.Picture, pictures: Pictures | None) -> bytes | None:
    if pictures is None:
        return None
    try:
        return pictures(block.sha256) or None
    except (KeyError, OSError):
        return None


def _map(block: content.Map, width: float) -> Flowables:
    return maps.area_map(
        [Area(area.label, area.polygons, MAP_TONES[area.tone]) for area in block.areas],
        [
            PointMark(point.label, point.longitude, point.latitude, point.bearing_degrees)
            for point in block.points
        ],
        caption=block.caption,
        note=block.note,
        datum=block.datum,
        point_name=point_name(block),
        width=width,
    )


def _pairs(block: content.Pairs, width: float) -> Flowables:
    pairs = [
        charts.PairedBar(pair.label, pair.first, pair.second, pair.first_figures, pair.second_figures)
        for pair in block.pairs
    ]
    return charts.paired_bars(pairs, caption=block.caption, names=block.names, width=width)


def _table(table: content.Table, width: float) -> Flowables:
    return tables.data_table(
        [_column(column) for column in table.columns],
        [_record(row) for row in table.rows],
        groups=[
            tables.Group(
                _text(group.label),
                [_record(row) for row in group.rows],
                None if group.subtotal is None else _record(group.subtotal),
                group.subtotal_label,
            )
            for group in table.groups
        ],
        total=None if table.total is None else _record(table.total),
        total_label=table.total_label,
        caption=table.caption,
        empty=table.empty,
        width=width,
    )


def _column(column: content.Column) -> columns.Column:
    return columns.Column(
        column.key, column.label, kind="number" if column.number else "text", pinned=column.head
    )


def _record(record: content.Record) -> columns.Record:
    return {key: _cell(value) for key, value in record.items()}


def _cell(value: content.Cell) -> Value | None:
    if value is None:
        return None
    return marks.provisional(value.text) if isinstance(value, content.Provisional) else _text(value)


def _text(value: content.Text) -> Value:
    if isinstance(value, tuple):
        return [_inline(part) for part in value]
    return _inline(value)


def _inline(part: content.Inline) -> KitPart:
    return Span(part.text, italic=True) if isinstance(part, content.Italic) else part
