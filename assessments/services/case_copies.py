"""A new case from an old one: the content of a revision one may change, on today's reference facts.

Parties, certification, decisions and comments never come along: they belong to the case they were made for.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from assessments import policies
from assessments.models import (
    Assessment,
    AssessmentCase,
    CandidateSpecies,
    Content,
    EnteredFact,
    ManagementAction,
    PredictedSpecies,
    Proposal,
    Revision,
    ScatteredTreeGroup,
    SiteContext,
    VegetationZone,
)
from assessments.sections import SECTIONS, Section, task_list_sections
from assessments.services import copying, plot_counts, zone_outlines
from assessments.services.cases import start_revision
from registry.actor import Actor
from registry.audit.events import ChainKey
from registry.commands import Decision, Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.reference import selectors as reference
from registry.reference.models import (
    EcologicalCommunity,
    Landscape,
    LocalGovernmentArea,
    ManagementActionType,
    PlantCommunityType,
    Release,
    Species,
    Subregion,
)

MOST_TOLD = 50
NEEDS = {"plots": "zones", "management_zones": "zones"}
"""Sections whose rows cannot be without those of another."""


def may_copy(actor: Actor, assessment: Assessment) -> Decision:
    """Who may open a case and change this assessment may take its content to another."""
    opening = policies.may_open_case(actor)
    return policies.may_edit(actor, assessment) if opening.allowed else opening


def sections_to_copy(source: Revision) -> tuple[Section, ...]:
    """The sections that can come along, in order."""
    return task_list_sections(source)


@command("case.copy")
def copy_case(
    run: Run, *, source_revision_id: int, title: str, sections: Sequence[str], today: date
) -> dict[str, Any]:
    """Open a case with an assessment of the same kind and an open revision that holds the chosen sections.

    It pins the reference release in force today; `told` says what of the content that release does not know. A section
    that needs another which was not chosen stays behind. Raises NotVisible, NotAllowed, InvalidInput.
    """
    source = (
        Revision.objects.select_related("assessment__case", "assessment__reviewing_organisation", "release")
        # Held while it is read: no row changes between two sections, and no photo's file goes before its copy is there.
        .select_for_update(of=("self",))
        .filter(pk=source_revision_id)
        .first()
    )
    if source is None:
        raise NotVisible("revision")
    run.allow(may_copy(run.actor, source.assessment))
    taken = _taken(source, sections)
    title = title.strip()
    if not title or len(title) > 500:
        message = "Give the case a name of at most 500 characters."
        raise InvalidInput([Finding("case.title", message, field="title")])
    release = reference.current_release(today)
    if release is None:
        raise DomainError("reference.none", "No reference data is loaded yet. The registrar loads it first.")
    case = AssessmentCase.objects.create(title=title, created_by_id=run.actor.person_id)
    fresh = _open_like(source, case, release, run.actor.person_id)
    rows = copying.copy_content(source=source, target=fresh, chosen=_models(taken))
    _complete(fresh, title, with_zones="zones" in taken)
    zone_outlines.look_again(fresh)
    recounted = plot_counts.recount_for_release(fresh)
    told = unknown_to_release(fresh)
    run.event(
        chain=ChainKey("assessment_case", str(case.public_id)),
        subject=str(case.public_id),
        data={
            "title": title,
            "kind": source.assessment.kind,
            "module": source.assessment.module,
            "reviewed_by": source.assessment.reviewing_organisation.name,
            "copied_from": f"{source} of case {source.assessment.case.number}",
            "source_revision": str(source.public_id),
            "sections": taken,
            "rows": rows,
            "release": release.code,
            "told": told,
            **recounted,
        },
    )
    return {
        "id": str(case.public_id),
        "assessment_id": str(fresh.assessment.public_id),
        "revision_id": str(fresh.public_id),
        "release": release.code,
        "sections": taken,
        "rows": rows,
        "told": told,
    }


def _taken(source: Revision, wanted: Sequence[str]) -> list[str]:
    """The chosen sections in order, without those that need one which was not chosen."""
    known = [section.code for section in sections_to_copy(source)]
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        message = f"This assessment has no section “{unknown[0][:60]}”."
        raise InvalidInput([Finding("case.copy_section", message, field="sections")])
    return [code for code in known if code in wanted and NEEDS.get(code, code) in wanted]


def _models(taken: Sequence[str]) -> set[type[Content]]:
    return {section.model for section in SECTIONS if section.group in taken}


def _open_like(source: Revision, case: AssessmentCase, release: Release, person_id: int) -> Revision:
    """An assessment of the same kind for the same receiver, led by who copies, with its first revision."""
    old = source.assessment
    assessment = Assessment.objects.create(
        case=case,
        kind=old.kind,
        module=old.module,
        assessor_id=person_id,
        reviewing_organisation=old.reviewing_organisation,
    )
    # `copied_from` ties the revisions of one assessment; the source of a case is in its audit chain.
    return start_revision(
        assessment=assessment, number=1, release=release, actor_id=person_id, copied_from=None
    )


def _complete(fresh: Revision, title: str, *, with_zones: bool) -> None:
    """What every revision has from the start, and nothing that hangs on what stayed behind."""
    if not Proposal.objects.filter(revision=fresh).update(name=title):
        Proposal.objects.create(revision=fresh, name=title)
    SiteContext.objects.get_or_create(revision=fresh)
    if not with_zones:
        EnteredFact.objects.filter(revision=fresh, subject_kind="zone").delete()


def unknown_to_release(revision: Revision) -> list[str]:
    """What the content names that the revision's release does not know, a sentence for each, at most fifty."""
    release = revision.release

    def known(model: Any, name: str) -> set[str]:
        return {str(value) for value in model.objects.filter(release=release).values_list(name, flat=True)}

    def used(model: Any, name: str, **having: Any) -> set[str]:
        rows = model.objects.filter(revision=revision, **having).values_list(name, flat=True)
        return {str(value) for value in rows if value not in (None, "")}

    def about(kind: str) -> set[str]:
        return used(EnteredFact, "subject_key", subject_kind=kind)

    kinds: tuple[tuple[str, set[str], set[str], str], ...] = (
        (
            "Plant community type {}",
            used(VegetationZone, "pct_id") | used(ScatteredTreeGroup, "pct_id"),
            known(PlantCommunityType, "pct_id"),
            "It keeps its number and name; supply its benchmarks and what is cleared of it.",
        ),
        (
            "The community “{}”",
            used(VegetationZone, "community_name"),
            known(EcologicalCommunity, "name"),
            "Supply its listing, or choose another.",
        ),
        (
            "The species {}",
            used(PredictedSpecies, "scientific_name") | used(CandidateSpecies, "scientific_name"),
            known(Species, "scientific_name"),
            "Look whether it has another name now, or supply what the method asks for.",
        ),
        (
            "The subregion {}",
            used(SiteContext, "subregion_code"),
            known(Subregion, "code"),
            "Choose one of the list.",
        ),
        (
            "The landscape “{}”",
            used(SiteContext, "landscape_name"),
            known(Landscape, "name"),
            "Choose one of the list.",
        ),
        (
            "The local government area “{}”",
            used(Proposal, "local_government_area"),
            known(LocalGovernmentArea, "name"),
            "Choose one of the list.",
        ),
        (
            "The management action {}",
            used(ManagementAction, "action_code"),
            known(ManagementActionType, "code"),
            "Answer the actions of the present catalogue.",
        ),
    )
    told = [
        f"{words.format(name)} is not in the reference facts {release.code}. {advice}"
        for words, names, there, advice in kinds
        for name in sorted(names - there)
    ]
    (_, pcts, known_pcts, _), (_, communities, known_communities, _), (_, species, known_species, _) = kinds[
        :3
    ]
    for kind, named, there in (
        ("pct", pcts, known_pcts),
        ("community", communities, known_communities),
        ("species", species, known_species),
    ):
        told += [
            f"What you supplied about {name} is kept, though the reference facts {release.code} do not know it."
            for name in sorted(about(kind) - there)
            if name not in named - there
        ]
    return told[:MOST_TOLD]
