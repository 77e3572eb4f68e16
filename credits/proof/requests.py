"""Having the ledger checked now, as a job."""

from typing import Any

from django.urls import reverse

from credits.proof import selectors, tasks
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError
from registry.jobs import work
from registry.jobs.models import UNFINISHED, Job

CHECKS = ChainKey("proof", "checks")


@command("ledger.request_check")
def request_check(run: Run) -> dict[str, Any]:
    """Have the whole ledger checked by a job. Raises DomainError while one waits or runs."""
    run.allow(selectors.may_check(run.actor))
    if Job.objects.filter(kind=tasks.CHECK, state__in=UNFINISHED).exists():
        raise DomainError(
            "proof.check_running",
            "The ledger is being checked already. Look at this page again in a moment.",
        )
    job = work.enqueue(
        kind=tasks.CHECK,
        arguments={},
        requested_by_id=run.actor.person_id,
        subject="Check of the whole ledger",
        subject_path=reverse("proof"),
    )
    run.event(chain=CHECKS, subject=str(job.public_id), data={})
    return {"job_id": str(job.public_id)}
