"""Opening cases and assessments, and naming the parties."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments import policies, selectors
from assessments.models import Assessment, AssessmentCase, CaseParty, Proposal, Revision, SiteContext
from assessments.records.cases import Kind, Module
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation
from registry.reference import selectors as reference
from registry.reference.models import Release


def _chain(case: AssessmentCase) -> ChainKey:
    return ChainKey("assessment_case", str(case.public_id))


@command("case.open")
def open_case(run: Run, *, title: str) -> dict[str, Any]:
    """Open a parent case."""
    run.allow(policies.may_open_case(run.actor))
    title = title.strip()
    if not title or len(title) > 500:
        raise InvalidInput(
            [Finding("case.title", "Give the case a name of at most 500 characters.", field="title")]
        )
    case = AssessmentCase.objects.create(title=title, created_by_id=run.actor.person_id)
    run.event(chain=_chain(case), subject=str(case.public_id), data={"title": title})
    return {"id": str(case.public_id)}


@command("case.name_party")
def name_party(run: Run, *, case_id: str, organisation_id: str, role: str) -> dict[str, Any]:
    """Record that an organisation is the proponent of, or a landholder in, a case."""
    case = selectors.case_for(run.actor, UUID(case_id))
    run.allow(policies.may_manage_case(run.actor, case))
    findings: list[Finding] = []
    organisation = Organisation.objects.filter(public_id=organisation_id).first()
    if organisation is None:
        findings.append(Finding("party.organisation", "Choose an organisation.", field="organisation"))
    if role not in CaseParty.Role.values:
        findings.append(Finding("party.role", "Choose proponent or landholder.", field="role"))
    if findings or organisation is None:
        raise InvalidInput(findings)
    party, created = CaseParty.objects.get_or_create(case=case, organisation=organisation, role=role)
    if not created:
        raise DomainError("party.named_already", f"{organisation} is the {role} of this case already.")
    run.event(
        chain=_chain(case),
        subject=str(case.public_id),
        data={"organisation": organisation.name, "role": role},
    )
    return {"id": party.pk}


@command("assessment.open")
def open_assessment(
    run: Run,
    *,
    case_id: str,
    kind: str,
    module: str,
    reviewing_organisation_id: str,
    proposal_name: str,
    today: date,
) -> dict[str, Any]:
    """Open an assessment of a case with its first, empty revision. It pins the reference release in force today."""
    case = selectors.case_for(run.actor, UUID(case_id))
    run.allow(policies.may_manage_case(run.actor, case))
    reviewer = Organisation.objects.filter(public_id=reviewing_organisation_id).first()
    release = reference.current_release(today)
    findings = _opening_findings(kind, module, reviewer, proposal_name)
    if findings or reviewer is None:
        raise InvalidInput(findings)
    if release is None:
        raise DomainError("reference.none", "No reference data is loaded yet. The registrar loads it first.")
    assessment = Assessment.objects.create(
        case=case,
        kind=kind,
        module=module,
        assessor_id=run.actor.person_id,
        reviewing_organisation=reviewer,
    )
    revision = start_revision(
        assessment=assessment, number=1, release=release, actor_id=run.actor.person_id, copied_from=None
    )
    Proposal.objects.create(revision=revision, name=proposal_name.strip())
    SiteContext.objects.create(revision=revision)
    run.event(
        chain=_chain(case),
        subject=str(assessment.public_id),
        data={"kind": kind, "module": module, "reviewed_by": reviewer.name, "release": release.code},
    )
    return {"id": str(assessment.public_id), "revision_id": str(revision.public_id)}


def start_revision(
    *,
    assessment: Assessment,
    number: int,
    release: Release,
    actor_id: int,
    copied_from: Revision | None,
) -> Revision:
    """A new open revision. The unique constraint 'one open revision' refuses a second one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a revision is started by a command")
    now = timezone.now()
    return Revision.objects.create(
        assessment=assessment,
        number=number,
        release=release,
        copied_from=copied_from,
        opened_by_id=actor_id,
        opened_at=now,
        edited_at=now,
    )


def _opening_findings(
    kind: str, module: str, reviewer: Organisation | None, proposal_name: str
) -> list[Finding]:
    findings: list[Finding] = []
    if kind not in Kind.values:
        findings.append(Finding("assessment.kind", "Choose the kind of assessment.", field="kind"))
    if module not in Module.values:
        findings.append(Finding("assessment.module", "Choose the module.", field="module"))
    if kind == Kind.STEWARDSHIP and module != Module.STANDARD:
        findings.append(
            Finding(
                "assessment.module",
                "A stewardship site is assessed with the standard module.",
                field="module",
            )
        )
    if not proposal_name.strip() or len(proposal_name.strip()) > 500:
        findings.append(
            Finding(
                "proposal.name", "Give the proposal a name of at most 500 characters.", field="proposal_name"
            )
        )
    if reviewer is None:
        findings.append(
            Finding("assessment.reviewer", "Choose who receives the report.", field="reviewing_organisation")
        )
    elif kind == Kind.STEWARDSHIP and not reviewer.reviews_stewardship:
        findings.append(
            Finding(
                "assessment.reviewer",
                "A stewardship assessment goes to the trust.",
                field="reviewing_organisation",
            )
        )
    elif kind in Kind.values and kind != Kind.STEWARDSHIP and not reviewer.reviews_developments:
        findings.append(
            Finding(
                "assessment.reviewer",
                "A development assessment goes to an approval authority.",
                field="reviewing_organisation",
            )
        )
    return findings
