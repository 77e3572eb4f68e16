"""manage.py load_consents: load consents decided before, with what was discharged of them, from a CSV file."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from credits.obligations.services.loading import Outcome, load_file
from registry import actor as actors
from registry.findings import DomainError


class Command(BaseCommand):
    help = (
        "Load consents decided before from a CSV file (columns: docs/registers.md). Each consent is loaded whole or "
        "not at all; one that is there already stays as it is. Exit 1 when anything was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = load_file(
                options["file"],
                actor=actors.system("load_consents"),
                today=timezone.localdate(),
                now=timezone.now(),
            )
        except DomainError as refusal:
            self.stderr.write(refusal.message)
            raise SystemExit(1) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(asdict(outcome), indent=1))
        else:
            self._tell(outcome)
        if outcome.findings:
            raise SystemExit(1)

    def _tell(self, outcome: Outcome) -> None:
        self.stdout.write(
            f"loaded: {len(outcome.loaded)} consents, {outcome.lines} lines, {outcome.credits_required:,} credits "
            f"required, {outcome.credits_discharged:,} discharged before"
        )
        self.stdout.write(f"there already: {len(outcome.there_already)}")
        self.stdout.write(f"refused: {len(outcome.refused)}")
        for one in outcome.findings:
            column = f" ({one.column})" if one.column else ""
            self.stdout.write(f"  {one.message}{column}")
