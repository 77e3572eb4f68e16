"""Which jobs a person may see: their own; the auditor sees everybody's, officers none of others' work."""

from uuid import UUID

from django.db.models import QuerySet

from registry.actor import AUDITOR, Actor
from registry.findings import NotVisible
from registry.jobs.models import Job


def visible_to(actor: Actor) -> QuerySet[Job]:
    """The actor's own jobs, newest first; all of them for the auditor."""
    if actor.user_id is None:
        return Job.objects.none()
    if actor.has(AUDITOR):
        return Job.objects.all()
    return Job.objects.filter(requested_by_id=actor.user_id)


def job_for(actor: Actor, public_id: UUID) -> Job:
    """One job. Raises NotVisible."""
    job = visible_to(actor).filter(public_id=public_id).first()
    if job is None:
        raise NotVisible("job")
    return job
