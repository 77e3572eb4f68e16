"""The assembled report: Biodiversity development assessment report, or stewardship site assessment report (N20, N39).

Chapters follow the minimum contents of method section 6, which are remembered and not confirmed; the report says so.
Every chapter is made from the stored calculation alone; what is missing in a draft is said where it is missing.
"""

from assessments.reports.chapters.classes import like_for_like, listed_classes
from assessments.reports.chapters.credits import credits_generated, credits_required
from assessments.reports.chapters.declaration import declaration
from assessments.reports.chapters.evidence import other_reports, photos, sources
from assessments.reports.chapters.impacts import impacts
from assessments.reports.chapters.introduction import introduction, landscape
from assessments.reports.chapters.plot_sheets import plot_sheets
from assessments.reports.chapters.species import species
from assessments.reports.chapters.stewardship import stewardship
from assessments.reports.chapters.summary import summary
from assessments.reports.chapters.vegetation import vegetation
from assessments.reports.closing import data_and_method, findings
from assessments.reports.content import ASSESSMENT_REPORT, Part, ReportContent
from assessments.reports.kinds import kinds_of, title_of
from assessments.reports.numbering import numbered
from assessments.reports.opening import assembled
from assessments.reports.source import ReportSource


def assessment_report(source: ReportSource) -> ReportContent:
    """The whole report behind a cover and a list of contents, its chapters, tables and figures numbered."""
    body = _stewardship(source) if source.stewardship else _development(source)
    parts = [
        declaration(source),
        summary(source),
        introduction(source),
        landscape(source),
        *vegetation(source),
        *species(source),
        *body,
        *findings(source, credits=True),
        data_and_method(source),
        *([plot_sheets(source)] if source.inputs.zones else []),
        *photos(source),
        other_reports(kinds_of(source)),
        *sources(source),
    ]
    return numbered(
        assembled(
            source,
            kind=ASSESSMENT_REPORT,
            parts=parts,
            contents=True,
            cover=True,
            heading=title_of(ASSESSMENT_REPORT, source),
        )
    )


def _development(source: ReportSource) -> list[Part]:
    return [*impacts(source), *credits_required(source), *like_for_like(source)]


def _stewardship(source: ReportSource) -> list[Part]:
    return [*stewardship(source), *credits_generated(source), *listed_classes(source)]
