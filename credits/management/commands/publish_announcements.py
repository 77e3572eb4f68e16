"""`manage.py publish_announcements`: publish what is approved and whose hour has come, where no beat runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from credits.market.announcements.services import publish_due


class Command(BaseCommand):
    """Publish due announcements; run twice, each is published once."""

    help = "Publishes approved announcements whose hour has come, and prints their ids."

    def handle(self, *args: Any, **options: Any) -> None:
        published = publish_due(now=timezone.now())
        for public_id in published:
            self.stdout.write(public_id)
        self.stdout.write(f"{len(published)} published.")
