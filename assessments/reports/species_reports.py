"""The predicted species report and the candidate threatened species report, in the columns the field knows (method 6).

Only what was frozen with the calculation is shown. A calculation stored before a field was kept shows a dash there.
"""

from collections.abc import Mapping
from typing import Any

from assessments.bam.basis import standing, value_text
from assessments.bam.inputs import FIRM_MARKS, Fact, SpeciesInput
from assessments.bam.outcome import CreditLine
from assessments.reports import figures
from assessments.reports.closing import certification, closing, data_and_method
from assessments.reports.content import (
    CANDIDATE_SPECIES,
    PREDICTED_SPECIES,
    Block,
    Cell,
    Column,
    Group,
    Italic,
    Part,
    Record,
    ReportContent,
    Table,
    Text,
    Words,
)
from assessments.reports.lines import by_subject
from assessments.reports.opening import assembled, counted
from assessments.reports.source import ReportSource

LISTED = {"CE": "Critically endangered", "E": "Endangered", "V": "Vulnerable", "none": "Not listed"}
FACTS = {
    "sensitivity_to_gain": "Sensitivity to gain",
    "bc_listing": "BC Act status",
    "epbc_listing": "EPBC Act status",
}
UNITS = {"area": "Area", "count": "Count"}
NOT_MADE_HERE = (
    "The list is the assessor's. It is not checked against the official lists of predicted and candidate species, "
    "which this software does not hold."
)
_HABITAT = (
    Column("species", "Species", head=True),
    Column("constraints", "Habitat constraints"),
    Column("limits", "Geographic limitations"),
    Column("vagrant", "Vagrant"),
)
_STATUS = (
    Column("sensitivity_to_gain", "Sensitivity to gain"),
    Column("bc_listing", "BC Act status"),
    Column("epbc_listing", "EPBC Act status"),
)
PREDICTED = (*_HABITAT, Column("confirmed", "Zones confirmed, or why it is not"), *_STATUS)
CANDIDATES = (
    *_HABITAT,
    Column("degraded", "Habitat degraded"),
    Column("kept", "Kept, or why it is not"),
    *_STATUS,
)
SURVEY = (
    Column("species", "Species", head=True),
    Column("presence", "Presence"),
    Column("months", "Survey months"),
    Column("method", "Survey method and effort"),
    Column("expert", "Expert report"),
)
FOUND = (
    Column("zone", "Vegetation zone", head=True),
    Column("unit", "Unit of measure"),
    Column("value", "Area (ha) or count", number=True),
    Column("loss", "Biodiversity risk: sensitivity to loss"),
    Column("gain", "Biodiversity risk: sensitivity to gain"),
    Column("weighting", "BRW", number=True),
)
MARKED = (
    Column("species", "Species", head=True),
    Column("fact", "Fact"),
    Column("value", "Value"),
    Column("standing", "How well it is known"),
)


def predicted_species(source: ReportSource) -> ReportContent:
    """Species predicted by their habitat (ecosystem credits): confirmed in which zones, or set aside and why."""
    rows = list(source.context["predicted_species"])
    confirmed = sum(bool(row["confirmed"]) for row in rows)
    words = (
        f"{counted(len(rows), 'predicted species', 'predicted species')}, {confirmed} confirmed. The highest "
        "sensitivity to gain among those confirmed in a zone enters the risk weighting of its ecosystem credits. "
        + NOT_MADE_HERE
    )
    if source.scattered_trees and not rows:
        words = "A scattered tree assessment lists no predicted species in this software. " + NOT_MADE_HERE
    table = Table("Predicted species", PREDICTED, [_predicted(row) for row in rows])
    parts = [
        Part("Predicted species", (Words(words), table, *_marked_facts(rows)), "predicted", wide=True),
        data_and_method(source),
        certification(source),
    ]
    return assembled(source, kind=PREDICTED_SPECIES, parts=parts)


def candidate_species(source: ReportSource) -> ReportContent:
    """Candidate species (species credits): kept or set aside, the survey of each, and what each zone holds."""
    rows = list(source.context["candidate_species"])
    kept = [row for row in rows if row["retained"]]
    words = (
        f"{counted(len(rows), 'candidate species', 'candidate species')}, {len(kept)} kept for survey. "
        + NOT_MADE_HERE
    )
    table = Table("Candidate species", CANDIDATES, [_candidate(row) for row in rows])
    survey = Table("Habitat survey of the species kept", SURVEY, [_survey(row) for row in kept])
    parts = [
        Part("Candidate species", (Words(words), table, *_marked_facts(rows)), "candidates", wide=True),
        Part("Habitat survey", (survey,), "survey", wide=True),
        Part("Habitat or individuals by zone", _found(source), "found", wide=True),
        *closing(source, credits=True),
    ]
    return assembled(source, kind=CANDIDATE_SPECIES, parts=parts)


