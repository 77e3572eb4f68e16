"""Trying changes on a case: the same case with other values, nothing else touched. Pure.

The case that comes out is an ordinary input of the method, so whatever the method says about it (sums that do not fit,
values that are missing) it says about the change as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assessments.bam.attributes import COMPOSITION_CODES, STRUCTURE_CODES
from assessments.bam.inputs import CaseInput, ManagementZoneInput, PlotObservation, SpeciesInput, ZoneInput
from assessments.what_if.edits import (
    STEM_CODES,
    WEEDS,
    Edit,
    FutureMean,
    HabitatArea,
    HabitatCount,
    PartArea,
    PlannedWeedCover,
    PlotValue,
    TreeCount,
    TypedGain,
    ZoneArea,
)
from registry.findings import Finding, InvalidInput

OBSERVATION_FIELDS = {
    "function.large_trees": "large_trees",
    "function.litter": "litter",
    "function.logs": "logs",
    "function.regeneration": "regeneration",
    WEEDS: "high_threat_weed_cover",
}
"""Attributes of a plot that are a field of their own in the method's input."""


class _Unknown(Exception):
    """An edit names something that the case does not have."""

    def __init__(self, field_name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field_name, self.sentence = field_name, sentence


@dataclass(slots=True)
class _Working:
    """The parts of the case that edits change, by name."""

    zones: dict[str, ZoneInput]
    species: dict[str, SpeciesInput]
    trees: dict[str, int]
    stems: dict[tuple[str, str], list[int | None]] = field(default_factory=dict)


def apply(case: CaseInput, edits: Sequence[Edit]) -> CaseInput:
    """The case with the edits in it, later ones over earlier ones.

    Raises InvalidInput naming each edit (`edits[3].plot`) that is about something the case does not have.
    """
    working = _Working(
        zones={zone.key: zone for zone in case.zones},
        species={species.scientific_name: species for species in case.species},
        trees={group.key: group.trees for group in case.trees},
    )
    findings: list[Finding] = []
    for index, edit in enumerate(edits):
        try:
            _apply_one(working, case, edit)
        except _Unknown as unknown:
            findings.append(
                Finding("what_if.unknown", unknown.sentence, field=f"edits[{index}].{unknown.field_name}")
            )
    if findings:
        raise InvalidInput(findings[:200])
    _put_stems_back(working)
    return replace(
        case,
        zones=tuple(working.zones[zone.key] for zone in case.zones),
        species=tuple(working.species[species.scientific_name] for species in case.species),
        trees=tuple(replace(group, trees=working.trees[group.key]) for group in case.trees),
    )


def _apply_one(working: _Working, case: CaseInput, edit: Edit) -> None:
    match edit:
        case TreeCount(group, trees):
            if group not in working.trees:
                raise _Unknown("group", f"There is no group of trees {group} here.")
            working.trees[group] = trees
        case HabitatArea() | HabitatCount():
            _set_habitat(working, edit)
        case PlotValue():
            _set_plot_value(working, edit)
        case ZoneArea(zone, area_m2):
            working.zones[zone] = replace(_zone(working, zone), area_m2=area_m2)
        case PlannedWeedCover(zone, value):
            found = _zone(working, zone)
            if found.stewardship is None:
                raise _Unknown("zone", "Only a stewardship site has a planned weed cover.")
            planned = replace(found.stewardship, planned_high_threat_weed_cover=value)
            working.zones[zone] = replace(found, stewardship=planned)
        case PartArea(zone, part, area_m2):
            _set_part(working, zone, replace(_part(working, zone, part), area_m2=area_m2))
        case TypedGain(zone, part, value):
            if case_is_development(case):
                raise _Unknown("value", "A development has no gain to enter.")
            _set_part(working, zone, replace(_part(working, zone, part), typed_gain=value))
        case FutureMean(zone, part, attribute, value):
            old = _part(working, zone, part)
            means = {code: mean for code, mean in old.future_means.items() if code != attribute}
            if value is not None:
                means[attribute] = value
            _set_part(working, zone, replace(old, future_means=means))


def case_is_development(case: CaseInput) -> bool:
    """Does the case measure a loss?"""
    return case.kind != "stewardship"


def _zone(working: _Working, key: str) -> ZoneInput:
    zone = working.zones.get(key)
    if zone is None:
        raise _Unknown("zone", f"There is no zone {key} here.")
    return zone


def _part(working: _Working, zone_key: str, name: str) -> ManagementZoneInput:
    zone = _zone(working, zone_key)
    found = next((part for part in zone.management_zones if part.key == name), None)
    if found is None:
        raise _Unknown("part", f"Zone {zone_key} has no management zone “{name}”.")
    return found


def _set_part(working: _Working, zone_key: str, changed: ManagementZoneInput) -> None:
    zone = working.zones[zone_key]
    parts = tuple(changed if part.key == changed.key else part for part in zone.management_zones)
    working.zones[zone_key] = replace(zone, management_zones=parts)


def _set_plot_value(working: _Working, edit: PlotValue) -> None:
    zone = _zone(working, edit.zone)
    plot = next((one for one in zone.plots if one.label == edit.plot), None)
    if plot is None:
        raise _Unknown("plot", f"Zone {edit.zone} has no plot “{edit.plot}”.")
    if edit.attribute in STEM_CODES:
        stems = working.stems.setdefault((edit.zone, edit.plot), list(plot.stem_classes or [None] * 5))
        stems[STEM_CODES.index(edit.attribute)] = None if edit.value is None else int(edit.value)
        return
    changed = _with_value(plot, edit.attribute, edit.value)
    plots = tuple(changed if one is plot else one for one in zone.plots)
    working.zones[edit.zone] = replace(zone, plots=plots)


def _with_value(plot: PlotObservation, attribute: str, value: float | None) -> PlotObservation:
    for name, codes in (("composition", COMPOSITION_CODES), ("structure", STRUCTURE_CODES)):
        if attribute in codes:
            values = list(getattr(plot, name))
            values[codes.index(attribute)] = value
            return replace(plot, **{name: tuple(values)})  # type: ignore[arg-type]
    return replace(plot, **{OBSERVATION_FIELDS[attribute]: value})  # type: ignore[arg-type]


def _put_stems_back(working: _Working) -> None:
    """Stem classes count when all five are recorded."""
    for (zone_key, label), stems in working.stems.items():
        zone = working.zones[zone_key]
        known = [stem for stem in stems if stem is not None]
        classes = tuple(known) if len(known) == len(stems) else None
        plots = tuple(
            replace(plot, stem_classes=classes) if plot.label == label else plot for plot in zone.plots
        )
        working.zones[zone_key] = replace(zone, plots=plots)


def _set_habitat(working: _Working, edit: HabitatArea | HabitatCount) -> None:
    species = working.species.get(edit.species)
    holding = next((one for one in species.zones if one.zone_key == edit.zone), None) if species else None
    if species is None or holding is None:
        raise _Unknown("species", f"{edit.species} has no habitat in zone {edit.zone}.")
    amount = edit.area_m2 if isinstance(edit, HabitatArea) else edit.individuals
    name = "area_m2" if isinstance(edit, HabitatArea) else "individuals"
    if getattr(holding, name) is None:
        raise _Unknown(name, f"{edit.species} is not measured like that in zone {edit.zone}.")
    changed = replace(holding, **{name: amount})  # type: ignore[arg-type]
    zones = tuple(changed if one is holding else one for one in species.zones)
    working.species[edit.species] = replace(species, zones=zones)
