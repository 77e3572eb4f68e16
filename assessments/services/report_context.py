"""What documents show beside the numbers: names, texts and data versions, frozen with the calculation.

Dates come from the stored calculation, never from the clock at building time, so a document of the same calculation
is the same to the byte.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments.models import (
    AvoidanceMeasure,
    Impact,
    ManagementAction,
    PlantedVegetation,
    Revision,
    SiteBoundary,
    VegetationZone,
)
from assessments.services import class_context, evidence_context, place_context, plot_context, species_context
from assessments.services.method import last_day_to_submit
from registry.parties.models import Accreditation, User
from registry.parties.people import current_accreditation
from registry.reference import models as reference


def build(revision: Revision, *, calculated_at: datetime) -> dict[str, Any]:
    """Plain data for the documents of one calculation."""
    of = {"revision": revision}
    return {
        "header": header(revision, calculated_at=calculated_at),
        "proposal": _proposal(revision),
        "site": _site(revision),
        "zones": _zones(revision),
        **species_context.build(revision),
        "measures": [
            {
                "kind": row.get_kind_display(),
                "phase": row.get_phase_display(),
                "description": row.description,
                "outcome": row.outcome,
            }
            for row in AvoidanceMeasure.objects.filter(**of)
        ],
        "impacts": [
            {
                "kind": row.get_kind_display(),
                "title": row.title,
                "description": row.description,
                "response": row.response,
            }
            for row in Impact.objects.filter(**of)
        ],
        "planted": [
            {"description": row.description, "outcome": row.get_outcome_display(), "reason": row.reason}
            for row in PlantedVegetation.objects.filter(**of)
        ],
        "management_plan": _management_plan(revision),
        "maps": place_context.maps(revision),
        "plots": plot_context.plots(revision),
        "attachments": evidence_context.attachments(revision),
        "entered_facts": evidence_context.entered_facts(revision),
        "classes": class_context.build(revision),
    }


def header(revision: Revision, *, calculated_at: datetime) -> dict[str, Any]:
    """The "Proposal details" block every report begins with (method section 6)."""
    assessment = revision.assessment
    local = timezone.localtime(calculated_at)
    number = revision.accreditation_number
    if not number:
        accreditation = current_accreditation(assessment.assessor, on=local.date())
        number = accreditation.number if accreditation else ""
    last_day = last_day_to_submit(revision.release, revision.certified_on)
    signer = User.objects.filter(pk=revision.finalised_by_id).first() if revision.finalised_by_id else None
    release = revision.release
    return {
        "assessment_id": f"{assessment.case.number}/{number or 'not accredited'}/{local:%y}/{assessment.number}",
        "proposal_name": revision.proposal.name,
        "assessor_name": str(signer or assessment.assessor),
        "assessor_number": number,
        "case_status": "Open" if revision.is_open else "Finalised",
        "report_created": local.date().isoformat(),
        "calculated_at": local.isoformat(),
        "date_finalised": timezone.localtime(revision.finalised_at).date().isoformat()
        if revision.finalised_at
        else "",
        "certified_on": revision.certified_on.isoformat() if revision.certified_on else "",
        "accreditation_term": _term(number),
        "submit_by": last_day.isoformat() if last_day else "",
        "revision": revision.number,
        "assessment_type": assessment.get_kind_display(),
        "module": assessment.get_module_display(),
        "entry_trigger": revision.proposal.get_entry_trigger_display(),
        "reviewed_by": assessment.reviewing_organisation.name,
        "release": release.code,
        "release_checksum": release.checksum,
        "release_effective_from": release.effective_from.isoformat(),
        "data_versions": release.bam_data_versions,
    }


def _term(number: str) -> list[str]:
    """First and last day of the accreditation; empty where there is none."""
    accreditation = Accreditation.objects.filter(number=number).first() if number else None
    return [accreditation.valid_from.isoformat(), accreditation.valid_to.isoformat()] if accreditation else []


def _proposal(revision: Revision) -> dict[str, Any]:
    proposal = revision.proposal
    return {
        "name": proposal.name,
        "description": proposal.description,
        "address": proposal.address,
        "lots": proposal.lots,
        "local_government_area": proposal.local_government_area,
        "minimum_lot_size_ha": _text(proposal.minimum_lot_size_ha),
        "parties": sorted(
            f"{party.organisation.name} ({party.get_role_display().lower()})"
            for party in revision.assessment.case.parties.select_related("organisation")
        ),
    }


def _site(revision: Revision) -> dict[str, Any]:
    site = revision.site_context
    subregion = reference.Subregion.objects.filter(release=revision.release, code=site.subregion_code).first()
    return {
        "region": subregion.region_name if subregion else "",
        "subregion": str(subregion) if subregion else site.subregion_code,
        "landscape": site.landscape_name,
        "native_vegetation_cover_percent": _text(site.native_vegetation_cover_percent),
        "connectivity": site.connectivity,
        "features": site.features,
        "boundary": _boundary(revision),
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _boundary(revision: Revision) -> dict[str, Any] | None:
    boundary = SiteBoundary.objects.filter(revision=revision).first()
    if boundary is None:
        return None
    return {
        "area_m2": boundary.area_m2,
        "claimed_area_m2": boundary.claimed_area_m2,
        "source_name": boundary.source_name,
        "transform": boundary.transform,
    }


def _zones(revision: Revision) -> dict[str, dict[str, Any]]:
    zones = list(VegetationZone.objects.filter(revision=revision))
    pcts = {
        row.pct_id: row
        for row in reference.PlantCommunityType.objects.filter(
            release=revision.release, pct_id__in={zone.pct_id for zone in zones}
        )
    }
    return {
        zone.key: {
            "patch_size_m2": zone.patch_size_m2,
            "vegetation_class": pcts[zone.pct_id].vegetation_class if zone.pct_id in pcts else "",
            "vegetation_formation": pcts[zone.pct_id].vegetation_formation if zone.pct_id in pcts else "",
            "community_answer": zone.get_community_answer_display(),
            "community_name": zone.community_name,
            "high_risk_land": zone.high_risk_land,
            "high_risk_reason": zone.high_risk_reason,
            "justification": zone.justification,
            "saii_statement": zone.saii_statement,
            "conservation_obligation": zone.conservation_obligation,
            "crown_land": zone.crown_land,
            "planned_weed_cover_percent": _text(zone.planned_weed_cover_percent),
            "hollow_bearing_trees": zone.hollow_bearing_trees,
        }
        for zone in zones
    }


def _management_plan(revision: Revision) -> list[dict[str, Any]]:
    titles = {
        row.code: row for row in reference.ManagementActionType.objects.filter(release=revision.release)
    }
    return [
        {
            "action": titles[row.action_code].title if row.action_code in titles else row.action_code,
            "group": titles[row.action_code].group if row.action_code in titles else "",
            "planned": row.planned,
            "description": row.description,
            "location": row.location,
            "first_year": row.first_year,
            "last_year": row.last_year,
            "frequency": row.frequency,
            "reason_not_needed": row.reason_not_needed,
        }
        for row in ManagementAction.objects.filter(revision=revision)
    ]
