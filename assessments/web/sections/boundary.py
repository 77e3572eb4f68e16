"""The site boundary: an uploaded outline, drawn to scale, with its area beside the claimed one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.boundary.outline import boundary_outline_svg_points
from assessments.models import SiteBoundary
from assessments.sections import Section
from assessments.services import boundaries
from assessments.web.answers import Desk, actor_of, answer_form, desk_page, posted, version_of
from assessments.web.fields import HectaresField
from assessments.web.sections import frame
from registry.forms import RegistryForm, SeeOther, key_of
from registry.units import display_hectares

WIDTH, HEIGHT = 640, 420
"""The picture's own units; the page scales it."""

FIELDS = {"claimed_area_m2": "claimed_ha", "boundary": "file"}


class BoundaryForm(RegistryForm):
    file = forms.FileField(
        label="Boundary file",
        help_text="GeoJSON with polygons, at most 5 MB. Longitude and latitude in GDA2020, GDA94 or WGS 84, "
        "or MGA coordinates in a file that names its coordinate system.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".geojson,.json,application/geo+json,application/json"}
        ),
        error_messages={
            "required": "Choose the boundary file.",
            "empty": "The file is empty. Choose the GeoJSON file of the boundary.",
            "invalid": "Choose the boundary file again.",
        },
    )
    claimed_ha = HectaresField(
        label="Area of the site, ha",
        help_text="From the title, the plan or the application. It is compared with the area of the outline.",
        error_messages={"required": "Enter the site's area in hectares."},
    )


def page(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """The outline and its figures, with a way to upload another."""
    if request.method != "GET":
        desk.require_editable()
    return frame.draw_section(request, desk, spec, "assessments/sections/boundary.html", **_drawn(desk))


def _drawn(desk: Desk) -> dict[str, Any]:
    boundary = SiteBoundary.objects.filter(revision=desk.revision).first()
    if boundary is None:
        return {"boundary": None}
    difference = boundary.area_m2 - boundary.claimed_area_m2
    rows = [
        ("Area inside the outline", f"{display_hectares(boundary.area_m2)} ha"),
        ("Claimed area", f"{display_hectares(boundary.claimed_area_m2)} ha"),
        (
            "Difference",
            f"{'+' if difference > 0 else ''}{display_hectares(difference)} ha "
            f"({100 * difference / boundary.claimed_area_m2:+.1f} %)",
        ),
        ("Corner points", f"{boundary.vertices:,}"),
        ("File", boundary.source_name),
        ("How it was measured", boundary.transform),
        ("Position", _position(boundary)),
    ]
    return {
        "boundary": boundary,
        "facts": [{"label": label, "value": value} for label, value in rows],
        "outline": boundary_outline_svg_points(boundary.geojson, WIDTH, HEIGHT - 30),
        "width": WIDTH,
        "height": HEIGHT,
    }


def _position(boundary: SiteBoundary) -> str:
    return (
        f"{boundary.west:.4f}° to {boundary.east:.4f}° E, {-boundary.north:.4f}° to {-boundary.south:.4f}° S"
    )


@desk_page("GET", "POST")
def boundary_upload(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Upload the boundary, the first or another in its place."""
    desk, spec = frame.open_section_to_edit(request, revision_id, "boundary")
    stored = SiteBoundary.objects.filter(revision=desk.revision).defer("geojson").first()

    def act(data: dict[str, Any]) -> dict[str, Any]:
        upload = data["file"]
        return boundaries.set_boundary(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            filename=upload.name,
            content=upload.read(),
            claimed_area_m2=HectaresField.m2(data["claimed_ha"]),
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"The boundary is stored: {display_hectares(result['area_m2'])} ha.")
        return SeeOther(reverse("section-page", args=[revision_id, spec.code]))

    def on_stale(form: Any) -> dict[str, Any]:
        return {"stored": stored}

    initial = {"claimed_ha": HectaresField.ha(stored.claimed_area_m2)} if stored else {}
    form = BoundaryForm(posted(request), request.FILES or None, initial=initial)
    draw = frame.draw_form(
        request, desk, spec, "assessments/sections/boundary_upload.html", on_stale=on_stale, stored=stored
    )
    return answer_form(request, form, act=act, done=done, draw=draw, fields=FIELDS)
