"""manage.py stage_reference: read official data, show what would change, and publish it when asked to."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from registry import actor as actors
from registry.actor import Actor
from registry.findings import DomainError
from registry.reference.loads.downloads import changed_fields, text_of
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.selectors import counts, differences
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.official.formats import FORMATS, SourceFile, columns_of

ROWS_SHOWN = 20
MARKS = {StagedRow.ADDED: "+", StagedRow.CHANGED: "~", StagedRow.GONE: "-"}


class Command(BaseCommand):
    help = "Read files of an official format, print the difference, and publish it with --publish; exit 1 with faults."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "format", choices=sorted(FORMATS), metavar="FORMAT", help=", ".join(sorted(FORMATS))
        )
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--code", required=True, help="code of the new release")
        parser.add_argument("--title", default="", help="title of the new release; without it, the format's")
        parser.add_argument("--effective-from", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--data-version", default="", help="as the source names it; without it, the date")
        parser.add_argument("--data-date", default="", help="YYYY, YYYY-MM or YYYY-MM-DD; without it, today")
        parser.add_argument(
            "--source", default="", help="who published the data; without it, the format's title"
        )
        parser.add_argument("--licence", default="Not stated", help="for example CC BY 4.0")
        parser.add_argument("--mapping", type=Path, help="JSON file: our column by the files' column")
        parser.add_argument("--partial", action="store_true", help="rows that are not in the files stay")
        parser.add_argument("--publish", action="store_true", help="publish when there is no error")
        parser.add_argument(
            "--acknowledge",
            action="append",
            default=[],
            metavar="CODE",
            help="a finding that is right and does not stop publishing",
        )
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, as_json = actors.system("stage_reference"), bool(options["json"])
        load: StagedLoad | None = None
        try:
            load = self._staged(actor, options)
            answer = _summary(load)
            if not as_json:
                self._tell(load)
            if load.state == StagedLoad.STAGED and options["publish"]:
                done = publishing.publish(
                    actor=actor,
                    load_id=str(load.public_id),
                    acknowledged=options["acknowledge"],
                    today=timezone.localdate(),
                )
                answer |= {"state": StagedLoad.PUBLISHED, "checksum": done["checksum"]}
        except DomainError as refusal:
            self._refused(refusal, load, as_json=as_json)
            raise SystemExit(1) from refusal
        if as_json:
            self.stdout.write(json.dumps(answer))
        elif answer["state"] == StagedLoad.PUBLISHED:
            self.stdout.write(f"Release {load.release_code} is published, checksum {answer['checksum']}")
        elif answer["state"] == StagedLoad.STAGED:
            self._tell_how_to_publish(load)
        if answer["state"] == StagedLoad.REFUSED:
            raise SystemExit(1)

    def _staged(self, actor: Actor, options: dict[str, Any]) -> StagedLoad:
        """The load, read in the foreground."""
        official_format = FORMATS[options["format"]]
        files = [(path.name, _content(path)) for path in options["files"]]
        mapping = _mapping(options["mapping"])
        if official_format.needs_mapping and not mapping:
            found = columns_of([SourceFile(name, content) for name, content in files])
            ours = "; ".join(f"{name} ({label})" for name, label in official_format.fields)
            raise CommandError(
                "This format needs --mapping, a JSON file such as "
                f'{{"{found[0] if found else "Their column"}": "{official_format.fields[0][0]}"}}.\n'
                f"Columns in the files: {', '.join(found) or 'none found'}.\nOurs: {ours}.",
                returncode=1,
            )
        today = timezone.localdate().isoformat()
        made = staging.stage(
            actor=actor,
            format=options["format"],
            files=files,
            complete=not options["partial"],
            release_code=options["code"],
            release_title=options["title"] or official_format.title[:120],
            effective_from=options["effective_from"],
            data_version=options["data_version"] or options["data_date"] or today,
            data_date=options["data_date"] or today,
            source=options["source"] or official_format.title,
            licence=options["licence"],
            mapping=mapping,
            in_job=False,
        )
        try:
            return reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)
        except BaseException:
            # Nobody will read it later, and the same files must be free to be staged again.
            staging.discard(actor=actor, load_id=made["id"])
            raise

    def _tell(self, load: StagedLoad) -> None:
        for finding in load.findings:
            out = self.stderr if finding["severity"] == "error" else self.stdout
            out.write(f"{finding['severity']}: {finding['message']}")
        if load.findings_total > len(load.findings):
            self.stderr.write(f"{load.findings_total - len(load.findings)} more findings are not shown.")
        if load.state == StagedLoad.REFUSED:
            self.stderr.write("The files have errors: nothing can be published.")
            return
        for table, by_kind in counts(load).items():
            self.stdout.write(f"{table}: " + ", ".join(f"{count} {kind}" for kind, count in by_kind.items()))
        for kind, mark in MARKS.items():
            rows = differences(load, kind=kind)
            for row in rows[:ROWS_SHOWN]:
                self.stdout.write(f"  {mark} {row.table} {row.key}{_changes(row)}")
            more = rows.count() - ROWS_SHOWN
            if more > 0:
                self.stdout.write(f"  {mark} and {more} more")

    def _tell_how_to_publish(self, load: StagedLoad) -> None:
        self.stdout.write("Staged. Nothing is published yet. To publish it:")
        self.stdout.write(f"  manage.py publish_reference {load.public_id}{_acknowledging(load)}")

    def _refused(self, refusal: DomainError, load: StagedLoad | None, *, as_json: bool) -> None:
        """Why not. A load that is staged all the same is named: its files cannot be staged a second time."""
        if as_json:
            found = [finding.as_dict() for finding in refusal.findings]
            answer = _summary(load) if load else {}
            answer |= {"code": refusal.code, "message": refusal.message, "findings": found}
            self.stdout.write(json.dumps(answer))
            return
        if load and load.state == StagedLoad.STAGED:
            self._tell_how_to_publish(load)
        self.stderr.write(refusal.message)
        for finding in refusal.findings:
            self.stderr.write(f"  {finding.message}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=1) from error


def _mapping(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        data = json.loads(_content(path))
    except ValueError as error:
        raise CommandError(f"{path} is not JSON.", returncode=1) from error
    if not isinstance(data, dict) or not all(isinstance(name, str) for name in data.values()):
        raise CommandError(
            f"{path} has to be an object of texts: our column by the files' column.", returncode=1
        )
    return data


def _summary(load: StagedLoad) -> dict[str, Any]:
    return {
        "load": str(load.public_id),
        "state": load.state,
        "release": load.release_code,
        "base": load.base_release_code,
        "rows": load.rows,
        "counts": counts(load),
        "findings_total": load.findings_total,
        "findings": load.findings,
        "to_acknowledge": publishing.to_acknowledge(load),
    }


def _acknowledging(load: StagedLoad) -> str:
    return "".join(f" --acknowledge {code}" for code in publishing.to_acknowledge(load))


def _changes(row: StagedRow) -> str:
    """What changes in a row, in short."""
    if row.kind != StagedRow.CHANGED or row.before is None or row.after is None:
        return ""
    parts = [
        f"{name} {text_of(row.before.get(name))[:40]!r} -> {text_of(row.after[name])[:40]!r}"
        for name in changed_fields(row)
        if name not in ("source", "mark")
    ]
    return f": {'; '.join(parts)}" if parts else ""
