"""Numbers for chapters, appendices, tables and figures of the assembled report. Pure.

The numbers are written into the content, before anything is drawn, so that the PDF, the page and the workbook give one
thing one number.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from assessments.reports.content import Bars, Block, Map, Pairs, Picture, ReportContent, Table
from registry.documents.lettering import letters

APPENDIX = "appendix-"
"""A part whose anchor begins so is an appendix; parts of level 2 after it belong to it."""


def numbered(report: ReportContent) -> ReportContent:
    """The report with its chapters counted ("2 Native vegetation", "2.1 Zones", "Appendix A. Plots", "A.1 Plot 1") and
    its captions too ("Table 3. ...", "Figure 2. ..."), both in the order of the document. A caption that is empty, and
    a chart of nothing, take no number."""
    tables, figures = count(1), count(1)
    return replace(
        report,
        parts=tuple(
            replace(part, title=title, blocks=tuple(_block(block, tables, figures) for block in part.blocks))
            for part, title in zip(report.parts, _titles(report), strict=True)
        ),
    )


def _titles(report: ReportContent) -> Iterator[str]:
    chapters = appendices = sections = 0
    chapter = ""
    for part in report.parts:
        if part.level == 2 and chapter:
            sections += 1
            yield f"{chapter}.{sections} {part.title}"
            continue
        sections = 0
        if part.anchor.startswith(APPENDIX):
            appendices += 1
            chapter = letters(appendices)
            yield f"Appendix {chapter}. {part.title}"
        else:
            chapters += 1
            chapter = str(chapters)
            yield f"{chapter} {part.title}"


def _block(block: Block, tables: "count[int]", figures: "count[int]") -> Block:
    match block:
        case Table() if block.caption:
            return replace(block, caption=f"Table {next(tables)}. {block.caption}")
        case Bars() if block.bars and block.caption:
            return replace(block, caption=_figure(block.caption, figures))
        case Pairs() if block.pairs and block.caption:
            return replace(block, caption=_figure(block.caption, figures))
        case Map() | Picture() if block.caption:
            return replace(block, caption=_figure(block.caption, figures))
    return block


def _figure(caption: str, figures: "count[int]") -> str:
    return f"Figure {next(figures)}. {caption}"
