"""Forms of payment runs. Rules live in the services; a form only reads what was typed."""

from django import forms

from registry.forms import RegistryForm
from registry.fund.bank.returns import LARGEST_FILE_BYTES
from registry.fund.models import PaymentRun
from registry.fund.web.books_forms import ReasonField
from registry.parties.web.forms import DateField


class OpenForm(RegistryForm):
    """Which day, and what kind of run."""

    due_to = DateField(label="Pay what is due on or before")
    kind = forms.ChoiceField(
        label="Kind of run",
        choices=PaymentRun.RunKind.choices,
        widget=forms.RadioSelect,
        initial=PaymentRun.RunKind.SUPPLEMENTARY.value,
        error_messages={"required": "Choose the kind of run."},
    )


class ApproveForm(RegistryForm):
    """It carries the fingerprint of the lines that were shown."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SettleForm(RegistryForm):
    """When the bank paid."""

    paid_on = DateField(label="Day on which the bank paid")


class DecideForm(RegistryForm):
    """Why it is paid all the same."""

    reason = ReasonField(
        max_length=2_000, help_text="It stands with the payment and in the record of the run."
    )


class ReturnsForm(RegistryForm):
    """A file of returned payments."""

    file = forms.FileField(
        label="Return file (CSV)",
        allow_empty_file=True,
        help_text="Made from your bank's report, with the columns lodgement_reference, bsb, account_number, amount, "
        "return_code and returned_on.",
        error_messages={"required": "Choose the file."},
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Its name and bytes."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB.", "too_big")
        return file.name, file.read()
