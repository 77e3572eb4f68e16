"""The method's own frozen data in the API: written as JSON by field name, and described field by field.

The description is made from the classes of `assessments.bam`, so it cannot drift from what the method takes and gives.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.inputs import CaseInput, Fact, Mark, ZoneInput
from assessments.bam.outcome import CaseOutcome
from assessments.bam.serial import LENGTHS, MAXIMUM_ITEMS, MAXIMUM_TEXT, RANGES

Schema = dict[str, Any]


class MethodDataSerializer(serializers.BaseSerializer[Any]):
    """One frozen class of the method. `only` leaves the other fields out."""

    data_class: ClassVar[type]
    only: ClassVar[tuple[str, ...]] = ()
    required_fields: ClassVar[tuple[str, ...] | None] = None

    def to_representation(self, instance: Any) -> Any:
        """Plain data; what is stored as plain data already stays as it is."""
        return asdict(instance) if is_dataclass(instance) and not isinstance(instance, type) else instance


class CaseInputSerializer(MethodDataSerializer):
    """What one assessment puts into the calculation."""

    data_class = CaseInput


class CaseOutcomeSerializer(MethodDataSerializer):
    """What the calculation gives back."""

    data_class = CaseOutcome


class IntegrityZoneSerializer(MethodDataSerializer):
    """What the vegetation integrity of one zone needs."""

    data_class = ZoneInput
    only = ("key", "number", "pct_id", "pct_name", "condition_class", "area_m2", "plots", "benchmark")
    required_fields = ("pct_id", "plots")


class MethodDataDescription(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Describes a `MethodDataSerializer` from the type hints of its class."""

    target_class = "assessments.api.method_data.MethodDataSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Schema:
        """The object, with every class inside it as a component of its own."""
        target = self.target
        return _object(
            target.data_class, auto_schema.registry, only=target.only, required=target.required_fields
        )


def _component_name(kind: type) -> str:
    """A name that no other part of the API uses for something else."""
    name = kind.__name__
    return name if name.endswith(("Input", "Outcome")) else f"Method{name}"


def _object(
    kind: type, registry: Any, *, only: tuple[str, ...] = (), required: tuple[str, ...] | None = None
) -> Schema:
    hints = get_type_hints(kind)
    chosen = [field for field in fields(kind) if not only or field.name in only]
    without_default = [
        field.name for field in chosen if field.default is MISSING and field.default_factory is MISSING
    ]
    schema: Schema = {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": {
            field.name: _schema(hints[field.name], registry, (kind, field.name)) for field in chosen
        },
        "additionalProperties": False,
    }
    needed = list(required) if required is not None else without_default
    return {**schema, "required": needed} if needed else schema


def _reference(kind: type, registry: Any) -> Schema:
    component = ResolvedComponent(
        name=_component_name(kind), type=ResolvedComponent.SCHEMA, schema={}, object=kind
    )
    if component not in registry:
        registry.register(component)
        component.schema = _object(kind, registry)
    return dict(component.ref)


def _schema(hint: Any, registry: Any, place: tuple[type, str]) -> Schema:
    """One declared type with the limits of the field it stands in."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = _schema(next(one for one in get_args(hint) if one is not type(None)), registry, place)
        return {"allOf": [inner], "nullable": True} if "$ref" in inner else {**inner, "nullable": True}
    if origin is Literal:
        # Inside allOf the choices stay here instead of becoming a component that other choices collide with.
        return {"allOf": [{"type": "string", "enum": list(get_args(hint))}]}
    if origin is Fact:
        return _fact(get_args(hint)[0], registry, place)
    if origin is tuple:
        length = LENGTHS.get(place)
        sizes = {"maxItems": MAXIMUM_ITEMS} if length is None else {"minItems": length, "maxItems": length}
        return {"type": "array", "items": _schema(get_args(hint)[0], registry, place), **sizes}
    if origin is not None and issubclass(origin, Mapping):
        values = _schema(get_args(hint)[1], registry, place)
        codes = f"By attribute code: {', '.join(ATTRIBUTE_CODES)}."
        return {"type": "object", "additionalProperties": values, "description": codes}
    if isinstance(hint, type) and is_dataclass(hint):
        return _reference(hint, registry)
    return _plain(hint, place)


def _fact(value: Any, registry: Any, place: tuple[type, str]) -> Schema:
    return {
        "type": "object",
        "description": "A value, how well it is known, and where it comes from.",
        "properties": {
            "value": _schema(value, registry, place),
            "mark": {"allOf": [{"type": "string", "enum": list(get_args(Mark))}]},
            "source": {"type": "string", "maxLength": MAXIMUM_TEXT},
        },
        "required": ["value", "mark", "source"],
        "additionalProperties": False,
    }


def _plain(hint: Any, place: tuple[type, str]) -> Schema:
    if hint is bool:
        return {"type": "boolean"}
    if hint is str:
        return {"type": "string"}
    low, high = RANGES.get(place, (None, None))
    limits = {} if low is None else {"minimum": low, "maximum": high}
    return {"type": "integer" if hint is int else "number", **limits}
