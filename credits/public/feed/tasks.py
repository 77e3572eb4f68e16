"""The feed is brought up to date every quarter of a minute, and over the whole log once a day."""

from celery import shared_task
from django.utils import timezone

from credits.public.feed.numbering import number_changes


@shared_task(name="credits.public.feed.tasks.publish_changes")
def publish_changes() -> int:
    """Publish what happened since the last run; how many changes. Nothing while another run is at it."""
    return number_changes(now=timezone.now(), wait=False)


@shared_task(name="credits.public.feed.tasks.publish_all_changes")
def publish_all_changes() -> int:
    """The same over the whole log: what a run of the day could not see yet."""
    return number_changes(now=timezone.now(), whole=True)
