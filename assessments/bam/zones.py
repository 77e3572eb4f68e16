"""One vegetation zone from plots to its change in vegetation integrity (method 1-3). Pure.

A zone never fails the case: what cannot be computed is left empty with a sentence that names what to enter, and the
rest of the zone is still given.
"""

from dataclasses import dataclass

from assessments.bam.attributes import FUNCTION_CODES, label
from assessments.bam.basis import Basis, NotComputable, standing, unique
from assessments.bam.change import Current, development_change, scored, stewardship_change
from assessments.bam.future import add_open_floor, add_open_rules
from assessments.bam.inputs import Benchmark, ZoneInput
from assessments.bam.integrity import Scale, scale_of, vegetation_integrity
from assessments.bam.observation import ZoneMeans, zone_means
from assessments.bam.outcome import ZoneOutcome
from assessments.bam.parameters import MethodParameters, MissingParameter
from assessments.bam.plots_required import minimum_plots
from registry.findings import Finding


@dataclass(frozen=True, slots=True)
class ZoneResult:
    """A zone's outcome with what its credit lines need: reasons and gaps of the current score and of the change."""

    zone: ZoneInput
    outcome: ZoneOutcome
    current_missing: tuple[str, ...]
    current_provisional: tuple[str, ...]
    change_missing: tuple[str, ...]
    change_provisional: tuple[str, ...]
    findings: tuple[Finding, ...]


def assess_zone(
    zone: ZoneInput,
    *,
    supply: bool,
    growth_strategy: str,
    parameters: MethodParameters,
    means: ZoneMeans | None = None,
) -> ZoneResult:
    """Everything about one zone; `supply` True at a stewardship site, False at a development. `means` are taken in
    place of those of the plots, to see what another mean would do."""
    means = means or observed_means(zone)
    current = current_integrity(zone, means)
    findings: list[Finding] = []
    try:
        plots_needed = minimum_plots(zone.area_m2, parameters)
    except MissingParameter as missing:
        plots_needed = 0
        findings.append(missing.finding)
    findings.extend(_plot_findings(zone, plots_needed))
    if supply:
        change = stewardship_change(zone, means, current, growth_strategy, parameters)
    else:
        change = development_change(zone, current)
    outcome = ZoneOutcome(
        key=zone.key,
        number=zone.number,
        pct_id=zone.pct_id,
        pct_name=zone.pct_name,
        condition_class=zone.condition_class,
        area_m2=zone.area_m2,
        plots=len(zone.plots),
        minimum_plots=plots_needed,
        means=means.values,
        high_threat_weed_cover=means.high_threat_weed_cover,
        hollow_bearing_trees=means.hollow_bearing_trees,
        current=current.integrity,
        without_management=change.without,
        management_zones=change.management_zones,
        change=change.change,
        security_benefit=change.security_benefit,
        security_benefit_applies=change.security_benefit_applies,
        not_computed=unique(current.missing + change.missing),
        provisional=unique(current.provisional + change.provisional),
    )
    return ZoneResult(
        zone=zone,
        outcome=outcome,
        current_missing=current.missing,
        current_provisional=current.provisional,
        change_missing=change.missing,
        change_provisional=change.provisional,
        findings=(*findings, *change.findings),
    )


def observed_means(zone: ZoneInput) -> ZoneMeans:
    """Means over the zone's plots; the large tree threshold decides which stem classes count."""
    threshold = zone.benchmark.large_tree_threshold_cm if zone.benchmark else None
    return zone_means(zone.plots, threshold.value if threshold else None)


def current_integrity(zone: ZoneInput, means: ZoneMeans) -> Current:
    """The zone's current vegetation integrity, or every gap that stands in its way."""
    missing: list[str] = []
    if zone.area_m2 <= 0:
        missing.append(f"Zone {zone.number} has no area: enter it in hectares.")
    if not zone.plots:
        missing.append(f"Zone {zone.number} has no plots: enter or import at least one.")
    scale: Scale | None = None
    try:
        scale = scale_of(zone.benchmark, zone.pct_id)
    except NotComputable as error:
        missing.extend(error.sentences)
    if scale is not None and zone.plots:
        missing.extend(_unrecorded(zone, means, scale))
    if scale is None or missing or zone.benchmark is None:
        return Current(scale, None, tuple(missing), ())
    basis = Basis()
    _add_benchmark(zone.benchmark, zone.pct_id, scale, basis)
    for plants in zone.plant_facts:
        basis.use(plants, "Counted from species lists:")
    _add_plot_rules(zone, means, scale, basis)
    add_open_rules(means.values, scale, basis)
    integrity = vegetation_integrity(scored(means, scale), scale)
    add_open_floor(integrity, basis)
    return Current(scale, integrity, (), basis.reasons)


