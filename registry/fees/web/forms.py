"""Forms of the fee pages. Rules live in the services; a form only reads what was typed."""

from decimal import Decimal
from typing import Any

from django import forms

from registry.fees.models import FeeKind
from registry.forms import RegistryForm
from registry.parties.web.forms import DateField


class AmountForm(RegistryForm):
    """An amount in dollars, from a day on."""

    kind = forms.ChoiceField(
        label="What the fee is for",
        choices=FeeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the fee is for."},
    )
    amount_cents = forms.DecimalField(
        label="Amount in dollars",
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text="For example 412.50. Enter 0 where the fee is nil.",
        error_messages={"required": "Enter the amount in dollars, or 0 where the fee is nil."},
    )
    effective_from = DateField(label="In force from")
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="The instrument that sets the fee, and where and when you read it.",
        error_messages={"required": "Name the instrument that sets the fee and where you read it."},
    )

    def values(self) -> dict[str, Any]:
        """The command's inputs: the form takes two decimals at most, so the cents are whole."""
        data = dict(self.cleaned_data)
        return {**data, "amount_cents": int(data["amount_cents"] * 100)}


class PaidForm(RegistryForm):
    """When a charge was paid, and the receipt."""

    paid_on = DateField(label="Paid on")
    receipt = forms.CharField(
        label="Receipt or invoice number",
        max_length=120,
        error_messages={"required": "Enter the receipt or invoice number."},
    )
