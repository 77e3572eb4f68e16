"""manage.py publish_reference: publish a load that was staged, or put it aside."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.utils import timezone

from registry import actor as actors
from registry.findings import DomainError
from registry.reference.loads.services import publishing, staging


class Command(BaseCommand):
    help = "Publish a staged load of official data as a new release (or --discard it); exit 1 when it is refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("load", type=UUID, help="the id that stage_reference printed")
        parser.add_argument("--acknowledge", action="append", default=[], metavar="CODE")
        parser.add_argument("--discard", action="store_true", help="put the load aside instead")
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, load_id = actors.system("publish_reference"), str(options["load"])
        try:
            if options["discard"]:
                done = staging.discard(actor=actor, load_id=load_id)
                told = "The load is discarded. Nothing of it was published."
            else:
                done = publishing.publish(
                    actor=actor,
                    load_id=load_id,
                    acknowledged=options["acknowledge"],
                    today=timezone.localdate(),
                )
                told = f"Release {done['release']} is published, checksum {done['checksum']}"
        except DomainError as refusal:
            if options["json"]:
                found = [finding.as_dict() for finding in refusal.findings]
                answer = {"code": refusal.code, "message": refusal.message, "findings": found}
                self.stdout.write(json.dumps(answer))
            else:
                self.stderr.write(refusal.message)
                for finding in refusal.findings:
                    self.stderr.write(f"  {finding.message}")
            raise SystemExit(1) from refusal
        self.stdout.write(json.dumps(done) if options["json"] else told)
