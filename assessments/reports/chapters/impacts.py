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
        Part("Avoiding and minimising impacts", measures.blocks, "measures", new_page=True),
        Part("Impacts", (Words(_opening(source)),), "impacts"),
        *_direct(source),
        Part("Indirect impacts", (hierarchy.described(source, hierarchy.INDIRECT),), "indirect", level=2),
        Part(
            "Prescribed impacts", (hierarchy.described(source, hierarchy.PRESCRIBED),), "prescribed", level=2
        ),
        Part("Residual impact", (Words(hierarchy.residual_statement(source)),), "residual", level=2),
        hierarchy.serious_and_irreversible(source),
    ]


def _opening(source: ReportSource) -> str:
    kinds = [row["kind"] for row in source.context["impacts"]]
    return (
        "Direct impacts are scored zone by zone. Described in words: "
        f"{counted(kinds.count(hierarchy.DIRECT), 'direct impact')}, "
        f"{counted(kinds.count(hierarchy.INDIRECT), 'indirect impact')} and "
        f"{counted(kinds.count(hierarchy.PRESCRIBED), 'prescribed impact')}."
    )


def _direct(source: ReportSource) -> list[Part]:
    """What is lost, in words; then the loss of integrity of every zone on a wide page."""
    words: list[Block] = [Words(_lost(source)), hierarchy.described(source, hierarchy.DIRECT)]
    if source.outcome.zones:
        words.append(zone_tables.now_and_future(source))
    parts = [Part("Direct impacts", words, "direct", level=2)]
    if source.outcome.zones:
        parts.append(
            Part("Loss of vegetation integrity", zone_tables.future(source), "loss", wide=True, level=2)
        )
    return parts


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
