"""Celery's view of jobs: ids in, nothing out."""

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from registry.jobs import work


@shared_task(name="registry.jobs.tasks.run_job")
def run_job(job_pk: int) -> None:
    """Do one job."""
    work.run(job_pk)


@shared_task(name="registry.jobs.tasks.requeue_stalled")
def requeue_stalled() -> None:
    """The sweeper, every half minute."""
    work.requeue_stalled(now=timezone.now())


@worker_ready.connect
def sweep_at_start(**kwargs: object) -> None:
    """The private Redis forgets on restart: look once for waiting rows when a worker comes up."""
    work.requeue_stalled(now=timezone.now())
