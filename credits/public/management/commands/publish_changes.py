"""manage.py publish_changes: bring the public feed of changes up to date."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from credits.public.feed.numbering import number_changes


class Command(BaseCommand):
    help = "Number the public events that are not in the feed of changes yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--whole", action="store_true", help="Look at the whole log, not at what is recent."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = number_changes(now=timezone.now(), whole=bool(options["whole"]))
        self.stdout.write(f"{found} {'change' if found == 1 else 'changes'} published.")
