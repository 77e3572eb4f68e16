"""How much of a candidate species each zone holds, and the polygon that measures it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from assessments.models import CandidateSpecies, EnteredFact, SpeciesHabitat
from assessments.sections import section_of
from assessments.services import boundaries, content
from assessments.web.answers import Desk, actor_of, answer_form, desk_page, posted, version_of
from assessments.web.sections import frame
from registry.findings import NotVisible
from registry.forms import RegistryForm, key_of
from registry.reference import selectors as reference
from registry.units import display_hectares


def candidate_of(request: HttpRequest, desk: Desk) -> CandidateSpecies:
    """The species that the address names. Raises NotVisible."""
    row = content.row_of(desk.revision, section_of("candidate_species"), request.GET.get("candidate", ""))
    if not isinstance(row, CandidateSpecies):
        raise NotVisible("candidate species")
    return row


def measured_by(desk: Desk, names: list[str]) -> dict[str, str]:
    """How each species is measured, area or count: as the assessor entered it, else as the release says."""
    known = {
        row.scientific_name: row.unit_of_measure
        for row in reference.species_search(desk.revision.release).filter(scientific_name__in=names)
    }
    entered = EnteredFact.objects.filter(revision=desk.revision, subject_kind="species", code="unit")
    known.update(entered.values_list("subject_key", "value"))
    return {name: known.get(name, "") for name in names}


def hints(desk: Desk, candidate: CandidateSpecies) -> dict[str, Any]:
    """What the form of a habitat says above its fields."""
    unit = measured_by(desk, [candidate.scientific_name])[candidate.scientific_name]
    sentences = {
        "area": "This species is measured by area: enter the hectares of habitat in the zone. "
        "A polygon can be uploaded afterwards.",
        "count": "This species is measured by count: enter the number of individuals in the zone.",
    }
    return {
        "hint": sentences.get(
            unit,
            "Enter either hectares of habitat or a number of individuals. The reference data does not say which "
            "applies: supply the fact “Measured by” as well.",
        )
    }


class PolygonForm(RegistryForm):
    file = forms.FileField(
        label="Polygon file",
        help_text="GeoJSON with the habitat of this species in this zone, at most 5 MB.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".geojson,.json,application/geo+json,application/json"}
        ),
        error_messages={
            "required": "Choose the polygon file.",
            "empty": "The file is empty. Choose the GeoJSON file of the polygon.",
            "invalid": "Choose the polygon file again.",
        },
    )


@desk_page("GET", "POST")
def species_polygon(request: HttpRequest, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Upload a polygon; its area takes the place of the entered one."""
    desk, spec = frame.open_section(request, revision_id, "species_habitat")
    row = content.row_of(desk.revision, spec, row_id)
    if not isinstance(row, SpeciesHabitat):
        raise NotVisible("habitat")
    desk.require_editable()

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return boundaries.set_species_polygon(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            habitat_id=str(row_id),
            content=data["file"].read(),
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(
            request, f"The polygon is stored: {display_hectares(result['area_m2'])} ha of habitat."
        )
        return frame.to_section(desk, spec)

    form = PolygonForm(posted(request), request.FILES or None)
    draw = frame.draw_form(request, desk, spec, "assessments/sections/polygon.html", habitat=row)
    return answer_form(request, form, act=act, done=done, draw=draw, fields={"boundary": "file"})
