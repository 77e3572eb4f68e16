"""P8: pages per second of an assessment's documents against bare ReportLab, and their growth with the zones.

The bare side sets the same table rows and headings as plain `Paragraph` cells in ReportLab's own `Table`, one table
for each of ours, with no fonts embedded, no marks, no charts and no running header: what a quick script would do.
Pages per second of the assessment's two documents together must reach half of that, and 300 zones may take at most
eleven times as long as 30. Ratios within one run decide. Run from the project's root: python bench/documents.py
"""

import gc
import os
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from assessments.reports import content
from assessments.reports.credit_summary import credit_summary
from assessments.reports.pdf import write_pdf
from assessments.reports.source import ReportSource
from assessments.reports.vegetation_zones import vegetation_zones
from tests.documents.report_sources import development, source_of

ROUNDS = 5
SPEED_MINIMUM = 0.5
GROWTH_MAXIMUM = 11.0
RULES = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.3, "#c5cecd")])


def ours(source: ReportSource) -> int:
    """Both documents, from the stored data to finished files; returns their pages."""
    return sum(write_pdf(write(source))[1].pages for write in (credit_summary, vegetation_zones))


def bare(source: ReportSource) -> int:
    """The same rows as paragraphs in ReportLab's own tables."""
    styles = getSampleStyleSheet()
    pages = 0
    for write in (credit_summary, vegetation_zones):
        report = write(source)
        template = SimpleDocTemplate(BytesIO(), pagesize=A4)
        story: list[Flowable] = [Paragraph(escape(report.title), styles["Title"])]
        for part in report.parts:
            story.append(Paragraph(escape(part.title), styles["Heading1"]))
            for block in part.blocks:
                match block:
                    case content.Table():
                        story.append(bare_table(block, styles["BodyText"]))
                    case content.Words() | content.Heading():
                        story.append(Paragraph(escape(content.plain(block.text)), styles["BodyText"]))
                    case content.Details():
                        story += [
                            Paragraph(escape(f"{label}: {content.plain(value)}"), styles["BodyText"])
                            for label, value in block.pairs
                        ]
        template.build(story)
        pages += template.page
    return pages


def bare_table(table: content.Table, style: object) -> Table:
    """One table: head, rows, group labels, subtotals and total."""

    def cells(texts: list[str]) -> list[Paragraph]:
        return [Paragraph(escape(text), style) for text in texts]

    keys = [column.key for column in table.columns]

    def values(record: content.Record) -> list[Paragraph]:
        return cells([content.plain(record.get(key)) for key in keys])

    rows = [cells([column.label for column in table.columns]), *(values(row) for row in table.rows)]
    for group in table.groups:
        rows.append(cells([content.plain(group.label), *[""] * (len(keys) - 1)]))
        rows += [values(row) for row in group.rows]
        rows += [values(group.subtotal)] if group.subtotal else []
    rows += [values(table.total)] if table.total else []
    return Table(rows, repeatRows=1, style=RULES)


def measured(work: Callable[[], int]) -> tuple[float, int]:
    """Processor seconds and pages of one run, with the rubbish of the last run out of the way. Other programs on the
    machine take no processor time of ours."""
    gc.collect()
    started = time.process_time()
    pages = work()
    return time.process_time() - started, pages


def main() -> int:
    """Measure, print, and say by the exit code whether both lines were held. Of several rounds the quickest counts:
    noise only ever adds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")  # the kit asks it where the fonts are
    small, large = source_of(development(30)), source_of(development(300))
    ours(source_of(development(1)))  # fonts are read once per process
    rounds = [
        (measured(lambda: ours(small)), measured(lambda: bare(small)), measured(lambda: ours(large)))
        for _ in range(ROUNDS)
    ]
    (seconds, pages), (bare_seconds, bare_pages), (large_seconds, large_pages) = map(
        min, zip(*rounds, strict=True)
    )
    speed = (pages / seconds) / (bare_pages / bare_seconds)
    growth = large_seconds / seconds
    fast, linear = speed >= SPEED_MINIMUM, growth <= GROWTH_MAXIMUM
    print(
        f"assessment documents, 30 zones: {pages} pages, {pages / seconds:.0f} pages/s; bare ReportLab {bare_pages} "
        f"pages, {bare_pages / bare_seconds:.0f} pages/s; ratio {speed:.2f} (at least {SPEED_MINIMUM}): "
        f"{'ok' if fast else 'MISSED'}"
    )
    print(
        f"300 zones: {large_pages} pages in {large_seconds:.1f} s; ratio to 30 zones {growth:.1f} "
        f"(at most {GROWTH_MAXIMUM:g}): {'ok' if linear else 'MISSED'}"
    )
    return 0 if fast and linear else 1


if __name__ == "__main__":
    sys.exit(main())
