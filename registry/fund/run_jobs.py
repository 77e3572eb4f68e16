"""The jobs of payment runs, and the day on which the yearly run is opened by itself."""

from datetime import date
from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone

from registry.actor import system
from registry.findings import DomainError
from registry.fund import parameters, states
from registry.fund.models import PaymentRun
from registry.fund.services import run_completing, run_preparing, runs
from registry.fund.services.run_preparing import Superseded, Watch
from registry.jobs.models import FAILED, RUNNING, Job
from registry.jobs.work import Progress, handler

log = structlog.get_logger(__name__)
CALENDAR = "payment calendar"


def watch_of(progress: Progress) -> Watch:
    """The job's own progress; the work is its own as long as this start of it runs and no later job has been asked for
    the same run."""
    job = progress.job
    of_run = Job.objects.filter(kind=job.kind, arguments__run=job.arguments["run"])

    def still_mine() -> bool:
        return (
            Job.objects.filter(pk=job.pk, state=RUNNING, starts=job.starts).exists()
            and not of_run.filter(pk__gt=job.pk).exists()
        )

    return Watch(report=progress.report, still_mine=still_mine)


@handler(runs.PREPARE)
def prepare_run(progress: Progress) -> dict[str, Any]:
    """Work out the lines of an opened run."""
    return _worked(run_preparing.prepare, progress)


@handler(runs.COMPLETE)
def complete_run(progress: Progress) -> dict[str, Any]:
    """Write what follows from a release."""
    return _worked(run_completing.complete, progress)


def _worked(work: Any, progress: Progress) -> dict[str, Any]:
    given = progress.arguments
    try:
        found: dict[str, Any] = work(
            given["run"],
            actor=system("payment run"),
            on=date.fromisoformat(given["on"]),
            now=timezone.now(),
            by_id=given["by"],
            watch=watch_of(progress),
        )
    except Superseded:
        return {"superseded": True}
    return found


@shared_task(name="registry.fund.tasks.open_yearly_run")
def open_yearly_run() -> str:
    """Each day: on the day of the rule, open the yearly run. A run that is unfinished stays as it is, and is told. And
    what follows from a release is begun again where its job failed."""
    take_up_releases()
    return open_if_due(timezone.localdate())


def take_up_releases() -> list[str]:
    """Ask once more for the completion of each release whose newest job failed, given up or refused: what was released
    is paid, late rather than never. The numbers of the runs."""
    asked = []
    for run in PaymentRun.objects.filter(state=states.RELEASED, completed_at__isnull=True).order_by("pk"):
        last = Job.objects.filter(kind=runs.COMPLETE, arguments__run=run.pk).order_by("-pk").first()
        if last is None or last.state != FAILED:
            continue
        log.warning("run.completion_asked_again", run=run.number, code=last.error_code)
        # Of the day and the person of the release, as it was asked for first.
        runs.ask_to_complete(run, on=date.fromisoformat(last.arguments["on"]), by_id=last.arguments["by"])
        asked.append(run.number)
    return asked


def open_if_due(today: date) -> str:
    """Open the yearly run where today is its day and none was opened for it; the number of the run, or empty."""
    month_day = parameters.value("run_day", on=today)
    day = date.fromisoformat(f"{today.year}-{month_day}")
    if day > today:
        day = date.fromisoformat(f"{today.year - 1}-{month_day}")
    if (today - day).days > CATCH_UP_DAYS or _opened_for(day):
        return ""
    try:
        made = runs.open_run(actor=system(CALENDAR), due_to=day, today=today, now=timezone.now())
    except DomainError as refusal:
        log.warning("run.not_opened", code=refusal.code, due_to=day.isoformat())
        return ""
    return str(made["number"])


CATCH_UP_DAYS = 31
"""A calendar that stood still on the day opens the run so many days later at most; after that a person does."""


def _opened_for(day: date) -> bool:
    return PaymentRun.objects.filter(kind=PaymentRun.RunKind.ANNUAL, due_to=day).exists()
