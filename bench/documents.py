"""P8: pages per second of an assessment's documents against bare ReportLab, and their growth with the zones.

The documents are the assembled report (with cover, contents, maps, and an outline and two plots for each zone), the
credit summary and the vegetation zones report. The bare side sets the same table rows and headings as plain
`Paragraph` cells in ReportLab's own `Table`, one table for each of ours, with no fonts embedded, no marks, no charts,
no maps and no running header: what a quick script would do. Pages per second of the documents together, and of the
assembled report alone, must reach half of that, and 300 zones may take at most eleven times as long as 30. Ratios
within one run decide. Run from the project's root: python bench/documents.py
"""

import gc
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import django
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from assessments.bam.inputs import CaseInput
from assessments.reports import content
from assessments.reports.assessment_report import assessment_report
from assessments.reports.credit_summary import credit_summary
from assessments.reports.pdf import write_pdf
from assessments.reports.source import ReportSource
from assessments.reports.vegetation_zones import vegetation_zones
from tests.documents.report_sources import development, source_of

ROUNDS = 5
SPEED_MINIMUM = 0.5
GROWTH_MAXIMUM = 11.0
RULES = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.3, "#c5cecd")])


Writer = Callable[[ReportSource], content.ReportContent]
ASSEMBLED: tuple[Writer, ...] = (assessment_report,)
ALL: tuple[Writer, ...] = (assessment_report, credit_summary, vegetation_zones)


def source(zones: int) -> ReportSource:
    """A development with zones that have outlines of 120 points and plots with coordinates."""
    case = development(zones)
    return source_of(case, maps=outlines(case), plots=list(placed(case)))


def corner(number: int, zones: int) -> tuple[float, float]:
    across = math.ceil(math.sqrt(zones))
    return 150.9 + 0.004 * (number % across), -33.4 + 0.004 * (number // across)


def ring(west: float, south: float, size: float, points: int) -> list[list[float]]:
    """A wavy outline around the middle of a square."""
    result = []
    for step in range(points + 1):
        angle = 2 * math.pi * (step % points) / points
        reach = size / 2 * (0.9 + 0.1 * math.sin(5 * angle))
        result.append([west + size / 2 + reach * math.cos(angle), south + size / 2 + reach * math.sin(angle)])
    return result


def outlines(case: CaseInput) -> dict[str, object]:
    count = len(case.zones)
    zones = [
        {
            "zone": zone.key,
            "area_m2": zone.area_m2,
            "source_name": "zones.geojson",
            "rings": [[ring(*corner(number, count), 0.0036, 120)]],
        }
        for number, zone in enumerate(case.zones)
    ]
    site = [[ring(150.895, -33.405, 0.01 + 0.0045 * math.ceil(math.sqrt(count)), 400)]]
    return {"site": site, "zones": zones, "species": [], "datum": "GDA2020"}


def placed(case: CaseInput) -> Iterator[dict[str, object]]:
    for number, zone in enumerate(case.zones):
        west, south = corner(number, len(case.zones))
        for shift, plot in enumerate(zone.plots, start=1):
            yield {
                "zone": zone.key,
                "label": plot.label,
                "surveyed_on": "2026-01-05",
                "mga_zone": 56,
                "easting": "300000",
                "northing": "6300000",
                "bearing": 40 * shift,
                "longitude": west + 0.001 * shift,
                "latitude": south + 0.0015,
                "sums_from_species": False,
                "species": [],
            }


def ours(data: ReportSource, writers: tuple[Writer, ...] = ALL) -> int:
    """The documents, from the stored data to finished files; returns their pages."""
    return sum(write_pdf(write(data))[1].pages for write in writers)


def bare(data: ReportSource, writers: tuple[Writer, ...] = ALL) -> int:
    """The same rows as paragraphs in ReportLab's own tables."""
    styles = getSampleStyleSheet()
    pages = 0
    for write in writers:
        report = write(data)
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


def quickest(*works: Callable[[], int]) -> list[tuple[float, int]]:
    """Of several rounds the quickest run of each: noise only ever adds."""
    rounds = [[measured(work) for work in works] for _ in range(ROUNDS)]
    return [min(runs) for runs in zip(*rounds, strict=True)]


def main() -> int:
    """Measure, print, and say by the exit code whether every line was held."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")  # the kit asks it where the fonts are
    django.setup()
    small, large = source(30), source(300)
    ours(source(1))  # fonts are read once per process
    held = [compared(name, small, large, writers) for name, writers in KINDS.items()]
    return 0 if all(held) else 1


KINDS = {"assembled report": ASSEMBLED, "all documents": ALL}


def compared(name: str, small: ReportSource, large: ReportSource, writers: tuple[Writer, ...]) -> bool:
    """Both ratios of these documents, printed; whether they were held."""
    (seconds, pages), (bare_seconds, bare_pages), (large_seconds, large_pages) = quickest(
        lambda: ours(small, writers), lambda: bare(small, writers), lambda: ours(large, writers)
    )
    speed = (pages / seconds) / (bare_pages / bare_seconds)
    growth = large_seconds / seconds
    fast, linear = speed >= SPEED_MINIMUM, growth <= GROWTH_MAXIMUM
    print(
        f"{name}, 30 zones: {pages} pages, {pages / seconds:.0f} pages/s; bare ReportLab {bare_pages} pages, "
        f"{bare_pages / bare_seconds:.0f} pages/s; ratio {speed:.2f} (at least {SPEED_MINIMUM}): "
        f"{'ok' if fast else 'MISSED'}"
    )
    print(
        f"{name}, 300 zones: {large_pages} pages in {large_seconds:.1f} s; ratio to 30 zones {growth:.1f} "
        f"(at most {GROWTH_MAXIMUM:g}): {'ok' if linear else 'MISSED'}"
    )
    return fast and linear


if __name__ == "__main__":
    sys.exit(main())
