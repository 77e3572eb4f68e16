"""What the fund does by itself, by the clock of registry/celery.py."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from registry.fund.run_jobs import open_yearly_run as open_yearly_run
from registry.fund.services import report_reminders, years


@shared_task(name="registry.fund.tasks.remind_of_reports")
def remind_of_reports() -> dict[str, int]:
    """Each night: who owes a yearly report is told before its day and after it."""
    return report_reminders.remind_all(today=timezone.localdate(), now=timezone.now())


@shared_task(name="registry.fund.tasks.extend_years")
def extend_years() -> int:
    """Each night: make the management years that begin within a year, so that year 21 follows year 20 (N64)."""
    with transaction.atomic():
        return years.extend(timezone.localdate())
