"""A report's content as a PDF, by the registry's document kit."""

from io import BytesIO

from reportlab.platypus import Flowable

from assessments.reports import content
from registry.documents import charts, columns, marks, styles, tables
from registry.documents.details import details
from registry.documents.document import BuiltDocument, DocumentSpec, Section, build
from registry.documents.headings import heading
from registry.documents.text import Part as KitPart
from registry.documents.text import Span, Value, text

Flowables = list[Flowable]


def write_pdf(report: content.ReportContent) -> tuple[bytes, BuiltDocument]:
    """The file and its facts. The same content gives the same bytes."""
    out = BytesIO()
    built = build(spec=_spec(report), sections=[_section(part) for part in report.parts], out=out)
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
    )


def _section(part: content.Part) -> Section:
    orientation: styles.Orientation = "landscape" if part.wide else "portrait"
    width = styles.TEXT_WIDTH[orientation]
    return Section(
        part.title,
        [_block(block, width) for block in part.blocks],
        orientation=orientation,
        new_page=part.new_page,
    )


def _block(block: content.Block, width: float) -> Flowables:
    match block:
        case content.Words():
            return [text(_text(block.text), block.tone)]
        case content.Heading():
            return heading(_text(block.text), 2)
        case content.Details():
            return details([(label, _cell(value)) for label, value in block.pairs], width=width)
        case content.Bars():
            bars = [charts.ScoreBar(bar.label, bar.percent, bar.figures) for bar in block.bars]
            return charts.score_bars(bars, caption=block.caption, width=width)
        case content.Pairs():
            return _pairs(block, width)
        case content.Table():
            return _table(block, width)


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
