"""Photos of a report. Each is decoded and encoded anew before anything is locked, so that nothing but its pixels is
kept: no position, no camera. Its file goes with its row, and is not left behind when the command fails."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessments.evidence.photos import Unusable, is_photo, read_photo
from registry import entries, public_ids
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotAllowed, require_no_errors
from registry.fund.models import ReportPhoto
from registry.fund.policies import reports as policies
from registry.fund.selectors import reporting
from registry.fund.services.report_holding import held, told, touch

PHOTOS_AT_MOST = 30
LONGEST_POINT, LONGEST_CAPTION = 120, 300
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


def add(
    *,
    actor: Actor,
    year_id: UUID | str,
    content: bytes,
    caption: str,
    point: str = "",
    taken_on: date | None = None,
    today: date,
    now: datetime,
    key: str = "",
) -> dict[str, Any]:
    """Add a JPEG or PNG to the report. Raises InvalidInput with what is wrong with the file, DomainError where the
    report is full. Nothing is decoded for somebody who may not write the report."""
    decision = policies.may_write(actor, reporting.year_for(actor, year_id).site.agreement)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    photo = _prepared(content)
    kept: list[str] = []
    try:
        return _add(
            actor=actor,
            key=key,
            year_id=str(year_id),
            photo=photo,
            caption=caption,
            point=point,
            taken_on=taken_on,
            today=today,
            now=now,
            kept=kept,
        )
    except BaseException:
        for name in kept:
            default_storage.delete(name)
        raise


def _prepared(content: bytes) -> dict[str, Any]:
    """What is to be stored. Raises InvalidInput."""
    try:
        if not is_photo(content):
            raise Unusable(
                "file.kind",
                "The file is not a JPEG or PNG photo, whatever its name says. Save it as one of these.",
            )
        photo = read_photo(content)
    except Unusable as refusal:
        raise InvalidInput([refusal.finding]) from None
    return {
        "content": photo.content,
        "media_type": photo.media_type,
        "width": photo.width_px,
        "height": photo.height_px,
    }


@command("report.add_photo")
def _add(
    run: Run,
    *,
    year_id: str,
    photo: Mapping[str, Any],
    caption: str,
    point: str,
    taken_on: date | None,
    today: date,
    now: datetime,
    kept: list[str],
) -> dict[str, Any]:
    """`kept` is empty when asked; the name of the stored file is noted in it."""
    report = held(run.actor, year_id)
    run.allow(policies.may(run.actor, report.management_year.site.agreement, "save"))
    findings: list[Finding] = []
    caption = entries.text(
        findings,
        caption,
        about="report",
        field="caption",
        called="what the photo shows",
        longest=LONGEST_CAPTION,
    )
    point = entries.text(
        findings,
        point,
        about="report",
        field="point",
        called="the fixed point",
        longest=LONGEST_POINT,
        required=False,
    )
    if taken_on is not None and taken_on > today:
        findings.append(
            Finding("report.taken_on.future", "The day is still to come. Correct it.", "taken_on")
        )
    sha256 = hashlib.sha256(photo["content"]).hexdigest()
    same = report.photos.filter(sha256=sha256).first()
    if same is not None:
        findings.append(
            Finding("report.photo.there_already", f"This photo is there already: “{same.caption}”.", "file")
        )
    require_no_errors(findings)
    if report.photos.count() >= PHOTOS_AT_MOST:
        raise DomainError(
            "report.photo.too_many",
            f"A report holds at most {PHOTOS_AT_MOST} photos. Remove one before you add another.",
        )
    touch(report)
    row = ReportPhoto(
        report=report,
        sha256=sha256,
        width=photo["width"],
        height=photo["height"],
        point=point,
        caption=caption,
        taken_on=taken_on,
        added_by_id=run.actor.person_id,
        added_at=now,
    )
    row.image.save(f"{uuid4().hex}.{ENDINGS[photo['media_type']]}", ContentFile(photo["content"]), save=False)
    kept.append(str(row.image.name))
    row.save()
    return told(
        run,
        report,
        {"photo": str(row.public_id), "sha256": sha256, "caption": caption},
        photo_id=str(row.public_id),
    )


@command("report.remove_photo")
def remove(run: Run, *, year_id: UUID | str, photo_id: UUID | str) -> dict[str, Any]:
    """Take a photo out again while the report is written; its file goes with it."""
    report = held(run.actor, year_id)
    run.allow(policies.may(run.actor, report.management_year.site.agreement, "save"))
    found = public_ids.find(ReportPhoto.objects.filter(report=report), photo_id, "photo")
    touch(report)
    name, sha256, caption = str(found.image.name), found.sha256, found.caption
    found.delete()
    run.after_commit(lambda: default_storage.delete(name))
    return told(run, report, {"photo": str(photo_id), "before": {"sha256": sha256, "caption": caption}})
