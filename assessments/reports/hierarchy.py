"""Avoid, minimise, and only then offset what remains: the measures, the residual impact, and the impacts that are
described rather than scored (N3, N21)."""

from assessments.reports.content import Block, Column, Group, Heading, Part, Record, Table, Text, Words
from assessments.reports.figures import area
from assessments.reports.lines import by_subject, subject_of
from assessments.reports.opening import counted
from assessments.reports.source import ReportSource

MEASURES = (
    Column("measure", "Measure", head=True),
    Column("phase", "When"),
    Column("outcome", "What it achieves"),
)
IMPACTS = (
    Column("title", "What is affected", head=True),
    Column("impact", "Impact"),
    Column("response", "What will be done about it"),
)
DIRECT, INDIRECT, PRESCRIBED = "Direct impact", "Indirect impact", "Prescribed impact"
IMPACT_TITLES = {
    DIRECT: "Direct impacts described in words",
    PRESCRIBED: "Prescribed impacts",
    INDIRECT: "Indirect impacts",
}
NO_MEASURE = "No measure is described yet. Without one the assessment cannot be finalised."
KINDS = ("Avoids the impact", "Minimises the impact")


def measures(source: ReportSource) -> Part:
    """What is avoided and what is minimised (N3)."""
    rows = source.context["measures"]
    kinds = [*KINDS, *dict.fromkeys(row["kind"] for row in rows if row["kind"] not in KINDS)]
    groups = [
        Group(kind, [_measure(row) for row in rows if row["kind"] == kind])
        for kind in kinds
        if any(row["kind"] == kind for row in rows)
    ]
    table = Table("Measures to avoid and to minimise the impact", MEASURES, groups=groups, empty=NO_MEASURE)
    return Part("Measures to avoid and minimise", (table,), "measures")


def _measure(row: dict[str, str]) -> Record:
    return {"measure": row["description"], "phase": row["phase"], "outcome": row["outcome"]}


def residual(source: ReportSource) -> Part:
    """What remains after the measures, which alone is offset."""
    return Part("Residual impact", (Words(residual_statement(source)),), "residual")


def residual_statement(source: ReportSource) -> str:
    """What remains after the measures, in one paragraph with the numbers of credits."""
    zones, outcome = source.outcome.zones, source.outcome
    lost: list[str] = []
    if zones:
        together = area(sum(zone.area_m2 for zone in zones))
        lost.append(f"native vegetation in {counted(len(zones), 'vegetation zone')}, {together} ha together")
    listed = {group.key for group in source.inputs.trees}
    trees = sum(line.individuals or 0 for line in outcome.credit_lines if line.zone_key in listed)
    if trees:
        lost.append(counted(int(trees), "scattered tree"))
    species = len(by_subject(source.lines("species")))
    if species:
        lost.append(f"habitat or individuals of {species} species credit species")
    remains = " and ".join(lost) or "nothing that the method scores"
    return (
        f"After the measures above, what remains is the impact on {remains}. This is the residual impact. Only it is "
        f"to be offset: by {outcome.ecosystem_credits:,} ecosystem credits and {outcome.species_credits:,} species "
        "credits, of the types and numbers in the tables of this report."
    )


def impacts(source: ReportSource) -> Part:
    """Impacts described in words, each with what is done about it. Direct ones are scored zone by zone as well."""
    blocks: list[Block] = [described(source, kind) for kind in IMPACT_TITLES if kind != DIRECT]
    if any(row["kind"] == DIRECT for row in source.context["impacts"]):
        blocks.insert(0, described(source, DIRECT))
    return Part("Impacts described in words", blocks, "impacts")


def described(source: ReportSource, kind: str) -> Table:
    """The impacts of one kind with the response to each."""
    rows: list[Record] = [
        {"title": row["title"], "impact": row["description"], "response": row["response"]}
        for row in source.context["impacts"]
        if row["kind"] == kind
    ]
    return Table(IMPACT_TITLES[kind], IMPACTS, rows)


def serious_and_irreversible(source: ReportSource) -> Part:
    """What may be impacted seriously and irreversibly, with the assessor's statement on each."""
    blocks: list[Block] = []
    species = {row["name"]: row["saii_statement"] for row in source.context["candidate_species"]}
    seen: set[str] = set()
    for line in source.outcome.credit_lines:
        key = line.zone_key if line.credit_class == "ecosystem" else line.subject
        if not line.potential_saii or key in seen:
            continue
        seen.add(key)
        name: Text = subject_of(line) if line.credit_class == "species" else f"{key}: {line.subject_name}"
        statement = species.get(key, "") or source.zone_text(key).get("saii_statement", "")
        blocks += [Heading(name), Words(statement or "No statement has been entered.")]
    if not blocks:
        blocks = [Words("No vegetation zone and no species is flagged as a potential entity at risk.")]
    return Part("Serious and irreversible impacts", blocks, "saii")
