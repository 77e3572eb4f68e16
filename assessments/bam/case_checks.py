"""What is wrong or doubtful in a case as a whole, beyond the gaps its zones and lines name themselves. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator

from assessments.bam.basis import NotComputable
from assessments.bam.growth import strategy
from assessments.bam.inputs import PRESENT, CaseInput, SpeciesInput, ZoneInput
from assessments.bam.parameters import MethodParameters
from assessments.bam.small_area import small_area_findings
from assessments.bam.species_lines import unknown_zone
from registry.findings import Finding


def case_findings(case: CaseInput, parameters: MethodParameters) -> tuple[Finding, ...]:
    """Every finding about the case; errors block its finalising, warnings do not."""
    found = [finding for check in CHECKS for finding in check(case)]
    if case.module == "small_area":
        found.extend(small_area_findings(case, parameters))
    return tuple(found)


def _check_content(case: CaseInput) -> Iterator[Finding]:
    if not case.zones and not case.trees and not case.planted:
        yield Finding(
            code="case.empty",
            message="The assessment has no vegetation zone and no scattered trees: add at least one.",
            field="zones",
        )
    if case.kind == "stewardship":
        if case.trees:
            yield Finding(
                code="trees.not_for_stewardship",
                message="Scattered trees belong to a development: take them out of the stewardship assessment.",
                field="trees",
                clause="BAM 2020 App B",
            )
        try:
            strategy(case.growth_strategy)
        except NotComputable as error:
            yield Finding(
                code="case.growth_strategy.unknown", message=error.sentences[0], field="growth_strategy"
            )


def _check_zones(case: CaseInput) -> Iterator[Finding]:
    for key, count in Counter(zone.key for zone in case.zones).items():
        if count > 1:
            yield Finding(
                code="zone.key.duplicate",
                message=f"{count} zones have the key {key!r}: give each zone its own.",
                field="zones",
            )
    for index, zone in enumerate(case.zones):
        yield from _check_management_zones(zone, f"zones[{index}]", supply=case.kind == "stewardship")


def _check_management_zones(zone: ZoneInput, path: str, *, supply: bool) -> Iterator[Finding]:
    for key, count in Counter(part.key for part in zone.management_zones).items():
        if count > 1:
            yield Finding(
                code="management_zone.key.duplicate",
                message=f"Zone {zone.number}: {count} management zones have the key {key!r}: give each its own.",
                field=f"{path}.management_zones",
            )
    total_m2 = sum(part.area_m2 for part in zone.management_zones)
    if zone.management_zones and total_m2 != zone.area_m2:
        yield Finding(
            code="management_zone.area.sum",
            message=f"Zone {zone.number}: the areas of its management zones do not add up to the zone's: correct them.",
            field=f"{path}.management_zones",
        )
    for position, part in enumerate(zone.management_zones):
        if supply and (part.future_means or part.typed_gain is not None) and not part.reason.strip():
            yield Finding(
                code="management_zone.reason.missing",
                message=f"Management zone {part.name}: say why you typed its future values or gain.",
                field=f"{path}.management_zones[{position}].reason",
            )


def _check_species(case: CaseInput) -> Iterator[Finding]:
    areas = {zone.key: zone.area_m2 for zone in case.zones}
    for index, species in enumerate(case.species):
        path = f"species[{index}]"
        if species.presence == "not_assessed":
            yield Finding(
                code="species.not_assessed",
                message=f"{species.scientific_name}: record the result of the habitat survey.",
                field=f"{path}.presence",
                severity="warning",
            )
        if species.presence not in PRESENT:
            continue
        yield from _check_presence(case, species, path)
        seen: set[str] = set()
        for position, holding in enumerate(species.zones):
            field = f"{path}.zones[{position}]"
            if holding.zone_key not in areas:
                yield Finding(
                    code="species.zone.unknown",
                    message=unknown_zone(species, holding),
                    field=f"{field}.zone_key",
                )
            elif holding.area_m2 is not None and holding.area_m2 > areas[holding.zone_key]:
                yield Finding(
                    code="species.area.above_zone",
                    message=f"{species.scientific_name}: the habitat in zone {holding.zone_key} is larger than it."
                    " Check both areas.",
                    field=f"{field}.area_m2",
                    severity="warning",
                )
            if holding.zone_key in seen:
                yield Finding(
                    code="species.zone.duplicate",
                    message=f"{species.scientific_name}: zone {holding.zone_key} is given twice: keep one entry.",
                    field=f"{field}.zone_key",
                )
            seen.add(holding.zone_key)


def _check_presence(case: CaseInput, species: SpeciesInput, path: str) -> Iterator[Finding]:
    name = species.scientific_name
    if not species.zones:
        yield Finding(
            code="species.zones.missing",
            message=f"{name} is present: record in which zones, with area or number.",
            field=f"{path}.zones",
        )
    if case.kind != "stewardship":
        return
    if species.presence == "assumed_present":
        yield Finding(
            code="species.presence.assumed",
            message=f"{name}: presence cannot be assumed at a stewardship site; survey it or use an expert report.",
            field=f"{path}.presence",
        )
    if species.unit is not None and species.unit.value == "count" and not species.growth_form.strip():
        yield Finding(
            code="species.growth_form.missing",
            message=f"{name}: record its growth form; credits by count at a stewardship site depend on it.",
            field=f"{path}.growth_form",
            severity="warning",
        )


def _check_planted(case: CaseInput) -> Iterator[Finding]:
    for index, planted in enumerate(case.planted):
        for field, value in (("outcome", planted.outcome), ("reason", planted.reason)):
            if not value.strip():
                yield Finding(
                    code=f"planted.{field}.missing",
                    message=f"Planted native vegetation: record the {field}; the decision key is not known here.",
                    field=f"planted[{index}].{field}",
                    clause="BAM 2020 App D",
                )


CHECKS: tuple[Callable[[CaseInput], Iterator[Finding]], ...] = (
    _check_content,
    _check_zones,
    _check_species,
    _check_planted,
)
