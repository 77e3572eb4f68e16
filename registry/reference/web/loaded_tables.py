"""Browsable tables that grow with official data: names of plants and outlines of subregions."""

from collections.abc import Sequence

from django.http import HttpRequest

from registry.reference import selectors
from registry.reference.web import cells
from registry.reference.web.cells import Heading
from registry.reference.web.releases import link
from registry.reference.web.tables import TablePage


class Plants(TablePage):
    """Plant names."""

    title = "Plant names and growth forms"
    lead = (
        "What a plot's species list is read with. The list shipped is for trying out; load the official one."
    )
    search_label = "Scientific, common or current name"
    search = selectors.search_plants

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading("Plant", lambda row: cells.plain(row.scientific_name, hint=row.common_name)),
            Heading("Current name", lambda row: cells.Cell(row.current_name or "this one")),
            Heading(
                "Growth form",
                lambda row: cells.plain(row.get_growth_form_display(), hint=row.growth_form_in_source),
            ),
            Heading("Native", lambda row: cells.yes_no(row.native)),
            Heading("High threat weed", lambda row: cells.yes_no(row.high_threat_weed)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
            Heading("Source", lambda row: cells.plain(row.source)),
        )


class Outlines(TablePage):
    """Outlines of subregions."""

    title = "Outlines of subregions"
    lead = "Where each subregion's border runs. None are shipped: they are loaded from the official geometry."
    search_label = "Code of the subregion"
    search = selectors.search_outlines

    def headings(self, request: HttpRequest) -> Sequence[Heading]:
        return (
            Heading(
                "Code", lambda row: cells.plain(row.code, href=link(request, "reference-subregion", row.code))
            ),
            Heading("Vertices", lambda row: cells.number(row.vertices), number=True),
            Heading("Border simplified", lambda row: cells.yes_no(row.simplified)),
            Heading("Mark", lambda row: cells.mark(row.mark)),
            Heading("Source", lambda row: cells.plain(row.source)),
        )
