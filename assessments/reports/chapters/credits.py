"""Offset thresholds and the credit tables: by zone and community, by species, by group of trees (method 4 and 6)."""

from assessments.reports import credit_tables
from assessments.reports.content import Part, Words
from assessments.reports.source import ReportSource
from assessments.reports.threshold_table import thresholds
from assessments.reports.tree_tables import trees

THRESHOLDS = (
    "A zone whose vegetation integrity is below the threshold of its listing needs no ecosystem credits. The threshold "
    "of each zone stands beside its score."
)


def credits_required(source: ReportSource) -> list[Part]:
    """Thresholds, then the credits of a development."""
    parts: list[Part] = []
    if source.outcome.zones:
        table = (Words(THRESHOLDS), thresholds(source))
        parts.append(Part("Offset thresholds", table, "thresholds", wide=True))
    parts.append(
        _opening(source, "Credits required", "The number and type of credits for the residual impact.")
    )
    if source.outcome.zones:
        parts.append(_ecosystem(source, wide=True))
    if source.inputs.trees:
        parts.append(Part("Scattered trees", trees(source), "tree-credits", wide=True, level=2))
    if not source.scattered_trees:
        parts.append(_species(source, wide=True))
    return parts


def credits_generated(source: ReportSource) -> list[Part]:
    """The credits a stewardship site generates (N40)."""
    text = "The number and type of credits the site generates, from the gain of each zone."
    return [_opening(source, "Credits generated", text), _ecosystem(source), _species(source)]


def _opening(source: ReportSource, title: str, text: str) -> Part:
    outcome = source.outcome
    ecosystem, species = f"{outcome.ecosystem_credits:,}", f"{outcome.species_credits:,}"
    totals = f"Together: {ecosystem} ecosystem credits and {species} species credits."
    if not outcome.complete:
        totals += " Lines that are not computed are not in these sums."
    return Part(title, (Words(f"{text} {totals}"),), "credits", new_page=source.stewardship)


def _ecosystem(source: ReportSource, *, wide: bool = False) -> Part:
    return Part("Ecosystem credits", credit_tables.ecosystem(source), "ecosystem", wide=wide, level=2)


def _species(source: ReportSource, *, wide: bool = False) -> Part:
    return Part("Species credits", credit_tables.species(source), "species-credits", wide=wide, level=2)
