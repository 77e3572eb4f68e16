"""From a revision's rows and its pinned reference release to what the method takes in.

A fact the assessor entered comes before the release's own and makes the result provisional (method 9). A fact that
neither has is left out: the method then says what to enter.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from assessments.bam.attributes import ATTRIBUTE_CODES, GROWTH_FORMS
from assessments.bam.inputs import (
    Benchmark,
    CaseInput,
    Community,
    Fact,
    ManagementZoneInput,
    PlantedVegetationInput,
    PlotObservation,
    PredictedSpeciesInput,
    SpeciesInput,
    SpeciesZoneInput,
    StewardshipInput,
    TreeGroupInput,
    ZoneInput,
)
from assessments.models import (
    CandidateSpecies,
    EnteredFact,
    FutureValue,
    ManagementZone,
    PlantedVegetation,
    Plot,
    PredictedSpecies,
    Revision,
    ScatteredTreeGroup,
    SpeciesHabitat,
    VegetationZone,
)
from registry.reference import models as reference

STEM_FIELDS = ("stems_5_to_9", "stems_10_to_19", "stems_20_to_29", "stems_30_to_49", "stems_50_to_79")


@dataclass(slots=True)
class Facts:
    """What is known for one revision: entered facts, then its release's rows, read in a fixed number of queries."""

    entered: dict[tuple[str, str, str], EnteredFact] = field(default_factory=dict)
    pcts: dict[int, reference.PlantCommunityType] = field(default_factory=dict)
    benchmarks: dict[str, reference.Benchmark] = field(default_factory=dict)
    communities: dict[str, reference.EcologicalCommunity] = field(default_factory=dict)
    species: dict[str, reference.Species] = field(default_factory=dict)
    region_name: str = ""

    def typed(self, subject: str, key: object, code: str) -> Fact[Any] | None:
        """A fact the assessor entered, as a number where it is one."""
        row = self.entered.get((subject, str(key), code))
        if row is None:
            return None
        try:
            value: object = float(row.value)
        except ValueError:
            value = {"yes": True, "no": False}.get(row.value, row.value)
        return Fact(value, "entered", row.source)


def read_facts(revision: Revision) -> Facts:
    """Everything known about what this revision names."""
    release = revision.release
    facts = Facts()
    for row in EnteredFact.objects.filter(revision=revision):
        facts.entered[row.subject_kind, row.subject_key, row.code] = row
    zones = VegetationZone.objects.filter(revision=revision)
    trees = ScatteredTreeGroup.objects.filter(revision=revision)
    ids = {zone.pct_id for zone in zones} | {tree.pct_id for tree in trees}
    facts.pcts = {
        row.pct_id: row
        for row in reference.PlantCommunityType.objects.filter(release=release, pct_id__in=ids)
    }
    subregion = reference.Subregion.objects.filter(
        release=release, code=revision.site_context.subregion_code
    ).first()
    facts.region_name = subregion.region_name if subregion else ""
    classes = {row.vegetation_class for row in facts.pcts.values()}
    facts.benchmarks = {
        row.vegetation_class: row
        for row in reference.Benchmark.objects.filter(
            release=release, ibra_region=facts.region_name, vegetation_class__in=classes
        )
    }
    facts.communities = {
        row.name: row
        for row in reference.EcologicalCommunity.objects.filter(
            release=release, name__in={zone.community_name for zone in zones}
        )
    }
    names = set(PredictedSpecies.objects.filter(revision=revision).values_list("scientific_name", flat=True))
    names |= set(CandidateSpecies.objects.filter(revision=revision).values_list("scientific_name", flat=True))
    facts.species = {
        row.scientific_name: row
        for row in reference.Species.objects.filter(release=release, scientific_name__in=names)
    }
    return facts


def build(revision: Revision) -> CaseInput:
    """The revision as input of the method."""
    facts = read_facts(revision)
    assessment = revision.assessment
    proposal = revision.proposal
    lot = proposal.minimum_lot_size_ha
    return CaseInput(
        kind=assessment.kind,  # type: ignore[arg-type]
        module=assessment.module,  # type: ignore[arg-type]
        zones=_zones(revision, facts),
        species=_species(revision, facts),
        trees=_trees(revision, facts),
        planted=tuple(
            PlantedVegetationInput(outcome=row.outcome, reason=row.reason, area_m2=row.area_m2)
            for row in PlantedVegetation.objects.filter(revision=revision)
        ),
        minimum_lot_size_ha=None if lot is None else float(lot),
    )


