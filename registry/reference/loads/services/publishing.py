"""Publishing a staged load: a new release, made of the base release and the load; whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from registry.commands import Run, command
from registry.findings import DomainError
from registry.reference import checksums, policies
from registry.reference.catalogue import TABLES
from registry.reference.loading import CHAIN, ReleaseExists
from registry.reference.loads import selectors
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.references import newly_broken, values_in
from registry.reference.loads.rows import Shape, key_text, shape_of
from registry.reference.loads.services.reading import WAITS_FOR_A_PERSON
from registry.reference.models import Release, SourceTable
from registry.reference.official.formats import FORMATS
from registry.reference.tables import Table

ROWS_A_BATCH = 500
DESCRIPTIONS = {"source": 300, "licence": 120}


def to_acknowledge(load: StagedLoad) -> list[str]:
    """The codes of what a person has to acknowledge before the load can be published."""
    return sorted({one["code"] for one in load.findings if one["code"] in WAITS_FOR_A_PERSON})


@command("reference.publish_load")
def publish(run: Run, *, load_id: str, acknowledged: Sequence[str], today: date) -> dict[str, Any]:
    """Publish a staged load as a new release, in one transaction.

    Tables that the load does not touch are copied unchanged. `acknowledged`: codes of the findings that wait for a
    person. Raises NotVisible, NotAllowed; DomainError when the load is not staged, when something is not acknowledged,
    when another release was published since, when the code is taken, or when facts would name others that are not
    there.
    """
    load = selectors.load_for(run.actor, UUID(load_id))
    run.allow(policies.may_publish(run.actor))
    missing = [code for code in to_acknowledge(load) if code not in acknowledged]
    if missing and load.state == StagedLoad.STAGED:
        raise DomainError(
            "reference.load.not_acknowledged",
            f"Some findings have to be acknowledged before this is published: {', '.join(missing)}.",
        )
    base = _claim(run, load)
    release = _new_release(load, base)
    changed = {name for name, counts in load.counts.items() if _differs(counts)}
    for table in TABLES:
        _copy(table, base, release)
        if table.name in changed:
            _apply(shape_of(table), load, release)
    broken = newly_broken(values_in(base), values_in(release), changed)
    if any(one.severity == "error" for one in broken):
        raise DomainError(
            "reference.load.broken",
            "Facts of this load name others that are not there. Stage it again.",
            broken,
        )
    tables = _source_tables(load, base, release, changed)
    SourceTable.objects.bulk_create(tables)
    release.checksum = checksums.release_checksum(release, tables)
    release.published_on = today
    release.save(update_fields=["checksum", "published_on"])
    run.event(
        chain=CHAIN,
        subject=release.code,
        data={
            "load": load_id,
            "format": load.format,
            "base": base.code,
            "checksum": release.checksum,
            "effective_from": release.effective_from.isoformat(),
            "counts": load.counts,
            "acknowledged": sorted(set(acknowledged) & WAITS_FOR_A_PERSON),
        },
    )
    return {"id": load_id, "release": release.code, "checksum": release.checksum, "counts": load.counts}


def _claim(run: Run, load: StagedLoad) -> Release:
    """Move the load to published and hold its base release. Of two at once, one gets past."""
    base = (
        Release.objects.select_for_update(no_key=True)
        .filter(code=load.base_release_code, checksum=load.base_checksum)
        .first()
    )
    moved = StagedLoad.objects.filter(pk=load.pk, state=StagedLoad.STAGED).update(
        state=StagedLoad.PUBLISHED, decided_by_id=run.actor.user_id, decided_at=timezone.now()
    )
    if not moved:
        load.refresh_from_db(fields=["state"])
        raise DomainError(
            "reference.load.not_staged", f"This load is {load.state}; only a staged one can be published."
        )
    if base is None or selectors.base_release() != base:
        raise DomainError(
            "reference.load.base_changed",
            f"Release {load.base_release_code} is not the newest any more, so this comparison is out of date. "
            "Discard this load and stage the files again.",
        )
    return base


def _new_release(load: StagedLoad, base: Release) -> Release:
    if Release.objects.filter(code=load.release_code).exists():
        raise ReleaseExists(
            "reference.release_exists",
            f"Release {load.release_code} exists already. Discard this load and stage it under another code.",
        )
    official_format = FORMATS.get(load.format)
    versions = dict(base.bam_data_versions)
    if official_format is not None and official_format.data_part in versions:
        versions[official_format.data_part] = {"version": load.data_version, "date": load.data_date}
    title = official_format.title if official_format is not None else load.format
    return Release.objects.create(
        code=load.release_code,
        title=load.release_title,
        effective_from=load.effective_from,
        note=f"Release {base.code} with new data: {title}, {load.data_version} ({load.data_date}). "
        f"Source: {load.source}.",
        bam_data_versions=versions,
        checksum="",
    )


def _differs(counts: dict[str, int]) -> bool:
    return bool(counts["added"] or counts["changed"] or counts["gone"])


def _copy(table: Table, base: Release, release: Release) -> None:
    """All rows of a table of the base release, as rows of the new one: one statement."""
    meta = table.model._meta
    quote = connection.ops.quote_name
    columns = ", ".join(
        quote(str(field.column)) for field in meta.concrete_fields if field.name not in ("id", "release")
    )
    name = quote(meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {name} (release_id, {columns}) "  # noqa: S608 (names of models, no input)
            f"SELECT %s, {columns} FROM {name} WHERE release_id = %s ORDER BY id",
            [release.pk, base.pk],
        )


def _apply(shape: Shape, load: StagedLoad, release: Release) -> None:
    """Take out what is changed or gone, put in what is added or changed. The release is not published yet."""
    rows = StagedRow.objects.filter(load=load, table=shape.table)
    out = set(rows.exclude(kind=StagedRow.ADDED).values_list("key", flat=True))
    stored = shape.model._default_manager.filter(release=release).order_by()
    if out:
        key_fields = shape.model.NATURAL_KEY
        at = {name: place for place, name in enumerate(shape.names)}
        pks = []
        for pk, *values in stored.values_list("pk", *key_fields):
            row: list[Any] = [None] * len(shape.names)
            for name, value in zip(key_fields, values, strict=True):
                row[at[name]] = value
            if key_text(shape.key(shape.row(row))) in out:
                pks.append(pk)
        if len(pks) != len(out):
            raise RuntimeError(f"{shape.table}: {len(out)} rows to replace, {len(pks)} found")
        for start in range(0, len(pks), ROWS_A_BATCH):
            stored.filter(pk__in=pks[start : start + ROWS_A_BATCH])._raw_delete(connection.alias)
    incoming = rows.exclude(kind=StagedRow.GONE).order_by("pk").values_list("after", flat=True)
    try:
        with transaction.atomic():
            for batch in _batches(incoming.iterator(chunk_size=2000)):
                shape.model._default_manager.bulk_create(
                    [shape.fact(named, release) for named in batch], batch_size=ROWS_A_BATCH
                )
    except IntegrityError as error:
        raise DomainError(
            "reference.load.not_storable",
            f"A row of {shape.table} breaks a rule of the database. Correct the file and stage it again.",
        ) from error


def _batches(rows: Iterable[dict[str, Any] | None]) -> Iterable[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row or {})
        if len(batch) == 2000:
            yield batch
            batch = []
    if batch:
        yield batch


def _source_tables(load: StagedLoad, base: Release, release: Release, changed: set[str]) -> list[SourceTable]:
    """The tables of the new release. One that the load did not change keeps source, date and checksum."""
    tables = []
    for table in SourceTable.objects.filter(release=base):
        old_rows = table.rows
        table.pk = None
        table._state.adding = True
        table.release = release
        if table.name in changed:
            model = next(one.model for one in TABLES if one.name == table.name)
            facts = list(model._default_manager.filter(release=release).order_by())
            whole = old_rows == 0 or load.counts[table.name]["unchanged"] == 0
            for name, limit in DESCRIPTIONS.items():
                setattr(table, name, _told(getattr(load, name), getattr(table, name), limit, whole=whole))
            table.data_date = load.data_date
            table.rows = len(facts)
            table.sha256 = checksums.table_checksum(facts)
            if facts:
                table.mark = Counter(fact.mark for fact in facts).most_common(1)[0][0]
        tables.append(table)
    return tables


def _told(new: str, old: str, limit: int, *, whole: bool) -> str:
    """Where a table comes from: the load, and beside it what was there before, unless none of it is left."""
    if whole or old == new or old.startswith(f"{new}; before: "):
        return new if whole or old == new else old
    both = f"{new}; before: {old}"
    return both if len(both) <= limit else f"{both[: limit - 1].rstrip()}…"
