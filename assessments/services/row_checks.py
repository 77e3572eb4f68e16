"""Checks of one row that go beyond its fields' own types: parts that must fit a whole, answers that need a reason.

Each check returns findings; every one names its field and what to do.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Max, Sum

from assessments.fact_codes import BY_SUBJECT, check_value
from assessments.models import (
    CandidateSpecies,
    Content,
    EnteredFact,
    FutureValue,
    ManagementAction,
    ManagementZone,
    PlotSpecies,
    PredictedSpecies,
    Proposal,
    Revision,
    SiteContext,
    SpeciesHabitat,
    VegetationZone,
)
from assessments.services.plot_counts import check_plant
from registry.findings import Finding
from registry.reference import selectors as reference
from registry.reference.models import LocalGovernmentArea
from registry.units import ZONE_AREA_STEP_M2, display_hectares

FUTURE_VALUE_AT_MOST = {
    "function.litter": 100,
    "function.stem_classes": 5,
    "function.regeneration": 1,
}


def check_row(row: Content, revision: Revision) -> list[Finding]:
    """Every finding about one row, in the order of its fields."""
    check = CHECKS.get(type(row))
    return check(row, revision) if check else []


def check_proposal(proposal: Proposal, revision: Revision) -> list[Finding]:
    """A local government area of the release."""
    area = proposal.local_government_area
    if area and not LocalGovernmentArea.objects.filter(release=revision.release, name=area).exists():
        return [
            Finding(
                "proposal.lga_unknown",
                "Choose a local government area of the list.",
                field="local_government_area",
            )
        ]
    return []


def check_site(site: SiteContext, revision: Revision) -> list[Finding]:
    """A subregion and a landscape of the release, kept as it writes them."""
    found: list[Finding] = []
    if site.subregion_code:
        subregion = reference.subregion(revision.release, site.subregion_code)
        if subregion is None:
            found.append(
                Finding(
                    "site.subregion_unknown", "Choose an IBRA subregion of the list.", field="subregion_code"
                )
            )
        else:
            site.subregion_code = subregion.code
    if site.landscape_name:
        landscape = reference.landscape(revision.release, site.landscape_name)
        if landscape is None:
            found.append(
                Finding(
                    "site.landscape_unknown",
                    f"“{site.landscape_name}” is not a NSW (Mitchell) landscape of the reference data. "
                    "Choose one of the list.",
                    field="landscape_name",
                )
            )
        else:
            site.landscape_name = landscape.name
    return found


def check_zone(zone: VegetationZone, revision: Revision) -> list[Finding]:
    """Area to 0.01 ha, patch at least as large, a named community when it is one, a known or named PCT."""
    found: list[Finding] = []
    known = reference.pct(revision.release, zone.pct_id)
    if known is not None:
        zone.pct_name = known.name
    elif not zone.pct_name:
        found.append(
            Finding(
                "zone.pct_unknown",
                f"Plant community type {zone.pct_id} is not in the reference data. "
                "Correct the number, or enter its name.",
                field="pct_name",
            )
        )
    if zone.area_m2 % ZONE_AREA_STEP_M2:
        found.append(
            Finding("zone.area_step", "Give the area in hectares with two decimals.", field="area_m2")
        )
    if zone.patch_size_m2 is not None and zone.patch_size_m2 < zone.area_m2:
        found.append(
            Finding(
                "zone.patch_smaller_than_zone",
                f"The patch must be at least as large as the zone ({display_hectares(zone.area_m2)} ha).",
                field="patch_size_m2",
            )
        )
    if zone.community_answer == VegetationZone.CommunityAnswer.TEC and not zone.community_name:
        found.append(
            Finding(
                "zone.community_missing",
                "Choose the threatened ecological community.",
                field="community_name",
            )
        )
    if zone.community_answer != VegetationZone.CommunityAnswer.TEC:
        zone.community_name = ""
    if zone.potential_saii and not zone.saii_statement:
        found.append(
            Finding(
                "zone.saii_statement_missing",
                "Describe the serious and irreversible impact that you flagged.",
                field="saii_statement",
            )
        )
    largest = (
        SpeciesHabitat.objects.filter(zone_id=zone.pk).aggregate(largest=Max("area_m2"))["largest"]
        if zone.pk
        else None
    )
    if largest is not None and largest > zone.area_m2:
        found.append(
            Finding(
                "zone.smaller_than_its_habitat",
                f"A species has {display_hectares(largest, 4)} ha of habitat in this zone. Make that smaller first.",
                field="area_m2",
            )
        )
    parts = (
        ManagementZone.objects.filter(zone_id=zone.pk).aggregate(total=Sum("area_m2"))["total"]
        if zone.pk
        else None
    )
    if parts is not None and parts > zone.area_m2:
        found.append(
            Finding(
                "zone.smaller_than_its_parts",
                f"Its management zones add up to {display_hectares(parts)} ha. Make them smaller first.",
                field="area_m2",
            )
        )
    return found


def check_management_zone(part: ManagementZone, revision: Revision) -> list[Finding]:
    """The parts of a zone never exceed it; an entered gain needs its reason and a stewardship site."""
    found: list[Finding] = []
    others = ManagementZone.objects.filter(zone_id=part.zone_id).exclude(pk=part.pk)
    total = (others.aggregate(total=Sum("area_m2"))["total"] or 0) + part.area_m2
    if total > part.zone.area_m2:
        found.append(
            Finding(
                "management_zone.too_large",
                f"With this, the management zones of {part.zone.key} add up to {display_hectares(total, 4)} ha, "
                f"but the zone has {display_hectares(part.zone.area_m2)} ha.",
                field="area_m2",
            )
        )
    if part.typed_gain is not None and not revision.assessment.is_stewardship:
        found.append(
            Finding(
                "management_zone.gain_at_development",
                "A development has no gain to enter.",
                field="typed_gain",
            )
        )
    if part.typed_gain is not None and not part.reason:
        found.append(
            Finding(
                "management_zone.reason_missing", "Give the reason for the gain you enter.", field="reason"
            )
        )
    return found


def check_future_value(value: FutureValue, revision: Revision) -> list[Finding]:
    """Within the attribute's range; at a stewardship site with a reason (it replaces the growth strategy)."""
    found: list[Finding] = []
    at_most = FUTURE_VALUE_AT_MOST.get(value.attribute)
    if at_most is not None and value.value > at_most:
        found.append(Finding("future_value.over_range", f"Enter at most {at_most}.", field="value"))
    if revision.assessment.is_stewardship and not value.reason:
        found.append(
            Finding(
                "future_value.reason_missing", "Give the reason for your own future value.", field="reason"
            )
        )
    return found


