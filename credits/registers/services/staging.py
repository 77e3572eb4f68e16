"""Taking the two files in: they are stored, read by a job and looked at before anything is posted.

`stage` takes them, `confirm` has a staged import replayed by a job, `discard` puts it aside. Each import has an audit
chain of its own: one event says what came in, one what was posted, with counts and the files' checksums. An event for
each of the thousands of lots would say nothing that the movements, which are never edited, do not say themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from credits.registers import columns, policies, selectors
from credits.registers.models import RegisterFile, RegisterImport
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.jobs import work
from registry.jobs.models import UNFINISHED
from registry.reference.official.names import printable

MEGABYTE = 1_000_000
LARGEST_UPLOAD_BYTES = 50 * MEGABYTE
LARGEST_FILE_BYTES = 500 * MEGABYTE
"""For files that are read in place by the management command."""
KINDS = (columns.SUPPLY, columns.TRANSACTIONS)
READ, REPLAY = "register.import", "register.replay"


@dataclass(frozen=True, slots=True, repr=False)
class IncomingFile:
    """One of the two files: its name for a person, its checksum, and its content where it has to be stored.

    Without `content` it is read in place, by whoever has it."""

    kind: str
    filename: str
    sha256: str
    size_bytes: int
    content: File | None = None

    def __repr__(self) -> str:
        """What tells it from another: two with this in common are the same request."""
        return f"IncomingFile({self.kind}, {self.sha256})"


def uploaded(kind: str, content: File) -> IncomingFile:
    """An upload, to be stored."""
    digest = sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return IncomingFile(kind, _name(content.name or kind), digest.hexdigest(), content.size, content)


def in_place(kind: str, path: Path) -> IncomingFile:
    """A file of this machine, to be read where it is. Raises OSError."""
    digest = sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(MEGABYTE):
            digest.update(chunk)
    return IncomingFile(kind, _name(path.name), digest.hexdigest(), path.stat().st_size)


def _name(given: str) -> str:
    return printable(Path(given).name)[-200:] or "file"


def chain_of_import(found: RegisterImport) -> ChainKey:
    """The audit chain of one import."""
    return ChainKey("register_import", str(found.public_id))


@command("register.stage")
def stage(run: Run, *, files: Sequence[IncomingFile], in_job: bool = True) -> dict[str, Any]:
    """Take a supply and a transactions file in. `in_job`: a job reads them; otherwise the caller does.

    Raises InvalidInput for a file that is missing, empty, too large or given twice; DomainError when exactly these two
    are imported already.
    """
    run.allow(policies.may_import(run.actor))
    faults = _faults(files)
    if faults:
        raise InvalidInput(faults)
    sums = {file.kind: file.sha256 for file in files}
    earlier = selectors.replayed_from(sums)
    if earlier is not None:
        day = timezone.localtime(earlier.finished_at or earlier.requested_at)
        raise DomainError(
            "register.same_files",
            f"Exactly these files were imported on {day:%d/%m/%Y}. Importing them again would change nothing.",
        )
    made = RegisterImport.objects.create(requested_by_id=run.actor.user_id, requested_at=timezone.now())
    for file in files:
        RegisterFile.objects.create(
            register_import=made,
            kind=file.kind,
            filename=file.filename,
            sha256=file.sha256,
            file=file.content or "",
        )
    if in_job:
        _send(run, made, READ, "Reading the published register")
    run.event(
        chain=chain_of_import(made),
        subject=str(made.public_id),
        data={"files": [{"kind": f.kind, "name": f.filename, "sha256": f.sha256} for f in files]},
    )
    return {"id": str(made.public_id), "job_id": str(made.job.public_id) if made.job else None}


@command("register.confirm")
def confirm(run: Run, *, import_id: str) -> dict[str, Any]:
    """Have a staged import replayed by a job, in the name of who confirmed it.

    Raises NotVisible, NotAllowed; DomainError when it is not staged or its replay is under way."""
    made = _held(run, import_id)
    _require_staged(made)
    if made.job is not None and made.job.state in UNFINISHED:
        raise DomainError("register.under_way", "The replay of this import is under way already.")
    _send(run, made, REPLAY, "Replaying the published register")
    run.event(chain=chain_of_import(made), subject=import_id, data={"counts": selectors.remark_counts(made)})
    return {"id": import_id, "job_id": str(made.job.public_id) if made.job else None}


@command("register.discard")
def discard(run: Run, *, import_id: str) -> dict[str, Any]:
    """Put an import aside: its rows and files are deleted, nothing of it is posted.

    Raises NotVisible, NotAllowed; DomainError when it is replayed or discarded, or is being replayed."""
    made = _held(run, import_id)
    replaying = made.job is not None and made.job.kind == REPLAY and made.job.state in UNFINISHED
    if made.state in (RegisterImport.REPLAYED, RegisterImport.DISCARDED) or replaying:
        state = "being replayed" if replaying else made.state
        raise DomainError("register.decided", f"This import is {state}; it cannot be discarded.")
    delete_rows(made)
    forget_files(made)
    made.state, made.finished_at = RegisterImport.DISCARDED, timezone.now()
    made.save(update_fields=["state", "finished_at"])
    run.event(chain=chain_of_import(made), subject=import_id, data={"discarded": True})
    return {"id": import_id}


def delete_rows(made: RegisterImport) -> None:
    """Take back what was staged; an import that was replayed keeps everything."""
    made.supply_rows.all().delete()
    made.transaction_rows.all().delete()


def forget_files(made: RegisterImport) -> None:
    """Delete the stored uploads once the transaction is through: they hold names and addresses that are never read in.
    Their names and checksums stay."""
    for file in made.files.exclude(file=""):
        transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)))
    made.files.update(file="")


def open_stored(file: RegisterFile) -> BinaryIO:
    """The stored upload. Raises DomainError where the file was read in place and is not here."""
    if not file.file:
        raise DomainError("register.file_gone", "This file was not stored here. Import it again.")
    return file.file.open("rb").file


def _require_staged(made: RegisterImport) -> None:
    if made.state != RegisterImport.STAGED:
        words = {RegisterImport.READING: "still being read"}
        raise DomainError(
            "register.not_staged",
            f"This import is {words.get(made.state, made.state)}; only a staged one can be replayed.",
        )


def _held(run: Run, import_id: str) -> RegisterImport:
    """The import with its row held, for who may decide on it. Raises NotVisible, NotAllowed."""
    found = selectors.import_for(run.actor, UUID(import_id))
    run.allow(policies.may_import(run.actor))
    held = RegisterImport.objects.select_for_update().get(pk=found.pk)
    held.job = found.job if held.job_id == found.job_id else held.job
    return held


def _send(run: Run, made: RegisterImport, kind: str, subject: str) -> None:
    made.job = work.enqueue(
        kind=kind,
        arguments={"import_id": made.pk},
        requested_by_id=run.actor.user_id,
        subject=subject,
        subject_path=f"/register-imports/{made.public_id}/",
    )
    made.save(update_fields=["job"])


def _faults(files: Sequence[IncomingFile]) -> list[Finding]:
    by_kind = {file.kind: file for file in files}
    found = []
    for kind in KINDS:
        file = by_kind.get(kind)
        if file is None:
            found.append(Finding("register.file_missing", "Choose the file.", kind))
        elif not file.size_bytes:
            found.append(Finding("register.file_empty", f"{file.filename} is empty.", kind))
        elif file.size_bytes > (LARGEST_UPLOAD_BYTES if file.content is not None else LARGEST_FILE_BYTES):
            limit = (LARGEST_UPLOAD_BYTES if file.content is not None else LARGEST_FILE_BYTES) // MEGABYTE
            found.append(
                Finding("register.file_too_big", f"{file.filename} is larger than {limit} MB.", kind)
            )
    if len({file.sha256 for file in files}) < len(files):
        found.append(Finding("register.file_twice", "This is the same file again.", columns.TRANSACTIONS))
    return found
