"""manage.py load_reference: publish the project's own reference facts. Safe to repeat."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from registry import actor as actors
from registry.findings import DomainError
from registry.reference.contents import DATA_FOLDER
from registry.reference.loading import load_project_facts
from registry.reference.selectors import tables_of


class Command(BaseCommand):
    help = "Publish the reference facts of a folder; exit 1 with every fault when they cannot be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA_FOLDER, help="another folder of fact tables")
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            release = load_project_facts(
                actor=actors.system("load_reference"), today=timezone.localdate(), folder=options["folder"]
            )
        except DomainError as refusal:
            self._refused(refusal, as_json=options["json"])
            raise SystemExit(1) from refusal
        tables = tables_of(release)
        if options["json"]:
            rows = {table.name: table.rows for table in tables}
            answer = {"release": release.code, "checksum": release.checksum, "rows": rows}
            self.stdout.write(json.dumps(answer))
            return
        for table in tables:
            self.stdout.write(f"{table.rows:>6}  {table.name}")
        self.stdout.write(f"Release {release.code} is published, checksum {release.checksum}")

    def _refused(self, refusal: DomainError, *, as_json: bool) -> None:
        if as_json:
            found = [finding.as_dict() for finding in refusal.findings]
            answer = {"code": refusal.code, "message": refusal.message, "findings": found}
            self.stdout.write(json.dumps(answer))
            return
        self.stderr.write(refusal.message)
        for finding in refusal.findings:
            self.stderr.write(f"  {finding.message}")
