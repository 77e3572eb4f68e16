"""Threatened species: predicted and candidate species, the survey of each, and where the habitat lies."""

from assessments.bam.inputs import SpeciesInput
from assessments.reports import figures
from assessments.reports.background import candidate_table, predicted_table
from assessments.reports.content import Block, Column, Group, Italic, Part, Record, Table, Text, Words
from assessments.reports.site_map import species_map
from assessments.reports.source import ReportSource

HABITAT = (
    Column("zone", "Vegetation zone", head=True),
    Column("area", "Habitat (ha)", number=True),
    Column("individuals", "Individuals", number=True),
    Column("drawn", "Polygon"),
)
EXPERTS = (Column("species", "Species", head=True), Column("report", "Expert report"))


def species(source: ReportSource) -> list[Part]:
    """The chapter with its sections."""
    parts = [
        Part("Threatened species", (Words(_opening(source)),), "species"),
        Part("Predicted species", _predicted(source), "predicted", level=2),
    ]
    if source.scattered_trees and not source.context["candidate_species"]:
        return parts
    surveyed: list[Block] = [Words("No candidate species is entered.")]
    if source.context["candidate_species"]:
        surveyed = [candidate_table(source), *_experts(source)]
    parts.append(Part("Candidate species and survey effort", surveyed, "candidates", level=2))
    if source.inputs.species:
        parts.append(
            Part(
                "Habitat and species polygons", [*_habitat(source), *species_map(source)], "habitat", level=2
            )
        )
    return parts


def _predicted(source: ReportSource) -> list[Block]:
    if source.context["predicted_species"]:
        return [predicted_table(source)]
    return [Words("No predicted species is entered.")]


def _opening(source: ReportSource) -> str:
    predicted, candidates = source.context["predicted_species"], source.context["candidate_species"]
    if not predicted and not candidates:
        return "No threatened species has been entered: neither a predicted one nor a candidate."
    said = []
    if predicted:
        confirmed = sum(row["confirmed"] for row in predicted)
        said.append(f"{len(predicted)} predicted species, {confirmed} confirmed")
    if candidates:
        kept = sum(row["retained"] for row in candidates)
        said.append(f"{len(candidates)} candidate species, {kept} kept for survey")
    return f"{'; '.join(said)}. A species set aside carries its reason."


def _experts(source: ReportSource) -> list[Block]:
    rows: list[Record] = [
        {"species": (Italic(row["name"]),), "report": row["expert_report"]}
        for row in source.context["candidate_species"]
        if row.get("expert_report")
    ]
    return [Table("Expert reports", EXPERTS, rows)] if rows else []


def _habitat(source: ReportSource) -> list[Block]:
    """Habitat area or count of each species in each zone."""
    drawn = {
        (row["name"], row["zone"]): bool(row["rings"])
        for row in source.context.get("maps", {}).get("species", [])
    }
    groups = [
        Group(_name(one), [_row(one, position, drawn) for position in range(len(one.zones))])
        for one in source.inputs.species
        if one.zones
    ]
    return [Table("Habitat or individuals by zone", HABITAT, groups=groups)]


def _row(one: SpeciesInput, position: int, drawn: dict[tuple[str, str], bool]) -> Record:
    used = one.zones[position]
    by_area = used.area_m2 is not None
    return {
        "zone": used.zone_key,
        "area": figures.area(used.area_m2),
        "individuals": figures.whole(used.individuals),
        "drawn": figures.yes(drawn.get((one.scientific_name, used.zone_key), False))
        if by_area
        else "Counted, so none",
    }


def _name(one: SpeciesInput) -> Text:
    return (Italic(one.scientific_name), f" ({one.common_name})" if one.common_name else "")
