"""Importing plots: upload, look at every finding, correct, commit or discard."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments import selectors
from assessments.models import PlotImport
from assessments.plots.limits import DEFAULT_LIMITS
from assessments.services import importing
from assessments.web.answers import Desk, actor_of, attempt, desk_for, desk_page
from assessments.web.sections.frame import open_section_to_edit
from assessments.web.vegetation.frame import page, section_address
from assessments.web.vegetation.import_forms import CommitForm, PlotFileForm, RowForm
from registry.findings import NotVisible
from registry.forms import SeeOther, key_of, new_key

ROWS = 50


@desk_page("GET", "POST")
def new(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """Upload a plot file into staging."""
    desk, spec = open_section_to_edit(request, revision_id, "plots")
    form, status = PlotFileForm(), 200
    if request.method == "POST":
        form = PlotFileForm(request.POST, request.FILES)
        status = 400
        if form.is_valid():
            upload = form.cleaned_data["file"]
            # One byte more than allowed is enough for the service to refuse the file by its size.
            content = upload.read(DEFAULT_LIMITS.file_bytes + 1)
            taken = attempt(
                form,
                lambda: importing.upload(
                    actor=actor_of(request),
                    key=key_of(request),
                    revision_id=desk.revision.pk,
                    filename=upload.name,
                    content=content,
                ),
            )
            if taken.result is not None:
                return SeeOther(reverse("plot-import-page", args=[taken.result["id"]]))
    context = page(
        desk,
        (spec.title, section_address(desk.revision, spec.code)),
        ("Import plots", ""),
        form=form,
        files=PlotImport.objects.filter(revision=desk.revision).select_related("uploaded_by")[:10],
    )
    return render(request, "assessments/vegetation/import_new.html", context, status=status)


def _staged(request: HttpRequest, import_id: UUID) -> tuple[PlotImport, Desk]:
    staged = selectors.plot_import_for(actor_of(request), import_id)
    return staged, desk_for(request, staged.revision.public_id)


@desk_page("GET")
def staging(request: HttpRequest, *, import_id: UUID) -> HttpResponse:
    """A staged file: progress while it is read, then its findings and rows."""
    staged, desk = _staged(request, import_id)
    return _staging_page(request, staged, desk, CommitForm())


def _staging_page(
    request: HttpRequest, staged: PlotImport, desk: Desk, form: CommitForm, status: int = 200
) -> HttpResponse:
    worst_first = Case(When(has_errors=True, then=0), When(has_warnings=True, then=1), default=2)
    rows = staged.staged_rows.order_by(worst_first, "row_number")
    context = page(
        desk,
        ("Plots", section_address(desk.revision, "plots")),
        (f"Import of {staged.filename}", ""),
        staged=staged,
        job=staged.job,
        clean=staged.rows - staged.rows_with_errors,
        page=Paginator(rows, ROWS).get_page(request.GET.get("page")),
        form=form,
        discard_key=new_key(),
    )
    return render(request, "assessments/vegetation/import_staging.html", context, status=status)


@desk_page("GET", "POST")
def row(request: HttpRequest, *, import_id: UUID, row_number: int) -> HttpResponse:
    """Correct the cells of one staged row."""
    staged, desk = _staged(request, import_id)
    desk.require_editable()
    found = staged.staged_rows.filter(row_number=row_number).first()
    if found is None:
        raise NotVisible("row")
    address = reverse("plot-import-page", args=[staged.public_id])
    if request.method == "POST":
        form = RowForm(request.POST, row=found)
        if form.is_valid():
            cells = form.changed()
            if not cells:
                messages.info(request, f"Nothing was changed in row {row_number}.")
                return SeeOther(address)
            corrected = attempt(
                form,
                lambda: importing.correct_row(
                    actor=actor_of(request),
                    key=key_of(request),
                    plot_import_id=str(import_id),
                    row_number=row_number,
                    cells=cells,
                ),
            )
            if corrected.result is not None:
                return _after_correction(request, staged, row_number, address)
    else:
        form = RowForm(row=found)
    context = page(
        desk,
        ("Plots", section_address(desk.revision, "plots")),
        (f"Import of {staged.filename}", address),
        (f"Row {row_number}", ""),
        staged=staged,
        row=found,
        form=form,
        cancel=address,
    )
    status = 400 if form.is_bound else 200
    return render(request, "assessments/vegetation/import_row.html", context, status=status)


def _after_correction(
    request: HttpRequest, staged: PlotImport, row_number: int, address: str
) -> HttpResponse:
    """Back to the row while it has errors, on to the next one with errors, or back to the whole file."""
    with_errors = staged.staged_rows.filter(has_errors=True).order_by("row_number")
    if with_errors.filter(row_number=row_number).exists():
        messages.warning(request, f"Row {row_number} was saved, but still has errors.")
        return SeeOther(reverse("plot-import-row", args=[staged.public_id, row_number]))
    left = with_errors.count()
    rest = (
        f" {left} more {'row has' if left == 1 else 'rows have'} errors." if left else " No errors are left."
    )
    messages.success(request, f"Row {row_number} is correct now.{rest}")
    return SeeOther(address)


@desk_page("POST")
def commit(request: HttpRequest, *, import_id: UUID) -> HttpResponse:
    """Bring the staged plots into the assessment."""
    staged, desk = _staged(request, import_id)
    form = CommitForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: importing.commit(
                actor=actor_of(request),
                key=key_of(request),
                plot_import_id=str(import_id),
                replace=form.cleaned_data["replace"],
            ),
        )
        if done.result is not None:
            messages.success(request, _committed(done.result))
            return SeeOther(section_address(desk.revision, "plots"))
    staged.refresh_from_db()
    return _staging_page(request, staged, desk, form, status=409)


def _committed(result: dict[str, Any]) -> str:
    replaced = f", {result['replaced']} of them replaced earlier ones" if result["replaced"] else ""
    plots = "1 plot was" if result["plots"] == 1 else f"{result['plots']} plots were"
    zones = "1 zone" if result["zones"] == 1 else f"{result['zones']} zones"
    return f"{plots} imported into {zones}{replaced}."


@desk_page("POST")
def discard(request: HttpRequest, *, import_id: UUID) -> HttpResponse:
    """Put the staged file aside."""
    staged, desk = _staged(request, import_id)
    importing.discard(actor=actor_of(request), key=key_of(request), plot_import_id=str(import_id))
    messages.info(request, f"{staged.filename} was discarded. The assessment was not changed.")
    return SeeOther(section_address(desk.revision, "plots"))
