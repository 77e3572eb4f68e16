"""The lines of a plot's species list as rows of inputs, and the forms of a file of lists."""

from decimal import Decimal
from typing import Any

from django import forms

from assessments.models import PlotSpecies
from assessments.plot_species.counting import CountedLine
from assessments.plot_species.reader import ROWS_MAXIMUM
from assessments.web.fields import NumberText
from registry.forms import RegistryForm

NAMES_LIST = "plant-names"
HEADS = {
    "scientific_name": "Species",
    "cover_percent": "Cover, %",
    "individuals": "Individuals",
    "growth_form": "Growth form",
    "native": "Native",
    "high_threat_weed": "High threat weed",
    "source": "Source of your answer",
}
WIDTHS = {"scientific_name": "name", "source": "source", "growth_form": "choice", "native": "answer"}
YES_NO = [("yes", "Yes"), ("no", "No")]
TRUTH = {"yes": True, "no": False, "": None}


def _answer(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


class PlantRowForm(RegistryForm):
    """One line. An empty answer is the reference data's, which its empty choice shows; an empty row is nothing."""

    scientific_name = forms.CharField(label="Species", max_length=200)
    cover_percent = forms.DecimalField(
        label="Cover, %",
        min_value=0,
        max_value=100,
        decimal_places=1,
        widget=NumberText(),
        error_messages={"required": "Enter the foliage cover in 400 m², %."},
    )
    individuals = forms.IntegerField(
        label="Individuals", min_value=0, max_value=1_000_000, required=False, widget=NumberText(whole=True)
    )
    growth_form = forms.ChoiceField(label="Growth form", required=False)
    native = forms.ChoiceField(label="Native", required=False)
    high_threat_weed = forms.ChoiceField(label="High threat weed", required=False)
    source = forms.CharField(label="Source", max_length=300, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        number: int,
        row: PlotSpecies | None = None,
        line: CountedLine | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            data, prefix=f"r{number}", auto_id="id_%s", initial=_initial(row) if row else {}, **kwargs
        )
        self.number, self.row, self.line = number, row, line
        known = line.plant.known if line else None
        shown = {
            "growth_form": known.growth_form.capitalize() if known else "",
            "native": dict(YES_NO).get(_answer(known.native), "") if known else "",
            "high_threat_weed": dict(YES_NO).get(_answer(line.plant.high_threat_weed), "")
            if line and known
            else "",
        }
        for name, choices in (
            ("growth_form", list(PlotSpecies.GrowthForm.choices)),
            ("native", YES_NO),
            ("high_threat_weed", YES_NO),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", f"{shown[name]} (listed)" if shown[name] else "–"), *choices]

    @property
    def empty(self) -> bool:
        """Nothing was typed, or the name of a stored plant was cleared: the row is no plant."""
        if not self.is_bound:
            return self.row is None
        typed = {name: str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields}
        return not any(typed.values()) or (self.stored and not typed["scientific_name"])

    @property
    def stored(self) -> bool:
        """Was this row a plant of the list when the page was drawn?"""
        return self.row is not None or bool(self.data.get(self.add_prefix("stored")))

    @property
    def name(self) -> str:
        """What a person calls the row."""
        return self.row.scientific_name if self.row else f"Row {self.number + 1}"

    def values(self) -> dict[str, Any]:
        """The line as the service takes it."""
        data = self.cleaned_data
        return {
            **{
                name: data[name]
                for name in ("scientific_name", "cover_percent", "individuals", "growth_form")
            },
            "native": TRUTH[data["native"]],
            "high_threat_weed": TRUTH[data["high_threat_weed"]],
            "source": data["source"],
        }

    def cells(self) -> list[dict[str, Any]]:
        """The row's inputs, each with its label for a screen reader and its error."""
        found = []
        for name, head in HEADS.items():
            bound = self[name]
            errors = bound.errors if self.is_bound and not self.empty else []
            attrs: dict[str, str | bool] = {
                "class": f"veg-cell veg-cell--{WIDTHS.get(name, 'number')}",
                "aria-label": f"{self.name}: {head}",
                "autocomplete": "off",
            }
            if name == "scientific_name":
                attrs["list"] = NAMES_LIST
            if errors:
                attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}_error"}
            found.append(
                {
                    "errors": errors,
                    "error_id": f"{bound.auto_id}_error",
                    "input": bound.as_widget(attrs=attrs),
                }
            )
        return found


def _initial(row: PlotSpecies) -> dict[str, Any]:
    return {
        "scientific_name": row.scientific_name,
        "cover_percent": _number(row.cover_percent),
        "individuals": row.individuals,
        "growth_form": row.growth_form,
        "native": _answer(row.native),
        "high_threat_weed": _answer(row.high_threat_weed),
        "source": row.source,
    }


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


class SpeciesFileForm(RegistryForm):
    """A file of species lists to look at before it goes in."""

    file = forms.FileField(
        label="File of species lists",
        allow_empty_file=True,
        max_length=200,
        help_text=f"CSV or XLSX with the columns plot, species and cover; individuals and zone may be left out. At "
        f"most 5 MB and {ROWS_MAXIMUM:,} rows.",
        error_messages={"required": "Choose the file to upload."},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class TakeInForm(RegistryForm):
    """How a file that was looked at goes in. `lists` carries what was read, as plain CSV; it is checked again."""

    lists = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=5_000_000)
    count = forms.BooleanField(
        label="Count richness, cover and weed cover of these plots from their lists",
        required=False,
        help_text="The numbers that are there are replaced, now and at each change of a list.",
    )
    replace = forms.BooleanField(
        label="Replace lists that are there already",
        required=False,
        help_text="Without this, plots that have a list are refused by name and nothing changes.",
    )
