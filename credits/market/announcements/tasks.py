"""Announcements are published at their hour: looked for every quarter of a minute."""

from celery import shared_task
from django.utils import timezone

from credits.market.announcements.services import publish_due


@shared_task(name="credits.market.announcements.tasks.publish_due_announcements")
def publish_due_announcements() -> None:
    """Publish what is approved and due."""
    publish_due(now=timezone.now())
