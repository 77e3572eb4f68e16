"""What is still missing before a revision can be finalised, section by section.

The same findings make the task list's statuses and refuse the finalising (N3, N21, N40-N42), so a page can never
promise what the command then refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assessments.models import (
    CandidateSpecies,
    PredictedSpecies,
    Revision,
)
from assessments.sections import Section, task_list_sections
from assessments.services import plot_counts, site_place, zone_outlines
from assessments.services.method import minimum_plots_for
from assessments.services.revision_content import Content, read_content
from registry.findings import Finding, errors
from registry.reference import selectors as reference
from registry.units import display_hectares

NOT_STARTED, IN_PROGRESS, COMPLETE, OPTIONAL = "not_started", "in_progress", "complete", "optional"


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """Where a section stands: `findings` say what is missing (errors) or worth a look (warnings)."""

    section: Section
    status: str
    rows: int
    findings: tuple[Finding, ...]


def statuses(revision: Revision, *, today: date) -> tuple[SectionStatus, ...]:
    """Each section of the task list with its status and findings."""
    content = read_content(revision, today)
    return tuple(_status(section, content) for section in task_list_sections(revision))


def missing(revision: Revision, *, today: date) -> tuple[Finding, ...]:
    """Every finding that stops the revision from being finalised."""
    return tuple(f for status in statuses(revision, today=today) for f in errors(status.findings))


def _status(section: Section, content: Content) -> SectionStatus:
    check = CHECKS.get(section.code)
    findings = tuple(check(content)) if check else ()
    rows = content.counts[section.code]
    started, unstarted = (IN_PROGRESS, NOT_STARTED) if errors(findings) else (COMPLETE, OPTIONAL)
    return SectionStatus(section, started if rows else unstarted, rows, findings)


def _missing(section: str, field: str, message: str) -> Finding:
    return Finding(f"{section}.{field}.missing", message, field=field)


def check_proposal(content: Content) -> list[Finding]:
    """Name, description, trigger and lots, which must be there before finalising (method section 6)."""
    proposal, found = content.proposal, []
    wanted = {
        "description": "Describe what is proposed.",
        "lots": "Enter the lots and plans of the land.",
        "entry_trigger": "Choose why the scheme applies.",
        "local_government_area": "Choose the local government area.",
    }
    for field, message in wanted.items():
        if not getattr(proposal, field):
            found.append(_missing("proposal", field, message))
    if content.revision.assessment.module == "small_area" and proposal.minimum_lot_size_ha is None:
        found.append(_missing("proposal", "minimum_lot_size_ha", "Enter the minimum lot size (App C)."))
    has_landholder = any(
        party.role == "landholder" for party in content.revision.assessment.case.parties.all()
    )
    if content.revision.assessment.is_stewardship and not has_landholder:
        found.append(_missing("proposal", "landholder", "Name the landholder as a party to the case."))
    return found


def check_site(content: Content) -> list[Finding]:
    """Subregion, landscape and native vegetation cover; a warning where the outlines say another subregion."""
    site, found = content.site, []
    if not site.subregion_code:
        found.append(_missing("site", "subregion_code", "Choose the IBRA subregion."))
    if not site.landscape_name:
        found.append(_missing("site", "landscape_name", "Choose the NSW (Mitchell) landscape."))
    if site.native_vegetation_cover_percent is None:
        found.append(
            _missing("site", "native_vegetation_cover_percent", "Enter the native vegetation cover.")
        )
    if content.boundary is not None:
        place = site_place.place_of(content.revision, chosen=site.subregion_code)
        found += [
            Finding("site.subregion_code.contradicted", sentence, field="subregion_code", severity="warning")
            for sentence in place.doubts
        ]
    return found


def check_boundary(content: Content) -> list[Finding]:
    """A boundary that the zones fit into."""
    if content.boundary is None:
        return [_missing("boundary", "file", "Upload the site boundary as GeoJSON.")]
    total = sum(zone.area_m2 for zone in content.zones)
    if total > content.boundary.area_m2 * 1.02:
        return [
            Finding(
                "boundary.zones_larger",
                f"The zones add up to {display_hectares(total)} ha, more than the "
                f"{display_hectares(content.boundary.area_m2)} ha inside the boundary. Check the areas.",
                severity="warning",
            )
        ]
    return []


def check_zones(content: Content) -> list[Finding]:
    """At least one zone, each with a patch size and an answer about threatened communities."""
    if not content.zones:
        return [_missing("zones", "zones", "Add at least one vegetation zone, or import plots.")]
    found: list[Finding] = []
    for zone in content.zones:
        if zone.patch_size_m2 is None:
            found.append(_missing("zones", "patch_size_m2", f"{zone.key}: enter the patch size."))
        if not zone.community_answer:
            found.append(
                _missing(
                    "zones", "community_answer", f"{zone.key}: say whether it is a threatened community."
                )
            )
        if content.revision.assessment.is_stewardship and zone.high_risk_land is None:
            found.append(
                _missing("zones", "high_risk_land", f"{zone.key}: say whether it is high risk land.")
            )
    return found + zone_outlines.doubts_of_outlines(content.revision, content.zones)


def check_plots(content: Content) -> list[Finding]:
    """A zone without plots has no integrity; too few plots is a warning (method 1.1, Table 3)."""
    if not content.zones:
        return [_missing("plots", "plots", "Add zones and plots, or import a plot file.")]
    found: list[Finding] = []
    for zone in content.zones:
        count = sum(1 for plot in content.plots if plot.zone_id == zone.pk)
        if not count:
            found.append(_missing("plots", "plots", f"{zone.key}: add at least one plot."))
        elif count < (wanted := minimum_plots_for(content.revision.release, zone.area_m2)):
            found.append(
                Finding(
                    "plots.too_few",
                    f"{zone.key}: {count} of the {wanted} plots that "
                    f"{display_hectares(zone.area_m2)} ha ask for.",
                    severity="warning",
                )
            )
    if any(plot.sums_from_species for plot in content.plots):
        found += plot_counts.gaps(content.revision)
    return found + zone_outlines.plots_outside(content.revision, content.zones, content.plots)


def check_management_zones(content: Content) -> list[Finding]:
    """Where a zone is divided, its parts add up to it exactly."""
    found: list[Finding] = []
    for zone in content.zones:
        parts = [part for part in content.parts if part.zone_id == zone.pk]
        total = sum(part.area_m2 for part in parts)
        if parts and total != zone.area_m2:
            found.append(
                Finding(
                    "management_zones.do_not_add_up",
                    f"{zone.key}: its management zones add up to {display_hectares(total, 4)} ha; the zone has "
                    f"{display_hectares(zone.area_m2)} ha. Make them agree.",
                    field="area_m2",
                )
            )
    return found


def check_trees(content: Content) -> list[Finding]:
    """A scattered tree assessment has trees."""
    if content.revision.assessment.module == "scattered_trees" and not content.trees:
        return [_missing("trees", "trees", "Add the scattered trees.")]
    return []


def check_predicted_species(content: Content) -> list[Finding]:
    """A confirmed species says in which zones."""
    zones = dict(
        PredictedSpecies.confirmed_zones.through.objects.filter(
            predictedspecies__revision=content.revision
        ).values_list("predictedspecies_id", "vegetationzone_id")
    )
    return [
        _missing(
            "predicted_species", "confirmed_zones", f"{species.scientific_name}: choose the zones it uses."
        )
        for species in content.predicted
        if species.confirmed and species.pk not in zones
    ]


def check_candidate_species(content: Content) -> list[Finding]:
    """Each retained candidate has a survey outcome, and a present one its habitat or count."""
    found: list[Finding] = []
    with_habitat = {habitat.candidate_id for habitat in content.habitat}
    for species in content.candidates:
        if not species.retained:
            continue
        if not species.presence or species.presence == CandidateSpecies.Presence.NOT_ASSESSED:
            found.append(
                _missing(
                    "candidate_species", "presence", f"{species.scientific_name}: enter the survey outcome."
                )
            )
        elif species.presence.startswith(("present", "assumed")) and species.pk not in with_habitat:
            found.append(
                _missing(
                    "candidate_species",
                    "habitat",
                    f"{species.scientific_name}: enter its habitat area or individuals per zone.",
                )
            )
    return found + _habitat_beyond_its_zone(content)


def _habitat_beyond_its_zone(content: Content) -> list[Finding]:
    """A plot file can make a zone smaller than the habitat that was entered in it before."""
    zones = {zone.pk: zone for zone in content.zones}
    names = {species.pk: species.scientific_name for species in content.candidates}
    return [
        Finding(
            "candidate_species.habitat.larger_than_zone",
            f"{names[habitat.candidate_id]}: {display_hectares(habitat.area_m2, 4)} ha of habitat in "
            f"{zones[habitat.zone_id].key}, which has {display_hectares(zones[habitat.zone_id].area_m2)} ha. "
            "Make them agree.",
            field="area_m2",
        )
        for habitat in content.habitat
        if habitat.area_m2 is not None and habitat.area_m2 > zones[habitat.zone_id].area_m2
    ]


def check_avoidance(content: Content) -> list[Finding]:
    """No development assessment is finalised without a measure that avoids or minimises harm (N3, N21)."""
    if content.measures:
        return []
    return [
        Finding(
            "avoidance.measures.missing",
            "Describe at least one measure that avoids or minimises the impact. Only what remains is offset.",
            field="description",
            clause="N3, N21",
        )
    ]


def check_management_plan(content: Content) -> list[Finding]:
    """Every required action and every active restoration measure is planned or ruled out with a reason (N41, N42)."""
    answered = {action.action_code for action in content.actions}
    found = [
        Finding(
            "management_plan.action.missing",
            f"{action.title}: plan it, or say why it is not needed.",
            field="action_code",
            clause=action.statement,
        )
        for action in reference.management_actions(content.revision.release)
        if (action.required_for_plan or action.group == "active_restoration") and action.code not in answered
    ]
    if content.actions and not any(action.planned for action in content.actions):
        found.append(_missing("management_plan", "planned", "Plan at least one action."))
    return found


CHECKS: dict[str, Callable[[Content], list[Finding]]] = {
    "proposal": check_proposal,
    "site": check_site,
    "boundary": check_boundary,
    "zones": check_zones,
    "plots": check_plots,
    "management_zones": check_management_zones,
    "trees": check_trees,
    "predicted_species": check_predicted_species,
    "candidate_species": check_candidate_species,
    "avoidance": check_avoidance,
    "management_plan": check_management_plan,
}
