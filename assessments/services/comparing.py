"""Two revisions side by side: what was added, removed or changed, and what it did to the credits."""

from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.db import models

from assessments.models import (
    Attachment,
    AvoidanceMeasure,
    CandidateSpecies,
    EnteredFact,
    FutureValue,
    Impact,
    ManagementAction,
    ManagementZone,
    Plot,
    PredictedSpecies,
    Revision,
    SpeciesHabitat,
    VegetationZone,
    ZoneOutline,
)
from assessments.sections import SECTIONS, Section
from assessments.services.content import snapshot

WORDS_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs. `fields` maps a field's name for a person to its old and new value."""

    section: str
    what: str
    kind: str
    fields: dict[str, tuple[Any, Any]]


def compare(old: Revision, new: Revision) -> list[Change]:
    """Every difference of content, section by section, rows matched by what people call them."""
    changes: list[Change] = []
    for section in SECTIONS:
        before, after = _rows(old, section), _rows(new, section)
        for name in sorted(before.keys() | after.keys()):
            if name not in after:
                changes.append(Change(section.title, name, "removed", {}))
            elif name not in before:
                changes.append(Change(section.title, name, "added", {}))
            elif before[name] != after[name]:
                labels = {
                    f.name: str(getattr(f, "verbose_name", f.name)) for f in section.model._meta.get_fields()
                }
                fields = {
                    labels.get(field, field): (before[name][field], after[name][field])
                    for field in after[name]
                    if before[name][field] != after[name][field]
                }
                changes.append(Change(section.title, name, "changed", fields))
    return changes


def _rows(revision: Revision, section: Section) -> dict[str, dict[str, Any]]:
    related = [f.name for f in section.model._meta.fields if f.is_relation and f.name in section.fields]
    many = [f.name for f in section.model._meta.many_to_many]
    rows: models.QuerySet[Any] = (
        section.model._default_manager.filter(revision=revision)
        .select_related(*related)
        .prefetch_related(*many)
    )
    if section.model is FutureValue:
        rows = rows.select_related("management_zone__zone")
    if section.model is SpeciesHabitat:
        rows = rows.select_related("candidate", "zone")
    found: dict[str, dict[str, Any]] = {}
    for position, row in enumerate(rows, start=1):
        values = snapshot(row, section)
        values.pop("geojson", None)
        values.pop("polygon", None)
        # Where a file lies says nothing to a reader; its hash tells whether it is another one.
        values.pop("file", None)
        name = _name(row, section, position)
        found[f"{name} ({position})" if name in found else name] = values
    return found


def _in_words(text: str, section: Section, position: int) -> str:
    """The beginning of what somebody wrote: rows without a name of their own are known by it."""
    return shorten(text, WORDS_SHOWN, placeholder=" …") or f"{section.title} {position}"


def _name(row: models.Model, section: Section, position: int) -> str:
    match row:
        case VegetationZone():
            return row.key
        case Plot():
            return f"{row.zone.key}, plot {row.label}"
        case ManagementZone():
            return f"{row.zone.key}, {row.name}"
        case FutureValue():
            part = row.management_zone
            return f"{part.zone.key}, {part.name}, {row.get_attribute_display()} ({row.attribute})"
        case PredictedSpecies() | CandidateSpecies():
            return row.scientific_name
        case SpeciesHabitat():
            return f"{row.candidate.scientific_name} in {row.zone.key}"
        case ZoneOutline():
            return row.zone.key
        case Attachment():
            return _in_words(row.caption, section, position)
        case EnteredFact():
            return f"{row.subject_key}: {row.code}"
        case AvoidanceMeasure():
            return _in_words(row.description, section, position)
        case Impact():
            return _in_words(row.title, section, position)
        case ManagementAction():
            return _in_words(row.description or row.reason_not_needed, section, position)
        case _:
            return section.title if section.single or section.uploaded else f"{section.title} {position}"
