"""One value that can be tried: its field, its name, and the edit that another value makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from assessments.bam.attributes import COMPOSITION_CODES, STRUCTURE_CODES, label, unit
from assessments.bam.inputs import PlotObservation
from assessments.web.fields import HectaresField, NumberText
from assessments.what_if.applying import OBSERVATION_FIELDS
from assessments.what_if.edits import PLOT_CODES, STEM_CODES, WEEDS, Edit
from registry.units import hectares

SEEN = [("", "–"), ("1", "Yes"), ("0", "No")]
GROUPS = (
    ("Composition", "species in 400 m²", COMPOSITION_CODES),
    ("Structure", "% cover in 400 m²", STRUCTURE_CODES),
    ("Function", "in 1,000 m²", PLOT_CODES[12:]),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that can be tried: its field, what stands, and the edit another value makes."""

    name: str
    stored: float | None
    make: Callable[[Any], Edit]
    area: bool = False

    def typed(self, cleaned: Any) -> float | None:
        """What was typed, in the unit the method takes: square metres for an area."""
        if cleaned in (None, ""):
            return None
        if self.area:
            return HectaresField.m2(cleaned)
        return float(cleaned)

    def text(self, value: float | None) -> str:
        """A value as it is typed: hectares for an area, no trailing zeros."""
        if value is None:
            return ""
        exact = hectares(int(value)) if self.area else Decimal(repr(value))
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


def name_of(code: str) -> str:
    """An attribute of a plot for a person."""
    if code in STEM_CODES:
        return f"Stems {code.partition('.')[2].replace('_to_', ' to ')} cm"
    return "High threat weed cover" if code == WEEDS else label(code)


def unit_of(code: str) -> str:
    """Its unit."""
    if code in STEM_CODES:
        return "present"
    return "% cover" if code == WEEDS else "present" if code == "function.regeneration" else unit(code)


def value_of(plot: PlotObservation, code: str) -> float | None:
    """What the plot sheet says now."""
    if code in COMPOSITION_CODES:
        return plot.composition[COMPOSITION_CODES.index(code)]
    if code in STRUCTURE_CODES:
        return plot.structure[STRUCTURE_CODES.index(code)]
    if code in STEM_CODES:
        return None if plot.stem_classes is None else float(plot.stem_classes[STEM_CODES.index(code)])
    value: float | None = getattr(plot, OBSERVATION_FIELDS[code])
    return value


def number_field(
    words: str, limits: tuple[float, float], *, required: bool, whole: bool = False
) -> forms.Field:
    """A number within limits."""
    low, high = limits
    if whole:
        return forms.IntegerField(
            label=words,
            min_value=int(low),
            max_value=int(high),
            required=required,
            widget=NumberText(whole=True),
        )
    return forms.DecimalField(
        label=words,
        min_value=Decimal(int(low)),
        max_value=Decimal(int(high)),
        max_digits=12,
        decimal_places=4,
        required=required,
        widget=NumberText(),
    )
