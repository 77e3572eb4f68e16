"""The clock of obligations, each night."""

from celery import shared_task
from django.utils import timezone

from credits.obligations.services.reminding import remind_all


@shared_task(name="credits.obligations.tasks.remind_of_commencement")
def remind_of_commencement() -> dict[str, int]:
    """Who owes credits is told before a stage that waits for them is planned to begin."""
    return remind_all(today=timezone.localdate(), now=timezone.now())
