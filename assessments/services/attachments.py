"""Photos and documents of a revision: attach, change what is said of them, remove.

What is stored is checked and, for a photo, made anew from its pixels before anything is locked. A file is shared by
the copies of a revision and never changed; it goes when the last row that names it goes, and it is not left behind
when the command that brought it fails.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Sum
from django.utils import timezone

from assessments.evidence.pdfs import is_pdf, read_pdf
from assessments.evidence.photos import Unusable, is_photo, read_photo
from assessments.models import Attachment, Plot, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import editing
from assessments.services.content import findings_of, row_of
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible, require_no_errors

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""The kinds of file that are kept, and how their names end."""
FILES_AT_MOST = 200
BYTES_AT_MOST = 300_000_000
"""Of one revision."""

SETTABLE = ("caption", "taken_on", "bearing", "zone", "plot")
SECTION = "attachments"


def add(
    *,
    actor: Actor,
    revision_id: int,
    filename: str,
    content: bytes,
    caption: str,
    taken_on: date | None = None,
    bearing: int | None = None,
    zone: str | None = None,
    plot: str | None = None,
    key: str = "",
) -> dict[str, Any]:
    """Attach a photo (JPEG, PNG) or a document (PDF). `zone` and `plot` are public ids of this revision; a plot brings
    its zone. Returns the id, the section's new version, and the properties a document keeps.

    Ask first who is asking: decoding a photo costs time. Raises InvalidInput with what is wrong with the file.
    """
    prepared = _prepared(content)
    kept: list[str] = []
    try:
        return _add(
            actor=actor,
            key=key,
            revision_id=revision_id,
            filename=filename[-200:] or "file",
            prepared=prepared,
            values={
                "caption": caption,
                "taken_on": taken_on,
                "bearing": bearing,
                "zone": zone,
                "plot": plot,
            },
            kept=kept,
        )
    except BaseException:
        # No row points at the file, so nobody would ever find it again.
        for name in kept:
            default_storage.delete(name)
        raise


def _prepared(content: bytes) -> dict[str, Any]:
    """What is to be stored, by what the bytes are. Raises InvalidInput."""
    try:
        if not content:
            raise Unusable("file.empty", "The file is empty. Choose the photo or document again.")
        if is_photo(content):
            photo = read_photo(content)
            return {
                "kind": Attachment.AttachmentKind.PHOTO.value,
                "content": photo.content,
                "media_type": photo.media_type,
                "width_px": photo.width_px,
                "height_px": photo.height_px,
                "properties": {},
            }
        if is_pdf(content):
            document = read_pdf(content)
            return {
                "kind": Attachment.AttachmentKind.DOCUMENT.value,
                "content": content,
                "media_type": "application/pdf",
                "width_px": None,
                "height_px": None,
                "properties": dict(document.properties),
            }
        raise Unusable(
            "file.kind",
            "The file is not a JPEG or PNG photo or a PDF document, whatever its name says. Save it as one of these.",
        )
    except Unusable as refusal:
        raise InvalidInput([refusal.finding]) from None


@command("attachment.add")
def _add(
    run: Run,
    *,
    revision_id: int,
    filename: str,
    prepared: Mapping[str, Any],
    values: Mapping[str, Any],
    kept: list[str],
) -> dict[str, Any]:
    """`kept` is empty when asked; the name of the stored file is noted in it."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    section = section_of(SECTION)
    content = prepared["content"]
    sha256 = hashlib.sha256(content).hexdigest()
    _require_room(revision, sha256, len(content))
    row = Attachment(
        revision=revision,
        kind=prepared["kind"],
        source_name=filename,
        media_type=prepared["media_type"],
        sha256=sha256,
        size_bytes=len(content),
        width_px=prepared["width_px"],
        height_px=prepared["height_px"],
    )
    _fill(row, revision, values)
    version = editing.advance_section(run=run, revision=revision, section=section, expected=None, now=now)
    row.file.save("upload", ContentFile(content), save=False)
    kept.append(str(row.file.name))
    row.save()
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/attachments/{row.public_id}",
        data={"sha256": sha256, "bytes": len(content), "kind": row.kind, "caption": row.caption},
    )
    return {
        "id": str(row.public_id),
        "version": version,
        "kind": row.kind,
        "properties": prepared["properties"],
    }


def _require_room(revision: Revision, sha256: str, size_bytes: int) -> None:
    there = Attachment.objects.filter(revision=revision)
    same = there.filter(sha256=sha256).first()
    if same is not None:
        raise InvalidInput(
            [Finding("attachment.there_already", f"This file is attached already: “{same.caption}”.", "file")]
        )
    if there.count() >= FILES_AT_MOST:
        raise DomainError(
            "attachment.too_many",
            f"A revision holds at most {FILES_AT_MOST} photos and documents. Remove one before you add another.",
        )
    held = there.aggregate(total=Sum("size_bytes"))["total"] or 0
    if held + size_bytes > BYTES_AT_MOST:
        raise DomainError(
            "attachment.too_much",
            f"The photos and documents of a revision are at most {BYTES_AT_MOST // 1_000_000} MB together; "
            f"{held // 1_000_000} MB are there. Remove one before you add another.",
        )


def _fill(row: Attachment, revision: Revision, values: Mapping[str, Any]) -> None:
    """Give the row its caption, day, bearing and place. Raises InvalidInput."""
    found = [
        Finding("input.unknown_field", f"There is no field “{name}” here.", name)
        for name in sorted(set(values) - set(SETTABLE))
    ]
    require_no_errors(found)
    given = dict(values)
    if "plot" in given and "zone" not in given and given["plot"]:
        # A plot brings its zone: the one noted for the earlier plot does not stand against it.
        row.zone = None
    for name in ("zone", "plot"):
        if name in given:
            setattr(row, name, _of_revision(revision, name, given.pop(name)))
    if isinstance(given.get("caption"), str):
        given["caption"] = given["caption"].strip()
    for name, value in given.items():
        setattr(row, name, value)
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(SETTABLE))
    except ValidationError as error:
        raise InvalidInput(findings_of(error)) from error
    require_no_errors(_doubts(row))
    if row.plot is not None:
        row.zone_id = row.plot.zone_id


def filename_of(row: Attachment) -> str:
    """What the stored file is called on the reader's disk: nothing of the name it came with."""
    return f"attachment-{str(row.public_id)[:8]}.{ENDINGS[row.media_type]}"


