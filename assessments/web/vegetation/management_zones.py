"""The section of management zones: list with running sums, add, edit, remove."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from assessments.models import ManagementZone, VegetationZone
from assessments.services import content
from assessments.web.answers import Desk, desk_for, desk_page, posted
from assessments.web.results.stored import result_of
from assessments.web.sections.frame import open_section_to_edit
from assessments.web.vegetation import section_rows
from assessments.web.vegetation.frame import applicable, section_address
from assessments.web.vegetation.part_forms import ManagementZoneForm, initial_of
from registry.units import display_hectares, hectares

FORM = "assessments/vegetation/row_form.html"
CODE = "management_zones"


@desk_page("GET")
def section(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """Each vegetation zone with its management zones, their sum, and their future integrity."""
    desk = desk_for(request, revision_id)
    return section_rows.draw_section(
        request,
        desk,
        applicable(desk, CODE),
        "assessments/vegetation/management_zones.html",
        zones=divided(desk),
    )


def divided(desk: Desk) -> list[dict[str, Any]]:
    """Every vegetation zone with its parts, the sum so far after each, and what is left to give out."""
    result = result_of(desk.revision)
    outcomes = {
        zone.key: {part.name: part for part in zone.management_zones} for zone in result.outcome.zones
    }
    by_zone: dict[int, list[Any]] = {}
    parts = ManagementZone.objects.filter(revision=desk.revision).annotate(
        typed_values=Count("future_values")
    )
    for part in parts.order_by("zone__number", "pk"):
        by_zone.setdefault(part.zone_id, []).append(part)
    zones = []
    for zone in VegetationZone.objects.filter(revision=desk.revision):
        rows, total_m2 = [], 0
        for part in by_zone.get(zone.pk, []):
            total_m2 += part.area_m2
            rows.append(
                {"part": part, "sum_m2": total_m2, "outcome": outcomes.get(zone.key, {}).get(part.name)}
            )
        zones.append({"zone": zone, "rows": rows, "sum_m2": total_m2, "left_m2": zone.area_m2 - total_m2})
    return zones


@desk_page("GET", "POST")
def add(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """A new management zone; what is left of the chosen vegetation zone is offered as its area."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    initial = _offered(desk, request.GET.get("zone", ""))
    return section_rows.add_row(
        request,
        desk,
        spec,
        ManagementZoneForm(posted(request), initial=initial, revision=desk.revision),
        template=FORM,
        heading="Add a management zone",
        said="The management zone was added.",
    )


def _offered(desk: Desk, zone_id: str) -> dict[str, Any]:
    """Name and area to begin with: the whole zone, or what is left of it."""
    for entry in divided(desk):
        if str(entry["zone"].public_id) == zone_id and entry["left_m2"] > 0:
            name = "" if entry["rows"] else "Whole zone"
            return {"zone": zone_id, "name": name, "area_ha": hectares(entry["left_m2"])}
    return {"zone": zone_id}


@desk_page("GET", "POST")
def edit(request: HttpRequest, *, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Change a management zone."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    part: Any = content.row_of(desk.revision, spec, row_id)
    return section_rows.change_row(
        request,
        desk,
        spec,
        part,
        ManagementZoneForm(posted(request), initial=initial_of(part), revision=desk.revision, part=part),
        template=FORM,
        heading=f"Change management zone {part.name} of {part.zone.key}",
        after=lambda: ("The management zone was saved.", section_address(desk.revision, CODE)),
    )


@desk_page("GET", "POST")
def remove(request: HttpRequest, *, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Remove a management zone with its future values."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    part: Any = content.row_of(desk.revision, spec, row_id)
    values = part.future_values.count()
    return section_rows.remove_row(
        request,
        desk,
        spec,
        part,
        name=f"management zone {part.name} of {part.zone.key} ({display_hectares(part.area_m2)} ha)",
        going=[f"{values} future {'value' if values == 1 else 'values'}"] if values else [],
    )
