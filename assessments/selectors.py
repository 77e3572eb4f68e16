"""Which cases, assessments and revisions a person may see, fetched with what their pages show.

| who | sees |
|---|---|
| lead assessor | every revision of the assessments they lead, and the cases they opened |
| delegate | every revision of the assessments they are named for, while they are |
| reviewer | revisions that were submitted to an organisation they review for |
| member of a party | revisions once they are finalised |
| registrar and registrar approver | revisions once they are finalised |
| auditor | the same, and the comments and queues of all reviewers; changes nothing |
| anybody else | nothing |
"""

from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from assessments import states
from assessments.models import (
    Assessment,
    AssessmentCase,
    Attachment,
    Calculation,
    Delegate,
    PlotImport,
    ReportDocument,
    Revision,
)
from registry import public_ids
from registry.actor import ASSESSOR, AUDITOR, REGISTRAR_OFFICE, REVIEWER, Actor
from registry.findings import NotVisible
from registry.jobs.models import Job

CERTIFIED_READERS = REGISTRAR_OFFICE | {AUDITOR}
"""Who reads every revision once an assessor has certified it."""


def worked_on_by(actor: Actor) -> QuerySet[Assessment]:
    """Assessments the actor leads or is a delegate for, as an assessor; as a subquery, so no row comes twice."""
    if actor.user_id is None or not actor.has(ASSESSOR):
        return Assessment.objects.none()
    delegated = Delegate.objects.filter(person_id=actor.user_id, removed_at__isnull=True)
    return Assessment.objects.filter(Q(assessor_id=actor.user_id) | Q(pk__in=delegated.values("assessment")))


def revisions_visible_to(actor: Actor) -> QuerySet[Revision]:
    """Every revision the actor may read."""
    if actor.user_id is None:
        return Revision.objects.none()
    seen = (
        Q(assessment__case__parties__organisation__in=actor.organisation_ids)
        & ~Q(state=states.OPEN)
        & Q(certified_on__isnull=False)
    )
    if actor.has(ASSESSOR):
        seen |= Q(assessment__in=worked_on_by(actor).values("pk"))
    if actor.has(REVIEWER):
        seen |= Q(
            assessment__reviewing_organisation__in=actor.reviewing_organisation_ids,
            submitted_at__isnull=False,
        )
    if actor.roles & CERTIFIED_READERS:
        seen |= Q(certified_on__isnull=False)
    return Revision.objects.filter(pk__in=Revision.objects.filter(seen).values("pk")).select_related(
        "assessment__case", "assessment__assessor", "assessment__reviewing_organisation", "release"
    )


def assessments_visible_to(actor: Actor) -> QuerySet[Assessment]:
    """Every assessment with a revision the actor may read, with those revisions newest first."""
    revisions = revisions_visible_to(actor)
    return (
        Assessment.objects.filter(pk__in=revisions.values("assessment_id"))
        .select_related("case", "assessor", "reviewing_organisation")
        .prefetch_related(Prefetch("revisions", queryset=revisions.order_by("-number"), to_attr="seen"))
    )


def cases_visible_to(actor: Actor) -> QuerySet[AssessmentCase]:
    """Cases the actor opened or has a visible assessment in, newest first, with those assessments."""
    if actor.user_id is None:
        return AssessmentCase.objects.none()
    assessments = assessments_visible_to(actor)
    own = Q(pk__in=assessments.values("case_id"))
    if actor.has(ASSESSOR):
        own |= Q(created_by_id=actor.user_id)
    return AssessmentCase.objects.filter(own).prefetch_related(
        Prefetch("assessments", queryset=assessments.order_by("pk"), to_attr="seen"),
        "parties__organisation",
    )


def case_for(actor: Actor, public_id: UUID) -> AssessmentCase:
    """One case. Raises NotVisible."""
    return public_ids.find(cases_visible_to(actor), public_id, "case")


def assessment_for(actor: Actor, public_id: UUID) -> Assessment:
    """One assessment. Raises NotVisible."""
    return public_ids.find(assessments_visible_to(actor), public_id, "assessment")


def revision_for(actor: Actor, public_id: UUID) -> Revision:
    """One revision. Raises NotVisible."""
    return public_ids.find(revisions_visible_to(actor), public_id, "revision")


