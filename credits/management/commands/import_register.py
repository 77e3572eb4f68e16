"""manage.py import_register: read the two files of the published register, replay them, print the facts."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credits.registers import columns, selectors
from credits.registers.models import RegisterImport, RegisterRemark
from credits.registers.services import reading, replaying, staging
from registry import actor as actors
from registry.actor import Actor
from registry.findings import DomainError

SECTIONS = {
    "refused": RegisterRemark.REFUSED,
    "repaired": RegisterRemark.REPAIRED,
    "doubtful_lots": RegisterRemark.DOUBTFUL,
}


class Command(BaseCommand):
    help = (
        "Import the published credit supply and transactions registers into the ledger and print the facts; "
        "exit 1 when a file is refused as a whole, and then nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--supply", required=True, type=Path, metavar="FILE")
        parser.add_argument("--transactions", required=True, type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = {columns.SUPPLY: options["supply"], columns.TRANSACTIONS: options["transactions"]}
        try:
            found = self._import(actors.system("import_register"), paths)
        except DomainError as refusal:
            told = [finding.message for finding in refusal.findings] or [refusal.message]
            if options["json"]:
                refused = [{"file": "", "row": None, "column": "", "reason": reason} for reason in told]
                self.stdout.write(json.dumps(_answer({}, refused)))
            else:
                self.stderr.write("\n".join(told))
            raise SystemExit(1) from refusal
        answer = _answer(found.facts, **{name: _remarks(found, kind) for name, kind in SECTIONS.items()})
        if options["json"]:
            self.stdout.write(json.dumps(answer, indent=1))
        else:
            self._tell(answer)
        if found.state == RegisterImport.REFUSED:
            raise SystemExit(1)

    def _import(self, actor: Actor, paths: dict[str, Path]) -> RegisterImport:
        """The import, replayed or refused; the earlier one where exactly these files were replayed before."""
        try:
            files = [staging.in_place(kind, path) for kind, path in paths.items()]
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.", returncode=1) from error
        earlier = selectors.replayed_from({file.kind: file.sha256 for file in files})
        if earlier is not None:
            return earlier
        made = staging.stage(actor=actor, files=files, in_job=False)
        found = RegisterImport.objects.get(public_id=made["id"])
        try:
            found = reading.read_import(
                found.pk, openers={kind: _opener(path) for kind, path in paths.items()}
            )
            if found.state == RegisterImport.STAGED:
                replaying.replay(actor=actor, import_id=found.pk)
        except BaseException:
            # Nobody will take it up later.
            staging.discard(actor=actor, import_id=made["id"])
            raise
        found.refresh_from_db()
        return found

    def _tell(self, answer: dict[str, Any]) -> None:
        for name, value in answer["facts"].items():
            self.stdout.write(f"{name}: {json.dumps(value) if isinstance(value, (dict, list)) else value}")
        for section in ("refused", "doubtful_lots"):
            self.stdout.write(f"\n{section}: {len(answer[section])}")
            for one in answer[section]:
                self.stdout.write(f"  {_place(one)}{one['reason']}")
        repaired = answer["repaired"]
        self.stdout.write(f"\nrepaired: {len(repaired)} (all of them with --json)")
        counted: dict[tuple[str, str, str], int] = {}
        for one in repaired:
            key = (one["file"], one["column"], one["reason"])
            counted[key] = counted.get(key, 0) + 1
        for (file, column, reason), times in sorted(counted.items(), key=lambda item: -item[1])[:40]:
            self.stdout.write(f"  {times:,} x {file}{f', {column}' if column else ''}: {reason}")


def _opener(path: Path) -> reading.Opener:
    return lambda: path.open("rb")


def _remarks(found: RegisterImport, kind: str) -> list[dict[str, Any]]:
    said = []
    for remark in selectors.remarks(found, kind):
        lot = {"lot": remark.lot_number} if kind == RegisterRemark.DOUBTFUL else {}
        said.append(
            {**lot, "file": remark.file, "row": remark.row, "column": remark.column, "reason": remark.reason}
        )
    return said


def _answer(
    facts: dict[str, Any],
    refused: list[dict[str, Any]],
    repaired: list[dict[str, Any]] | None = None,
    doubtful_lots: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "facts": facts,
        "refused": refused,
        "repaired": repaired or [],
        "doubtful_lots": doubtful_lots or [],
    }


def _place(one: dict[str, Any]) -> str:
    row = f", row {one['row']}" if one["row"] else ""
    column = f", {one['column']}" if one["column"] else ""
    return f"{one['file']}{row}{column}: "
