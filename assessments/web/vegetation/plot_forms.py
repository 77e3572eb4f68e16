"""The form of one plot sheet, in the order of the sheet (method 1.1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from assessments.bam.attributes import GROWTH_FORMS, LABELS
from assessments.models import Plot, Revision, VegetationZone
from assessments.plot_species.counting import COUNTED_FIELDS
from assessments.plots.template import (
    LABEL_LENGTH_MAXIMUM,
    LOG_LENGTH_MAXIMUM_M,
    SPECIES_MAXIMUM,
    SUMMED_COVER_MAXIMUM_PERCENT,
    TREES_MAXIMUM,
    columns_of,
)
from assessments.web.fields import DayField, NumberText
from registry.forms import RegistryForm

EASTING, NORTHING = (column.limits for column in columns_of(group="location")[1:3])
STEMS = ("5_to_9", "10_to_19", "20_to_29", "30_to_49", "50_to_79")
COUNTED = "Counted from the species list, so it cannot be typed here."
SEEN = [("", "Not recorded"), ("1", "Present"), ("0", "Absent")]


class SeenField(forms.TypedChoiceField):
    """Present, absent, or not recorded (a community without trees)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=SEEN, coerce=int, empty_value=None, required=False, **kwargs)


def number(
    label: str, maximum: int, *, decimals: int = 0, required: bool = False, **kwargs: Any
) -> forms.Field:
    """A number of the sheet from 0 to `maximum`."""
    if not decimals:
        return forms.IntegerField(
            label=label,
            min_value=0,
            max_value=maximum,
            required=required,
            widget=NumberText(whole=True),
            **kwargs,
        )
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=maximum,
        decimal_places=decimals,
        required=required,
        widget=NumberText(),
        **kwargs,
    )


class PlotForm(RegistryForm):
    """One plot. Function values stay empty for a community without trees."""

    zone = forms.ChoiceField(label="Vegetation zone")
    label = forms.CharField(label="Plot", max_length=LABEL_LENGTH_MAXIMUM)
    surveyed_on = DayField(label="Surveyed on", required=False)
    mga_zone = forms.TypedChoiceField(
        label="MGA zone", choices=[("54", "54"), ("55", "55"), ("56", "56")], coerce=int, initial=56
    )
    easting = forms.DecimalField(
        label="Easting, m",
        min_value=EASTING[0],
        max_value=EASTING[1],
        decimal_places=2,
        widget=NumberText(),
    )
    northing = forms.DecimalField(
        label="Northing, m",
        min_value=NORTHING[0],
        max_value=NORTHING[1],
        decimal_places=2,
        widget=NumberText(),
    )
    bearing = forms.IntegerField(
        label="Bearing, degrees", min_value=0, max_value=359, widget=NumberText(whole=True)
    )
    large_trees = number("Large trees", TREES_MAXIMUM)
    hollow_bearing_trees = number("Hollow-bearing trees", TREES_MAXIMUM)
    litter_cover_percent = number("Litter cover, %", 100, decimals=1, help_text="Mean of the five subplots.")
    logs_length_m = number("Length of fallen logs, m", LOG_LENGTH_MAXIMUM_M, decimals=1)
    regeneration = SeenField(label="Regeneration (stems below 5 cm)")
    weed_cover_percent = number("High threat weed cover, %", 100, decimals=1)

    def __init__(
        self,
        *args: Any,
        revision: Revision,
        plot: Plot | None = None,
        zones: Sequence[VegetationZone] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plot = plot
        for form in GROWTH_FORMS:
            self.fields[f"composition_{form}"] = number(LABELS[form], SPECIES_MAXIMUM, required=True)
            self.fields[f"structure_{form}"] = number(
                LABELS[form], SUMMED_COVER_MAXIMUM_PERCENT, decimals=1, required=True
            )
            for group in ("composition", "structure"):
                # Both groups have the same labels; an error is also read far from them, in the summary.
                self.fields[f"{group}_{form}"].told_as = (  # type: ignore[attr-defined]
                    f"{group.capitalize()}, {LABELS[form].lower()}"
                )
        for stems in STEMS:
            self.fields[f"stems_{stems}"] = SeenField(label=f"{stems.replace('_to_', ' to ')} cm")
        self.zones = list(VegetationZone.objects.filter(revision=revision)) if zones is None else list(zones)
        zone_field = self.fields["zone"]
        if isinstance(zone_field, forms.ChoiceField):
            zone_field.choices = [(str(zone.public_id), zone.key) for zone in self.zones]
        self.counted = plot is not None and plot.sums_from_species
        for name in COUNTED_FIELDS if self.counted else ():
            self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = next((zone for zone in self.zones if str(zone.public_id) == data.get("zone")), None)
        same = Plot.objects.filter(zone=chosen, label=data.get("label"))
        if self.plot is not None:
            same = same.exclude(pk=self.plot.pk)
        if chosen is not None and data.get("label") and same.exists():
            self.add_error(
                "label", f"Zone {chosen.key} has a plot {data['label']} already. Use another name."
            )
        return data

    def values(self) -> dict[str, Any]:
        """The cleaned form as the content command takes it."""
        return dict(self.cleaned_data)

    def groups(self) -> list[dict[str, Any]]:
        """The fields as the sheet groups them: title, hint, fields."""
        parts = (
            ("Plot", "", ("zone", "label", "surveyed_on")),
            (
                "Place",
                "Map Grid of Australia, at the 0 m end of the midline.",
                ("mga_zone", "easting", "northing", "bearing"),
            ),
            (
                "Composition",
                "Number of native species in 400 m² (20 × 20 m), by growth form.",
                tuple(f"composition_{form}" for form in GROWTH_FORMS),
            ),
            (
                "Structure",
                "Summed native foliage cover in 400 m², %, by growth form. It can be more than 100.",
                tuple(f"structure_{form}" for form in GROWTH_FORMS),
            ),
            (
                "Function",
                "In 1,000 m² (20 × 50 m). Leave all of it empty for a community without trees.",
                ("large_trees", "hollow_bearing_trees", "litter_cover_percent", "logs_length_m"),
            ),
            (
                "Tree stems",
                "Is there a living stem of this diameter at breast height?",
                (*(f"stems_{stems}" for stems in STEMS), "regeneration"),
            ),
            ("Weeds", "", ("weed_cover_percent",)),
        )
        counted = ("Composition", "Structure", "Weeds") if self.counted else ()
        return [
            {
                "title": title,
                "hint": f"{hint} {COUNTED}".strip() if title in counted else hint,
                "fields": [self[name] for name in names],
            }
            for title, hint, names in parts
        ]


def initial_of(plot: Plot) -> Mapping[str, Any]:
    """A stored plot as the form shows it."""
    names = [
        field.name for field in Plot._meta.fields if field.name not in ("id", "public_id", "revision", "zone")
    ]
    return {**{name: getattr(plot, name) for name in names}, "zone": str(plot.zone.public_id)}
