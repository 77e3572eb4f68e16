"""manage.py check_fund: walk the fund's books and payments and name what does not agree."""

import json
from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from registry.fund.selectors.proof import prove


class Command(BaseCommand):
    help = "Check the books of both funds, their sites and released payments; exit 1 on any difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        found = prove()
        seconds = round(monotonic() - began, 3)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict() | {"seconds": seconds}))
        else:
            for one in found.differences:
                self.stdout.write(f"{one.code} {one.subject}: expected {one.expected}, found {one.found}.")
            counted = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.counts.items())
            self.stdout.write(f"{counted}; {found.found} differences in {seconds} s")
        if not found.clean:
            raise SystemExit(1)
