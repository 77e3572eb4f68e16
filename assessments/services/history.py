"""Which events of a case's audit chain belong to an assessment, as far as a person may see it."""

from django.db.models import Q, QuerySet

from assessments import policies, selectors
from assessments.models import Revision
from registry.actor import Actor
from registry.audit.models import AuditEvent


def revisions_seen(actor: Actor, revision: Revision) -> dict[str, int]:
    """Numbers of the assessment's revisions that the actor may see, by public id."""
    rows = selectors.revisions_visible_to(actor).filter(assessment=revision.assessment)
    return {str(public_id): number for public_id, number in rows.values_list("public_id", "number")}


def events(actor: Actor, revision: Revision) -> QuerySet[AuditEvent]:
    """Events of those revisions, newest first; for the lead assessor and the delegates those of the case and the
    assessment too. That somebody commented is told only to those who read comments.

    The chain of a case holds the events of all its assessments, so it is narrowed to what may be seen.
    """
    assessment = revision.assessment
    subjects = [*revisions_seen(actor, revision)]
    if policies.works_on(actor, assessment):
        subjects += [str(assessment.case.public_id), str(assessment.public_id)]
    about = Q()
    for subject in subjects:
        about |= Q(body__contains=f'"subject":"{subject}')
    found = AuditEvent.objects.filter(
        about, chain__kind="assessment_case", chain__key=str(assessment.case.public_id)
    )
    if not policies.may_read_comments(actor, revision).allowed:
        found = found.exclude(action__startswith="comment.")
    return found.order_by("-sequence")
