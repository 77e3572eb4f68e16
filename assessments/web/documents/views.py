"""Documents of a revision: which there are, downloading them, and the same report as a page for everybody."""

from collections.abc import Callable
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments import policies, selectors
from assessments.models import Attachment, Calculation, Revision
from assessments.reports.content import CREDIT_SUMMARY
from assessments.reports.kinds import title_of
from assessments.services import calculating, documents
from assessments.web.answers import Desk, actor_of, desk_for, desk_page
from assessments.web.cases.states_shown import tag_of
from assessments.web.documents.drawing import contents_of, drawn, shown
from assessments.web.documents.rows import rows_of
from registry.findings import DomainError, NotVisible
from registry.forms import SeeOther, key_of, new_key


@desk_page("GET", "POST")
def document_list(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """The documents of a revision with their state; POST asks for those that are missing."""
    desk = desk_for(request, revision_id)
    actor = actor_of(request)
    if request.method == "POST":
        try:
            made = documents.request(actor=actor, key=key_of(request), revision_id=desk.revision.pk)
        except DomainError as refusal:
            if refusal.code != "document.not_calculated":
                raise
            return _draw_list(request, desk, None, refused=refusal)
        return SeeOther(reverse("job", args=[made["job_id"]]))
    return _draw_list(request, desk, selectors.latest_calculation(desk.revision))


def _draw_list(
    request: HttpRequest, desk: Desk, calculation: Calculation | None, *, refused: DomainError | None = None
) -> HttpResponse:
    actor, revision = actor_of(request), desk.revision
    seen = list(
        selectors.documents_visible_to(actor)
        .filter(calculation__revision=revision)
        .order_by("-calculation__version", "kind", "format")
    )
    rows = rows_of(calculation, documents.source_of(calculation) if calculation else None, seen)
    job = rows[0].job if rows else None
    context = {
        "desk": desk,
        "revision": revision,
        "tag": tag_of(revision),
        "calculation": calculation,
        "whole": rows[0] if rows else None,
        "rows": rows[1:],
        "made": [file for row in rows for file in row.files],
        "earlier": [one for one in seen if calculation is None or one.calculation_id != calculation.pk],
        "job": job,
        "job_runs": job is not None and not job.finished,
        "own_job": job is not None and job.requested_by_id == actor.user_id,
        "may_build": policies.may_edit(actor, revision.assessment).allowed,
        "missing": any(row.missing for row in rows),
        "outdated": bool(calculation and desk.editable and not calculating.is_current(revision, calculation)),
        "refused": refused,
        "key": new_key(),
    }
    status = refused.status if refused else 200
    return render(request, "assessments/documents/document_list.html", context, status=status)


@desk_page("GET")  # type: ignore[arg-type]
def document_download(request: HttpRequest, document_id: UUID) -> FileResponse:
    """The file, to be saved rather than shown: a browser must not run anything from it."""
    document = selectors.document_for(actor_of(request), document_id)
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=documents.filename_of(document),
        content_type=documents.MEDIA_TYPES[document.format],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@desk_page("GET")
def report_page(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """A report of the newest stored calculation as a page, with the content of the PDF. `?report=` names which."""
    desk = desk_for(request, revision_id)
    revision = desk.revision
    kind = request.GET.get("report", CREDIT_SUMMARY)
    calculation = selectors.latest_calculation(revision)
    context = {"desk": desk, "revision": revision, "tag": tag_of(revision), "kind": kind}
    if calculation is None:
        return render(request, "assessments/documents/report_missing.html", context)
    source = documents.source_of(calculation)
    kinds = documents.kinds_of(source)
    if kind not in kinds:
        raise NotVisible("report")
    report = documents.WRITERS[kind](source)
    parts = drawn(report, picture_url=_picture_url(revision))
    context |= {
        "report": report,
        "details": [(label, shown(value)) for label, value in report.details],
        "parts": parts,
        "contents": contents_of(parts),
        "reports": [(code, title_of(code, source)) for code in kinds],
        "calculation": calculation,
        "documents": selectors.documents_visible_to(actor_of(request))
        .filter(calculation=calculation, kind=kind)
        .order_by("format"),
    }
    return render(request, "assessments/documents/report_page.html", context)


def _picture_url(revision: Revision) -> Callable[[str], str]:
    """Where the photos of a report are shown from, by the hash of their bytes; empty for one that was removed."""
    ids = dict(Attachment.objects.filter(revision=revision).values_list("sha256", "public_id"))

    def url(sha256: str) -> str:
        return reverse("attachment-file", args=[revision.public_id, ids[sha256]]) if sha256 in ids else ""

    return url
