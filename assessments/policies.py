"""May this person do this? One function per question; the answer carries the reason a person reads.

Visibility is decided in `assessments.selectors`: what is not visible is answered as not existing.
"""

from collections.abc import Callable, Sequence

from assessments.models import Assessment, AssessmentCase, CaseParty, Delegate, Revision, SectionComment
from registry.actor import ASSESSOR, AUDITOR, REVIEWER, Actor
from registry.commands import YES, Decision, no


def is_lead_assessor(actor: Actor, assessment: Assessment) -> bool:
    """Is the actor the assessor who leads this assessment?"""
    return actor.user_id is not None and actor.user_id == assessment.assessor_id


def is_delegate(actor: Actor, assessment: Assessment) -> bool:
    """Does the actor work on this assessment for its lead assessor?"""
    return (
        actor.user_id is not None
        and Delegate.objects.filter(
            assessment=assessment, person_id=actor.user_id, removed_at__isnull=True
        ).exists()
    )


def makers_of(assessment: Assessment) -> set[int]:
    """The people who made it: its lead assessor and everybody who ever was a delegate."""
    delegates = Delegate.objects.filter(assessment=assessment).values_list("person_id", flat=True)
    return {assessment.assessor_id, *delegates}


def works_on(actor: Actor, assessment: Assessment) -> bool:
    """Is the actor its lead assessor or one of the delegates, with the role of an assessor today?"""
    return actor.has(ASSESSOR) and (is_lead_assessor(actor, assessment) or is_delegate(actor, assessment))


def is_party(actor: Actor, assessment: Assessment) -> bool:
    """Does the actor belong to an organisation with an interest in the case?"""
    return CaseParty.objects.filter(
        case_id=assessment.case_id, organisation_id__in=actor.organisation_ids
    ).exists()


def conflicts(actor: Actor, assessments: Sequence[Assessment]) -> set[int]:
    """Those the actor made or has an interest in, by primary key; two queries for any number. Who was a delegate once
    has made it, also after the part ended."""
    cases = {assessment.pk: assessment.case_id for assessment in assessments}
    leads = {assessment.pk for assessment in assessments if is_lead_assessor(actor, assessment)}
    delegated = Delegate.objects.filter(assessment__in=cases, person_id=actor.user_id)
    parties = set(
        CaseParty.objects.filter(
            case_id__in=cases.values(), organisation_id__in=actor.organisation_ids
        ).values_list("case_id", flat=True)
    )
    concerned = {pk for pk, case_id in cases.items() if case_id in parties}
    return leads | concerned | set(delegated.values_list("assessment_id", flat=True))


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
    """The lead assessor and the delegates change content."""
    if not works_on(actor, assessment):
        return no(
            "assessment.not_lead_assessor",
            "Only the assessor who leads this assessment, and those named as delegates, can change it.",
        )
    return YES


def may_lead(actor: Actor, assessment: Assessment) -> Decision:
    """Steps of a revision and its delegates are the lead assessor's alone."""
    if not actor.has(ASSESSOR) or not is_lead_assessor(actor, assessment):
        return no("assessment.not_lead_assessor", "Only the assessor who leads this assessment can do that.")
    return YES


def may_finalise(actor: Actor, assessment: Assessment) -> Decision:
    """Accredited today, and no party to the case (N19; the code of conduct bars a conflict of interest)."""
    leading = may_lead(actor, assessment)
    if not leading.allowed:
        return leading
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
    if conflicts(actor, [assessment]):
        return no(
            "assessment.conflict_of_interest",
            "You made this or have an interest in it; another reviewer must decide.",
        )
    return YES


def may_comment(actor: Actor, revision: Revision) -> Decision:
    """Comments are working papers between those who make the assessment and those who review it; parties and the
    registrar have no part in them. Whether the revision is seen at all is decided by the selectors."""
    assessment = revision.assessment
    if works_on(actor, assessment):
        return YES
    if revision.submitted_at is not None and may_review(actor, assessment).allowed:
        return YES
    return no(
        "comment.not_yours",
        "Comments are for those who make this assessment and those who review it.",
    )


def may_read_comments(actor: Actor, revision: Revision) -> Decision:
    """Those who comment, and the auditor once the revision was submitted, who reads what reviewers read."""
    if actor.has(AUDITOR) and revision.submitted_at is not None:
        return YES
    return may_comment(actor, revision)


def may_read_reviews(actor: Actor) -> Decision:
    """Reviewers have a queue; the auditor reads all of them."""
    if actor.has(REVIEWER) or actor.has(AUDITOR):
        return YES
    return no("review.not_reviewer", "Only reviewers have a queue. Ask the registrar for the role.")


def may_resolve(actor: Actor, comment: SectionComment) -> Decision:
    """The side that wrote a comment says that it is dealt with."""
    commenting = may_comment(actor, comment.revision)
    if not commenting.allowed:
        return commenting
    assessment = comment.revision.assessment
    if works_on(actor, assessment) != (comment.author_id in makers_of(assessment)):
        return no("comment.other_side", "Those who wrote it say when it is dealt with. Write an answer.")
    return YES


STEPS: dict[str, Callable[[Actor, Assessment], Decision]] = {
    "finalise": may_finalise,
    "submit": may_finalise,
    "accept": may_review,
    "return": may_review,
    "reopen": may_lead,
    "amend": may_lead,
}
"""Who may take each step of the table in `assessments.states`."""
