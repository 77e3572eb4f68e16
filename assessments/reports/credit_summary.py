"""The credit summary report: development, scattered trees, or stewardship site (method 6; N3, N21, N40-N42)."""

from assessments.reports import background, credit_tables, hierarchy
from assessments.reports.closing import closing
from assessments.reports.content import CREDIT_SUMMARY, Part, ReportContent
from assessments.reports.management_plan import management_plan
from assessments.reports.opening import assembled
from assessments.reports.source import ReportSource
from assessments.reports.threshold_table import thresholds
from assessments.reports.tree_tables import trees


def credit_summary(source: ReportSource) -> ReportContent:
    """The whole report."""
    body = _stewardship(source) if source.stewardship else _development(source)
    planted = background.planted(source)
    parts = [*body, *([planted] if planted else []), *closing(source, credits=True)]
    return assembled(source, kind=CREDIT_SUMMARY, parts=parts)


def _development(source: ReportSource) -> list[Part]:
    parts = [
        Part("Credits required", (credit_tables.by_type(source),), "credits"),
        hierarchy.measures(source),
        hierarchy.residual(source),
        background.proposal_and_site(source),
    ]
    if source.inputs.trees:
        parts.append(Part("Scattered trees", trees(source), "trees"))
    if source.zones:
        parts.append(Part("Ecosystem credits", credit_tables.ecosystem(source), "ecosystem", wide=True))
        parts.append(Part("Offset thresholds", (thresholds(source),), "thresholds", wide=True))
    if not source.scattered_trees:
        parts.append(Part("Species credits", credit_tables.species(source), "species-credits", wide=True))
    parts += [hierarchy.impacts(source), hierarchy.serious_and_irreversible(source)]
    if not source.scattered_trees:
        parts.append(background.species_considered(source))
    return parts


def _stewardship(source: ReportSource) -> list[Part]:
    return [
        Part("Credits generated", (credit_tables.by_type(source),), "credits"),
        Part("Ecosystem credits", credit_tables.ecosystem(source), "ecosystem"),
        Part("Species credits", credit_tables.species(source), "species-credits"),
        management_plan(source),
        background.proposal_and_site(source),
        background.species_considered(source),
    ]
