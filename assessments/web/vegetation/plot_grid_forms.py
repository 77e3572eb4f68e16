"""The rows of the plot table: a plot form each, as short cells, without a query of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.widgets import Select

from assessments.bam.attributes import GROWTH_FORMS
from assessments.models import Plot, Revision, VegetationZone
from assessments.web.fields import NumberText
from assessments.web.vegetation.plot_forms import STEMS, PlotForm, initial_of

SHORT = {
    "tree": "Tree",
    "shrub": "Shrub",
    "grass": "Grass",
    "forb": "Forb",
    "fern": "Fern",
    "other": "Other",
}


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of the table: the field, its short head, and how wide its cells are."""

    name: str
    head: str
    width: str = "number"


@dataclass(frozen=True, slots=True)
class GridGroup:
    """Columns under one head."""

    title: str
    columns: tuple[GridColumn, ...]


GROUPS = (
    GridGroup("Plot", (GridColumn("zone", "Zone", "choice"), GridColumn("label", "Plot", "text"))),
    GridGroup(
        "Place",
        (
            GridColumn("surveyed_on", "Surveyed on", "day"),
            GridColumn("mga_zone", "MGA zone"),
            GridColumn("easting", "Easting, m", "wide"),
            GridColumn("northing", "Northing, m", "wide"),
            GridColumn("bearing", "Bearing, °"),
        ),
    ),
    GridGroup(
        "Composition, species", tuple(GridColumn(f"composition_{form}", SHORT[form]) for form in GROWTH_FORMS)
    ),
    GridGroup("Structure, %", tuple(GridColumn(f"structure_{form}", SHORT[form]) for form in GROWTH_FORMS)),
    GridGroup(
        "Function",
        (
            GridColumn("large_trees", "Large trees"),
            GridColumn("hollow_bearing_trees", "Hollow trees"),
            GridColumn("litter_cover_percent", "Litter, %"),
            GridColumn("logs_length_m", "Logs, m"),
        ),
    ),
    GridGroup(
        "Stems, 1 or 0",
        (
            *(GridColumn(f"stems_{stems}", stems.replace("_to_", "–")) for stems in STEMS),
            GridColumn("regeneration", "< 5"),
        ),
    ),
    GridGroup("Weeds", (GridColumn("weed_cover_percent", "High threat, %"),)),
)
COLUMNS = tuple(column for group in GROUPS for column in group.columns)
COMPUTED = frozenset(
    {f"{part}_{form}" for part in ("composition", "structure") for form in GROWTH_FORMS}
    | {"weed_cover_percent"}
)
"""What is counted from the species list where a plot has its sums from it."""


class GridRowForm(PlotForm):
    """One row. An untouched row of a new plot is nothing."""

    def __init__(
        self,
        data: Any = None,
        *,
        zones: Sequence[VegetationZone],
        revision: Revision,
        number: int,
        **kwargs: Any,
    ) -> None:
        plot: Plot | None = kwargs.pop("plot", None)
        initial = dict(initial_of(plot)) if plot else kwargs.pop("initial", {})
        super().__init__(
            data,
            revision=revision,
            plot=plot,
            zones=zones,
            initial=initial,
            prefix=f"r{number}",
            auto_id="id_%s",
            empty_permitted=plot is None,
            **kwargs,
        )
        self.number = number
        zone_field = self.fields["zone"]
        if plot is None and isinstance(zone_field, forms.ChoiceField):
            zone_field.choices = [("", "Choose"), *((str(zone.public_id), zone.key) for zone in zones)]
        for name, field in self.fields.items():
            if isinstance(field, forms.TypedChoiceField):
                # A key says it faster than a list: 1, 0 or nothing; 54, 55 or 56.
                field.widget = NumberText(whole=True)
                one_of = "54, 55 or 56" if name == "mga_zone" else "1, 0 or nothing"
                field.error_messages["invalid_choice"] = f"{field.label}: type {one_of}."
        self.fields["surveyed_on"].widget = forms.DateInput(format="%Y-%m-%d")
        if plot is not None and getattr(plot, "sums_from_species", False):
            for name in COMPUTED:
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        # The command checks what a row is among the others; asking here would cost a query a row.
        return self.cleaned_data

    def changed_values(self) -> dict[str, Any]:
        """What was typed in this row, where it is not what is stored; all of it for a new plot."""
        names = self.changed_data if self.plot is not None else [column.name for column in COLUMNS]
        return {name: self.cleaned_data.get(name) for name in names if name in self.cleaned_data}

    @property
    def name(self) -> str:
        """What a person calls the row."""
        return f"Plot {self.plot.label}" if self.plot else f"New row {self.number + 1}"

    def cells(self) -> list[dict[str, Any]]:
        """The row's inputs, each with its label for a screen reader and its error."""
        cells = []
        for column in COLUMNS:
            bound = self[column.name]
            errors = bound.errors if self.is_bound else []
            told = str(getattr(bound.field, "told_as", bound.field.label))
            attrs: dict[str, str | bool] = {
                "class": f"veg-cell veg-cell--{column.width}",
                "aria-label": f"{self.name}: {told}",
                "autocomplete": "off",
            }
            if errors:
                attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}_error"}
            cells.append(
                {
                    "column": column,
                    "errors": errors,
                    "error_id": f"{bound.auto_id}_error",
                    "input": bound.as_widget(attrs=attrs),
                    "select": isinstance(bound.field.widget, Select),
                }
            )
        return cells
