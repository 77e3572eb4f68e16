"""Naming the people who work on an assessment for its lead assessor, and ending it.

A delegate edits content, imports plots, calculates and makes documents. Certifying, submitting, reopening and naming
delegates stay with the lead assessor, whose accreditation the report carries (N19).
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments import policies, selectors
from assessments.models import Assessment, Delegate
from registry.actor import ASSESSOR
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.parties.models import User
from registry.parties.people import actor_for

MOST_DELEGATES = 20


@command("delegate.add")
def add_delegate(run: Run, *, assessment_id: UUID, email: str, today: date) -> dict[str, Any]:
    """Let the assessor with this address work on the assessment. Raises InvalidInput for anybody it cannot be."""
    assessment = selectors.assessment_for(run.actor, assessment_id)
    run.allow(policies.may_lead(run.actor, assessment))
    person = _assessor_called(email, assessment, today)
    # The assessment's row is taken first, so that of two namings at once the second finds the first.
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    delegates = Delegate.objects.filter(assessment=assessment, removed_at__isnull=True)
    if delegates.count() >= MOST_DELEGATES:
        raise DomainError("delegate.too_many", f"An assessment has at most {MOST_DELEGATES} delegates.")
    if delegates.filter(person=person).exists():
        raise _refused("delegate.there_already", "This person is a delegate already.")
    delegate = Delegate.objects.create(
        assessment=assessment, person=person, added_by_id=run.actor.person_id, added_at=timezone.now()
    )
    run.event(
        chain=_chain(assessment),
        subject=str(assessment.public_id),
        data={"delegate": str(person), "person": str(person.public_id)},
    )
    return {"id": str(delegate.public_id)}


def _assessor_called(email: str, assessment: Assessment, today: date) -> User:
    """The assessor with this address. Nobody and not an assessor are answered alike: the form is no way to learn who
    has an account."""
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    actor = actor_for(person, today=today, request_id="") if person else None
    if person is None or actor is None or not actor.has(ASSESSOR):
        raise _refused(
            "delegate.unknown",
            "No assessor has this e-mail address. The registrar gives people the role of an assessor.",
        )
    if person.pk == assessment.assessor_id:
        raise _refused("delegate.lead", "You lead this assessment already.")
    if assessment.reviewing_organisation_id in actor.reviewing_organisation_ids:
        raise _refused(
            "delegate.reviewer",
            "This person reviews for the organisation that receives the report, so cannot work on it.",
        )
    return person


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput([Finding(code, message, "email")])


@command("delegate.remove")
def remove_delegate(run: Run, *, assessment_id: UUID, delegate_id: UUID) -> dict[str, Any]:
    """End it from now on; what the delegate did stays in the history. Raises NotVisible, NotAllowed."""
    assessment = selectors.assessment_for(run.actor, assessment_id)
    run.allow(policies.may_lead(run.actor, assessment))
    ended = Delegate.objects.filter(
        assessment=assessment, public_id=delegate_id, removed_at__isnull=True
    ).update(removed_at=timezone.now())
    if not ended:
        raise NotVisible("delegate")
    delegate = Delegate.objects.select_related("person").get(public_id=delegate_id)
    run.event(
        chain=_chain(assessment),
        subject=str(assessment.public_id),
        data={"delegate": str(delegate.person), "person": str(delegate.person.public_id)},
    )
    return {"id": str(delegate_id)}


def _chain(assessment: Assessment) -> ChainKey:
    return ChainKey("assessment_case", str(assessment.case.public_id))
