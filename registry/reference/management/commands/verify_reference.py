"""manage.py verify_reference: recompute the checksums of every published release."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from registry.reference.models import Release
from registry.reference.verification import differences


class Command(BaseCommand):
    help = (
        "Verify every published release of reference facts; exit 1 when one differs from what was published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        releases = list(Release.objects.filter(published_on__isnull=False).order_by("pk"))
        found = [difference for release in releases for difference in differences(release)]
        if options["json"]:
            answer = {"releases": len(releases), "differences": [asdict(difference) for difference in found]}
            self.stdout.write(json.dumps(answer))
        else:
            for difference in found:
                place = " ".join(part for part in (difference.release, difference.table) if part)
                self.stdout.write(f"{place}: {difference.reason}")
            self.stdout.write(f"{len(releases)} releases, {len(found)} differences")
        if found:
            raise SystemExit(1)
