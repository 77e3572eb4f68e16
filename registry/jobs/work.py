"""Asking for work, doing it, and picking up what a dead worker left behind.

An app names what it can do with `@handler("assessment.documents")` in its `tasks` module. A handler must be safe to
run twice: a job may be delivered again while its first worker still runs.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from registry.findings import DomainError, InvalidInput
from registry.jobs.models import FAILED, QUEUED, RUNNING, SUCCEEDED, UNFINISHED, Job

log = structlog.get_logger(__name__)
Handler = Callable[["Progress"], dict[str, Any]]
_handlers: dict[str, Handler] = {}
SUBJECT_LENGTH = 120


class Progress:
    """What a handler holds while it works: its job's arguments, and the way to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.arguments: dict[str, Any] = job.arguments

    def report(self, done: int, total: int, message: str = "") -> None:
        """Store progress and a sign of life; nothing once the job was taken from this worker and given to another."""
        _of_this_start(self.job).update(
            progress_done=done, progress_total=total, message=message[:200], heartbeat_at=timezone.now()
        )


def _of_this_start(job: Job) -> QuerySet[Job]:
    """The row while it still runs as this start of it. A worker that was slow enough to be taken for dead must not
    end, or report on, the start that took its place."""
    return Job.objects.filter(pk=job.pk, state=RUNNING, starts=job.starts)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def enqueue(
    *,
    kind: str,
    arguments: dict[str, Any],
    requested_by_id: int | None,
    subject: str = "",
    subject_path: str = "",
) -> Job:
    """Create the row and send it once the transaction commits. Raises KeyError for an unknown kind."""
    _handlers[kind]
    job = Job.objects.create(
        kind=kind,
        arguments=arguments,
        requested_by_id=requested_by_id,
        subject=subject[:SUBJECT_LENGTH],
        subject_path=subject_path,
    )
    transaction.on_commit(lambda: send(job.pk))
    return job


def send(job_pk: int) -> None:
    """Tell the workers to look at this row. A broker that is down is logged; the sweeper sends it again."""
    from registry.jobs.tasks import run_job

    try:
        run_job.delay(job_pk)
    except Exception as error:  # the broker's own errors are many; the row stays queued and is swept
        log.warning("job.not_sent", job=job_pk, error=type(error).__name__)


def run(job_pk: int) -> None:
    """Do one job if it still waits. Claimed by conditional update, so two deliveries run it once."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_pk, state=QUEUED).update(
        state=RUNNING, starts=F("starts") + 1, started_at=now, heartbeat_at=now
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_pk)
    try:
        result = _handlers[job.kind](Progress(job))
    except DomainError as refusal:
        details = [finding.as_dict() for finding in refusal.findings]
        _finish(job, FAILED, refusal.code, refusal.message, {"findings": details})
        if not isinstance(refusal, InvalidInput):
            log.info("job.refused", job=job.pk, code=refusal.code)
    except Exception:
        log.exception("job.failed", job=job.pk, kind=job.kind)
        _finish(job, FAILED, "job.error", "Something went wrong on our side. Please try again.", {})
    else:
        _finish(job, SUCCEEDED, "", "", result)


def _finish(job: Job, state: str, code: str, message: str, result: dict[str, Any]) -> None:
    now = timezone.now()
    _of_this_start(job).update(
        state=state,
        error_code=code,
        error_message=message,
        result=result,
        finished_at=now,
        heartbeat_at=now,
    )


def requeue_stalled(*, now: datetime, stalled_after_seconds: int | None = None) -> list[int]:
    """Put back what has shown no sign of life, and give up what has been started too often.

    Returns the ids sent again. Safe beside itself: each row moves by conditional update.
    """
    seconds = settings.JOB_STALLED_AFTER_SECONDS if stalled_after_seconds is None else stalled_after_seconds
    limit = now - timedelta(seconds=seconds)
    # A row that still waits after it was sent again gets one message for each such stretch, not one for each sweep.
    sent_lately = Q(heartbeat_at__gte=limit)
    silent = Q(state=RUNNING, heartbeat_at__lt=limit) | Q(state=QUEUED, created_at__lt=limit) & ~sent_lately
    sent: list[int] = []
    for job in Job.objects.filter(silent).order_by("pk"):
        same = Job.objects.filter(pk=job.pk, state=job.state, starts=job.starts, state__in=UNFINISHED)
        if job.starts >= settings.JOB_STARTS_AT_MOST:
            same.update(
                state=FAILED,
                error_code="job.given_up",
                error_message="This was tried three times and did not finish. Please tell the registrar.",
                finished_at=now,
            )
        elif same.update(state=QUEUED, heartbeat_at=now):
            sent.append(job.pk)
            send(job.pk)
    return sent
