"""The form fields of a section: each model field in words a person reads, some with a list of the release."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import models

from assessments.models import Revision
from assessments.web.fields import DatalistInput, DayField, HectaresField, NumberText, YesNoField
from registry.reference import selectors as reference
from registry.reference.models import Landscape, LocalGovernmentArea

Choices = Iterable[tuple[Any, Any]]
ROWS_OF_TEXT = 4

# --- one field ---------------------------------------------------------------------------------------------------


def _words(field: "models.Field[Any, Any]") -> dict[str, Any]:
    """Label, hint, whether it is asked for, and how its absence is told."""
    label = str(field.verbose_name)
    return {
        "label": label[:1].upper() + label[1:],
        "help_text": field.help_text,
        "required": not field.blank,
        "error_messages": {"required": f"Fill in “{label[:1].upper() + label[1:]}”."},
    }


def _choosing(field: "models.Field[Any, Any]") -> dict[str, Any]:
    words = _words(field)
    message = f"Choose an answer to “{words['label']}”."
    return {**words, "error_messages": {"required": message, "invalid_choice": message}}


def field_for(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    if field.name.endswith("_m2"):
        return HectaresField(**{**_words(field), "label": f"{_words(field)['label']}, ha"})
    if field.many_to_many or field.is_relation:
        return _related(field, revision)
    if field.choices:
        return forms.ChoiceField(**_choosing(field), choices=field.choices, widget=forms.RadioSelect)
    match field:
        case models.BooleanField():
            return forms.BooleanField(**{**_words(field), "required": False})
        case models.TextField():
            return forms.CharField(**_words(field), widget=forms.Textarea(attrs={"rows": ROWS_OF_TEXT}))
        case models.DateField():
            words = _words(field)
            return DayField(label=words["label"], help_text=words["help_text"], required=words["required"])
        case models.DecimalField():
            return _decimal(field)
        case models.IntegerField():
            return _integer(field)
        case _:
            return forms.CharField(**_words(field), max_length=field.max_length)


def _decimal(field: "models.DecimalField[Any, Any]") -> forms.Field:
    words = _words(field)
    words["error_messages"]["invalid"] = f"{words['label']}: enter a number, for example 12.5."
    return forms.DecimalField(
        **words,
        max_digits=field.max_digits,
        decimal_places=field.decimal_places,
        widget=NumberText,
        validators=field.validators,
    )


def _integer(field: "models.IntegerField[Any, Any]") -> forms.Field:
    words = _words(field)
    words["error_messages"]["invalid"] = f"{words['label']}: enter a whole number."
    return forms.IntegerField(
        **words, min_value=0, widget=NumberText(whole=True), validators=field.validators
    )


def _related(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    model: Any = field.related_model
    rows = model._default_manager.filter(revision=revision)
    if field.many_to_many:
        return forms.ModelMultipleChoiceField(
            **_choosing(field),
            queryset=rows,
            to_field_name="public_id",
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.ModelChoiceField(
        **_choosing(field), queryset=rows, to_field_name="public_id", empty_label="Choose one"
    )


# --- fields with more to offer -----------------------------------------------------------------------------------


def _select(field: "models.Field[Any, Any]", choices: Choices, empty: str = "Choose one") -> forms.Field:
    return forms.ChoiceField(**_choosing(field), choices=[("", empty), *choices])


def _offered(
    field: "models.Field[Any, Any]", options: Callable[[], Iterable[tuple[str, str]]], hint: str
) -> forms.Field:
    words = {**_words(field), "help_text": hint}
    return forms.CharField(**words, max_length=field.max_length, widget=DatalistInput(options))


def _trigger(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    return _select(field, field.choices or ())


def _local_government_area(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    names = LocalGovernmentArea.objects.filter(release=revision.release).values_list("name", flat=True)
    return _select(field, [(name, name) for name in names], "Choose an area")


def _subregion(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    regions: dict[str, list[tuple[str, str]]] = {}
    for row in reference.search_subregions(revision.release).order_by("region_name", "name"):
        regions.setdefault(row.region_name, []).append((row.code, f"{row.name} ({row.code})"))
    words = {**_choosing(field), "help_text": "Listed by region. The benchmarks are those of the region."}
    return forms.ChoiceField(**words, choices=[("", "Choose a subregion"), *regions.items()])


def _landscape(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    def options() -> list[tuple[str, str]]:
        rows = Landscape.objects.filter(release=revision.release)
        return [(row.name, f"{row.percent_cleared.normalize():f} % cleared") for row in rows]

    return _offered(field, options, "Type a part of the name and pick it from the list.")


def _species(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    def options() -> list[tuple[str, str]]:
        rows = reference.species_search(revision.release)
        return list(rows.values_list("scientific_name", "common_name"))

    return _offered(
        field,
        options,
        "Type a part of the scientific or common name and pick it from the list of threatened species.",
    )


def _pct(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    def options() -> list[tuple[str, str]]:
        return [(str(row.pct_id), row.name) for row in reference.search_pcts(revision.release)]

    words = {
        **_words(field),
        "help_text": "Type the number, or words of the name, and pick it from the list.",
    }
    words["error_messages"]["invalid"] = "Enter the number of the plant community type, for example 3032."
    return forms.IntegerField(**words, min_value=1, max_value=999_999, widget=DatalistInput(options))


def _action(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    groups: dict[str, list[tuple[str, str]]] = {}
    for action in reference.management_actions(revision.release):
        groups.setdefault(action.get_group_display(), []).append((action.code, action.title))
    return forms.ChoiceField(**_choosing(field), choices=[("", "Choose an action"), *groups.items()])


def _planned(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    return YesNoField(
        **{**_choosing(field), "label": "Is this action planned?", "required": True},
        yes="Yes, it is planned",
        no="No, it is not needed here",
        initial=True,
    )


def _confirmed(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    return YesNoField(
        **{**_choosing(field), "label": "Is it predicted to use the site?", "required": True},
        yes="Yes, in the zones chosen below",
        no="No, for the reason given below",
        initial=True,
    )


def _retained(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    return YesNoField(
        **{**_choosing(field), "label": "Is it kept as a candidate?", "required": True},
        yes="Yes, it is surveyed or assumed",
        no="No, for the reason given below",
        initial=True,
    )


def _hollows(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    return YesNoField(
        **{**_choosing(field), "label": "Do they contain hollows?", "required": True}, initial=False
    )


def _presence(field: "models.Field[Any, Any]", revision: Revision) -> forms.Field:
    choices = [
        choice
        for choice in field.choices or ()
        if choice[0] != "assumed_present" or not revision.assessment.is_stewardship
    ]
    return _select(field, choices, "Not answered yet")


OWN_FIELDS: dict[str, dict[str, Callable[["models.Field[Any, Any]", Revision], forms.Field]]] = {
    "proposal": {"entry_trigger": _trigger, "local_government_area": _local_government_area},
    "site": {"subregion_code": _subregion, "landscape_name": _landscape},
    "trees": {"pct_id": _pct, "hollows": _hollows},
    "predicted_species": {"scientific_name": _species, "confirmed": _confirmed},
    "candidate_species": {
        "scientific_name": _species,
        "retained": _retained,
        "presence": _presence,
    },
    "management_plan": {"action_code": _action, "planned": _planned},
}