def _unrecorded(zone: ZoneInput, means: ZoneMeans, scale: Scale) -> list[str]:
    sentences = []
    benchmarks = dict(zip(scale.codes, scale.benchmarks, strict=True))
    for code, plots in means.unrecorded.items():
        if benchmarks.get(code, 0) > 0:
            sentences.append(
                f"Zone {zone.number}: {label(code).lower()} is not recorded in plot {', '.join(plots)}: enter it."
            )
    if means.needs_large_tree_threshold and benchmarks.get("function.stem_classes", 0) > 0:
        sentences.append(
            f"Enter the large tree threshold of PCT {zone.pct_id}, in cm, with its source: it decides which stem size"
            " classes count."
        )
    return sentences


def _add_benchmark(benchmark: Benchmark, pct_id: int, scale: Scale, basis: Basis) -> None:
    """One reason for each way in which the benchmarks used are provisional; attributes are named unless it is all."""
    grouped: dict[str, list[str]] = {}
    for code in scale.codes:
        fact = benchmark.values[code]
        if fact.provisional:
            grouped.setdefault(standing(fact), []).append(code)
    for phrase, codes in grouped.items():
        names = ", ".join(f"{code.partition('.')[0]} {label(code).lower()}" for code in codes)
        which = "" if len(codes) == len(scale.codes) else f" ({names})"
        basis.add(f"Benchmark of PCT {pct_id}{which}: {'demo values' if phrase == 'demo value' else phrase}")
    basis.use(benchmark.woody, f"PCT {pct_id} has trees:")


def _add_plot_rules(zone: ZoneInput, means: ZoneMeans, scale: Scale, basis: Basis) -> None:
    """Rules of averaging and weighting that are not settled and that this zone's score rests on (method 1.2, 1.3)."""
    benchmarks = dict(zip(scale.codes, scale.benchmarks, strict=True))
    if scale.renormalised:
        names = ", ".join(label(code).lower() for code in FUNCTION_CODES if code in scale.renormalised)
        basis.add(
            f"Function weights of PCT {zone.pct_id} shared out, not expected: {names} (open in the method)"
        )
    if benchmarks.get("function.stem_classes", 0) > 0:
        if means.stems_recorded and zone.benchmark and zone.benchmark.large_tree_threshold_cm:
            basis.use(
                zone.benchmark.large_tree_threshold_cm, f"Large tree threshold of PCT {zone.pct_id}, cm,"
            )
        if means.stem_classes_differ:
            basis.add("Stem size classes as the mean of the plots (fitted to one case only, provisional)")
    if benchmarks.get("function.regeneration", 0) > 0 and means.regeneration_differs:
        basis.add("Tree regeneration as the mean of the plots (open in the method, default used)")


def _plot_findings(zone: ZoneInput, plots_needed: int) -> list[Finding]:
    findings = []
    if 0 < len(zone.plots) < plots_needed:
        findings.append(
            Finding(
                code="zone.plots.too_few",
                message=f"Zone {zone.number} has {len(zone.plots)} plots, its area needs at least {plots_needed}.",
                field=f"zones[{zone.key}].plots",
                severity="warning",
                clause="BAM 2020 s 4.3.4 Table 3",
            )
        )
    if zone.patch_size_m2 is not None and zone.patch_size_m2 < zone.area_m2:
        findings.append(
            Finding(
                code="zone.patch_size.below_area",
                message=f"Zone {zone.number}: the patch size is smaller than the zone. Check both.",
                field=f"zones[{zone.key}].patch_size_m2",
                severity="warning",
                clause="BAM 2020 s 4.3.2",
            )
        )
    return findings
