"""The form in which values are tried: every value that stands, to type over. What differs becomes an edit."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from assessments.bam.attributes import ATTRIBUTE_CODES, label, unit
from assessments.bam.inputs import (
    ManagementZoneInput,
    PlotObservation,
    SpeciesInput,
    TreeGroupInput,
    ZoneInput,
)
from assessments.web.fields import HectaresField
from assessments.web.workbench.cells import GROUPS, SEEN, Cell, name_of, number_field, unit_of, value_of
from assessments.what_if import edits as kinds
from assessments.what_if.edits import ALWAYS_RECORDED, LIMITS, PLOT_CODES, STEM_CODES, WHOLE, Edit
from registry.findings import Finding
from registry.forms import RegistryForm


class TryForm(RegistryForm):
    """Values of one zone (some of its plots, its area, its management zones, species in it), or groups of trees."""

    reason = forms.CharField(
        label="Reason, for future means and gains you enter",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=10_000,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        zone: ZoneInput | None = None,
        plots: Sequence[PlotObservation] = (),
        species: Sequence[SpeciesInput] = (),
        trees: Sequence[TreeGroupInput] = (),
        stewardship: bool = False,
    ) -> None:
        super().__init__(data)
        self.cells: dict[str, Cell] = {}
        self.sent_from: list[str] = []
        self.plots, self.species, self.trees = plots, species, trees
        self.parts = zone.management_zones if zone else ()
        if zone is not None:
            self._add_zone(zone, stewardship)
            for number, plot in enumerate(plots):
                self._add_plot(zone.key, number, plot)
            for number, part in enumerate(zone.management_zones):
                self._add_part(zone.key, number, part, stewardship)
            for number, one in enumerate(species):
                self._add_habitat(zone.key, number, one)
        for number, group in enumerate(trees):
            self._add_trees(number, group)
        if not self.parts:
            del self.fields["reason"]

    def _add(self, cell: Cell, field: forms.Field) -> None:
        self.cells[cell.name] = cell
        field.initial = cell.text(cell.stored)
        self.fields[cell.name] = field

    def _add_zone(self, zone: ZoneInput, stewardship: bool) -> None:
        self._add(
            Cell("area", zone.area_m2, lambda value: kinds.ZoneArea(zone.key, value), area=True),
            HectaresField(label="Area of the zone, ha", min_value=Decimal("0.01"), decimal_places=2),
        )
        if stewardship and zone.stewardship is not None:
            self._add(
                Cell(
                    "weeds",
                    zone.stewardship.planned_high_threat_weed_cover,
                    lambda value: kinds.PlannedWeedCover(zone.key, value),
                ),
                number_field("High threat weed cover with management, %", (0, 100), required=False),
            )

    def _add_plot(self, zone: str, number: int, plot: PlotObservation) -> None:
        for code in PLOT_CODES:
            name = f"plot-{number}-{code}"

            def make(value: float | None, code: str = code) -> Edit:
                return kinds.PlotValue(zone, plot.label, code, value)

            words = f"Plot {plot.label}: {code.partition('.')[0]}, {name_of(code).lower()} ({unit_of(code)})"
            field: forms.Field
            if code in STEM_CODES or code == "function.regeneration":
                field = forms.ChoiceField(label=words, choices=SEEN, required=False)
            else:
                field = number_field(
                    words, LIMITS[code], required=code in ALWAYS_RECORDED, whole=code in WHOLE
                )
            self._add(Cell(name, value_of(plot, code), make), field)

    def _add_part(self, zone: str, number: int, part: ManagementZoneInput, stewardship: bool) -> None:
        self._add(
            Cell(
                f"part-{number}-area",
                part.area_m2,
                lambda value: kinds.PartArea(zone, part.key, value),
                area=True,
            ),
            HectaresField(label=f"Area of {part.name}, ha"),
        )
        if stewardship:
            self._add(
                Cell(
                    f"part-{number}-gain",
                    part.typed_gain,
                    lambda value: kinds.TypedGain(zone, part.key, value),
                ),
                number_field(f"Gain of {part.name}, if you enter it yourself", (-100, 100), required=False),
            )
        for code in ATTRIBUTE_CODES:

            def make(value: float | None, code: str = code) -> Edit:
                return kinds.FutureMean(zone, part.key, code, value)

            words = f"{part.name}: future {code.partition('.')[0]}, {label(code).lower()} ({unit(code)})"
            self._add(
                Cell(f"part-{number}-{code}", part.future_means.get(code), make),
                number_field(words, LIMITS[code], required=False),
            )

    def _add_habitat(self, zone: str, number: int, species: SpeciesInput) -> None:
        holding = next(one for one in species.zones if one.zone_key == zone)
        name = species.scientific_name
        if holding.area_m2 is not None:
            self._add(
                Cell(
                    f"species-{number}",
                    holding.area_m2,
                    lambda value: kinds.HabitatArea(name, zone, value),
                    area=True,
                ),
                HectaresField(label=f"Habitat of {name}, ha"),
            )
        elif holding.individuals is not None:
            self._add(
                Cell(
                    f"species-{number}",
                    holding.individuals,
                    lambda value: kinds.HabitatCount(name, zone, int(value)),
                ),
                number_field(f"Individuals of {name}", (0, 10**9), required=True, whole=True),
            )

    def _add_trees(self, number: int, group: TreeGroupInput) -> None:
        hollows = "with hollows" if group.hollows else "without hollows"
        self._add(
            Cell(f"trees-{number}", group.trees, lambda value: kinds.TreeCount(group.key, int(value))),
            number_field(
                f"{group.tree_species}, {group.dbh_cm} cm, {hollows}: number of trees",
                (1, 1_000_000),
                required=True,
                whole=True,
            ),
        )

    def edits(self) -> list[Edit]:
        """An edit for every value that differs from what stands. The form remembers which field each came from."""
        found: list[Edit] = []
        self.sent_from = []
        for cell in self.cells.values():
            typed = cell.typed(self.cleaned_data.get(cell.name))
            if typed != cell.stored:
                found.append(cell.make(typed))
                self.sent_from.append(cell.name)
        return found

    def place(self, finding: Finding) -> Finding:
        """A finding about an edit, beside the field the edit came from."""
        head, _, rest = finding.field.partition("]")
        index = head.removeprefix("edits[")
        if rest or (head != finding.field and index.isdigit()):
            name = self.sent_from[int(index)] if int(index) < len(self.sent_from) else ""
            return Finding(finding.code, finding.message, name, clause=finding.clause)
        return finding

    def cell(self, name: str) -> dict[str, Any]:
        """A field as the page draws it, with what stands when something else was typed."""
        cell, bound, cleaned = self.cells[name], self[name], getattr(self, "cleaned_data", {})
        was = ""
        if self.is_bound and name in cleaned and cell.typed(cleaned[name]) != cell.stored:
            was = cell.text(cell.stored) or "nothing"
            if isinstance(bound.field, forms.ChoiceField):
                was = dict(SEEN).get(cell.text(cell.stored), was)
        return {"field": bound, "was": was}

    def plot_groups(self) -> list[dict[str, Any]]:
        """The grid of plots: a table for each component, a row for each attribute, a column for each plot."""
        return [
            {
                "title": title,
                "hint": hint,
                "rows": [
                    {
                        "code": code,
                        "label": name_of(code),
                        "unit": unit_of(code),
                        "cells": [self.cell(f"plot-{number}-{code}") for number in range(len(self.plots))],
                    }
                    for code in codes
                ],
            }
            for title, hint, codes in GROUPS
        ]

    def part_groups(self) -> list[dict[str, Any]]:
        """Management zones: area and gain, then the future means, which are many."""
        found = []
        for number, part in enumerate(self.parts):
            names = [name for name in (f"part-{number}-area", f"part-{number}-gain") if name in self.cells]
            futures = [self.cell(f"part-{number}-{code}") for code in ATTRIBUTE_CODES]
            used = [one for one in futures if one["was"] or one["field"].errors or one["field"].value()]
            found.append(
                {
                    "part": part,
                    "cells": [self.cell(name) for name in names],
                    "futures": futures,
                    "open": bool(used),
                }
            )
        return found

    def other_cells(self, prefix: str) -> list[dict[str, Any]]:
        """Cells of species, of trees, or of the zone itself."""
        names = ("area", "weeds") if prefix == "zone" else [n for n in self.cells if n.startswith(prefix)]
        return [self.cell(name) for name in names if name in self.cells]

    def zone_cells(self) -> list[dict[str, Any]]:
        """Cells of the zone itself."""
        return self.other_cells("zone")

    def species_cells(self) -> list[dict[str, Any]]:
        """Cells of species in the zone."""
        return self.other_cells("species-")

    def tree_cells(self) -> list[dict[str, Any]]:
        """Cells of groups of trees."""
        return self.other_cells("trees-")
