"""May this person do this? One function per question; the answer carries the reason a person reads.

Visibility is decided in `assessments.selectors`: what is not visible is answered as not existing.
"""

from collections.abc import Callable

from assessments.models import Assessment, AssessmentCase, CaseParty
from registry.actor import ASSESSOR, REVIEWER, Actor
from registry.commands import YES, Decision, no


def is_lead_assessor(actor: Actor, assessment: Assessment) -> bool:
    """Is the actor the assessor who leads this assessment?"""
    return actor.user_id is not None and actor.user_id == assessment.assessor_id


def is_party(actor: Actor, assessment: Assessment) -> bool:
    """Does the actor belong to an organisation with an interest in the case?"""
    return CaseParty.objects.filter(
        case_id=assessment.case_id, organisation_id__in=actor.organisation_ids
    ).exists()


def may_open_case(actor: Actor) -> Decision:
    """Assessors open cases; accreditation is asked for when they finalise (N19)."""
    if not actor.has(ASSESSOR):
        return no(
            "case.not_assessor", "Only an assessor can open an assessment. Ask the registrar for the role."
        )
    return YES


def may_manage_case(actor: Actor, case: AssessmentCase) -> Decision:
    """Who opened the case names its parties and opens its assessments."""
    opening = may_open_case(actor)
    if opening.allowed and case.created_by_id != actor.user_id:
        return no("case.not_yours", "Only the assessor who opened this case can do that.")
    return opening


def may_edit(actor: Actor, assessment: Assessment) -> Decision:
    """Only the lead assessor changes content."""
    if not actor.has(ASSESSOR) or not is_lead_assessor(actor, assessment):
        return no(
            "assessment.not_lead_assessor", "Only the assessor who leads this assessment can change it."
        )
    return YES


def may_finalise(actor: Actor, assessment: Assessment) -> Decision:
    """Accredited today, and no party to the case (N19; the code of conduct bars a conflict of interest)."""
    editing = may_edit(actor, assessment)
    if not editing.allowed:
        return editing
    if not actor.accredited:
        return no(
            "assessment.not_accredited",
            "Your accreditation is not in force today, so you cannot certify an assessment. "
            "Your account page shows its term and any suspension.",
        )
    if is_party(actor, assessment):
        return no(
            "assessment.conflict_of_interest",
            "You belong to an organisation that is a party to this case, so another assessor must certify it.",
        )
    return YES


def may_review(actor: Actor, assessment: Assessment) -> Decision:
    """A reviewer of the organisation the assessment was sent to, who neither made it nor has an interest in it."""
    if (
        not actor.has(REVIEWER)
        or assessment.reviewing_organisation_id not in actor.reviewing_organisation_ids
    ):
        return no(
            "assessment.not_reviewer", "Only a reviewer of the receiving organisation can decide on this."
        )
    if is_lead_assessor(actor, assessment) or is_party(actor, assessment):
        return no(
            "assessment.conflict_of_interest",
            "You made this or have an interest in it; another reviewer must decide.",
        )
    return YES


STEPS: dict[str, Callable[[Actor, Assessment], Decision]] = {
    "finalise": may_finalise,
    "submit": may_finalise,
    "accept": may_review,
    "return": may_review,
    "reopen": may_edit,
    "amend": may_edit,
}
"""Who may take each step of the table in `assessments.states`."""
