"""Taking official data in: files are stored and read by a job, and the difference is looked at before anything counts.

`stage` takes the files, `choose_columns` says which of their columns is which where the format needs a person for it,
`discard` puts a load aside. Publishing is in `registry.reference.loads.services.publishing`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone

from registry.commands import Run, command
from registry.findings import DomainError, InvalidInput
from registry.jobs import work
from registry.reference import policies
from registry.reference.loading import CHAIN
from registry.reference.loads import selectors
from registry.reference.loads.records import LoadFile, StagedLoad
from registry.reference.loads.services import checks
from registry.reference.models import Release
from registry.reference.official.formats import FORMATS


@command("reference.stage")
def stage(
    run: Run,
    *,
    format: str,
    files: Sequence[checks.NamedFile],
    complete: bool,
    release_code: str,
    release_title: str,
    effective_from: date,
    data_version: str,
    data_date: str,
    source: str,
    licence: str,
    mapping: Mapping[str, str] | None = None,
    in_job: bool = True,
) -> dict[str, Any]:
    """Take files of an official format into staging, for a release that would follow the newest published one.

    `complete`: the files hold the whole table. `mapping`: our field by the file's column; a format that needs one and
    got none waits for `choose_columns`. `in_job`: a job reads the files; otherwise the caller does (`read_load`).
    Raises InvalidInput with every fault of what was entered, DomainError when the registry holds no facts yet, when the
    release's code is taken, when data or release are older than those in force, or when the same files are staged.
    """
    run.allow(policies.may_load(run.actor))
    texts = {
        "release_code": release_code.strip(),
        "release_title": release_title.strip(),
        "data_version": data_version.strip(),
        "data_date": data_date.strip(),
        "source": source.strip(),
        "licence": licence.strip(),
    }
    official_format = checks.require_sound_input(format, texts, files, mapping or {})
    checks.require_days_that_can_be(texts["data_date"], effective_from, timezone.localdate())
    base = _lock_base()
    checks.require_newer(base, official_format, texts, effective_from)
    checks.require_new_files(
        format,
        {sha256(content).hexdigest() for _, content in files},
        complete=complete,
        mapping=mapping or {},
    )
    load = StagedLoad.objects.create(
        format=format,
        complete=complete,
        mapping=dict(mapping or {}),
        effective_from=effective_from,
        base_release_code=base.code,
        base_checksum=base.checksum,
        staged_by_id=run.actor.user_id,
        staged_at=timezone.now(),
        **texts,
    )
    sums = _store_files(load, files)
    if in_job and not waits_for_columns(load):
        _send(run, load)
    run.event(
        chain=CHAIN,
        subject=f"{load.release_code}/load/{load.public_id}",
        data={
            "format": format,
            "complete": complete,
            "base": base.code,
            "files": sums,
        },
    )
    return {"id": str(load.public_id), "job_id": str(load.job.public_id) if load.job else None}


def waits_for_columns(load: StagedLoad) -> bool:
    """Must a person say first which column is which?"""
    official_format = FORMATS.get(load.format)
    needed = official_format is not None and official_format.needs_mapping
    return needed and load.state == StagedLoad.READING and not load.mapping


@command("reference.choose_columns")
def choose_columns(run: Run, *, load_id: str, mapping: dict[str, str], in_job: bool = True) -> dict[str, Any]:
    """Say which of the files' columns is which of ours, and have the load read.

    Raises InvalidInput for a field that is not ours, chosen twice or needed and not chosen; DomainError when the load
    does not wait for it.
    """
    load = _held(run, load_id)
    if not waits_for_columns(load):
        raise DomainError(
            "reference.load.columns_chosen",
            "The columns of this load are chosen already. Discard it to begin again.",
        )
    faults = checks.mapping_faults(FORMATS[load.format], mapping)
    if faults:
        raise InvalidInput(faults)
    load.mapping = mapping
    load.save(update_fields=["mapping"])
    if in_job:
        _send(run, load)
    run.event(chain=CHAIN, subject=f"{load.release_code}/load/{load.public_id}", data={"mapping": mapping})
    return {"id": load_id, "job_id": str(load.job.public_id) if load.job else None}


@command("reference.discard_load")
def discard(run: Run, *, load_id: str) -> dict[str, Any]:
    """Put a load aside. Nothing of it was published and nothing will be."""
    load = _held(run, load_id)
    if load.state not in (StagedLoad.READING, StagedLoad.STAGED, StagedLoad.REFUSED):
        raise DomainError("reference.load.decided", f"This load is {load.state} already.")
    load.state = StagedLoad.DISCARDED
    load.decided_by_id, load.decided_at = run.actor.user_id, timezone.now()
    load.save(update_fields=["state", "decided_by", "decided_at"])
    load.staged_rows.all().delete()
    run.event(
        chain=CHAIN, subject=f"{load.release_code}/load/{load.public_id}", data={"discarded": load.format}
    )
    return {"id": load_id}


def _held(run: Run, load_id: str) -> StagedLoad:
    """The load with its row held, for who may decide on it. Raises NotVisible, NotAllowed."""
    found = selectors.load_for(run.actor, UUID(load_id))
    run.allow(policies.may_load(run.actor))
    return StagedLoad.objects.select_for_update().get(pk=found.pk)


def _store_files(load: StagedLoad, files: Sequence[checks.NamedFile]) -> list[dict[str, str]]:
    """Keep the files under random names; their names and checksums, for the audit."""
    stored = []
    for position, (name, content) in enumerate(files, 1):
        shown = checks.clean(name)[-200:] or f"file {position}"
        file = LoadFile.objects.create(
            load=load,
            position=position,
            name=shown,
            file=ContentFile(content, name="upload"),
            sha256=sha256(content).hexdigest(),
            size_bytes=len(content),
        )
        stored.append({"name": shown, "sha256": file.sha256})
    return stored


def _send(run: Run, load: StagedLoad) -> None:
    load.job = work.enqueue(
        kind="reference.load",
        arguments={"load_id": load.pk},
        requested_by_id=run.actor.user_id,
        subject=f"Reading official data for {load.release_code}",
        subject_path=f"/reference/loads/{load.public_id}/",
    )
    load.save(update_fields=["job"])


def _lock_base() -> Release:
    """The newest published release, held so that staging and publishing come one after the other."""
    for _ in range(3):
        newest = selectors.base_release()
        if newest is None:
            raise DomainError(
                "reference.no_release",
                "The registry holds no facts yet. Load the project's own first (manage.py load_reference); "
                "official data replace and add to them.",
            )
        # Assessments that pin the release at this moment are not kept waiting.
        held = Release.objects.select_for_update(no_key=True).get(pk=newest.pk)
        if selectors.base_release() == held:
            return held
    raise DomainError("reference.load.busy", "Another release was just published. Please try again.")
