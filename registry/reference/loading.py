"""Loading a release of reference facts: read, check everything, store, checksum, publish; whole or not at all."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from registry.actor import Actor
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, require_no_errors, warnings
from registry.reference import checksums, policies
from registry.reference.catalogue import TABLES
from registry.reference.contents import DATA_FOLDER, Content, Header, read_content
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import Release, SourceTable

CHAIN = ChainKey("reference", "all")
ROWS_A_BATCH = 500


class ReleaseExists(DomainError):
    """The release code is taken by other content: published facts are never edited."""


@dataclass(frozen=True, slots=True, repr=False)
class UnsavedRelease:
    """A release that was read and checked, with its checksums, before it is stored."""

    release: Release
    tables: tuple[SourceTable, ...]
    rows: dict[str, list[ReferenceFact]]
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        """What tells it from another: two with this in common are the same request."""
        return f"UnsavedRelease({self.release.code}, {self.release.checksum})"


def load_project_facts(*, actor: Actor, today: date, folder: Path = DATA_FOLDER) -> Release:
    """Publish the project's own facts, or give back the release that already holds exactly these.

    Raises `InvalidInput` with a finding for every bad cell (nothing is stored), `ReleaseExists` when the release's
    code is published with other content, `NotAllowed` for anybody but the registrar and the registry itself.
    """
    content = read_content(folder)
    require_no_errors(content.findings)
    unsaved = _with_checksums(content)
    code, checksum = unsaved.release.code, unsaved.release.checksum
    existing = Release.objects.filter(code=code, checksum=checksum, published_on__isnull=False).first()
    if existing is not None:
        return existing
    publish(actor=actor, unsaved=unsaved, today=today)
    return Release.objects.get(code=code)


@command("reference.publish")
def publish(run: Run, *, unsaved: UnsavedRelease, today: date) -> dict[str, Any]:
    """Store and publish one checked release in one transaction (see `load_project_facts`)."""
    run.allow(policies.may_publish(run.actor))
    # A load of official data holds the newest release while it is published on top of it; this waits its turn.
    list(Release.objects.select_for_update(no_key=True).filter(published_on__isnull=False)[:1])
    release = unsaved.release
    if Release.objects.filter(code=release.code).exists():
        raise ReleaseExists(
            "reference.release_exists",
            f"Release {release.code} is published with other content and cannot be changed. "
            "Give the new content a code of its own in release.json.",
        )
    release.save(force_insert=True)
    _store(unsaved)
    release.published_on = today
    release.save(update_fields=["published_on"])
    rows = {table.name: table.rows for table in unsaved.tables}
    run.event(
        chain=CHAIN,
        subject=release.code,
        data={
            "checksum": release.checksum,
            "effective_from": release.effective_from.isoformat(),
            "rows": rows,
            "warnings": list(unsaved.warnings),
        },
    )
    return {"code": release.code, "checksum": release.checksum, "rows": rows}


def _store(unsaved: UnsavedRelease) -> None:
    """Every row of every table, in the order of the catalogue."""
    for table in TABLES:
        facts = unsaved.rows[table.name]
        for fact in facts:
            fact.release = unsaved.release
        table.model._default_manager.bulk_create(facts, batch_size=ROWS_A_BATCH)
    for source_table in unsaved.tables:
        source_table.release = unsaved.release
    SourceTable.objects.bulk_create(unsaved.tables)


def _with_checksums(content: Content) -> UnsavedRelease:
    """The unsaved release and its tables, with all checksums."""
    header: Header | None = content.header
    if header is None:
        raise AssertionError("content without a header has findings")
    tables = tuple(
        SourceTable(
            name=name,
            title=source.title,
            source=source.source,
            data_date=source.data_date,
            licence=source.licence,
            mark=source.mark,
            rows=len(content.rows[name]),
            sha256=checksums.table_checksum(content.rows[name]),
        )
        for name, source in content.sources.items()
    )
    release = Release(
        code=header.code,
        title=header.title,
        effective_from=header.effective_from,
        note=header.note,
        bam_data_versions=header.bam_data_versions,
    )
    release.checksum = checksums.release_checksum(release, tables)
    told = tuple(finding.message for finding in warnings(content.findings))
    return UnsavedRelease(release, tables, content.rows, told)