def _name_species(species: PredictedSpecies | CandidateSpecies, revision: Revision) -> None:
    """Names as the reference data writes them, so that its facts about the species are found."""
    species.scientific_name = " ".join(species.scientific_name.split())
    known = reference.species_of(revision.release, species.scientific_name)
    if known is not None:
        species.scientific_name = known.scientific_name
        species.common_name = known.common_name or species.common_name


def check_predicted_species(species: PredictedSpecies, revision: Revision) -> list[Finding]:
    """A species set aside needs its reason."""
    _name_species(species, revision)
    if not species.confirmed and not species.reason:
        return [
            Finding("predicted.reason_missing", "Say why the species is not predicted here.", field="reason")
        ]
    return []


def check_candidate_species(species: CandidateSpecies, revision: Revision) -> list[Finding]:
    """A species set aside needs its reason; presence cannot be assumed at a stewardship site (method section 6)."""
    found: list[Finding] = []
    _name_species(species, revision)
    if not species.retained and not species.exclusion_reason:
        found.append(
            Finding(
                "candidate.reason_missing", "Say why the species is not retained.", field="exclusion_reason"
            )
        )
    if revision.assessment.is_stewardship and species.presence == CandidateSpecies.Presence.ASSUMED_PRESENT:
        found.append(
            Finding(
                "candidate.assumed_at_stewardship",
                "At a stewardship site a species cannot be assumed present: survey it or use an expert report.",
                field="presence",
            )
        )
    if species.presence.endswith("_expert") and not species.expert_report:
        found.append(
            Finding("candidate.expert_report_missing", "Name the expert report.", field="expert_report")
        )
    if species.potential_saii and not species.saii_statement:
        found.append(
            Finding(
                "candidate.saii_statement_missing",
                "Describe the serious and irreversible impact that you flagged.",
                field="saii_statement",
            )
        )
    return found


