"""The parts of a vegetation integrity by name."""

from django import template

from assessments.bam.attributes import label
from assessments.bam.outcome import ComponentScore, VegetationIntegrity

register = template.Library()


@register.filter
def attribute_label(code: str) -> str:
    """The attribute's name, in lower case: `structure.tree` -> `tree`."""
    return label(code).lower()


@register.filter
def components(integrity: VegetationIntegrity) -> list[ComponentScore]:
    """Composition, structure and, where there is one, function."""
    parts = (integrity.composition, integrity.structure, integrity.function)
    return [part for part in parts if part is not None]
