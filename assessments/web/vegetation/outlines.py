"""Outlines of zones: the drawing, one file for all zones, one zone's file, and removing an outline."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.boundary.outline import Outline, boundary_outline_svg_points
from assessments.evidence.outlines import area_differs
from assessments.models import Revision, SiteBoundary, VegetationZone, ZoneOutline
from assessments.services import zone_outlines
from assessments.services.content import row_of
from assessments.web.answers import Desk, actor_of, answer_form, desk_page, posted, version_of
from assessments.web.cases.forms import ConfirmForm
from assessments.web.sections import frame
from assessments.web.vegetation.frame import applicable, section_address
from registry.findings import NotVisible
from registry.forms import RegistryForm, SeeOther, key_of

CODE = zone_outlines.SECTION
WIDTH, HEIGHT = 420, 320
"""The picture's own units; the page scales it."""


class OutlineForm(RegistryForm):
    file = forms.FileField(
        label="Outline file",
        help_text="GeoJSON with polygons, at most 5 MB. Longitude and latitude in GDA2020, GDA94 or WGS 84, or MGA "
        "coordinates in a file that names its coordinate system.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".geojson,.json,application/geo+json,application/json"}
        ),
        error_messages={
            "required": "Choose the outline file.",
            "empty": "The file is empty. Choose the GeoJSON file of the outline.",
            "invalid": "Choose the outline file again.",
        },
    )


def drawn(revision: Revision, outlines: Iterable[ZoneOutline]) -> dict[str, Any] | None:
    """The site with these outlines in it, to scale; None where there is nothing to draw."""
    boundary = SiteBoundary.objects.filter(revision=revision).first()
    rows = list(outlines)
    if not rows:
        return None
    layers = [row.geojson for row in rows]
    if boundary is not None:
        layers = [boundary.geojson, *layers]
    # One picture of everything gives one scale; its rings come back in the order they were given.
    together = {"features": [feature for layer in layers for feature in layer["features"]]}
    picture = boundary_outline_svg_points(together, WIDTH, HEIGHT - 30)
    rings = iter(picture.rings)
    paths = [" ".join(next(rings) for _ in range(_rings_of(layer))) for layer in layers]
    return {
        "site": paths[0] if boundary is not None else "",
        "zones": [
            {"key": row.zone.key, "number": row.zone.number, "path": path, "at": at}
            for row, path, at in zip(
                rows,
                paths[1:] if boundary is not None else paths,
                _middles(picture, layers)[1 if boundary is not None else 0 :],
                strict=True,
            )
        ],
        "bar_label": picture.bar_label,
        "bar_length": picture.bar_length,
        "width": WIDTH,
        "height": HEIGHT,
    }


def _rings_of(layer: dict[str, Any]) -> int:
    return sum(
        len(polygon) for feature in layer["features"] for polygon in feature["geometry"]["coordinates"]
    )


def _middles(picture: Outline, layers: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """Where a layer's number is written: the middle of its first ring."""
    found, place = [], 0
    for layer in layers:
        ring = picture.points[place]
        found.append((sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)))
        place += _rings_of(layer)
    return found


def outline_of(zone: VegetationZone) -> dict[str, Any]:
    """What a zone's page shows of its outline."""
    row = ZoneOutline.objects.filter(zone=zone).select_related("zone").first()
    if row is None:
        return {"outline": None}
    differs = area_differs(zone.key, row.area_m2, zone.area_m2)
    return {
        "outline": row,
        "outline_warnings": [
            *([differs.message] if differs else []),
            *(item["message"] for item in row.warnings),
        ],
        "picture": drawn(zone.revision, [row]),
    }


def _zone(desk: Desk, zone_id: UUID) -> VegetationZone:
    zone = row_of(desk.revision, applicable(desk, "zones"), zone_id)
    if not isinstance(zone, VegetationZone):
        raise NotVisible("zone")
    return zone


