"""Calculating without storing anything: the method on data that a caller brings along.

Facts in the data carry the marks the caller gave them; what a release adds carries its own. Nothing of it enters the
registry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from assessments.bam import credits
from assessments.bam.basis import Basis, NotComputable
from assessments.bam.engine import assess
from assessments.bam.inputs import CaseInput, ZoneInput
from assessments.bam.observation import zone_means
from assessments.bam.outcome import CaseOutcome, VegetationIntegrity
from assessments.bam.parameters import MethodParameters
from assessments.bam.plots_required import minimum_plots
from assessments.bam.zones import current_integrity
from assessments.services import known_facts
from assessments.services.method import parameters_for
from registry.findings import Finding, InvalidInput
from registry.reference import selectors as reference
from registry.reference.models import Region, Release


@dataclass(frozen=True, slots=True)
class ZoneIntegrity:
    """The current vegetation integrity of one zone with every intermediate; None, with what to enter, where it cannot
    be computed. `means` are observed means by attribute code."""

    key: str
    pct_id: int
    plots: int
    minimum_plots: int | None
    means: dict[str, float]
    high_threat_weed_cover: float | None
    hollow_bearing_trees: float | None
    current: VegetationIntegrity | None
    not_computed: tuple[str, ...]
    provisional: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CreditsByNumbers:
    """Credits of one line by its equation. `unrounded` and `credits` are None, with what is missing, where a
    parameter of the release is missing."""

    equation: str
    formula: str
    unrounded: float | None
    credits: int | None
    not_computed: tuple[str, ...]
    provisional: tuple[str, ...]


def with_benchmarks(zones: Iterable[ZoneInput], *, release: Release, region: str) -> tuple[ZoneInput, ...]:
    """The zones, those without a benchmark given that of the release for their community's class in an IBRA region
    (code or name). Where the release has none they stay without, and the result says what to enter. Three queries."""
    zones = tuple(zones)
    bare = {zone.pct_id for zone in zones if zone.benchmark is None}
    if not region or not bare:
        return zones
    facts = known_facts.Facts(pcts=reference.pcts_by_id(release, sorted(bare)))
    classes = {row.vegetation_class for row in facts.pcts.values()}
    found = reference.search_benchmarks(release).filter(
        vegetation_class__in=classes, ibra_region__in=_region_names(release, region)
    )
    facts.benchmarks = {row.vegetation_class: row for row in found}
    known = {pct_id: known_facts.benchmark_of(pct_id, facts) for pct_id in bare}
    return tuple(
        zone if zone.benchmark is not None else replace(zone, benchmark=known[zone.pct_id]) for zone in zones
    )


def _region_names(release: Release, region: str) -> list[str]:
    """The region's name by code or name. Raises InvalidInput for one that the release does not know."""
    either = Q(code__iexact=region.strip()) | Q(name__iexact=region.strip())
    names = list(Region.objects.filter(either, release=release).values_list("name", flat=True))
    if not names:
        message = f"“{region[:60]}” is no IBRA region of the release. Send its code or name, for example SYB."
        raise InvalidInput([Finding("calculator.region_unknown", message, field="region")])
    return names


def calculate_case(case: CaseInput, *, release: Release, region: str = "") -> CaseOutcome:
    """The whole method on one case, with the release's parameters and, given a region, its benchmarks."""
    filled = replace(case, zones=with_benchmarks(case.zones, release=release, region=region))
    return assess(filled, parameters_for(release))


def zone_integrities(
    zones: Iterable[ZoneInput], *, release: Release, region: str = ""
) -> tuple[ZoneIntegrity, ...]:
    """The current vegetation integrity of each zone (BAM 2020 App H)."""
    parameters = parameters_for(release)
    return tuple(
        _zone_integrity(zone, parameters) for zone in with_benchmarks(zones, release=release, region=region)
    )


def _zone_integrity(zone: ZoneInput, parameters: MethodParameters) -> ZoneIntegrity:
    threshold = zone.benchmark.large_tree_threshold_cm if zone.benchmark else None
    means = zone_means(zone.plots, threshold.value if threshold else None)
    current = current_integrity(zone, means)
    try:
        needed: int | None = minimum_plots(zone.area_m2, parameters)
    except NotComputable:
        needed = None
    return ZoneIntegrity(
        key=zone.key,
        pct_id=zone.pct_id,
        plots=len(zone.plots),
        minimum_plots=needed,
        means=means.values,
        high_threat_weed_cover=means.high_threat_weed_cover,
        hollow_bearing_trees=means.hollow_bearing_trees,
        current=current.integrity,
        not_computed=current.missing,
        provisional=current.provisional,
    )


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation of the method by the numbers it takes."""

    takes: tuple[str, ...]
    formula: str
    minimum: credits.MinimumFor | None = None


EQUATIONS: Mapping[str, Equation] = {
    credits.ECOSYSTEM_DEVELOPMENT: Equation(
        ("vi_loss", "area_m2", "risk_weighting"),
        "loss in vegetation integrity × area in ha × risk weighting × credits per point and hectare",
        "ecosystem",
    ),
    credits.SPECIES_AREA_DEVELOPMENT: Equation(
        ("vi_loss", "area_m2", "risk_weighting"),
        "loss in habitat condition × area in ha × risk weighting × credits per point and hectare",
        "species_area",
    ),
    credits.SPECIES_COUNT_DEVELOPMENT: Equation(
        ("individuals", "risk_weighting"), "individuals × risk weighting", "species_count"
    ),
    credits.ECOSYSTEM_STEWARDSHIP: Equation(
        ("vi_gain", "area_m2"), "gain in vegetation integrity × area in ha × credits per point and hectare"
    ),
    credits.SPECIES_AREA_STEWARDSHIP: Equation(
        ("vi_gain", "area_m2"), "gain in habitat condition × area in ha × credits per point and hectare"
    ),
    credits.SPECIES_COUNT_STEWARDSHIP: Equation(("individuals",), "individuals gained"),
}
"""Equations 1 to 6 of BAM 2020 (method 4.2)."""

COUNT_GAIN_OPEN = "One credit for each individual gained (open in the method, default used)"


def credits_by_numbers(equation: str, numbers: Mapping[str, float], *, release: Release) -> CreditsByNumbers:
    """Credits of one line from the numbers its equation takes. Raises KeyError for an unknown equation or number."""
    law, basis, parameters = EQUATIONS[equation], Basis(), parameters_for(release)
    try:
        made = _made(equation, law, numbers, parameters, basis)
    except NotComputable as missing:
        return CreditsByNumbers(equation, law.formula, None, None, missing.sentences, ())
    return CreditsByNumbers(equation, law.formula, made.unrounded, made.credits, (), basis.reasons)


def _made(
    equation: str, law: Equation, numbers: Mapping[str, Any], parameters: MethodParameters, basis: Basis
) -> credits.Credits:
    if "individuals" in law.takes:
        unrounded = credits.count_credits(numbers["individuals"], numbers.get("risk_weighting", 1.0))
        if law.minimum is None:
            basis.add(COUNT_GAIN_OPEN)
    else:
        conversion = basis.use(parameters.fact(credits.CONVERSION), "Credits per point and hectare")
        if law.minimum is None:
            unrounded = credits.gain_credits(numbers["vi_gain"], numbers["area_m2"], conversion)
        else:
            unrounded = credits.loss_credits(
                numbers["vi_loss"], numbers["area_m2"], numbers["risk_weighting"], conversion
            )
    if law.minimum is None:
        return credits.round_stewardship(unrounded, basis)
    return credits.round_development(unrounded, law.minimum, parameters, basis)
