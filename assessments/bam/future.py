"""Future vegetation integrity of management zones, and what it adds up to (method 2 and 3). Pure.

A development's change is future - current, a stewardship site's is with - without management, so it includes the
averted loss. A zone's change is the area-weighted mean over its management zones; nothing is rounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.bam.attributes import ATTRIBUTE_CODES, label
from assessments.bam.basis import Basis, NotComputable
from assessments.bam.growth import strategy
from assessments.bam.inputs import ManagementZoneInput, StewardshipInput, ZoneInput
from assessments.bam.integrity import Scale, vegetation_integrity
from assessments.bam.outcome import ManagementZoneOutcome, VegetationIntegrity
from assessments.bam.parameters import MethodParameters
from assessments.bam.threshold import reaches
from registry.units import display_hectares

TYPED_GAIN = "typed_gain"

OPEN_ABOVE_BENCHMARK = ("function.litter", "function.logs")
"""Attributes whose score above the benchmark is open in the method; 100 by default (method 1.2)."""

PROPOSED_FUNCTION_FLOOR = 10


@dataclass(frozen=True, slots=True)
class StewardshipPlan:
    """What growth needs to know of a zone besides its means."""

    strategy_name: str
    high_threat_weed_cover: float | None
    observed_high_threat_weed_cover: float | None
    stewardship: StewardshipInput


def management_zones(zone: ZoneInput) -> tuple[ManagementZoneInput, ...]:
    """The zone's management zones; a zone that was not split is one. Raises `NotComputable` when the areas do not add
    up to the zone's (method 2)."""
    if not zone.management_zones:
        return (ManagementZoneInput(key=zone.key, name="Whole zone", area_m2=zone.area_m2),)
    total_m2 = sum(part.area_m2 for part in zone.management_zones)
    if total_m2 != zone.area_m2:
        raise NotComputable(
            f"Zone {zone.number}: its management zones add up to {display_hectares(total_m2, 4)} ha, the zone has"
            f" {display_hectares(zone.area_m2, 4)} ha: correct the areas."
        )
    return zone.management_zones


def area_weighted(parts: Sequence[tuple[float, float]]) -> float:
    """Mean of (value, area) pairs weighted by area, the same unit of area throughout. Raises ValueError on no area."""
    total = sum(area for _, area in parts)
    if total <= 0:
        raise ValueError("the areas add up to nothing")
    return sum(value * area for value, area in parts) / total


def add_open_rules(means: Mapping[str, float], scale: Scale, basis: Basis) -> None:
    """Name the open rules that the score of these means rests on."""
    benchmarks = dict(zip(scale.codes, scale.benchmarks, strict=True))
    for code in OPEN_ABOVE_BENCHMARK:
        if 0 < benchmarks.get(code, 0) < means.get(code, 0):
            basis.add(f"{label(code)} above its benchmark scores 100 (open in the method, default used)")


def add_open_floor(integrity: VegetationIntegrity, basis: Basis) -> None:
    """Name the floor that was proposed for a community with trees that has lost them (a derived grassland). Whether it
    was adopted is open (method 1.4), none is applied here, and only a score it could raise rests on that."""
    function = integrity.function
    others = min(integrity.composition.score, integrity.structure.score)
    if function is not None and function.score < PROPOSED_FUNCTION_FLOOR and others > 0:
        basis.add(
            f"Function score below {PROPOSED_FUNCTION_FLOOR} counts as it is, without a floor (open in the method,"
            " default used)"
        )


def _scored(
    part: ManagementZoneInput,
    future_means: Mapping[str, float],
    against: VegetationIntegrity,
    scale: Scale,
    basis: Basis,
) -> ManagementZoneOutcome:
    """The future means scored like current ones, and the change `against` the integrity they are held to."""
    add_open_rules(future_means, scale, basis)
    future = vegetation_integrity(future_means, scale)
    add_open_floor(future, basis)
    return ManagementZoneOutcome(
        key=part.key,
        name=part.name,
        area_m2=part.area_m2,
        future=future,
        change=future.score - against.score,
        typed=typed_codes(part),
        reason=part.reason,
    )


