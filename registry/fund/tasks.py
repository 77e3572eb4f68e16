"""What the fund does by itself, by the clock of registry/celery.py."""

from celery import shared_task
from django.utils import timezone

from registry.fund.services import report_reminders


@shared_task(name="registry.fund.tasks.remind_of_reports")
def remind_of_reports() -> dict[str, int]:
    """Each night: who owes a yearly report is told before its day and after it."""
    return report_reminders.remind_all(today=timezone.localdate(), now=timezone.now())
