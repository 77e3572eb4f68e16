"""One line of the table of costs as a form: what it is for, the same amount each year, and each year's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.web.fields import NumberText
from registry.agreements.models import PlanAction, PlanCost
from registry.agreements.web.costs.lines import COLUMNS, CostLine, cents_of, column_name, fill, span_of, typed
from registry.forms import RegistryForm

WHOLE_PLAN = "plan"


def cell_name(year: int | None) -> str:
    """The form's field of a year."""
    return "ongoing" if year is None else f"y{year}"


class DollarsField(forms.CharField):
    """An amount of dollars; its clean value is whole cents, or None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=30, widget=NumberText(attrs={"class": "veg-cell"}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        """Whole cents. Raises ValidationError with what to do."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return cents_of(text)
        except ValueError as error:
            raise forms.ValidationError(str(error), "cost.amount") from error


class CostLineForm(RegistryForm):
    """A line. `each` fills the empty years of the action."""

    action = forms.ChoiceField(label="Action", widget=forms.Select(attrs={"class": "veg-cell"}))
    purpose = forms.ChoiceField(
        label="Purpose", choices=PlanCost.Purpose.choices, widget=forms.Select(attrs={"class": "veg-cell"})
    )
    each = DollarsField(label="Same each year")

    def __init__(self, *args: Any, number: int, actions: Sequence[PlanAction], **kwargs: Any) -> None:
        kwargs |= {"prefix": f"r{number}", "auto_id": "id_%s"}
        super().__init__(*args, **kwargs)
        self.number = number
        self.actions = {str(action.public_id): action for action in actions}
        own: Any = self.fields["action"]
        own.choices = [
            (WHOLE_PLAN, "The plan as a whole"),
            *((key, action.title) for key, action in self.actions.items()),
        ]
        for year in COLUMNS:
            self.fields[cell_name(year)] = DollarsField(label=column_name(year))
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"Line {number + 1}: {field.label}"

    def add_prefix(self, field_name: str) -> str:
        """Names without Django's own joining, as the table's script reads them."""
        return f"r{self.number}-{field_name}"

    @property
    def empty(self) -> bool:
        """No amount was typed: the line is left out."""
        return not any(
            str(self[name].value() or "").strip() for name in ("each", *(cell_name(year) for year in COLUMNS))
        )

    def line(self) -> CostLine:
        """The typed amounts, the empty years of the action's span filled with the amount of each year."""
        data = self.cleaned_data
        action = None if data["action"] == WHOLE_PLAN else data["action"]
        amounts = {year: data[cell_name(year)] for year in COLUMNS}
        line = CostLine(action, data["purpose"], {y: a for y, a in amounts.items() if a is not None})
        if data["each"] is not None:
            fill(line, data["each"], span_of(self.actions.get(action) if action else None))
        return line

    def cells(self) -> list[dict[str, Any]]:
        """What stands in each column: the input, its error, and whether it is the first year."""
        return [self._cell(name) for name in self.fields]

    def _cell(self, name: str) -> dict[str, Any]:
        field = self[name]
        errors = [str(error) for error in field.errors] if self.is_bound and not self.empty else []
        return {"name": name, "input": field, "errors": errors, "error": self._error(name, errors)}

    def _error(self, name: str, errors: Sequence[str]) -> SafeString:
        if not errors:
            return SafeString("")
        return format_html(
            '<span class="veg-grid-error" id="id_r{}-{}_error">{}</span>', self.number, name, errors[0]
        )


def initial_of(line: CostLine) -> dict[str, str]:
    """A stored line as it stands in the form."""
    return {
        "action": line.action or WHOLE_PLAN,
        "purpose": line.purpose,
        **{cell_name(year): typed(line.cents.get(year)) for year in COLUMNS},
    }
