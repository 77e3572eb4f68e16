"""The form of the deposit calculator: lines of a plan as rows of a table, then rate, timing and additions."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.web.fields import NumberText
from registry.agreements.web.costs.form import DollarsField
from registry.findings import Finding
from registry.forms import RegistryForm
from registry.fund.money.plan_lines import KINDS, PLAN_YEARS, PlanLine
from registry.fund.money.present_value import Timing
from registry.fund.money.what_if import MOST_LINES
from registry.units import parse_decimal

CELL = {"class": "veg-cell"}
EMPTY_LINES = 3
KIND_NAMES = dict(
    zip(KINDS, ("Required management", "Active restoration", "Monitoring and reporting"), strict=True)
)
TIMING_NAMES = {
    Timing.ADVANCE: "On the first day of each year (in advance)",
    Timing.ARREARS: "On the last day of each year (in arrears)",
}
LONGEST = 40
HUNDRED = Decimal(100)


class NumberField(forms.CharField):
    """A typed number, exact; its clean value is a Decimal, or None when empty. `scale` divides it: 100 for per cent."""

    def __init__(self, *, scale: Decimal = Decimal(1), cell: bool = False, **kwargs: Any) -> None:
        attrs = CELL if cell else {}
        super().__init__(required=False, max_length=LONGEST, widget=NumberText(attrs=attrs), **kwargs)
        self.scale = scale

    def clean(self, value: Any) -> Any:
        """The number. Raises ValidationError with what to do."""
        text = super().clean(value).replace(",", "").removesuffix("%")
        if not text.strip():
            return None
        try:
            return parse_decimal(text) / self.scale
        except ValueError as error:
            raise forms.ValidationError("Enter a plain number, for example 2.5.", "number") from error


class PlanLineForm(RegistryForm):
    """A line of the plan. A line in which nothing is typed is left out."""

    code = forms.CharField(label="Item", required=False, max_length=60, widget=forms.TextInput(attrs=CELL))
    kind = forms.ChoiceField(label="Kind", choices=list(KIND_NAMES.items()), widget=forms.Select(attrs=CELL))
    quantity = NumberField(label="Quantity", cell=True)
    unit = forms.CharField(label="Unit", required=False, max_length=20, widget=forms.TextInput(attrs=CELL))
    unit_cost = DollarsField(label="Dollars for one unit")
    first_year = NumberField(label="First year", cell=True)
    last_year = NumberField(label="Last year", cell=True)
    every = NumberField(label="Every … years", cell=True)
    real_escalation = NumberField(label="Real rise, % a year", scale=HUNDRED, cell=True)
    in_perpetuity = forms.BooleanField(label="Goes on after year 20", required=False)

    TYPED = ("code", "quantity", "unit", "unit_cost")

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"prefix": f"r{number}", "auto_id": "id_%s"}))
        self.number = number
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"Line {number + 1}: {field.label}"

    @property
    def empty(self) -> bool:
        """Nothing was typed that makes a line."""
        return not any(str(self[name].value() or "").strip() for name in self.TYPED)

    def clean(self) -> dict[str, Any]:
        """Every number that a line needs."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("quantity", "unit_cost"):
            if name in data and data[name] is None:
                self.add_error(name, forms.ValidationError("Enter a number; 0 is one.", "missing"))
        for name in ("first_year", "last_year", "every"):
            value = data.get(name)
            if value is not None and (value != value.to_integral_value() or abs(value) > 1_000):
                self.add_error(name, forms.ValidationError("Enter a whole number of years.", "whole"))
        return data

    def line(self) -> PlanLine:
        """The line of a valid form. An empty first year is 1, an empty last year the first, or 20 where it goes on."""
        data = self.cleaned_data
        first = int(1 if data["first_year"] is None else data["first_year"])
        usual_last = PLAN_YEARS if data["in_perpetuity"] else first
        return PlanLine(
            code=data["code"].strip(),
            kind=data["kind"],
            unit=data["unit"].strip(),
            quantity=data["quantity"],
            unit_cost=Decimal(data["unit_cost"]) / HUNDRED,
            first_year=first,
            last_year=int(usual_last if data["last_year"] is None else data["last_year"]),
            every=int(1 if data["every"] is None else data["every"]),
            real_escalation=data["real_escalation"] or Decimal(0),
            in_perpetuity=data["in_perpetuity"],
        )

    def cells(self) -> list[dict[str, Any]]:
        """What stands in each column: the input and its error."""
        return [{"input": self[name], "error": self._error(name), "name": name} for name in self.fields]

    def _error(self, name: str) -> SafeString:
        errors = self[name].errors if self.is_bound and not self.empty else []
        if not errors:
            return SafeString("")
        return format_html(
            '<span class="veg-grid-error" id="id_r{}-{}_error">{}</span>', self.number, name, errors[0]
        )


