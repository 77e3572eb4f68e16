"""Forms of the plot import: the file, the cells of one staged row, and how to commit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assessments.models import PlotImportRow
from assessments.plots.limits import DEFAULT_LIMITS, MEBIBYTE
from assessments.plots.rows import CELL_LENGTH_MAXIMUM
from assessments.plots.template import COLUMNS, PlotColumn
from registry.forms import RegistryForm

GROUP_TITLES = {
    "zone": "Plot and zone",
    "location": "Place",
    "composition": "Composition: native species in 400 m²",
    "structure": "Structure: native foliage cover in 400 m², %",
    "function": "Function in 1,000 m²",
    "weeds": "Weeds",
}


class PlotFileForm(RegistryForm):
    """A plot file to look at before it becomes part of the assessment."""

    file = forms.FileField(
        label="Plot file",
        allow_empty_file=True,
        max_length=200,
        help_text=f"CSV or XLSX in the 32-column template, at most {DEFAULT_LIMITS.file_bytes // MEBIBYTE} MB.",
        error_messages={"required": "Choose the file to upload."},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class CommitForm(RegistryForm):
    """What happens to plots that the assessment has already."""

    replace = forms.BooleanField(
        label="Replace plots of the same name",
        required=False,
        help_text="Without this, plots that are there already are refused by name and nothing changes.",
    )


class RowForm(RegistryForm):
    """The cells of one staged row as they were typed. What is wrong is shown beside its cell."""

    def __init__(self, *args: Any, row: PlotImportRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.told: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for finding in row.findings:
            self.told[finding["column"] or finding["field"]].append(finding)
        for column in self.columns:
            self.fields[column.name] = forms.CharField(
                label=column.label,
                required=False,
                max_length=CELL_LENGTH_MAXIMUM,
                initial=row.raw[column.name],
                help_text=_asked(column),
                widget=forms.TextInput(attrs=self._attributes(column.name)),
            )

    def _attributes(self, name: str) -> dict[str, str]:
        """A cell with findings is tied to them for a screen reader, and an error marks it."""
        attributes = {"autocomplete": "off"}
        if self.told.get(name):
            attributes["aria-describedby"] = f"id_{name}_helptext id_{name}_told"
        if any(one["severity"] == "error" for one in self.told.get(name, [])):
            attributes["aria-invalid"] = "true"
        return attributes

    @property
    def columns(self) -> list[PlotColumn]:
        """The template's columns that the file has."""
        return [column for column in COLUMNS if column.name in self.row.raw]

    def changed(self) -> dict[str, str]:
        """The cells that differ from what is staged."""
        return {
            name: str(self.cleaned_data[name])
            for name in self.fields
            if self.cleaned_data[name] != self.row.raw[name]
        }

    def groups(self) -> list[dict[str, Any]]:
        """The cells in the template's groups, each with what is told about it."""
        return [
            {"title": title, "cells": cells}
            for group, title in GROUP_TITLES.items()
            if (cells := list(self._cells(c for c in self.columns if c.group == group)))
        ]

    def _cells(self, columns: Iterable[PlotColumn]) -> Iterable[dict[str, Any]]:
        for column in columns:
            told = self.told.get(column.name, [])
            yield {
                "field": self[column.name],
                "name": column.name,
                "errors": [one["message"] for one in told if one["severity"] == "error"],
                "warnings": [one["message"] for one in told if one["severity"] == "warning"],
            }


def _asked(column: PlotColumn) -> str:
    """What the template asks for in a column, in short."""
    if column.kind == "label":
        return "Text"
    if column.kind == "condition":
        return "Letters, digits, _ and -"
    low, high = column.limits
    blank = "" if column.required else ", or empty"
    unit = f" {column.unit}" if column.unit else ""
    return f"{low} to {high}{unit}{blank}"
