"""Predicted and candidate species: the lists, and adding to them what the reference data ties to the site."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from assessments.models import CandidateSpecies, PredictedSpecies, SpeciesHabitat, VegetationZone
from assessments.sections import Section
from assessments.services import known_facts, species_lists
from assessments.web.answers import Desk, actor_of, answer_form, desk_page, posted
from assessments.web.sections import frame, habitat
from registry.findings import NotVisible
from registry.forms import RegistryForm, key_of
from registry.units import display_hectares


def predicted_page(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """Species predicted by their habitat, confirmed per zone or set aside, with their sensitivity to gain."""
    if request.method != "GET":
        desk.require_editable()
    rows = list(PredictedSpecies.objects.filter(revision=desk.revision).prefetch_related("confirmed_zones"))
    known = known_facts.read_facts(desk.revision)
    shown = []
    for row in rows:
        typed = known.typed("species", row.scientific_name, "sensitivity_to_gain")
        stored = known.species.get(row.scientific_name)
        firm = (
            typed is None
            and stored is not None
            and stored.sensitivity_to_gain_mark in ("confirmed", "fitted")
        )
        shown.append(
            {
                "row": row,
                "zones": [zone.key for zone in row.confirmed_zones.all()],
                "gain": str(typed.value) if typed else (stored.sensitivity_to_gain if stored else ""),
                "provisional": not firm,
            }
        )
    return frame.draw_section(request, desk, spec, "assessments/sections/predicted.html", species=shown)


def candidate_page(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """Candidate species with what the survey found, and the habitat or count in each zone."""
    if request.method != "GET":
        desk.require_editable()
    rows = list(CandidateSpecies.objects.filter(revision=desk.revision))
    units = habitat.measured_by(desk, [row.scientific_name for row in rows])
    held: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for part in SpeciesHabitat.objects.filter(revision=desk.revision).select_related("zone"):
        held[part.candidate_id].append(
            {
                "id": part.public_id,
                "zone": part.zone.key,
                "amount": _amount(part),
                "by_area": part.area_m2 is not None,
                "polygon": part.polygon is not None,
            }
        )
    shown = [
        {
            "row": row,
            "habitat": held[row.pk],
            "unit": {"area": "by area", "count": "by count"}.get(units[row.scientific_name], ""),
            "present": row.presence.startswith(("present", "assumed")),
        }
        for row in rows
    ]
    return frame.draw_section(request, desk, spec, "assessments/sections/candidate.html", species=shown)


def _amount(part: SpeciesHabitat) -> str:
    if part.area_m2 is None:
        return f"{part.individuals:,} individual{'' if part.individuals == 1 else 's'}"
    return f"{display_hectares(part.area_m2, 4)} ha"


class SuggestionForm(RegistryForm):
    names = forms.MultipleChoiceField(
        label="Species to add",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one species.",
            "invalid_choice": "Choose species of the list.",
        },
    )

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["names"]
        field.choices = options


@desk_page("GET", "POST")
def species_suggestions(request: HttpRequest, revision_id: UUID, section: str) -> HttpResponse:
    """Species the reference data ties to the zones' communities and the subregion, to tick and add."""
    if section not in species_lists.LISTS:
        raise NotVisible("page")
    desk, spec = frame.open_section_to_edit(request, revision_id, section)
    found = species_lists.suggested(desk.revision, section)
    options = [
        (
            row.scientific_name,
            f"{row.scientific_name} ({row.common_name})" if row.common_name else row.scientific_name,
        )
        for row in found
    ]

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return species_lists.add_species(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            section=section,
            names=data["names"],
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        added = result["added"]
        messages.success(
            request, f"{added} species {'was' if added == 1 else 'were'} added. Check each of them."
        )
        return frame.to_section(desk, spec)

    form = SuggestionForm(posted(request), options=options)
    pct_ids = VegetationZone.objects.filter(revision=desk.revision).values_list("pct_id", flat=True)
    draw = frame.draw_form(
        request,
        desk,
        spec,
        "assessments/sections/suggestions.html",
        found=found,
        pct_ids=sorted(set(pct_ids)),
        subregion=desk.revision.site_context.subregion_code,
    )
    return answer_form(request, form, act=act, done=done, draw=draw)
