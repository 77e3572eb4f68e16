"""Plot files: upload, look at every finding, correct or upload again, commit or discard.

Nothing of a file reaches the assessment before it is committed, and then all of it does, in one transaction. A large
file is read by a job that reports progress.
"""

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from assessments import policies, selectors
from assessments.models import PlotImport, PlotImportRow, Revision
from assessments.plots.limits import DEFAULT_LIMITS
from assessments.plots.rows import check_again, check_row, correct
from assessments.plots.workbook import sheet_bytes
from assessments.sections import section_of
from assessments.services import editing, plot_staging, plot_writing
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.jobs import work

ROW_BYTES_IN_SHEET = 1_000
"""A row of the template as a spreadsheet program writes it: 32 cells of some thirty bytes."""


@command("plots.upload")
def upload(run: Run, *, revision_id: int, filename: str, content: bytes) -> dict[str, Any]:
    """Take a plot file into staging. A small one is read at once; a large one by a job."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    if not section_of("plots").applies_to(revision):
        raise DomainError("section.not_applicable", "This kind of assessment has no plots.")
    if len(content) > DEFAULT_LIMITS.file_bytes:
        megabytes = DEFAULT_LIMITS.file_bytes // 1_048_576
        raise InvalidInput(
            [Finding("plot.file.too_large", f"The file is larger than {megabytes} MB.", "file")]
        )
    staged = PlotImport.objects.create(
        revision=revision,
        filename=filename[-200:],
        file=ContentFile(content, name="upload"),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by_id=run.actor.person_id,
    )
    if _takes_long(content):
        staged.job = work.enqueue(
            kind="assessment.read_plots",
            arguments={"plot_import_id": staged.pk},
            requested_by_id=run.actor.user_id,
            subject=f"Reading {staged.filename}",
            subject_path=f"/plot-imports/{staged.public_id}/",
        )
        staged.save(update_fields=["job"])
    else:
        plot_staging.read(staged.pk, content=content)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/plot_import/{staged.public_id}",
        data={"filename": staged.filename, "sha256": staged.sha256, "bytes": len(content)},
    )
    return {"id": str(staged.public_id), "job_id": str(staged.job.public_id) if staged.job else None}


def _takes_long(content: bytes) -> bool:
    """Does the file hold more rows than a person should wait for with the page open?"""
    rows = settings.PLOT_FILE_ROWS_IN_REQUEST
    if content[:2] == b"PK":
        return sheet_bytes(content) > rows * ROW_BYTES_IN_SHEET
    return max(content.count(b"\n"), content.count(b"\r")) > rows


def _staged(run: Run, plot_import_id: str) -> PlotImport:
    staged = selectors.plot_import_for(run.actor, UUID(plot_import_id))
    run.allow(policies.may_edit(run.actor, staged.revision.assessment))
    # Its row is held, so that correcting, committing and discarding come one after the other.
    held = PlotImport.objects.select_for_update().get(pk=staged.pk)
    if held.state != PlotImport.STAGED:
        raise DomainError(
            "plot_import.not_staged",
            f"This file is {held.get_state_display().lower()}; upload it again to go on.",
        )
    return staged


@command("plots.correct")
def correct_row(run: Run, *, plot_import_id: str, row_number: int, cells: dict[str, str]) -> dict[str, Any]:
    """Correct cells of one staged row and check the file again."""
    staged = _staged(run, plot_import_id)
    wanted = staged.staged_rows.filter(row_number=row_number).first()
    if wanted is None:
        raise NotVisible("row")
    row = check_row(row_number, wanted.raw)
    for column, text in cells.items():
        row = correct(row, column, text)
    others = staged.staged_rows.exclude(row_number=row_number).order_by("row_number")
    rows = sorted(
        [row, *check_again((other.row_number, other.raw) for other in others)], key=lambda r: r.row_number
    )
    by_row = plot_staging.findings_by_row(staged.revision, rows)
    fresh = [plot_staging.staged_row(staged, checked, by_row[checked.row_number]) for checked in rows]
    stored = {existing.row_number: existing for existing in staged.staged_rows.all()}
    changed = []
    for new in fresh:
        old = stored[new.row_number]
        if (old.raw, old.findings) != (new.raw, new.findings):
            new.pk = old.pk
            changed.append(new)
    PlotImportRow.objects.bulk_update(
        changed, ["raw", "findings", "has_errors", "has_warnings"], batch_size=plot_staging.CHUNK
    )
    plot_staging.count(staged)
    run.event(
        chain=editing.case_chain(staged.revision),
        subject=f"{staged.revision.public_id}/plot_import/{staged.public_id}",
        data={"row": row_number, "cells": cells},
    )
    return {"id": plot_import_id, "rows_with_errors": staged.rows_with_errors}


@command("plots.discard")
def discard(run: Run, *, plot_import_id: str) -> dict[str, Any]:
    """Put a staged file aside. The assessment is not touched."""
    staged = _staged(run, plot_import_id)
    PlotImport.objects.filter(pk=staged.pk).update(state=PlotImport.DISCARDED)
    run.event(
        chain=editing.case_chain(staged.revision),
        subject=f"{staged.revision.public_id}/plot_import/{staged.public_id}",
        data={"discarded": staged.filename},
    )
    return {"id": plot_import_id}


@command("plots.commit")
def commit(run: Run, *, plot_import_id: str, replace: bool = False) -> dict[str, Any]:
    """Bring a staged file into the assessment: zones are made or updated, plots added.

    `replace`: plots of the same zone and label are replaced; otherwise they are refused by name. Rows with errors
    refuse the whole file; warnings do not.
    """
    staged = _staged(run, plot_import_id)
    if staged.rows_with_errors:
        raise DomainError(
            "plot_import.has_errors",
            f"{staged.rows_with_errors} rows have errors. Correct them, or upload a corrected file.",
        )
    now = timezone.now()
    revision = staged.revision
    if not Revision.objects.filter(pk=revision.pk, state="open").update(edited_at=now):
        raise DomainError("revision.not_open", "This revision is final. Reopen it before you import plots.")
    rows = check_again((row.row_number, row.raw) for row in staged.staged_rows.order_by("row_number"))
    zones, replaced = plot_writing.write(revision, rows, replace=replace)
    PlotImport.objects.filter(pk=staged.pk).update(state=PlotImport.COMMITTED)
    for code in ("zones", "plots"):
        editing.advance_section(run=run, revision=revision, section=section_of(code), expected=None, now=now)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/plot_import/{staged.public_id}",
        data={
            "sha256": staged.sha256,
            "plots": len(rows),
            "zones": sorted(zone.key for zone in zones),
            "replaced": replaced,
        },
    )
    return {"id": plot_import_id, "plots": len(rows), "zones": len(zones), "replaced": replaced}
