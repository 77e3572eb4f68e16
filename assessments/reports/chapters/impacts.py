"""Avoid and minimise, then the impacts that remain: direct, indirect and prescribed, and those that may be serious and
irreversible (N3, N21)."""

from assessments.reports import hierarchy, zone_tables
from assessments.reports.content import Block, Part, Words
from assessments.reports.figures import area
from assessments.reports.opening import counted
from assessments.reports.source import ReportSource


def impacts(source: ReportSource) -> list[Part]:
    """The chapters of a development; a stewardship site has none of them."""
    measures = hierarchy.measures(source)
    return [
        Part("Avoiding and minimising impacts", measures.blocks, "measures"),
        Part("Impacts", (Words(_opening(source)),), "impacts"),
        Part("Direct impacts", _direct(source), "direct", level=2),
        Part("Indirect impacts", _described(source, hierarchy.INDIRECT), "indirect", level=2),
        Part("Prescribed impacts", _described(source, hierarchy.PRESCRIBED), "prescribed", level=2),
        Part("Residual impact", (Words(hierarchy.residual_statement(source)),), "residual", level=2),
        hierarchy.serious_and_irreversible(source),
    ]


def _described(source: ReportSource, kind: str) -> list[Block]:
    """A table of what is described, or one sentence."""
    if any(row["kind"] == kind for row in source.context["impacts"]):
        return [hierarchy.described(source, kind)]
    return [Words(f"No {kind.lower()} is described.")]


def _opening(source: ReportSource) -> str:
    kinds = [row["kind"] for row in source.context["impacts"]]
    scored = "counted by groups of trees" if source.scattered_trees else "scored zone by zone"
    if not kinds:
        return f"Direct impacts are {scored}. None is described in words."
    return (
        f"Direct impacts are {scored}. Described in words: "
        f"{counted(kinds.count(hierarchy.DIRECT), 'direct impact')}, "
        f"{counted(kinds.count(hierarchy.INDIRECT), 'indirect impact')} and "
        f"{counted(kinds.count(hierarchy.PRESCRIBED), 'prescribed impact')}."
    )


def _direct(source: ReportSource) -> list[Block]:
    """What is lost, in words and as bars; the scores behind it stand with the thresholds."""
    blocks: list[Block] = [Words(_lost(source)), *_described(source, hierarchy.DIRECT)]
    return [*blocks, zone_tables.now_and_future(source)] if source.outcome.zones else blocks


def _lost(source: ReportSource) -> str:
    """Complete and partial loss, by the futures entered for the management zones."""
    parts = [part for zone in source.outcome.zones for part in zone.management_zones]
    total = sum(zone.area_m2 for zone in source.outcome.zones)
    cleared = sum(part.area_m2 for part in parts if part.future is not None and part.future.score == 0)
    trees = sum(group.trees for group in source.inputs.trees)
    sentences = []
    if total:
        sentences.append(
            f"{area(total)} ha of native vegetation are affected; on {area(cleared)} ha its integrity falls to 0."
        )
    if trees:
        sentences.append(f"{counted(trees, 'scattered tree is', 'scattered trees are')} removed.")
    return " ".join(sentences) or "No loss has been entered yet."