def _habitat(row: Mapping[str, Any]) -> dict[str, Cell]:
    return {
        "species": _name(row),
        "constraints": row.get("habitat_constraints") or None,
        "limits": row.get("geographic_limitations") or None,
        "vagrant": figures.yes(row.get("vagrant")),
        **{code: _fact(row.get(code)) for code in FACTS},
    }


def _name(row: Mapping[str, Any]) -> Text:
    """The scientific name in italics and the common one."""
    return (Italic(row["name"]), f" ({row['common_name']})" if row["common_name"] else "")


def _predicted(row: Mapping[str, Any]) -> Record:
    where = ", ".join(row["zones"]) if row["confirmed"] else f"Not confirmed: {row['reason']}"
    return {**_habitat(row), "confirmed": where or None}


def _candidate(row: Mapping[str, Any]) -> Record:
    return {
        **_habitat(row),
        "degraded": figures.yes(row.get("habitat_degraded")),
        "kept": "Kept" if row["retained"] else f"Set aside: {row['reason']}",
    }


def _survey(row: Mapping[str, Any]) -> Record:
    return {
        "species": _name(row),
        "presence": row["presence"] or "No outcome recorded",
        "months": row["survey_months"] or None,
        "method": row["survey_method"] or None,
        "expert": row.get("expert_report") or None,
    }


def _fact(known: Mapping[str, str] | None) -> Cell:
    """A frozen fact, marked where it is not firm."""
    if not known:
        return None
    return figures.marked(LISTED.get(known["value"], known["value"]), known["mark"] not in FIRM_MARKS)


def _marked_facts(rows: list[dict[str, Any]]) -> list[Block]:
    """Every marked fact of the table with how well it is known, so that no mark stands without its reason."""
    marked: list[Record] = [
        {
            "species": (Italic(row["name"]),),
            "fact": title,
            "value": LISTED.get(row[code]["value"], row[code]["value"]),
            "standing": standing(Fact(row[code]["value"], row[code]["mark"], row[code]["source"])),
        }
        for row in rows
        for code, title in FACTS.items()
        if row.get(code) and row[code]["mark"] not in FIRM_MARKS
    ]
    return [Table("Facts marked † in this table", MARKED, marked)] if marked else []


def _found(source: ReportSource) -> list[Block]:
    """What each zone holds of each species that is present, with the weighting its credit line used."""
    inputs = {species.scientific_name: species for species in source.inputs.species}
    groups = [
        Group(
            _name({"name": name, "common_name": inputs[name].common_name if name in inputs else ""}),
            [_line(line, inputs.get(name)) for line in lines],
        )
        for name, lines in by_subject(source.lines("species")).items()
    ]
    table = Table(
        "Species present: habitat or individuals in each zone",
        FOUND,
        groups=groups,
        empty="No candidate species is recorded as present.",
    )
    note = "BRW: biodiversity risk weighting."
    if source.stewardship:
        note += " No risk weighting enters the credits of a stewardship site."
    shown = [inputs[name] for name in by_subject(source.lines("species")) if name in inputs]
    return [table, Words(note, "small"), *_marked_inputs(shown)]


def _marked_inputs(rows: list[SpeciesInput]) -> list[Block]:
    """The same for the facts of the table of zones, whether or not a line could be computed with them."""
    marked: list[Record] = [
        {
            "species": (Italic(row.scientific_name),),
            "fact": title,
            "value": UNITS.get(value_text(fact.value), value_text(fact.value)),
            "standing": standing(fact),
        }
        for row in rows
        for title, fact in _facts_of(row)
        if fact is not None and fact.provisional
    ]
    return [Table("Facts marked † in the table of zones", MARKED, marked)] if marked else []


def _facts_of(row: SpeciesInput) -> tuple[tuple[str, Fact[Any] | None], ...]:
    return (
        ("Unit of measure", row.unit),
        ("Sensitivity to loss", row.sensitivity_to_loss),
        ("Sensitivity to gain", row.sensitivity_to_gain),
        ("Biodiversity risk weighting", row.risk_weighting),
    )


def _line(line: CreditLine, species: SpeciesInput | None) -> Record:
    unit = species.unit if species else None
    by_count = line.individuals is not None
    return {
        "zone": line.zone_key or None,
        "unit": figures.marked(UNITS[unit.value], unit.provisional) if unit else None,
        "value": figures.whole(line.individuals) if by_count else figures.area(line.area_m2),
        "loss": _risk(species.sensitivity_to_loss if species else None),
        "gain": _risk(species.sensitivity_to_gain if species else None),
        "weighting": figures.marked(figures.number(line.risk_weighting, 2), _weak(species)),
    }


def _risk(fact: Fact[Any] | None) -> Cell:
    return None if fact is None else figures.marked(str(fact.value), fact.provisional)


def _weak(species: SpeciesInput | None) -> bool:
    return species is None or species.risk_weighting is None or species.risk_weighting.provisional
