"""Building and storing the documents of a calculation.

A document is made from the calculation's stored texts alone, so building it again gives the same bytes.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments import policies, selectors
from assessments.models import Calculation, ReportDocument, Revision
from assessments.reports import content, credit_report, kinds, species_reports, tree_report
from assessments.reports.assessment_report import assessment_report
from assessments.reports.content import ReportContent
from assessments.reports.credit_summary import credit_summary
from assessments.reports.pdf import write_pdf
from assessments.reports.requirements import require_complete
from assessments.reports.source import ReportSource, read_source
from assessments.reports.vegetation_zones import vegetation_zones
from assessments.reports.workbook import write_workbook
from assessments.services import editing
from assessments.services.report_set import report_set, stored_bytes
from registry.commands import Run, command
from registry.findings import DomainError, NotVisible
from registry.jobs import work

Report = Callable[[int, int, str], None]
WRITERS: dict[str, Callable[[ReportSource], ReportContent]] = {
    content.ASSESSMENT_REPORT: assessment_report,
    content.CREDIT_SUMMARY: credit_summary,
    content.LIKE_FOR_LIKE: credit_report.like_for_like,
    content.VARIATIONS: credit_report.variations,
    content.STEWARDSHIP_CREDITS: credit_report.stewardship_credits,
    content.VEGETATION_ZONES: vegetation_zones,
    content.PREDICTED_SPECIES: species_reports.predicted_species,
    content.CANDIDATE_SPECIES: species_reports.candidate_species,
    content.SCATTERED_TREES: tree_report.scattered_trees,
}
SET = (ReportDocument.DocumentKind.REPORT_SET.value, ReportDocument.Format.ZIP.value)
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
    """The reports a calculation has (method section 6)."""
    return kinds.kinds_of(source)


def files_of(source: ReportSource) -> tuple[tuple[str, str], ...]:
    """Kind and format of every file, the set of all of them last: it is made from the others."""
    reports = tuple((kind, form) for kind in kinds_of(source) for form in kinds.formats_of(kind))
    return (*reports, SET)


def contents_of(calculation: Calculation) -> list[ReportContent]:
    """The content of every report, for the files and for the page alike."""
    source = source_of(calculation)
    return [WRITERS[kind](source) for kind in kinds_of(source)]


def build_all(*, calculation_id: int, report: Report) -> list[ReportDocument]:
    """Build every document of one stored calculation that does not exist yet, and return them all, the set last.

    Safe to run twice, also at the same time. Raises DomainError when a final report lacks a part it must have
    (N3, N21, N40-N42); NotVisible for a calculation that does not exist.
    """
    calculation = Calculation.objects.filter(pk=calculation_id).first()
    if calculation is None:
        raise NotVisible("calculation")
    source = source_of(calculation)
    require_complete(source)
    wanted = files_of(source)
    made = _Making(calculation, source)
    for done, (kind, form) in enumerate(wanted):
        report(done, len(wanted), _message(kind, form))
        made.have(kind, form)
    report(len(wanted), len(wanted), "The documents are ready.")
    return made.documents


def _message(kind: str, form: str) -> str:
    label = ReportDocument.DocumentKind(kind).label
    if (kind, form) == SET:
        return "Putting all reports together"
    return f"Making the {label[0].lower()}{label[1:]} ({ReportDocument.Format(form).label})"


class _Making:
    """The documents of one calculation while they are made. A report's content is made once for all its formats."""

    def __init__(self, calculation: Calculation, source: ReportSource) -> None:
        self.calculation = calculation
        self.source = source
        self.documents: list[ReportDocument] = []
        self._written: tuple[str, ReportContent] | None = None
        self._attachment = stored_bytes(calculation)

    def have(self, kind: str, form: str) -> None:
        """Find the document, or make it."""
        found = _find(self.calculation, kind, form, self.source.draft)
        self.documents.append(found or self._store(kind, form, *self._file(kind, form)))

    def _content(self, kind: str) -> ReportContent:
        if self._written is None or self._written[0] != kind:
            self._written = (kind, WRITERS[kind](self.source))
        return self._written[1]

    def _file(self, kind: str, form: str) -> tuple[bytes, int]:
        """The bytes, and how many pages, sheets or files they are."""
        if (kind, form) == SET:
            return report_set(self.source, self.documents, attachment=self._attachment)
        if form == kinds.XLSX:
            return write_workbook(self._content(kind))
        file, built = write_pdf(self._content(kind), pictures=self._attachment)
        return file, built.pages

    def _store(self, kind: str, form: str, file: bytes, pages: int) -> ReportDocument:
        document = ReportDocument(
            calculation=self.calculation,
            kind=kind,
            format=form,
            draft=self.source.draft,
            sha256=hashlib.sha256(file).hexdigest(),
            pages=pages,
            size_bytes=len(file),
        )
        document.file.save(f"report.{form}", ContentFile(file), save=False)
        try:
            with transaction.atomic():
                document.save()
        except IntegrityError:
            # Another worker was quicker: its file holds the same bytes.
            document.file.delete(save=False)
            return ReportDocument.objects.get(
                calculation=self.calculation, kind=kind, format=form, draft=self.source.draft
            )
        except Exception:
            # No row points at the file, so nobody would ever find it again.
            document.file.delete(save=False)
            raise
        return document


def _find(calculation: Calculation, kind: str, form: str, draft: bool) -> ReportDocument | None:
    return ReportDocument.objects.filter(calculation=calculation, kind=kind, format=form, draft=draft).first()


MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def filename_of(document: ReportDocument) -> str:
    """What the file is called on the reader's disk: numbers only, no names."""
    revision = document.calculation.revision
    draft = "-draft" if document.draft else ""
    kind = document.kind.replace("_", "-")
    numbers = (
        f"{revision.assessment.number}-revision-{revision.number}-calculation-{document.calculation.version}"
    )
    return f"{kind}-{numbers}{draft}.{document.format}"


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
