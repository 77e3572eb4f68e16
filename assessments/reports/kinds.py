"""Which reports a kind of assessment has, and in which formats (method section 6). Pure."""

from assessments.reports import content
from assessments.reports.source import ReportSource

PDF, XLSX = "pdf", "xlsx"

DEVELOPMENT_HEADING = "Biodiversity development assessment report"
STEWARDSHIP_HEADING = "Biodiversity stewardship site assessment report"

TABULAR = frozenset(content.TITLES) - {content.ASSESSMENT_REPORT}
"""Reports that are tables: they come as a workbook too."""


def kinds_of(source: ReportSource) -> tuple[str, ...]:
    """The reports of a calculation, in the order a reader wants them. Zones are reported where there are any, trees
    where there are any; scattered trees alone have no candidate species."""
    if source.stewardship:
        wanted = {content.STEWARDSHIP_CREDITS, content.CANDIDATE_SPECIES, content.PREDICTED_SPECIES}
    else:
        wanted = {content.LIKE_FOR_LIKE, content.VARIATIONS, content.PREDICTED_SPECIES}
        if not source.scattered_trees:
            wanted.add(content.CANDIDATE_SPECIES)
    wanted |= {content.ASSESSMENT_REPORT, content.CREDIT_SUMMARY}
    if source.outcome.zones:
        wanted.add(content.VEGETATION_ZONES)
    if source.inputs.trees:
        wanted.add(content.SCATTERED_TREES)
    return tuple(kind for kind in content.TITLES if kind in wanted)


def title_of(kind: str, source: ReportSource) -> str:
    """The title a report of this assessment carries."""
    if kind != content.ASSESSMENT_REPORT:
        return content.TITLES[kind]
    return STEWARDSHIP_HEADING if source.stewardship else DEVELOPMENT_HEADING


def formats_of(kind: str) -> tuple[str, ...]:
    """PDF always; a workbook for what is a table."""
    return (PDF, XLSX) if kind in TABULAR else (PDF,)
