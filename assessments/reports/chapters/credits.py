"""Offset thresholds and the credit tables: by zone and community, by species, by group of trees (method 4 and 6)."""

from assessments.reports import credit_tables, zone_tables
from assessments.reports.content import Part, Words
from assessments.reports.opening import counted, several
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
        loss = Part("Loss, zone by zone", zone_tables.future(source), "loss", wide=True, level=2)
        table = (Words(THRESHOLDS), thresholds(source))
        parts += [
            Part(
                "Loss of integrity and offset thresholds", (Words(_needed(source)),), "thresholds", wide=True
            ),
            loss,
            Part("Offset thresholds", table, "offset-thresholds", wide=True, level=2),
        ]
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
    words = (Words(f"{text} {totals}"),)
    return Part(title, words, "credits", new_page=source.stewardship, wide=not source.stewardship)


def _needed(source: ReportSource) -> str:
    """Which zones need credits, which do not, and which cannot be told yet."""
    lines = [line for line in source.lines("ecosystem") if line.zone_key in source.zones]
    below = [line.zone_key for line in lines if line.threshold is not None and not line.offset_required]
    unknown = [line.zone_key for line in lines if line.threshold is None]
    sentences = [f"{len(lines) - len(below) - len(unknown)} of {counted(len(lines), 'zone')} must be offset."]
    if below:
        sentences.append(f"Below the threshold: {several(below)}.")
    if unknown:
        sentences.append(f"Not computed: {several(unknown)}.")
    return " ".join(sentences)


def _ecosystem(source: ReportSource, *, wide: bool = False) -> Part:
    return Part("Ecosystem credits", credit_tables.ecosystem(source), "ecosystem", wide=wide, level=2)


def _species(source: ReportSource, *, wide: bool = False) -> Part:
    return Part("Species credits", credit_tables.species(source), "species-credits", wide=wide, level=2)
