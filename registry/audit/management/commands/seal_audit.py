"""manage.py seal_audit: one hash over the heads of all chains, to be published outside."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from registry.audit import seals


class Command(BaseCommand):
    help = "Seal the audit chains that grew since the last seal and print the seal's hash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        made = seals.seal(now=timezone.now())
        if options["json"]:
            told = None if made is None else {"number": made.number, "hash": made.hash, "events": made.events}
            self.stdout.write(json.dumps(told))
        elif made is None:
            self.stdout.write("Nothing happened since the last seal.")
        else:
            self.stdout.write(f"seal {made.number}: {made.chains} chains, {made.events} events, {made.hash}")
