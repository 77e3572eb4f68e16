"""A serializer for each section, made from the one table of sections: its own fields and nothing else."""

from functools import cache
from typing import Any

from django.db import models
from rest_framework import serializers

from assessments.api.answers import StrictSerializer
from assessments.api.public_ids import PublicId, PublicIds
from assessments.fact_codes import FACT_CODES
from assessments.models import Content, EnteredFact, Plot
from assessments.plot_species.counting import COUNTED_FIELDS
from assessments.sections import Section

UPLOADED_FIELDS = frozenset({"polygon"})
"""Filled by a command of their own, which checks what is uploaded."""


class SectionVersionField(serializers.IntegerField):
    """The version of the section, the same for all its rows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            required=False,
            help_text="Version of the section. Needed when you change a row: an old one is refused.",
            **kwargs,
        )

    def get_attribute(self, instance: Any) -> int:
        """Read once for the page, not for each row."""
        version: int = self.context["version"]
        return version


class RowSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A row of a section, for reading and for checking what is sent. It is never saved here: services do that."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    version = SectionVersionField()


def row_serializer(section: Section) -> type[RowSerializer]:
    """The serializer of a section's rows."""
    return _row_serializer(section.model, section.fields)


@cache
def _row_serializer(model: type[Content], names: tuple[str, ...]) -> type[RowSerializer]:
    read_only = [name for name in names if name in UPLOADED_FIELDS]
    meta = type(
        "Meta",
        (),
        {
            "model": model,
            "fields": ["id", *names, "version"],
            "read_only_fields": read_only,
            # A plot that is counted from its species list comes without these; the services ask for them otherwise.
            "extra_kwargs": {name: {"required": False} for name in COUNTED_FIELDS if model is Plot},
            # The services' own checks name the fields that make a row the same as another.
            "validators": [],
        },
    )
    fields: dict[str, Any] = {
        "Meta": meta,
        "__doc__": " ".join((model.__doc__ or "").split()),
        "__module__": __name__,
    }
    for name in names:
        field = model._meta.get_field(name)
        if field.many_to_many:
            fields[name] = PublicIds(required=False, max_length=1_000, help_text=_label(field))
        elif field.is_relation:
            fields[name] = PublicId(help_text=_label(field))
    if model is EnteredFact:
        codes = sorted({fact.code for fact in FACT_CODES})
        fields["code"] = serializers.ChoiceField(choices=codes)
    return type(f"{model.__name__}RowSerializer", (RowSerializer,), fields)


def _label(field: Any) -> str:
    return f"Public id: {field.verbose_name}."


def rows_of(section: Section, revision: Any) -> models.QuerySet[Any]:
    """A section's rows with what their serializer shows, in the order people see them."""
    related = [f.name for f in section.model._meta.fields if f.is_relation and f.name in section.fields]
    many = [f.name for f in section.model._meta.many_to_many]
    rows: models.QuerySet[Any] = section.model._default_manager.filter(revision=revision)
    if related:
        rows = rows.select_related(*related)
    rows = rows.prefetch_related(*many)
    return rows if rows.ordered else rows.order_by("pk")
