"""The species credit lines of a case (BAM 2020 Eq 2, 3, 5 and 6; method 4). Pure.

By area the habitat condition is the zone's own unrounded change; by count neither condition nor area enters (N68).
The offset threshold is for ecosystem credits only.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.bam.basis import Basis, NotComputable, unique
from assessments.bam.credits import (
    CONVERSION,
    SPECIES_AREA_DEVELOPMENT,
    SPECIES_AREA_STEWARDSHIP,
    SPECIES_COUNT_DEVELOPMENT,
    SPECIES_COUNT_STEWARDSHIP,
    Credits,
    count_credits,
    gain_credits,
    loss_credits,
    round_development,
    round_stewardship,
)
from assessments.bam.ecosystem_lines import COMMONWEALTH_ONLY_NOTE
from assessments.bam.inputs import PRESENT, SpeciesInput, SpeciesZoneInput
from assessments.bam.listing import commonwealth_only
from assessments.bam.outcome import CreditLine
from assessments.bam.parameters import MethodParameters
from assessments.bam.weighting import Weighting, species_weighting
from assessments.bam.zones import ZoneResult

Zones = Mapping[str, ZoneResult]


@dataclass(frozen=True, slots=True)
class _Result:
    """The parts of a line that differ from case to case."""

    equation: str
    zone_key: str = ""
    vi_change: float | None = None
    area_m2: int | None = None
    individuals: float | None = None
    weighting: Weighting | None = None
    credits: Credits | None = None
    missing: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def species_lines(
    species: SpeciesInput, zones: Zones, *, supply: bool, parameters: MethodParameters
) -> tuple[CreditLine, ...]:
    """A line for each zone that holds the species; by count at a stewardship site one line for the site.

    No line for a species that is not present. Never raises: a gap becomes `not_computed`.
    """
    if species.presence not in PRESENT:
        return ()
    if species.unit is None:
        gap = f"Enter whether {species.scientific_name} is measured by area or by count, with the source."
        return tuple(
            _line(species, _Result("", holding.zone_key, missing=(gap,))) for holding in species.zones
        )
    if species.unit.value == "count" and supply:
        return (_line(species, _count_gain(species)),)
    results = []
    for holding in species.zones:
        if species.unit.value == "count":
            results.append(_count_loss(species, holding, zones, parameters))
        else:
            results.append(_by_area(species, holding, zones, supply, parameters))
    return tuple(_line(species, result) for result in results)


def unknown_zone(species: SpeciesInput, holding: SpeciesZoneInput) -> str:
    """The sentence for a holding whose zone is not in the case."""
    return f"{species.scientific_name}: there is no zone {holding.zone_key!r} here: choose one of the zones."


def _by_area(
    species: SpeciesInput, holding: SpeciesZoneInput, zones: Zones, supply: bool, parameters: MethodParameters
) -> _Result:
    """Eq 2 or Eq 5: the zone's loss or gain over the habitat area; risk weighting for a loss only (N67, N70)."""
    equation = SPECIES_AREA_STEWARDSHIP if supply else SPECIES_AREA_DEVELOPMENT
    zone = zones.get(holding.zone_key)
    change = zone.outcome.change if zone else None
    area_m2 = holding.area_m2
    basis = _unit_basis(species)
    missing: list[str] = []
    if zone is None:
        missing.append(unknown_zone(species, holding))
    else:
        basis.add(*zone.change_provisional)
        missing.extend(zone.change_missing)
    if area_m2 is None:
        missing.append(f"Enter the habitat area of {species.scientific_name} in zone {holding.zone_key}.")
    weighting: Weighting | None = None
    made: Credits | None = None
    try:
        if not supply:
            weighting = species_weighting(species, parameters, basis)
        conversion = basis.use(parameters.fact(CONVERSION), "Credits per point and hectare")
        if change is not None and area_m2 is not None:
            if weighting is None:
                made = round_stewardship(gain_credits(change, area_m2, conversion), basis)
            else:
                owed = loss_credits(-change, area_m2, weighting.value, conversion)
                made = round_development(owed, "species_area", parameters, basis)
    except NotComputable as error:
        missing.extend(error.sentences)
    return _Result(
        equation,
        holding.zone_key,
        vi_change=change,
        area_m2=area_m2,
        weighting=weighting,
        credits=None if missing else made,
        missing=unique(missing),
        provisional=() if missing else basis.reasons,
    )