def check_species_habitat(habitat: SpeciesHabitat, revision: Revision) -> list[Finding]:
    """Area or individuals, never both, and no more habitat than the zone has."""
    if (habitat.area_m2 is None) == (habitat.individuals is None):
        return [
            Finding(
                "habitat.area_or_count",
                "Enter either a habitat area or a number of individuals.",
                field="area_m2",
            )
        ]
    if habitat.area_m2 is not None and habitat.area_m2 > habitat.zone.area_m2:
        return [
            Finding(
                "habitat.larger_than_zone",
                f"Zone {habitat.zone.key} has {display_hectares(habitat.zone.area_m2)} ha; "
                "the habitat in it cannot be larger.",
                field="area_m2",
            )
        ]
    return []


def check_management_action(action: ManagementAction, revision: Revision) -> list[Finding]:
    """An action of the catalogue, either planned with what and when, or not needed with a reason (N41, N42)."""
    found: list[Finding] = []
    if reference.management_action(revision.release, action.action_code) is None:
        found.append(
            Finding("plan.action_unknown", "Choose an action of the catalogue.", field="action_code")
        )
    if action.planned:
        if not action.description:
            found.append(Finding("plan.description_missing", "Describe what is done.", field="description"))
        if action.first_year is None:
            found.append(Finding("plan.year_missing", "Enter the first year, 1 to 20.", field="first_year"))
        elif action.last_year is not None and action.last_year < action.first_year:
            found.append(
                Finding(
                    "plan.years_reversed", "The last year cannot come before the first.", field="last_year"
                )
            )
    elif not action.reason_not_needed:
        found.append(
            Finding(
                "plan.reason_missing", "Say why this action is not needed here.", field="reason_not_needed"
            )
        )
    return found


def check_entered_fact(fact: EnteredFact, revision: Revision) -> list[Finding]:
    """A known fact about the right kind of thing, a value it can have, and a source."""
    known = BY_SUBJECT.get((fact.subject_kind, fact.code))
    if known is None:
        return [Finding("fact.unknown", "Choose a fact that belongs to what it is about.", field="code")]
    found = check_value(known, fact.value)
    if (
        not found
        and fact.subject_kind == "zone"
        and fact.subject_key not in {zone.key for zone in VegetationZone.objects.filter(revision=revision)}
    ):
        found.append(
            Finding(
                "fact.zone_unknown",
                "There is no zone of that name here. Write it as community type and condition, for example 1592_good.",
                field="subject_key",
            )
        )
    if not fact.source.strip():
        found.append(Finding("fact.source_missing", "Say where the value comes from.", field="source"))
    return found


CHECKS: dict[type[Content], Callable[[Any, Revision], list[Finding]]] = {
    Proposal: check_proposal,
    SiteContext: check_site,
    VegetationZone: check_zone,
    PlotSpecies: check_plant,
    ManagementZone: check_management_zone,
    FutureValue: check_future_value,
    PredictedSpecies: check_predicted_species,
    CandidateSpecies: check_candidate_species,
    SpeciesHabitat: check_species_habitat,
    ManagementAction: check_management_action,
    EnteredFact: check_entered_fact,
}