@desk_page("GET", "POST")
def all_outlines(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Every zone with or without its outline, drawn together, and the form for one file with all of them."""
    desk, spec = frame.open_section(request, revision_id, CODE)
    if request.method == "POST":
        desk.require_editable()
    zones = list(VegetationZone.objects.filter(revision=desk.revision))
    stored = {
        row.zone_id: row for row in ZoneOutline.objects.filter(revision=desk.revision).select_related("zone")
    }
    form = OutlineForm(posted(request), request.FILES or None)
    draw = frame.draw_form(
        request,
        desk,
        spec,
        "assessments/vegetation/outlines.html",
        rows=[{"zone": zone, "outline": stored.get(zone.pk)} for zone in zones],
        picture=drawn(desk.revision, stored.values()),
        warnings=_warnings(desk.revision, zones, stored.values()),
        example=json.dumps({"zone": zones[0].key if zones else "3032_good"}),
        editable=desk.editable,
    )

    def done(result: dict[str, Any]) -> HttpResponse:
        count = len(result["zones"])
        messages.success(request, f"{count} outline{' is' if count == 1 else 's are'} stored.")
        return SeeOther(reverse("zone-outlines", args=[revision_id]))

    return answer_form(request, form, act=_setting(request, desk), done=done, draw=draw)


def _warnings(revision: Revision, zones: list[VegetationZone], rows: Iterable[ZoneOutline]) -> list[str]:
    """What is doubtful now, each once, though an overlap is stored with both zones."""
    live = [finding.message for finding in zone_outlines.doubts_of_outlines(revision, tuple(zones))]
    stored = [str(item["message"]) for row in rows for item in row.warnings]
    return list(dict.fromkeys([*live, *stored]))


def _setting(request: HttpRequest, desk: Desk, zone_id: str | None = None) -> Any:
    def act(data: dict[str, Any]) -> dict[str, Any]:
        upload = data["file"]
        return zone_outlines.set_outlines(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            zone_id=zone_id,
            filename=upload.name,
            content=upload.read(zone_outlines.LARGEST_UPLOAD_BYTES + 1),
            expected_version=version_of(request),
        )

    return act


@desk_page("GET", "POST")
def zone_outline(request: HttpRequest, revision_id: UUID, zone_id: UUID) -> HttpResponse:
    """Upload one zone's outline, the first or another in its place."""
    desk, spec = frame.open_section(request, revision_id, CODE)
    zone = _zone(desk, zone_id)
    desk.require_editable()
    back = reverse("zone-page", args=[revision_id, zone_id])

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"The outline of zone {zone.key} is stored.")
        return SeeOther(back)

    form = OutlineForm(posted(request), request.FILES or None)
    stored = ZoneOutline.objects.filter(zone=zone).exists()
    draw = frame.draw_form(
        request,
        desk,
        spec,
        "assessments/vegetation/outline_upload.html",
        zone=zone,
        back=back,
        stored=stored,
    )
    return answer_form(request, form, act=_setting(request, desk, str(zone_id)), done=done, draw=draw)


@desk_page("GET", "POST")
def zone_outline_remove(request: HttpRequest, revision_id: UUID, zone_id: UUID) -> HttpResponse:
    """Ask, then remove a zone's outline."""
    desk, spec = frame.open_section(request, revision_id, CODE)
    zone = _zone(desk, zone_id)
    desk.require_editable()
    if not ZoneOutline.objects.filter(zone=zone).exists():
        raise NotVisible("outline")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return zone_outlines.remove_outline(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            zone_id=str(zone_id),
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"The outline of zone {zone.key} was removed.")
        return SeeOther(section_address(desk.revision, "zones"))

    draw = frame.draw_form(
        request,
        desk,
        spec,
        "assessments/vegetation/remove.html",
        name=f"the outline of zone {zone.key}",
        going=[],
        cancel=reverse("zone-page", args=[revision_id, zone_id]),
    )
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)