class RulesForm(RegistryForm):
    """What is worked out with the lines."""

    rate = NumberField(
        label="Discount rate in per cent a year",
        scale=HUNDRED,
        help_text="A real rate: above inflation. The rates that were published stand below.",
    )
    timing = forms.ChoiceField(
        label="Each year's payment is made",
        choices=[(timing.value, label) for timing, label in TIMING_NAMES.items()],
        initial=Timing.ADVANCE.value,
        widget=forms.RadioSelect,
    )
    contingency = NumberField(
        label="Contingency in per cent of each year's lines", scale=HUNDRED, help_text="Empty: none."
    )
    administration = DollarsField(label="Administration in dollars a year", help_text="Empty: none.")
    ongoing = DollarsField(
        label="Cost of each year after year 20, in dollars",
        help_text="Empty: worked out from the lines that go on after year 20.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("administration", "ongoing"):
            self.fields[name].widget.attrs.pop("class", None)
        self.fields["rate"].required = True
        self.fields["rate"].error_messages["required"] = "Enter the discount rate, for example 3.2."


def typed_lines(data: Mapping[str, Any]) -> list[PlanLineForm]:
    """The rows that were sent, in their order."""
    numbers = [number for number in range(MOST_LINES + EMPTY_LINES) if f"r{number}-kind" in data]
    return [PlanLineForm(data, number=number) for number in numbers]


def blank_lines(count: int, *, after: int = 0) -> list[PlanLineForm]:
    """Rows to fill in."""
    room = max(0, MOST_LINES - after)
    return [PlanLineForm(number=after + extra) for extra in range(min(count, room))]


def place(
    findings: Iterable[Finding], lines: Sequence[PlanLineForm], rules: RulesForm
) -> list[dict[str, str]]:
    """Put each finding beside the cell or field it is about; what has neither is told above the form. Years that no
    line covers are told in one sentence."""
    missing, told = [], []
    for finding in findings:
        if finding.code == "plan.year_missing":
            missing.append(finding.field.removeprefix("year_"))
        elif finding.row is not None and finding.row <= len(lines) and finding.column in lines[0].fields:
            message = finding.message.partition(": ")[2] or finding.message
            lines[finding.row - 1].add_error(finding.column, forms.ValidationError(message, finding.code))
        elif finding.field in rules.fields:
            rules.add_error(finding.field, forms.ValidationError(finding.message, finding.code))
        else:
            told.append({"text": finding.message, "target": ""})
    if missing:
        one = len(missing) == 1
        years = missing[0] if one else f"{', '.join(missing[:-1])} and {missing[-1]}"
        text = f"No line covers year{'' if one else 's'} {years}. Add a line, or let another run longer."
        told.append({"text": text, "target": ""})
    return told


def problems_of(lines: Sequence[PlanLineForm], rules: RulesForm) -> list[dict[str, str]]:
    """Every error of rows and fields with the address of its place."""
    found = [
        {
            "text": f"Line {line.number + 1}, {line.fields[name].label}: {error}",
            "target": f"#id_r{line.number}-{name}",
        }
        for line in lines
        if not line.empty
        for name, errors in line.errors.items()
        for error in errors
    ]
    return found + [
        {"text": str(error), "target": f"#{rules[name].id_for_label or rules[name].auto_id + '_0'}"}
        for name, errors in rules.errors.items()
        for error in errors
    ]


EXAMPLE: tuple[dict[str, Any], ...] = tuple(
    {
        "code": code,
        "kind": kind,
        "quantity": quantity,
        "unit": unit,
        "unit_cost": cost,
        "first_year": first,
        "last_year": last,
        "every": every,
        "in_perpetuity": on,
    }
    for code, kind, quantity, unit, cost, first, last, every, on in (
        ("Fence", "required", "2400", "m", "18.50", "1", "1", "", False),
        ("Fence upkeep", "required", "2400", "m", "0.35", "2", "20", "", True),
        ("Weeds, first years", "active", "38.6", "ha", "412.75", "1", "3", "", False),
        ("Weeds, later years", "active", "38.6", "ha", "145.20", "4", "20", "", True),
        ("Pest animals", "required", "1", "year", "3250.00", "1", "20", "", True),
        ("Burn", "required", "12", "ha", "210.00", "5", "20", "5", True),
        ("Survey", "reporting", "1", "survey", "2980.00", "5", "20", "5", True),
        ("Planting", "active", "1500", "plant", "6.80", "2", "3", "", False),
        ("Report", "reporting", "1", "report", "1100.00", "1", "20", "", True),
    )
)
"""A made-up plan of 38.6 hectares, to see how the form works."""
