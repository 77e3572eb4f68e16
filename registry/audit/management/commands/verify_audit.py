"""manage.py verify_audit: walk every hash chain and name what does not hold."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from registry.audit.events import verify_all


class Command(BaseCommand):
    help = "Verify every audit chain; exit 1 when one does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        chains, events, broken = 0, 0, []
        for chain, breaks in verify_all():
            chains, events = chains + 1, events + chain.length
            broken += [{"chain": str(chain), "event": b.sequence, "reason": b.reason} for b in breaks]
        if options["json"]:
            self.stdout.write(json.dumps({"chains": chains, "events": events, "broken": broken}))
        else:
            for item in broken:
                self.stdout.write(f"{item['chain']} event {item['event']}: {item['reason']}")
            self.stdout.write(f"{chains} chains, {events} events, {len(broken)} breaks")
        if broken:
            raise SystemExit(1)
