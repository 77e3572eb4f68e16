"""The section of vegetation zones: list, add, edit, remove."""

from typing import Any
from uuid import UUID

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.models import (
    Attachment,
    FutureValue,
    ManagementZone,
    PredictedSpecies,
    SpeciesHabitat,
    VegetationZone,
    ZoneOutline,
)
from assessments.services import content
from assessments.web.answers import desk_for, desk_page, posted
from assessments.web.results.stored import result_of
from assessments.web.sections.frame import open_section_to_edit
from assessments.web.vegetation import section_rows
from assessments.web.vegetation.frame import applicable
from assessments.web.vegetation.zone_forms import ZoneForm, initial_of
from registry.units import display_hectares

FORM = "assessments/vegetation/zone_form.html"
CODE = "zones"


@desk_page("GET")
def section(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """Every zone with its area, plots and current vegetation integrity."""
    desk = desk_for(request, revision_id)
    result = result_of(desk.revision)
    outcomes = {zone.key: zone for zone in result.outcome.zones}
    zones = list(VegetationZone.objects.filter(revision=desk.revision))
    return section_rows.draw_section(
        request,
        desk,
        applicable(desk, CODE),
        "assessments/vegetation/zones.html",
        rows=[{"zone": zone, "outcome": outcomes.get(zone.key)} for zone in zones],
        total_m2=sum(zone.area_m2 for zone in zones),
        result=result,
    )


@desk_page("GET", "POST")
def add(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """A new zone, numbered after the last."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    last = VegetationZone.objects.filter(revision=desk.revision).aggregate(last=Max("number"))["last"]
    form = ZoneForm(posted(request), initial={"number": (last or 0) + 1}, revision=desk.revision)
    return section_rows.add_row(
        request,
        desk,
        spec,
        form,
        template=FORM,
        heading="Add a vegetation zone",
        said="The zone was added.",
    )


@desk_page("GET", "POST")
def edit(request: HttpRequest, *, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Change a zone."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    zone: Any = content.row_of(desk.revision, spec, row_id)
    return section_rows.change_row(
        request,
        desk,
        spec,
        zone,
        ZoneForm(posted(request), initial=initial_of(zone), revision=desk.revision, zone=zone),
        template=FORM,
        heading=f"Change zone {zone.number}, {zone.key}",
        after=lambda: (
            "The zone was saved.",
            reverse("zone-page", args=[desk.revision.public_id, zone.public_id]),
        ),
    )


@desk_page("GET", "POST")
def remove(request: HttpRequest, *, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Remove a zone after saying what goes along with it."""
    desk, spec = open_section_to_edit(request, revision_id, CODE)
    zone: Any = content.row_of(desk.revision, spec, row_id)
    return section_rows.remove_row(
        request,
        desk,
        spec,
        zone,
        name=f"zone {zone.number}, {zone.key} ({display_hectares(zone.area_m2)} ha)",
        going=going_along(zone),
    )


def going_along(zone: VegetationZone) -> list[str]:
    """What is removed together with a zone, or loses its tie to it."""
    counts = (
        (zone.plots.count(), "plot", "plots"),
        (ManagementZone.objects.filter(zone=zone).count(), "management zone", "management zones"),
        (FutureValue.objects.filter(management_zone__zone=zone).count(), "future value", "future values"),
        (
            SpeciesHabitat.objects.filter(zone=zone).count(),
            "species polygon or count",
            "species polygons or counts",
        ),
    )
    lines = ["its outline"] if ZoneOutline.objects.filter(zone=zone).exists() else []
    lines += [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    confirmed = PredictedSpecies.objects.filter(confirmed_zones=zone).count()
    if confirmed:
        species = "predicted species is" if confirmed == 1 else "predicted species are"
        lines.append(f"{confirmed} {species} no longer confirmed in it")
    attached = Attachment.objects.filter(zone=zone).count()
    if attached:
        belong = (
            "photo or document no longer belongs" if attached == 1 else "photos or documents no longer belong"
        )
        lines.append(f"{attached} {belong} to it; the file stays")
    return lines