def _zones(revision: Revision, facts: Facts) -> tuple[ZoneInput, ...]:
    plots: dict[int, list[PlotObservation]] = defaultdict(list)
    for plot in Plot.objects.filter(revision=revision).order_by("zone_id", "label"):
        plots[plot.zone_id].append(observation(plot))
    parts = _management_zones(revision)
    predicted: dict[int, list[PredictedSpeciesInput]] = defaultdict(list)
    confirmed = PredictedSpecies.objects.filter(revision=revision, confirmed=True)
    for species in confirmed.prefetch_related("confirmed_zones"):
        sensitivity = facts.typed("species", species.scientific_name, "sensitivity_to_gain") or _species_fact(
            facts.species.get(species.scientific_name), "sensitivity_to_gain"
        )
        for used in species.confirmed_zones.all():
            predicted[used.pk].append(PredictedSpeciesInput(species.scientific_name, sensitivity))
    return tuple(
        ZoneInput(
            key=zone.key,
            number=zone.number,
            pct_id=zone.pct_id,
            pct_name=zone.pct_name,
            condition_class=zone.condition_class,
            area_m2=zone.area_m2,
            patch_size_m2=zone.patch_size_m2,
            plots=tuple(plots[zone.pk]),
            benchmark=benchmark_of(zone.pct_id, facts),
            community=_community(zone, facts),
            community_recorded=bool(zone.community_answer),
            percent_cleared=_percent_cleared(zone.pct_id, facts),
            sensitivity_to_loss=facts.typed("zone", zone.key, "sensitivity_to_loss"),
            risk_weighting=facts.typed("zone", zone.key, "risk_weighting"),
            predicted_species=tuple(predicted[zone.pk]),
            potential_saii=zone.potential_saii,
            hollow_bearing_trees=zone.hollow_bearing_trees,
            management_zones=tuple(parts[zone.pk]),
            stewardship=_stewardship(zone, facts) if revision.assessment.is_stewardship else None,
        )
        for zone in VegetationZone.objects.filter(revision=revision).order_by("number")
    )


def observation(plot: Plot) -> PlotObservation:
    """One plot sheet as the method takes it."""

    def number(name: str) -> float | None:
        value = getattr(plot, name)
        return None if value is None else float(value)

    stems = tuple(getattr(plot, name) for name in STEM_FIELDS)
    return PlotObservation(
        label=plot.label,
        composition=tuple(float(getattr(plot, f"composition_{form}")) for form in GROWTH_FORMS),
        structure=tuple(float(getattr(plot, f"structure_{form}")) for form in GROWTH_FORMS),
        large_trees=number("large_trees"),
        hollow_bearing_trees=number("hollow_bearing_trees"),
        litter=number("litter_cover_percent"),
        logs=number("logs_length_m"),
        stem_classes=None if None in stems else stems,
        regeneration=number("regeneration"),
        high_threat_weed_cover=number("weed_cover_percent"),
    )


def _management_zones(revision: Revision) -> dict[int, list[ManagementZoneInput]]:
    futures: dict[int, dict[str, float]] = defaultdict(dict)
    reasons: dict[int, list[str]] = defaultdict(list)
    for value in FutureValue.objects.filter(revision=revision):
        futures[value.management_zone_id][value.attribute] = float(value.value)
        if value.reason and value.reason not in reasons[value.management_zone_id]:
            reasons[value.management_zone_id].append(value.reason)
    parts: dict[int, list[ManagementZoneInput]] = defaultdict(list)
    for part in ManagementZone.objects.filter(revision=revision).order_by("zone_id", "pk"):
        parts[part.zone_id].append(
            ManagementZoneInput(
                key=str(part.name),
                name=part.name,
                area_m2=part.area_m2,
                future_means=futures[part.pk],
                typed_gain=None if part.typed_gain is None else float(part.typed_gain),
                reason=" ".join([part.reason, *reasons[part.pk]]).strip(),
            )
        )
    return parts


def benchmark_of(pct_id: int, facts: Facts) -> Benchmark | None:
    """Benchmark of a community: entered values over the release's row for its class and region."""
    pct = facts.pcts.get(pct_id)
    row = facts.benchmarks.get(pct.vegetation_class) if pct else None
    values: dict[str, Fact[float]] = {}
    woody: Fact[bool] | None = facts.typed("pct", pct_id, "woody")
    threshold: Fact[int] | None = facts.typed("pct", pct_id, "large_tree_threshold_cm")
    if row is not None:
        mark, source = row.mark, f"benchmark of {row.vegetation_class}, {row.ibra_region}: {row.source}"
        values = {code: Fact(float(value), mark, source) for code, value in row.values().items()}  # type: ignore[arg-type]
        if woody is None and row.woody is not None:
            woody = Fact(row.woody, mark, source)  # type: ignore[arg-type]
        if threshold is None and row.large_tree_threshold_cm is not None:
            threshold = Fact(row.large_tree_threshold_cm, mark, source)  # type: ignore[arg-type]
    for code in ATTRIBUTE_CODES:
        typed = facts.typed("pct", pct_id, f"benchmark.{code}")
        if typed is not None:
            values[code] = typed
    if not values:
        return None
    if woody is None:
        trees = values.get("composition.tree")
        woody = (
            Fact(True, "open", "taken as woody: nobody said otherwise")
            if trees is None
            else Fact(trees.value > 0, trees.mark, trees.source)
        )
    if threshold is not None:
        threshold = Fact(int(threshold.value), threshold.mark, threshold.source)
    return Benchmark(values=values, woody=woody, large_tree_threshold_cm=threshold)


