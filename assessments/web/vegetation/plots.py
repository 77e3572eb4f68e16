"""The section of plots: the sheets by zone, add, edit, remove, and empty sheets to download."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.models import Plot, PlotImport, VegetationZone
from assessments.plots.hints import by_plot
from assessments.plots.template import empty_template_csv, empty_template_xlsx
from assessments.services import content
from assessments.services.method import minimum_plots_for
from assessments.services.plot_hints import plot_hints
from assessments.web.answers import Desk, desk_for, desk_page, posted, today
from assessments.web.sections.frame import open_section_to_edit
from assessments.web.vegetation import section_rows
from assessments.web.vegetation.frame import applicable, section_address
from assessments.web.vegetation.plot_forms import PlotForm, initial_of
from registry.forms import SeeOther

FORM = "assessments/vegetation/plot_form.html"
CODE = "plots"
PLOTS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page("GET")
def section(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """Every plot sheet, a table for each zone."""
    desk = desk_for(request, revision_id)
    plots: Any = Plot.objects.filter(revision=desk.revision).annotate(listed=Count("species"))
    plots = plots.order_by("zone__number", "label")
    page = Paginator(plots, PLOTS).get_page(request.GET.get("page"))
    return section_rows.draw_section(
        request,
        desk,
        applicable(desk, CODE),
        "assessments/vegetation/plots.html",
        zones=sheets_by_zone(desk, page),
        page=page,
        files=_waiting_files(desk),
    )


def sheets_by_zone(desk: Desk, page: Page[Plot]) -> list[dict[str, Any]]:
    """The zones of this page's plots, each with how many plots it has and how many its area asks for; zones without
    plots come on the first page."""
    by_zone: dict[int, list[Plot]] = {}
    for plot in page:
        by_zone.setdefault(plot.zone_id, []).append(plot)
    # Grouping forgets the order of the model.
    zones: Any = (
        VegetationZone.objects.filter(revision=desk.revision)
        .annotate(sheets=Count("plots"))
        .order_by("number")
    )
    on_page = [zone for zone in zones if zone.pk in by_zone]
    hints = by_plot(plot_hints(desk.revision, today=today(), only=on_page))
    return [
        {
            "zone": zone,
            "plots": by_zone.get(zone.pk, []),
            "hints": [
                hint for plot in by_zone.get(zone.pk, []) for hint in hints.get(str(plot.public_id), [])
            ],
            "count": zone.sheets,
            "wanted": minimum_plots_for(desk.revision.release, zone.area_m2),
        }
        for zone in zones
        if zone.pk in by_zone or (not zone.sheets and page.number == 1)
    ]


def to_lists(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """A plant is added to the list of its plot, which is chosen here."""
    return SeeOther(section_address(desk_for(request, revision_id).revision, CODE))


def _waiting_files(desk: Desk) -> list[PlotImport]:
    if not desk.editable:
        return []
    waiting = (PlotImport.READING, PlotImport.STAGED)
    return list(PlotImport.objects.filter(revision=desk.revision, state__in=waiting)[:10])


@desk_page("GET", "POST")
def add(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """A new plot sheet."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    if not VegetationZone.objects.filter(revision=desk.revision).exists():
        messages.info(
            request, "Add a vegetation zone first; a plot belongs to one. A plot file makes its own zones."
        )
        return SeeOther(reverse("section-row-add", args=[desk.revision.public_id, "zones"]))
    return section_rows.add_row(
        request,
        desk,
        spec,
        PlotForm(posted(request), initial={"zone": request.GET.get("zone", "")}, revision=desk.revision),
        template=FORM,
        heading="Add a plot",
        said="The plot was added.",
    )


@desk_page("GET", "POST")
def edit(request: HttpRequest, *, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Change a plot sheet."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    plot: Any = content.row_of(desk.revision, spec, row_id)
    return section_rows.change_row(
        request,
        desk,
        spec,
        plot,
        PlotForm(posted(request), initial=initial_of(plot), revision=desk.revision, plot=plot),
        template=FORM,
        heading=f"Change plot {plot.label} of zone {plot.zone.key}",
        after=lambda: ("The plot was saved.", section_address(desk.revision, CODE)),
    )


@desk_page("GET", "POST")
def remove(request: HttpRequest, *, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Remove a plot sheet."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    plot: Any = content.row_of(desk.revision, spec, row_id)
    name = f"plot {plot.label} of zone {plot.zone.key}"
    return section_rows.remove_row(request, desk, spec, plot, name=name, going=[])


@desk_page("GET")
def template_csv(request: HttpRequest) -> HttpResponse:
    """An empty plot sheet as CSV."""
    return _download(empty_template_csv(), "text/csv; charset=utf-8", "plot-sheet.csv")


@desk_page("GET")
def template_xlsx(request: HttpRequest) -> HttpResponse:
    """An empty plot sheet as a workbook."""
    return _download(empty_template_xlsx(), XLSX, "plot-sheet.xlsx")


def _download(content_bytes: bytes, content_type: str, filename: str) -> HttpResponse:
    answer = HttpResponse(content_bytes, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
