"""A file of species lists: upload, look at what would happen, then take it in whole. Nothing is kept in between: the
second form carries what was read, and it is checked again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.plot_species.reader import TEMPLATE, as_csv
from assessments.plots.limits import DEFAULT_LIMITS
from assessments.sections import section_of
from assessments.services import plot_species, plot_species_files
from assessments.services.plot_species_files import MatchedFile
from assessments.web.answers import Desk, actor_of, attempt, carried_version, desk_page, version_of, versioned
from assessments.web.sections.frame import open_section_to_edit
from assessments.web.vegetation.frame import page, section_address
from assessments.web.vegetation.plot_species_forms import SpeciesFileForm, TakeInForm
from registry.findings import warnings
from registry.forms import SeeOther, key_of

PAGE = "assessments/vegetation/plot_species_import.html"
SHOWN_FINDINGS = 100


@desk_page("GET", "POST")
def new(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """Choose the file, look, take it in."""
    desk, _ = open_section_to_edit(request, revision_id, "plot_species")
    if request.method == "POST" and "lists" in request.POST:
        return _take_in(request, desk)
    form, status = SpeciesFileForm(), 200
    if request.method == "POST":
        form, status = SpeciesFileForm(request.POST, request.FILES), 400
        if form.is_valid():
            upload = form.cleaned_data["file"]
            held = upload.read(DEFAULT_LIMITS.file_bytes + 1)
            seen = plot_species_files.match(desk.revision, held, filename=upload.name)
            return _draw(request, desk, SpeciesFileForm(), seen, filename=upload.name)
    return _draw(request, desk, form, None, status=status)


def _take_in(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = TakeInForm(request.POST)
    held = request.POST["lists"].encode("utf-8", "replace")
    filename = request.POST.get("filename", "")[:200] or "list"
    if form.is_valid():
        taken = attempt(
            form,
            lambda: plot_species.take_in(
                actor=actor_of(request),
                key=key_of(request),
                revision_id=desk.revision.pk,
                filename=f"{filename}.csv" if not filename.lower().endswith(".csv") else filename,
                content=held,
                replace=form.cleaned_data["replace"],
                count=form.cleaned_data["count"],
                expected_version=version_of(request),
            ),
        )
        if taken.result is not None:
            result = taken.result
            messages.success(request, f"{result['plants']} plants in {result['plots']} plots were taken in.")
            return SeeOther(section_address(desk.revision, "plots"))
        status, stale = taken.status, taken.stale
    else:
        status, stale = 400, False
    seen = plot_species_files.match(desk.revision, held, filename="list.csv")
    version = carried_version(request, versioned(desk.revision, section_of("plots")), stale=stale)
    return _draw(
        request, desk, SpeciesFileForm(), seen, filename=filename, taking=form, status=status, version=version
    )


def _draw(
    request: HttpRequest,
    desk: Desk,
    form: SpeciesFileForm,
    seen: MatchedFile | None,
    *,
    filename: str = "",
    taking: TakeInForm | None = None,
    status: int = 200,
    version: int | None = None,
) -> HttpResponse:
    context: dict[str, Any] = page(
        desk,
        ("Plots", section_address(desk.revision, "plots")),
        ("Import species lists", ""),
        form=form,
        seen=seen,
        filename=filename,
        version=versioned(desk.revision, section_of("plots")) if version is None else version,
        cancel=section_address(desk.revision, "plots"),
    )
    if seen is not None:
        context |= {
            "faults": seen.errors[:SHOWN_FINDINGS],
            "more_faults": max(0, len(seen.errors) - SHOWN_FINDINGS),
            "doubts": warnings(seen.findings),
            "replaced": sum(bool(one.listed_before) for one in seen.plots),
            "taking": taking or TakeInForm(initial={"count": True}),
            "lists": as_csv(seen.file.rows),
        }
        if seen.errors and status == 200:
            status = 400
    return render(request, PAGE, context, status=status)


@desk_page("GET")
def template_csv(request: HttpRequest) -> HttpResponse:
    """An empty list as CSV."""
    answer = HttpResponse(TEMPLATE.encode(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="species-lists.csv"'
    return answer
