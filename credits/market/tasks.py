"""The market's calendar, each night."""

from celery import shared_task
from django.utils import timezone

from credits.market.services.expiry import run_calendar


@shared_task(name="credits.market.tasks.run_calendar")
def run_calendar_task() -> dict[str, int]:
    """Entries whose last day is over leave the registers; who made those that soon will is told."""
    return run_calendar(today=timezone.localdate(), now=timezone.now())
