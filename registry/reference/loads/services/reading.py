"""Reading a load's files, comparing them with the base release and storing what would change.

Done by a job, or at once for the management command. Nothing of it is published.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction

from registry.findings import DomainError, Finding
from registry.reference.catalogue import TABLES
from registry.reference.loads.comparison import MANY_GONE, TableChange, compare
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.references import Values, newly_broken, values_in
from registry.reference.loads.rows import Key, key_text, shape_of
from registry.reference.models import Release
from registry.reference.official.context import read_context
from registry.reference.official.formats import ACKNOWLEDGEABLE, FORMATS
from registry.reference.official.reading import OfficialRead, Report, SourceFile

WAITS_FOR_A_PERSON = ACKNOWLEDGEABLE | {MANY_GONE}
"""Codes of errors that do not refuse a load: they have to be acknowledged when it is published."""
FINDINGS_KEPT = 1_000
ROWS_A_BATCH = 500
STEPS = 4


def no_report(done: int, total: int, message: str) -> None:
    """In the foreground nobody waits for progress."""


def read_load(load_id: int, *, report: Report = no_report) -> StagedLoad:
    """Read and compare a load that waits for it. Safe to repeat and to run twice at once: its rows are written by
    whoever holds the load's row while it is still being read."""
    load = StagedLoad.objects.get(pk=load_id)
    if load.state != StagedLoad.READING:
        return load
    base = Release.objects.filter(code=load.base_release_code, checksum=load.base_checksum).first()
    if base is None:
        raise DomainError(
            "reference.load.base_gone",
            "The release this load builds on is not there any more. Stage it again.",
        )
    official, changes = read_changes(load, base, files_of(load), report)
    # Rows with faults are left out, so what they seem to leave behind is told only once they are right.
    broken = [] if _blocks(official.findings) else _broken(base, changes)
    stage_rows(load, official, changes, broken, report)
    load.refresh_from_db()
    return load


def files_of(load: StagedLoad) -> list[SourceFile]:
    """The files of a load with their content, in their order."""
    found = []
    for stored in load.files.all():
        with stored.file.open("rb") as stream:
            found.append(SourceFile(stored.name, stream.read()))
    return found


def read_changes(
    load: StagedLoad, base: Release, files: Sequence[SourceFile], report: Report = no_report
) -> tuple[OfficialRead, list[TableChange]]:
    """What the files hold, and how each of their tables would differ from the base release."""
    report(0, STEPS, "Reading the files")
    official_format = FORMATS[load.format]
    context = read_context(base, source=load.source, data_version=load.data_version)
    official = official_format.read(files, context=context, mapping=load.mapping, report=report)
    report(2, STEPS, "Comparing with the base release")
    changes = []
    for table in TABLES:
        if table.name not in official.rows:
            continue
        shape = shape_of(table)
        changes.append(
            compare(
                shape,
                shape.of_release(base),
                shape.of_facts(official.rows[table.name]),
                merged_fields=official.merged_fields.get(table.name, ()),
                whole_table=load.complete and table.name in official_format.tables,
                gone_within=official.gone_within.get(table.name),
            )
        )
    return official, changes


def _broken(base: Release, changes: Iterable[TableChange]) -> list[Finding]:
    """What the tables together would name in vain."""
    by_table = {change.shape.table: change for change in changes}
    stored = values_in(base)

    def after(table: str, names: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
        change = by_table.get(table)
        if change is None:
            return stored(table, names)
        positions = [change.shape.names.index(name) for name in names]
        return (tuple(row[at] for at in positions) for row in change.after.values())

    values: Values = after
    return newly_broken(stored, values, by_table.keys())


def stage_rows(
    load: StagedLoad,
    official: OfficialRead,
    changes: Sequence[TableChange],
    broken: Sequence[Finding] = (),
    report: Report = no_report,
) -> None:
    """Store differences, counts and findings, in one transaction; nothing when the load is not being read any more."""
    findings = [*official.findings, *(one for change in changes for one in change.findings), *broken]
    if not official.read and not any(one.severity == "error" for one in findings):
        findings.append(Finding("reference.load.no_rows", "The files hold no rows.", field="files"))
    blocked = _blocks(findings)
    if blocked:
        findings = [one for one in findings if one.code != MANY_GONE]
    findings.sort(key=_worst_first)
    report(3, STEPS, "Storing the differences")
    with transaction.atomic():
        held = StagedLoad.objects.select_for_update().get(pk=load.pk)
        if held.state != StagedLoad.READING:
            return
        if not blocked:
            for change in changes:
                StagedRow.objects.bulk_create(_staged(load, change), batch_size=ROWS_A_BATCH)
        held.state = StagedLoad.REFUSED if blocked else StagedLoad.STAGED
        held.rows = official.read
        held.counts = {change.shape.table: change.counts for change in changes}
        held.findings = [one.as_dict() for one in findings[:FINDINGS_KEPT]]
        held.findings_total = len(findings)
        held.save(update_fields=["state", "rows", "counts", "findings", "findings_total"])


def _blocks(findings: Iterable[Finding]) -> bool:
    """Is there an error that nobody can acknowledge?"""
    return any(one.severity == "error" and one.code not in WAITS_FOR_A_PERSON for one in findings)


def _worst_first(finding: Finding) -> int:
    """What waits for a person first, so that it is always among the findings kept; then errors, then warnings.

    A table that shrinks is told once a table, an id that changes meaning once a row: the rows must not push out the
    table, or nobody would be asked about it.
    """
    if finding.severity != "error":
        return 3
    if finding.code == MANY_GONE:
        return 0
    return 1 if finding.code in WAITS_FOR_A_PERSON else 2


def _staged(load: StagedLoad, change: TableChange) -> Iterator[StagedRow]:
    named, after = change.shape.named, change.after

    def row(key: Key, kind: str, **sides: Any) -> StagedRow:
        return StagedRow(load=load, table=change.shape.table, key=key_text(key), kind=kind, **sides)

    for key in change.added:
        yield row(key, StagedRow.ADDED, after=named(after[key]))
    for key, old in change.changed.items():
        yield row(key, StagedRow.CHANGED, before=named(old), after=named(after[key]))
    for key, old in change.gone.items():
        yield row(key, StagedRow.GONE, before=named(old))
