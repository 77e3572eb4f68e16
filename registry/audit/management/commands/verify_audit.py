"""manage.py verify_audit: walk every hash chain and every seal, and name what does not hold."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from registry.audit.events import verify_all
from registry.audit.models import AuditSeal
from registry.audit.seals import verify_seals


class Command(BaseCommand):
    help = "Verify every audit chain, and the chains against every seal; exit 1 when something does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        heads = verify_all()
        broken: list[dict[str, Any]] = [
            {"chain": str(head), "event": found.sequence, "reason": found.reason}
            for head, breaks in heads
            for found in breaks
        ]
        broken += [
            {"seal": found.seal, "chain": found.chain, "event": found.sequence, "reason": found.reason}
            for found in verify_seals()
        ]
        told: dict[str, Any] = {
            "chains": len(heads),
            "events": sum(head.length for head, _ in heads),
            "seals": AuditSeal.objects.count(),
            "broken": broken,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            for item in broken:
                self.stdout.write(_line(item))
            counts = [("chain", told["chains"]), ("event", told["events"]), ("seal", told["seals"])]
            self.stdout.write(", ".join(_count(*one) for one in [*counts, ("break", len(broken))]))
        if broken:
            raise SystemExit(1)


def _line(item: dict[str, Any]) -> str:
    where = f"{item['chain']} event {item['event']}" if item["chain"] else ""
    seal = f"seal {item['seal']}" if "seal" in item else ""
    return f"{', '.join(part for part in (seal, where) if part)}: {item['reason']}"


def _count(noun: str, number: int) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