def _count_loss(
    species: SpeciesInput, holding: SpeciesZoneInput, zones: Zones, parameters: MethodParameters
) -> _Result:
    """Eq 3: individuals x risk weighting (N68)."""
    basis = _unit_basis(species)
    individuals = holding.individuals
    missing: list[str] = []
    if holding.zone_key not in zones:
        missing.append(unknown_zone(species, holding))
    if individuals is None:
        missing.append(
            f"Enter the number of individuals of {species.scientific_name} in zone {holding.zone_key}."
        )
    weighting: Weighting | None = None
    owed: Credits | None = None
    try:
        weighting = species_weighting(species, parameters, basis)
        if individuals is not None:
            unrounded = count_credits(individuals, weighting.value)
            owed = round_development(unrounded, "species_count", parameters, basis)
    except NotComputable as error:
        missing.extend(error.sentences)
    return _Result(
        SPECIES_COUNT_DEVELOPMENT,
        holding.zone_key,
        individuals=None if individuals is None else float(individuals),
        weighting=weighting,
        credits=None if missing else owed,
        missing=unique(missing),
        provisional=() if missing else basis.reasons,
    )


def _count_gain(species: SpeciesInput) -> _Result:
    """Eq 6: its form is open, so the assessor enters the individuals gained; each makes one credit (N71)."""
    name = species.scientific_name
    counted = [holding.individuals for holding in species.zones if holding.individuals is not None]
    result = _Result(
        SPECIES_COUNT_STEWARDSHIP,
        zone_key=species.zones[0].zone_key if len(species.zones) == 1 else "",
        individuals=float(sum(counted)) if counted else None,
    )
    if species.count_gain is None:
        gap = f"Enter the number of individuals of {name} gained, with its source: the formula is not known."
        return _Result(result.equation, result.zone_key, individuals=result.individuals, missing=(gap,))
    basis = _unit_basis(species)
    gained = basis.use(species.count_gain, f"Individuals of {name} gained:")
    basis.add(
        "One credit for each individual gained at a stewardship site (open in the method, default used)"
    )
    growth_form = f", growth form {species.growth_form}" if species.growth_form else ""
    return _Result(
        result.equation,
        result.zone_key,
        individuals=result.individuals,
        credits=round_stewardship(gained, basis),
        provisional=basis.reasons,
        notes=(f"{gained:.12g} individuals gained{growth_form}",),
    )


def _unit_basis(species: SpeciesInput) -> Basis:
    basis = Basis()
    if species.unit is not None:
        basis.use(species.unit, f"{species.scientific_name} measured by")
    return basis


def _line(species: SpeciesInput, result: _Result) -> CreditLine:
    weighting = result.weighting
    untradeable = commonwealth_only(species.bc_listing, species.epbc_listing)
    return CreditLine(
        credit_class="species",
        subject=species.scientific_name,
        subject_name=species.common_name or species.scientific_name,
        zone_key=result.zone_key,
        equation=result.equation,
        vi_change=result.vi_change,
        area_m2=result.area_m2,
        individuals=result.individuals,
        sensitivity_to_loss=weighting.loss.value if weighting else "",
        sensitivity_to_loss_reason=weighting.loss.reason if weighting else "",
        sensitivity_to_gain=weighting.gain.value if weighting else "",
        sensitivity_to_gain_reason=weighting.gain.reason if weighting else "",
        risk_weighting=weighting.value if weighting else None,
        potential_saii=species.potential_saii,
        unrounded=result.credits.unrounded if result.credits else None,
        credits=result.credits.credits if result.credits else None,
        tradeable=not untradeable,
        not_computed=result.missing,
        provisional=result.provisional,
        notes=result.notes + ((COMMONWEALTH_ONLY_NOTE,) if untradeable else ()),
    )