def _percent_cleared(pct_id: int, facts: Facts) -> Fact[float] | None:
    typed = facts.typed("pct", pct_id, "percent_cleared")
    row = facts.pcts.get(pct_id)
    if typed is not None or row is None or row.percent_cleared is None:
        return typed
    mark = row.percent_cleared_mark or row.mark
    return Fact(float(row.percent_cleared), mark, row.percent_cleared_source or row.source)  # type: ignore[arg-type]


def _community(zone: VegetationZone, facts: Facts) -> Community | None:
    if not zone.community_name:
        return None
    row = facts.communities.get(zone.community_name)

    def listing(code: str) -> Fact[Any] | None:
        typed = facts.typed("community", zone.community_name, code)
        stored = getattr(row, code, "") if row else ""
        if typed is not None or not stored or row is None:
            return typed
        return Fact(stored, row.mark, row.source)  # type: ignore[arg-type]

    return Community(zone.community_name, listing("bc_listing"), listing("epbc_listing"))


def _stewardship(zone: VegetationZone, facts: Facts) -> StewardshipInput:
    rates = {
        code: typed
        for code in ATTRIBUTE_CODES
        if (typed := facts.typed("zone", zone.key, f"decline_rate.{code}")) is not None
    }
    planned = zone.planned_weed_cover_percent
    return StewardshipInput(
        high_risk_land=Fact(
            bool(zone.high_risk_land), "confirmed", zone.high_risk_reason or "recorded by the assessor"
        ),
        planned_high_threat_weed_cover=None if planned is None else float(planned),
        decline_rates_percent=rates,
        conservation_obligation=zone.conservation_obligation,
        crown_land=zone.crown_land,
        security_benefit_score=facts.typed("zone", zone.key, "security_benefit_score"),
        obligation_reduction_percent=facts.typed("zone", zone.key, "obligation_reduction_percent"),
    )


def _species_fact(row: reference.Species | None, name: str) -> Fact[Any] | None:
    value = getattr(row, name, None) if row else None
    if row is None or value in (None, ""):
        return None
    mark = getattr(row, f"{name}_mark", "") or row.mark
    source = row.attribute_source if getattr(row, f"{name}_mark", "") else row.source
    return Fact(float(value) if name == "risk_weighting" else value, mark, source or row.source)  # type: ignore[arg-type]


def _species(revision: Revision, facts: Facts) -> tuple[SpeciesInput, ...]:
    habitat: dict[int, list[SpeciesZoneInput]] = defaultdict(list)
    for row in (
        SpeciesHabitat.objects.filter(revision=revision).select_related("zone").order_by("zone__number")
    ):
        habitat[row.candidate_id].append(SpeciesZoneInput(row.zone.key, row.area_m2, row.individuals))

    def fact(name: str, code: str, column: str) -> Fact[Any] | None:
        return facts.typed("species", name, code) or _species_fact(facts.species.get(name), column)

    rows = CandidateSpecies.objects.filter(revision=revision, retained=True).order_by("scientific_name")
    return tuple(
        SpeciesInput(
            scientific_name=row.scientific_name,
            common_name=row.common_name,
            presence=row.presence or "not_assessed",  # type: ignore[arg-type]
            unit=fact(row.scientific_name, "unit", "unit_of_measure"),
            zones=tuple(habitat[row.pk]),
            risk_weighting=fact(row.scientific_name, "risk_weighting", "risk_weighting"),
            sensitivity_to_loss=fact(row.scientific_name, "sensitivity_to_loss", "sensitivity_to_loss"),
            sensitivity_to_gain=fact(row.scientific_name, "sensitivity_to_gain", "sensitivity_to_gain"),
            bc_listing=fact(row.scientific_name, "bc_listing", "bc_listing"),
            epbc_listing=fact(row.scientific_name, "epbc_listing", "epbc_listing"),
            growth_form=getattr(facts.species.get(row.scientific_name), "general_type", ""),
            count_gain=facts.typed("species", row.scientific_name, "count_gain"),
            potential_saii=row.potential_saii,
        )
        for row in rows
    )


def _trees(revision: Revision, facts: Facts) -> tuple[TreeGroupInput, ...]:
    groups = []
    for number, row in enumerate(ScatteredTreeGroup.objects.filter(revision=revision), start=1):
        benchmark = benchmark_of(row.pct_id, facts)
        threshold = facts.typed("pct", row.pct_id, "large_tree_threshold_cm")
        if threshold is None and benchmark is not None:
            threshold = benchmark.large_tree_threshold_cm
        if threshold is not None:
            threshold = Fact(int(threshold.value), threshold.mark, threshold.source)
        pct = facts.pcts.get(row.pct_id)
        groups.append(
            TreeGroupInput(
                key=f"T{number}",
                pct_id=row.pct_id,
                pct_name=pct.name if pct else "",
                tree_species=row.tree_species,
                trees=row.trees,
                dbh_cm=row.dbh_cm,
                hollows=row.hollows,
                large_tree_threshold_cm=threshold,
            )
        )
    return tuple(groups)