def _of_revision(revision: Revision, name: str, public_id: Any) -> Any:
    """The zone or plot of this revision with that public id; None for none. Raises InvalidInput."""
    if public_id in (None, ""):
        return None
    try:
        return row_of(revision, section_of(f"{name}s"), public_id)
    except NotVisible:
        message = f"Choose a {name} of this revision."
        raise InvalidInput([Finding(f"{name}.not_in_revision", message, name)]) from None


def _doubts(row: Attachment) -> list[Finding]:
    found: list[Finding] = []
    if row.kind == Attachment.AttachmentKind.DOCUMENT and row.bearing is not None:
        found.append(Finding("attachment.bearing", "A document has no bearing: leave it empty.", "bearing"))
    if row.taken_on is not None and row.taken_on > timezone.localdate():
        found.append(Finding("attachment.taken_on", "The day is still to come. Correct it.", "taken_on"))
    if row.plot is not None and row.zone_id is not None and row.zone_id != row.plot.zone_id:
        message = "This plot lies in another zone than the one chosen."
        found.append(Finding("attachment.plot_elsewhere", message, "plot"))
    return found


@command("attachment.change")
def change(
    run: Run, *, revision_id: int, row_id: str, values: Mapping[str, Any], expected_version: int
) -> dict[str, Any]:
    """Change what is said of a photo or document; fields that are not named keep their value. Raises StaleEdit."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    section = section_of(SECTION)
    row = _row(revision, row_id)
    version = editing.advance_section(
        run=run, revision=revision, section=section, expected=expected_version, now=now
    )
    before = _said(row)
    _fill(row, revision, values)
    row.save()
    after = _said(row)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/attachments/{row_id}",
        data={"changed": {n: [before[n], after[n]] for n in SETTABLE if before[n] != after[n]}},
    )
    return {"id": row_id, "version": version}


@command("attachment.remove")
def remove(run: Run, *, revision_id: int, row_id: str, expected_version: int) -> dict[str, Any]:
    """Remove a photo or document. Its file goes once no copy of the revision names it. Raises StaleEdit."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    section = section_of(SECTION)
    row = _row(revision, row_id)
    version = editing.advance_section(
        run=run, revision=revision, section=section, expected=expected_version, now=now
    )
    name, sha256, caption = str(row.file.name), row.sha256, row.caption
    row.delete()
    run.after_commit(lambda: _forget(name))
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/attachments/{row_id}",
        data={"before": {"sha256": sha256, "caption": caption}},
    )
    return {"id": row_id, "version": version}


def _said(row: Attachment) -> dict[str, Any]:
    """What is said of it, as plain data for the audit event."""
    taken_on = row.taken_on.isoformat() if row.taken_on else None
    place = {"zone": str(row.zone or ""), "plot": str(row.plot or "")}
    return {"caption": row.caption, "taken_on": taken_on, "bearing": row.bearing, **place}


def _forget(name: str) -> None:
    """Delete a file that no attachment names any more. Only a draft can still have named it: what is final keeps its
    rows."""
    if not Attachment.objects.filter(file=name).exists():
        default_storage.delete(name)


def _row(revision: Revision, row_id: str | UUID) -> Attachment:
    row = row_of(revision, section_of(SECTION), row_id)
    if not isinstance(row, Attachment):
        raise TypeError("the section of attachments holds attachments")
    return row


def places(revision: Revision) -> tuple[list[VegetationZone], list[Plot]]:
    """The zones and plots a photo can be tied to."""
    zones = list(VegetationZone.objects.filter(revision=revision))
    plots = list(
        Plot.objects.filter(revision=revision).select_related("zone").order_by("zone__number", "label")
    )
    return zones, plots