def waiting_for(actor: Actor) -> QuerySet[Revision]:
    """What this person has to act on next: of their own what is open, certified or returned, and what was sent to
    an organisation they review for. Last touched first."""
    lead = Q(assessment__assessor_id=actor.user_id)
    own = lead & Q(state__in=[states.OPEN, states.FINALISED, states.RETURNED])
    own |= Q(assessment__in=worked_on_by(actor).values("pk"), state=states.OPEN)
    sent = Q(
        assessment__reviewing_organisation__in=actor.reviewing_organisation_ids, state=states.SUBMITTED
    ) & ~Q(assessment__in=worked_on_by(actor).values("pk"))
    return (
        revisions_visible_to(actor)
        .filter(own | sent)
        .select_related("proposal", "assessment__case", "assessment__assessor", "release")
        .order_by("-edited_at", "-pk")
    )


def awaiting_review_by(actor: Actor) -> QuerySet[Revision]:
    """What waits for this reviewer's decision, oldest first; for the auditor what waits for anybody's."""
    waiting = revisions_visible_to(actor).filter(state=states.SUBMITTED)
    if not actor.has(AUDITOR):
        waiting = waiting.filter(assessment__reviewing_organisation__in=actor.reviewing_organisation_ids)
    return waiting.order_by("submitted_at")


def latest_calculation(revision: Revision) -> Calculation | None:
    """The newest stored calculation of a revision."""
    return revision.calculations.order_by("-version").first()


def documents_visible_to(actor: Actor) -> QuerySet[ReportDocument]:
    """Documents of visible revisions. Drafts are for the lead assessor and the delegates."""
    documents = ReportDocument.objects.filter(
        calculation__revision__in=revisions_visible_to(actor).values("pk")
    ).select_related("calculation__revision__assessment__case")
    return documents.filter(
        Q(draft=False) | Q(calculation__revision__assessment__in=worked_on_by(actor).values("pk"))
    )


def document_for(actor: Actor, public_id: UUID) -> ReportDocument:
    """One document. Raises NotVisible."""
    document = documents_visible_to(actor).filter(public_id=public_id).first()
    if document is None:
        raise NotVisible("document")
    return document


def documents_job(calculation: Calculation) -> Job | None:
    """The newest job that was asked to make the documents of a calculation."""
    return (
        Job.objects.filter(kind="assessment.documents", arguments__calculation_id=calculation.pk)
        .order_by("-created_at")
        .first()
    )


def plot_import_for(actor: Actor, public_id: UUID) -> PlotImport:
    """One staged plot file, for the lead assessor and the delegates. Raises NotVisible."""
    staged = (
        PlotImport.objects.filter(
            public_id=public_id, revision__assessment__in=worked_on_by(actor).values("pk")
        )
        .select_related("revision__assessment__case", "revision__release", "job")
        .first()
    )
    if staged is None or not actor.has(ASSESSOR):
        raise NotVisible("plot file")
    return staged


def calculations_visible_to(actor: Actor) -> QuerySet[Calculation]:
    """Calculations of visible revisions. Those that a later one replaced are for those who work on it."""
    newest = (
        Calculation.objects.filter(revision=OuterRef("revision")).order_by("-version").values("version")[:1]
    )
    return (
        Calculation.objects.filter(revision__in=revisions_visible_to(actor).values("pk"))
        .filter(Q(version=Subquery(newest)) | Q(revision__assessment__in=worked_on_by(actor).values("pk")))
        .select_related("revision__assessment__case", "release", "calculated_by")
    )


def calculation_for(actor: Actor, public_id: UUID) -> Calculation:
    """One calculation. Raises NotVisible."""
    calculation = calculations_visible_to(actor).filter(public_id=public_id).first()
    if calculation is None:
        raise NotVisible("calculation")
    return calculation


def attachment_for(actor: Actor, revision_id: UUID, public_id: UUID) -> Attachment:
    """A photo or document of a revision this person may read. Raises NotVisible."""
    attachment = Attachment.objects.filter(
        public_id=public_id,
        revision__in=revisions_visible_to(actor).filter(public_id=revision_id).values("pk"),
    ).first()
    if attachment is None:
        raise NotVisible("attachment")
    return attachment
