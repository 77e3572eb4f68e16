"""The browsable tables: each is a search, a list of headings and a page of fifty rows."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from registry.reference import selectors
from registry.reference.facts.vegetation import BENCHMARK_LABELS
from registry.reference.models import Release
from registry.reference.web import cells
from registry.reference.web.cells import Heading
from registry.reference.web.releases import link, release_of

ROWS_A_PAGE = 50
LONGEST_SEARCH = 200


class TablePage(View):
    """One table of the release, searchable, fifty rows a page."""

    title: ClassVar[str]
    lead: ClassVar[str]
    search_label: ClassVar[str] = "Search"
    search: ClassVar[Callable[[Release, str], QuerySet[Any]]]

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        """The columns, left to right; the first names the row."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        """The rows that fit the search, or what to do when there are none."""
        named = bool(request.GET.get("release"))
        release = release_of(request) if named else selectors.current_release(timezone.localdate())
        if release is None:
            return redirect("reference-home")
        text = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
        headings = self.headings(request)
        page = Paginator(type(self).search(release, text), ROWS_A_PAGE).get_page(request.GET.get("page"))
        return render(
            request,
            "reference/table.html",
            {
                "title": self.title,
                "lead": self.lead,
                "search_label": self.search_label,
                "release": release,
                "text": text,
                "page": page,
                "headings": headings,
                "rows": [[heading.cell(row) for heading in headings] for row in page],
                "trail": [("Reference facts", link(request, "reference-home")), (self.title, "")],
                "all_rows": link(request, request.resolver_match.view_name) if request.resolver_match else "",
            },
        )


class PlantCommunityTypes(TablePage):
    """Plant community types."""

    title = "Plant community types"
    lead = (
        "The types of native vegetation that plots are assigned to. Only part of the official list is here."
    )
    search_label = "PCT number, or words of the name, class or formation"
    search = selectors.search_pcts

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading(
                "PCT",
                lambda row: cells.plain(row.pct_id, href=link(request, "reference-pct", row.pct_id)),
            ),
            Heading("Name", lambda row: cells.plain(row.name)),
            Heading("Class", lambda row: cells.plain(row.vegetation_class, hint=row.vegetation_formation)),
            Heading(
                "Cleared",
                lambda row: cells.number(row.percent_cleared, "%", mark=row.percent_cleared_mark),
                number=True,
            ),
            Heading("Tier", lambda row: cells.plain(row.cleared_tier)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
        )


class Communities(TablePage):
    """Threatened ecological communities."""

    title = "Threatened ecological communities"
    lead = "Names seen in the credit registers. No current list of their status was found, so the assessor enters it."
    search_label = "Words of the name or formation"
    search = selectors.search_communities

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading(
                "Community",
                lambda row: cells.plain(row.name, href=link(request, "reference-community", row.code)),
            ),
            Heading("NSW listing", lambda row: cells.plain(row.get_bc_listing_display())),
            Heading("Commonwealth listing", lambda row: cells.plain(row.get_epbc_listing_display())),
            Heading("Main formation", lambda row: cells.plain(row.main_vegetation_formation)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
        )


class SpeciesTable(TablePage):
    """Threatened species."""

    title = "Threatened species"
    lead = "Listed species of New South Wales. Credit class, unit and SAII flag are known for few, and from 2016 only."
    search_label = "Scientific name, common name, family or group"
    search = selectors.species_search

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading(
                "Species",
                lambda row: cells.plain(
                    row.scientific_name,
                    href=link(request, "reference-species", row.code),
                    hint=row.common_name,
                ),
            ),
            Heading("Group", lambda row: cells.plain(row.general_type)),
            Heading("NSW listing", lambda row: cells.plain(row.bc_listing)),
            Heading("Commonwealth listing", lambda row: cells.plain(row.epbc_listing)),
            Heading("Credit class", lambda row: cells.plain(row.get_credit_class_display())),
            Heading("Mark", lambda row: cells.mark(row.mark)),
        )


class Subregions(TablePage):
    """IBRA subregions."""

    title = "IBRA subregions"
    lead = "Subregions with land in New South Wales, and what lies within 100 km of them."
    search_label = "Code, name or region"
    search = selectors.search_subregions

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading(
                "Code", lambda row: cells.plain(row.code, href=link(request, "reference-subregion", row.code))
            ),
            Heading("Subregion", lambda row: cells.plain(row.name)),
            Heading("Region", lambda row: cells.plain(row.region_name)),
            Heading("Area in NSW", lambda row: cells.number(row.area_in_nsw_km2, "km²"), number=True),
            Heading("Mark", lambda row: cells.mark(row.mark)),
        )


class Parameters(TablePage):
    """Numbers of the method."""

    title = "Method parameters"
    lead = "Numbers of the method that can be replaced without changing code. One not firm makes results provisional."
    search_label = "Words of the label, code or source"
    search = selectors.search_parameters

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading("Parameter", lambda row: cells.plain(row.label, hint=row.code)),
            Heading("Value", lambda row: cells.Cell(row.value, kind="number"), number=True),
            Heading("Unit", lambda row: cells.Cell(row.unit)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
            Heading("From", lambda row: cells.plain(cells.in_words(row.effective_from.isoformat()))),
            Heading("Source", lambda row: cells.plain(row.source, hint=row.note)),
        )


class Benchmarks(TablePage):
    """Benchmarks."""

    title = "Vegetation benchmarks"
    lead = "Values for demonstration and tests. They are not the current official benchmarks."
    search_label = "Words of class, formation or region"
    search = selectors.search_benchmarks

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        def value_of(field: str) -> Callable[[Any], cells.Cell]:
            return lambda row: cells.number(getattr(row, field))

        return (
            Heading("Class", lambda row: cells.plain(row.vegetation_class, hint=row.vegetation_formation)),
            Heading("IBRA region", lambda row: cells.plain(row.ibra_region)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
            *(Heading(label, value_of(field), number=True) for field, label in BENCHMARK_LABELS.items()),
            Heading("Large tree threshold, cm", value_of("large_tree_threshold_cm"), number=True),
        )


class VegetationClasses(TablePage):
    """Vegetation classes and formations."""

    title = "Vegetation classes and formations"
    lead = "Class names and the formation each belongs to. The full official list was not found."
    search_label = "Words of class or formation"
    search = selectors.search_classes

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading("Class", lambda row: cells.plain(row.name)),
            Heading("Formation", lambda row: cells.plain(row.formation)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
            Heading("Source", lambda row: cells.plain(row.source)),
        )


class TradingGroups(TablePage):
    """Offset trading groups."""

    title = "Offset trading groups"
    lead = "Groups seen in the credit registers: a threatened community, or a class in a band of per cent cleared."
    search_label = "Words of the name"
    search = selectors.trading_groups

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading("Group", lambda row: cells.plain(row.name)),
            Heading("Made from", lambda row: cells.plain(row.get_kind_display())),
            Heading("Tier", lambda row: cells.Cell(row.tier_label)),
            Heading(
                "Types seen in it", lambda row: cells.plain(", ".join(str(number) for number in row.pct_ids))
            ),
            Heading("Mark", lambda row: cells.mark(row.mark)),
        )


class Landscapes(TablePage):
    """Mitchell landscapes."""

    title = "NSW (Mitchell) landscapes"
    lead = "How much of each landscape was cleared, as at 2016."
    search_label = "Words of the name"
    search = selectors.search_landscapes

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading("Landscape", lambda row: cells.plain(row.name)),
            Heading("Cleared", lambda row: cells.number(row.percent_cleared, "%"), number=True),
            Heading("Mark", lambda row: cells.mark(row.mark)),
            Heading("Source", lambda row: cells.plain(row.source)),
        )


class LocalGovernmentAreas(TablePage):
    """Local government areas."""

    title = "Local government areas"
    lead = "Councils of New South Wales. Names are written as in the source, without hyphens and apostrophes."
    search_label = "Words of the name"
    search = selectors.search_lgas

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading("Area", lambda row: cells.plain(row.name)),
            Heading("Name in the credit register", lambda row: cells.plain(row.register_name)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
        )


class ManagementActions(TablePage):
    """The catalogue of management actions."""

    title = "Management actions"
    lead = "The catalogue that a stewardship site's management plan chooses from."
    search_label = "Words of the title"
    search = selectors.search_actions

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading("Action", lambda row: cells.plain(row.title)),
            Heading("Group", lambda row: cells.plain(row.get_group_display())),
            Heading("Every plan addresses it", lambda row: cells.yes_no(row.required_for_plan)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
            Heading("Source", lambda row: cells.plain(row.source)),
        )
