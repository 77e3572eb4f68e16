"""The price calculator's form. It is sent by GET, so that a calculation has an address of its own; the rules are in
`credits.market.pricing.reading`."""

from typing import Any

from django import forms

from credits.market.pricing import build_up as pricing
from credits.market.pricing import reading
from credits.market.pricing.build_up import BuildUp
from registry.findings import InvalidInput
from registry.forms import RegistryForm

DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
HINTS = {
    pricing.MANAGEMENT: "The running cost of the agreed activities. Enter the Total Fund Deposit where you know it.",
    pricing.OPPORTUNITY: "What the land no longer earns because its use is restricted, added up in today's money.",
}
LABELS = {
    **pricing.SETUP_LINES,
    pricing.MANAGEMENT: "Cost of management",
    pricing.OPPORTUNITY: "Opportunity cost of the land",
}


class CalculatorForm(RegistryForm):
    """Costs in dollars, credits, and the profit expected in per cent. `result` is there when the form is valid."""

    result: BuildUp

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in reading.COST_FIELDS:
            self.fields[name] = _number(LABELS[name], HINTS.get(name, ""))
        self.fields["management_basis"] = basis = forms.ChoiceField(
            label="The cost of management is",
            choices=list(pricing.MANAGEMENT_BASES.items()),
            initial=pricing.DEPOSIT,
            required=False,
            widget=forms.RadioSelect,
        )
        basis.optional_word = "the deposit where nothing is chosen"  # type: ignore[attr-defined]
        self.fields["credits"] = _number(
            "Number of credits", "All credits of the site together, whole credits."
        )
        self.fields["credits"].required = True
        self.fields["credits"].error_messages["required"] = "Enter how many credits the site gives."
        self.fields["margin"] = margin = _number(
            "Expected profit in per cent of cost", "Usually 5 to 25. Supply and demand decide."
        )
        margin.initial = reading.USUAL_MARGIN
        margin.optional_word = f"{reading.USUAL_MARGIN} where left empty"  # type: ignore[attr-defined]
        setup, costs = list(pricing.SETUP_LINES), [pricing.MANAGEMENT, pricing.OPPORTUNITY]
        self.order_fields([*setup, "management_basis", *costs, "credits", "margin"])

    def clean(self) -> dict[str, Any]:
        """The build-up, or every fault beside its field."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        try:
            self.result = reading.read(data)
        except InvalidInput as refusal:
            for finding in refusal.findings:
                self.add_error(finding.field, forms.ValidationError(finding.message, finding.code))
        return data


def _number(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=reading.LONGEST,
        widget=forms.TextInput(attrs=DECIMAL),
    )
