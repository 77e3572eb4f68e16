"""How a section's rows are shown: each value as a person reads it, and the columns of the tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from assessments.models import (
    AvoidanceMeasure,
    Content,
    Impact,
    PlantedVegetation,
    Revision,
    ScatteredTreeGroup,
)
from assessments.sections import Section
from assessments.web.fields import HectaresField
from assessments.web.sections.forms import ContentForm
from registry.reference import selectors as reference
from registry.units import display_hectares


def shown(row: Content, name: str) -> str:
    """One field of a row as text; empty when nothing is there."""
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if field.many_to_many:
        return ", ".join(str(item) for item in value.all())
    if value is None or value == "":
        return ""
    if name.endswith("_m2"):
        return f"{display_hectares(value, 4)} ha"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    display = getattr(row, f"get_{name}_display", None)
    if display:
        return str(display())
    if name == "subregion_code":
        subregion = reference.subregion(row.revision.release, value)
        return f"{subregion.name} ({subregion.code}), {subregion.region_name}" if subregion else str(value)
    return str(value)


def summary(row: Content, spec: Section) -> list[dict[str, str]]:
    """Every field a person edits with its value, for reading."""
    found = []
    for name in spec.fields:
        label = str(getattr(row._meta.get_field(name), "verbose_name", name)).removesuffix(", ha")
        found.append({"label": label[:1].upper() + label[1:], "value": shown(row, name)})
    return found


def differences(form: ContentForm, row: Content) -> list[dict[str, str]]:
    """Where what was typed is not what is stored now: for a person whose form was overtaken by somebody else's."""
    of_form = {form_name: service for service, form_name in form.of_service.items()}
    found = []
    for name, field in form.fields.items():
        service = of_form.get(name, name)
        raw = getattr(row, service)
        if form.cleaned_data.get(name) == raw:
            continue
        stored = (
            _label_of(field, raw) if isinstance(field, forms.ChoiceField) and raw else shown(row, service)
        )
        typed = typed_text(form, name, field)
        if typed != stored:
            found.append({"label": str(field.label), "stored": stored, "typed": typed})
    return found


def typed_text(form: ContentForm, name: str, field: forms.Field) -> str:
    """What was typed into one field, in the words of `shown`."""
    value = form.cleaned_data.get(name)
    if value is None or value == "":
        return str(form[name].value() or "") if name in form.errors else ""
    if isinstance(field, HectaresField):
        return f"{display_hectares(field.m2(value) or 0, 4)} ha"
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, forms.ChoiceField):
        return _label_of(field, value)
    return str(value)


def _label_of(field: forms.ChoiceField, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    choices: Any = field.choices
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            for inner, text in label:
                if str(inner) == str(value):
                    return str(text)
        elif str(key) == str(value):
            return str(label)
    return str(value)


# --- tables ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and the text of a row's cell. `numeric` columns are set to the right."""

    title: str
    text: Callable[[Any], str]
    numeric: bool = False


def _pct_names(revision: Revision, rows: list[Any]) -> dict[int, str]:
    found = reference.pcts_by_id(revision.release, [row.pct_id for row in rows])
    return {number: pct.name for number, pct in found.items()}


def tree_columns(revision: Revision, rows: list[ScatteredTreeGroup]) -> tuple[Column, ...]:
    """Scattered trees, by community, species, diameter and hollows (App B)."""
    names = _pct_names(revision, rows)
    return (
        Column("Tree species", lambda row: row.tree_species),
        Column("PCT", lambda row: f"{row.pct_id} {names.get(row.pct_id, '(not in the reference data)')}"),
        Column("Trees", lambda row: str(row.trees), numeric=True),
        Column("Diameter, cm", lambda row: str(row.dbh_cm), numeric=True),
        Column("Hollows", lambda row: shown(row, "hollows")),
    )


def planted_columns(revision: Revision, rows: list[PlantedVegetation]) -> tuple[Column, ...]:
    """Planted native vegetation: outcome and reason."""
    return (
        Column("What was planted", lambda row: row.description),
        Column("Outcome", lambda row: shown(row, "outcome")),
        Column("Reason", lambda row: row.reason),
        Column("Area", lambda row: shown(row, "area_m2"), numeric=True),
    )


def avoidance_columns(revision: Revision, rows: list[AvoidanceMeasure]) -> tuple[Column, ...]:
    """Measures that avoid or minimise."""
    return (
        Column("Measure", lambda row: row.description),
        Column("What it does", lambda row: shown(row, "kind")),
        Column("When", lambda row: shown(row, "phase")),
        Column("What it achieves", lambda row: row.outcome),
    )


def impact_columns(revision: Revision, rows: list[Impact]) -> tuple[Column, ...]:
    """Prescribed and indirect impacts."""
    return (
        Column("What is affected", lambda row: row.title),
        Column("Kind", lambda row: shown(row, "kind")),
        Column("Impact", lambda row: row.description),
        Column("What will be done", lambda row: row.response),
    )


COLUMNS: dict[str, Callable[[Revision, list[Any]], tuple[Column, ...]]] = {
    "trees": tree_columns,
    "planted": planted_columns,
    "avoidance": avoidance_columns,
    "impacts": impact_columns,
}


def table(revision: Revision, spec: Section, rows: list[Any]) -> dict[str, Any]:
    """Headings and cells of a section's table."""
    columns = COLUMNS[spec.code](revision, rows)
    return {
        "columns": columns,
        "rows": [
            {
                "id": row.public_id,
                "name": columns[0].text(row),
                "cells": [{"text": column.text(row), "numeric": column.numeric} for column in columns[1:]],
            }
            for row in rows
        ],
    }
