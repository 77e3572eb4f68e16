"""Building and storing the documents of a calculation.

A document is made from the calculation's stored texts alone, so building it again gives the same bytes.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments import policies, selectors
from assessments.models import Calculation, ReportDocument, Revision
from assessments.reports.content import CREDIT_SUMMARY, VEGETATION_ZONES, ReportContent
from assessments.reports.credit_summary import credit_summary
from assessments.reports.pdf import write_pdf
from assessments.reports.requirements import require_complete
from assessments.reports.source import ReportSource, read_source
from assessments.reports.vegetation_zones import vegetation_zones
from assessments.services import editing
from registry.commands import Run, command
from registry.findings import DomainError, NotVisible
from registry.jobs import work

Report = Callable[[int, int, str], None]
WRITERS: dict[str, Callable[[ReportSource], ReportContent]] = {
    CREDIT_SUMMARY: credit_summary,
    VEGETATION_ZONES: vegetation_zones,
}
JOB = "assessment.documents"


def source_of(calculation: Calculation) -> ReportSource:
    """What the reports of a calculation are made from."""
    return read_source(
        inputs_text=calculation.inputs_text,
        context_text=calculation.context_text,
        outcome_text=calculation.outcome_text,
        sha256=calculation.sha256,
        version=calculation.version,
    )


def kinds_of(source: ReportSource) -> tuple[str, ...]:
    """The documents a calculation has: scattered trees alone have no vegetation zones to report."""
    return tuple(kind for kind in WRITERS if kind != VEGETATION_ZONES or source.outcome.zones)


def contents_of(calculation: Calculation) -> list[ReportContent]:
    """The content of every report, for the PDF and for the page alike."""
    source = source_of(calculation)
    return [WRITERS[kind](source) for kind in kinds_of(source)]


def build_all(*, calculation_id: int, report: Report) -> list[ReportDocument]:
    """Build every document of one stored calculation that does not exist yet, and return them all.

    Safe to run twice, also at the same time. Raises DomainError when a final report lacks a part it must have
    (N21, N40-N42); NotVisible for a calculation that does not exist.
    """
    calculation = Calculation.objects.filter(pk=calculation_id).first()
    if calculation is None:
        raise NotVisible("calculation")
    source = source_of(calculation)
    require_complete(source)
    kinds = kinds_of(source)
    built: list[ReportDocument] = []
    for done, kind in enumerate(kinds):
        label = ReportDocument.DocumentKind(kind).label
        report(done, len(kinds), f"Making the {label.lower()}")
        built.append(_find(calculation, kind, source.draft) or _build(calculation, kind, source))
    report(len(kinds), len(kinds), "The documents are ready.")
    return built


def _find(calculation: Calculation, kind: str, draft: bool) -> ReportDocument | None:
    return ReportDocument.objects.filter(calculation=calculation, kind=kind, draft=draft).first()


def _build(calculation: Calculation, kind: str, source: ReportSource) -> ReportDocument:
    content, built = write_pdf(WRITERS[kind](source))
    document = ReportDocument(
        calculation=calculation,
        kind=kind,
        draft=source.draft,
        sha256=built.sha256,
        pages=built.pages,
        size_bytes=built.size,
    )
    document.file.save("report.pdf", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        # Another worker was quicker: its file holds the same bytes.
        document.file.delete(save=False)
        return ReportDocument.objects.get(calculation=calculation, kind=kind, draft=source.draft)
    except Exception:
        # No row points at the file, so nobody would ever find it again.
        document.file.delete(save=False)
        raise
    return document


@command("documents.request")
def request(run: Run, *, revision_id: int) -> dict[str, Any]:
    """Ask for the documents of a revision's newest calculation; a job makes what is missing.

    Raises DomainError while nothing has been calculated.
    """
    revision = Revision.objects.select_related("assessment__case", "release").filter(pk=revision_id).first()
    if revision is None:
        raise NotVisible("revision")
    run.allow(policies.may_edit(run.actor, revision.assessment))
    calculation = selectors.latest_calculation(revision)
    if calculation is None:
        raise DomainError(
            "document.not_calculated",
            "There is no stored calculation yet. Open the credits page, calculate, then make the documents.",
        )
    job = work.enqueue(
        kind=JOB,
        arguments={"calculation_id": calculation.pk},
        requested_by_id=run.actor.user_id,
        subject=f"Documents of {revision}"[:120],
        subject_path=reverse("document-list", args=[revision.public_id]),
    )
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/calculation/{calculation.version}",
        data={"sha256": calculation.sha256},
    )
    return {"job_id": str(job.public_id), "calculation_id": str(calculation.public_id)}