def development_zone(
    part: ManagementZoneInput, current: VegetationIntegrity, scale: Scale, basis: Basis
) -> ManagementZoneOutcome:
    """A management zone after the development: attributes without a future mean are lost completely (method 2)."""
    if part.typed_gain is not None:
        raise NotComputable(
            f"Management zone {part.name}: a gain belongs to a stewardship site, give future means instead."
        )
    means = {code: part.future_means.get(code, 0.0) for code in scale.codes}
    return _scored(part, means, current, scale, basis)


def stewardship_zone(
    part: ManagementZoneInput,
    means: Mapping[str, float],
    without: VegetationIntegrity,
    scale: Scale,
    plan: StewardshipPlan,
    parameters: MethodParameters,
    basis: Basis,
) -> ManagementZoneOutcome:
    """A management zone after twenty years of management: the growth strategy, except for attributes the assessor
    typed (method 3.2). Raises `NotComputable` while the weed cover is not known and something is left to grow."""
    typed = [code for code in typed_codes(part) if code in scale.codes]
    future_means = {code: part.future_means[code] for code in typed}
    if len(typed) < len(scale.codes):
        cover = plan.high_threat_weed_cover
        if cover is None:
            raise NotComputable(
                f"Management zone {part.name}: record the high threat weed cover in every plot of the zone, or enter"
                " the cover planned under management."
            )
        law = strategy(plan.strategy_name)
        future_means = law.project(means, scale, cover, parameters) | future_means
        benchmarks = zip(scale.codes, scale.benchmarks, strict=True)
        if any(means[code] < benchmark for code, benchmark in benchmarks if code not in typed):
            basis.add(law.provisional)
    if typed:
        basis.add(_typed_reason(part, f"Future {', '.join(_name(code) for code in typed)}"))
    return _scored(part, future_means, without, scale, basis)


def typed_gain_zone(part: ManagementZoneInput, typed_gain: float, basis: Basis) -> ManagementZoneOutcome:
    """A management zone whose whole gain the assessor typed: no scores, nothing added to it or taken off."""
    basis.add(_typed_reason(part, f"Gain of {typed_gain:.12g}"))
    return ManagementZoneOutcome(
        key=part.key,
        name=part.name,
        area_m2=part.area_m2,
        future=None,
        change=typed_gain,
        typed=(TYPED_GAIN,),
        reason=part.reason,
    )


def typed_codes(part: ManagementZoneInput) -> tuple[str, ...]:
    """Codes of the attributes whose future mean the assessor gave, in the usual order."""
    return tuple(code for code in ATTRIBUTE_CODES if code in part.future_means)


def security_benefit_applies(
    current_score: float, plan: StewardshipPlan, parameters: MethodParameters, basis: Basis
) -> bool:
    """Good condition, few weeds, no conservation obligation yet, not Crown land (method 3.3).

    Raises `NotComputable` while the weed cover is not known and decides.
    """
    site = plan.stewardship
    if site.conservation_obligation or site.crown_land:
        return False
    minimum = basis.use(
        parameters.fact("security_benefit.minimum_vi"), "Security benefit from vegetation integrity"
    )
    if not reaches(current_score, minimum):
        return False
    if plan.observed_high_threat_weed_cover is None:
        raise NotComputable(
            "Record the high threat weed cover in every plot: the security benefit depends on it."
        )
    maximum = parameters.fact("security_benefit.maximum_htw_percent")
    return plan.observed_high_threat_weed_cover <= basis.use(maximum, "Security benefit up to weed cover, %,")


def remaining_share(zone: ZoneInput, site: StewardshipInput, basis: Basis) -> float:
    """The share of the gain that existing obligations leave (method 3.3; amounts are open, so the assessor enters it).

    Raises `NotComputable` when an obligation exists and its reduction is not entered (method 9).
    """
    if site.obligation_reduction_percent is None:
        if site.conservation_obligation or site.crown_land:
            raise NotComputable(
                f"Zone {zone.number}: enter by how many per cent the existing obligation or the public land reduces"
                " the gain, with the source."
            )
        return 1.0
    return (
        1.0 - basis.use(site.obligation_reduction_percent, "Reduction for an existing obligation, %,") / 100.0
    )


def _typed_reason(part: ManagementZoneInput, what: str) -> str:
    return f"{what} in management zone {part.name} typed by the assessor: {part.reason or 'no reason given'}"


def _name(code: str) -> str:
    return f"{code.partition('.')[0]} {label(code).lower()}"
