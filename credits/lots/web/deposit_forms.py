"""Forms for the money of first sales and retirements."""

from typing import Any

from django import forms

from assessments.web.fields import DayField
from credits.lots.web.fields import ReasonField
from registry.forms import RegistryForm
from registry.fund.services.owed import Asked
from registry.fund.web.books_forms import DollarsField


class MoneyForm(RegistryForm):
    """Money as it came; a top-up is asked for only where the price is below the share."""

    received_cents = DollarsField(label="Amount received in dollars")
    received_on = DayField(label="Day it was received")
    receipt = forms.CharField(
        label="The bank's reference",
        max_length=120,
        error_messages={"required": "Enter the bank's reference."},
    )
    top_up_cents = DollarsField(label="Top-up by the seller in dollars")
    top_up_receipt = forms.CharField(label="The bank's reference of the top-up", max_length=120)

    def __init__(self, *args: Any, wanted: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not wanted.top_up_cents:
            del self.fields["top_up_cents"], self.fields["top_up_receipt"]


class ClearForm(RegistryForm):
    """The value date."""

    cleared_on = DayField(label="Day it cleared", help_text="The value date on the bank statement.")


class GiveBackForm(RegistryForm):
    """Why it goes back."""

    reason = ReasonField()


class OutsideForm(RegistryForm):
    """The document that shows the payment."""

    document = forms.CharField(
        label="Document",
        max_length=300,
        help_text="What shows that the share was paid: its date, who wrote it, where it is kept.",
        error_messages={"required": "Name the document that shows the payment."},
    )
