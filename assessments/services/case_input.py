"""From a revision's rows and its pinned reference release to what the method takes in.

A fact the assessor entered comes before the release's own and makes the result provisional (method 9). A fact that
neither has is left out: the method then says what to enter.
"""

from collections import defaultdict
from typing import Any

from assessments.bam.attributes import ATTRIBUTE_CODES, GROWTH_FORMS
from assessments.bam.inputs import (
    CaseInput,
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
from assessments.services import plot_counts
from assessments.services.known_facts import (
    Facts,
    benchmark_of,
    community_of,
    percent_cleared_of,
    read_facts,
    species_fact,
)

STEM_FIELDS = ("stems_5_to_9", "stems_10_to_19", "stems_20_to_29", "stems_30_to_49", "stems_50_to_79")


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
    counted_from = plot_counts.facts_by_zone(revision)
    predicted: dict[int, list[PredictedSpeciesInput]] = defaultdict(list)
    confirmed = PredictedSpecies.objects.filter(revision=revision, confirmed=True)
    for species in confirmed.prefetch_related("confirmed_zones"):
        sensitivity = facts.typed("species", species.scientific_name, "sensitivity_to_gain") or species_fact(
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
            plant_facts=counted_from.get(zone.pk, ()),
            benchmark=benchmark_of(zone.pct_id, facts),
            community=community_of(zone, facts),
            community_recorded=bool(zone.community_answer),
            percent_cleared=percent_cleared_of(zone.pct_id, facts),
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


def _species(revision: Revision, facts: Facts) -> tuple[SpeciesInput, ...]:
    habitat: dict[int, list[SpeciesZoneInput]] = defaultdict(list)
    for row in (
        SpeciesHabitat.objects.filter(revision=revision).select_related("zone").order_by("zone__number")
    ):
        habitat[row.candidate_id].append(SpeciesZoneInput(row.zone.key, row.area_m2, row.individuals))

    def fact(name: str, code: str, column: str) -> Fact[Any] | None:
        return facts.typed("species", name, code) or species_fact(facts.species.get(name), column)

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
