"""manage.py check_ledger: walk every lot, movement and dealing and name what does not agree."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from credits.proof.services import check_and_keep


class Command(BaseCommand):
    help = "Check the whole ledger and keep the result; exit 1 on any difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        kept, found = check_and_keep()
        if options["json"]:
            told = found.as_dict() | {"checked_at": kept.checked_at.isoformat(), "seconds": kept.seconds}
            self.stdout.write(json.dumps(told))
        else:
            for one in found.differences:
                self.stdout.write(
                    f"{one.code} {one.subject}: {one.says} Expected {one.expected}, found {one.found}."
                )
            self.stdout.write(
                f"{found.lots} lots, {found.movements} movements; issued {found.issued} = available {found.available} "
                f"+ reserved {found.reserved} + retired {found.retired} + cancelled {found.cancelled}; "
                f"{len(found.differences)} differences in {kept.seconds} s"
            )
        if found.differences:
            raise SystemExit(1)
