"""The form of a section's row, made from its model: the fields a person edits, in words and units a person types.

Areas are typed in hectares (`area_m2` becomes `area_ha`), relations are chosen among the revision's own rows, and names
that the reference data knows are offered from its list. The rules stay in the services.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models

from assessments.models import Content, Revision
from assessments.sections import Section
from assessments.web.fields import TO_FINALISE, HectaresField
from assessments.web.sections.model_fields import OWN_FIELDS, field_for
from registry.forms import RegistryForm

UNTYPED = {
    "predicted_species": {"common_name"},
    "candidate_species": {"common_name"},
    "species_habitat": {"candidate", "polygon"},
    "facts": {"subject_kind", "subject_key", "code"},
}
"""Fields that are filled from elsewhere: the release, the page's address, an uploaded file."""


NEEDED: dict[str, dict[str, str]] = {
    "proposal": dict.fromkeys(
        ("description", "entry_trigger", "lots", "local_government_area", "minimum_lot_size_ha"), TO_FINALISE
    ),
    "site": dict.fromkeys(
        ("subregion_code", "landscape_name", "native_vegetation_cover_percent"), TO_FINALISE
    ),
    "predicted_species": {"confirmed_zones": "needed if yes", "reason": "needed if no"},
    "candidate_species": {
        "exclusion_reason": "needed if no",
        "presence": TO_FINALISE,
        "expert_report": "needed for an expert report",
        "saii_statement": "needed if flagged",
    },
    "species_habitat": {"area_m2": "or individuals", "individuals": "or an area"},
    "management_plan": {
        "description": "needed if planned",
        "first_year": "needed if planned",
        "reason_not_needed": "needed if not planned",
    },
}
"""Fields that may stay empty while working: when they are needed, said beside the label instead of "optional"."""


class ContentForm(RegistryForm):
    """A row of a section. `of_service` maps the service's field names to the form's where they differ."""

    of_service: Mapping[str, str] = {}

    def values(self) -> dict[str, Any]:
        """What was typed, as the content commands take it: square metres, public ids, plain values."""
        typed: dict[str, Any] = {}
        of_form = {form: service for service, form in self.of_service.items()}
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if isinstance(field, HectaresField):
                typed[of_form[name]] = field.m2(value)
            elif isinstance(field, forms.ModelMultipleChoiceField):
                typed[name] = [str(row.public_id) for row in value]
            elif isinstance(value, Content):
                typed[name] = str(value.public_id)
            else:
                typed[name] = value
        return typed


def form_class(spec: Section, revision: Revision) -> type[ContentForm]:
    """The form of one row of `spec` in `revision`."""
    fields: dict[str, Any] = {}
    of_service: dict[str, str] = {}
    own = OWN_FIELDS.get(spec.code, {})
    for name in spec.fields:
        if name in UNTYPED.get(spec.code, ()):
            continue
        model_field = spec.model._meta.get_field(name)
        if not isinstance(model_field, models.Field) or _is_beside_the_module(name, revision):
            continue
        make = own.get(name)
        field = make(model_field, revision) if make else field_for(model_field, revision)
        if name in NEEDED.get(spec.code, ()):
            field.optional_word = NEEDED[spec.code][name]  # type: ignore[attr-defined]
        form_name = f"{name.removesuffix('_m2')}_ha" if isinstance(field, HectaresField) else name
        if form_name != name:
            of_service[name] = form_name
        fields[form_name] = field
    return type("SectionForm", (ContentForm,), {**fields, "of_service": of_service})


def _is_beside_the_module(name: str, revision: Revision) -> bool:
    return name == "minimum_lot_size_ha" and revision.assessment.module != "small_area"


def initial_of(form: type[ContentForm], row: Content) -> dict[str, Any]:
    """What a row holds, as the form shows it."""
    of_form = {form_name: service for service, form_name in form.of_service.items()}
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        value = getattr(row, of_form.get(name, name))
        if isinstance(field, HectaresField):
            found[name] = field.ha(value)
        elif isinstance(field, forms.ModelMultipleChoiceField):
            found[name] = [str(item.public_id) for item in value.all()]
        else:
            found[name] = str(value.public_id) if isinstance(value, Content) else value
    return found
