"""Forms for money paid in without credits. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from registry.agreements.web.forms import OrganisationField
from registry.forms import RegistryForm
from registry.fund.web.books_forms import DollarsField, ReasonField
from registry.fund.web.books_forms import WhyForm as WhyForm
from registry.parties.models import Organisation
from registry.parties.web.forms import DateField


class DirectDepositForm(RegistryForm):
    """Money that came for a site."""

    payer_id = OrganisationField(
        label="From", help_text="An owner of the land, a former one, who applied, or the trust."
    )
    amount_cents = DollarsField()
    reason = ReasonField(label="What it is paid for", missing="Enter what it is paid for.")
    received_on = DateField(label="Day it was received")
    receipt = forms.CharField(
        label="The bank’s reference",
        max_length=120,
        error_messages={"required": "Enter the bank’s reference."},
    )

    def __init__(self, *args: Any, payers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payer: Any = self.fields["payer_id"]
        payer.queryset = payers

    @staticmethod
    def values(data: dict[str, Any]) -> dict[str, Any]:
        """The command's inputs."""
        payer: Organisation = data["payer_id"]
        return {**data, "payer_id": str(payer.public_id)}


class ClearedForm(RegistryForm):
    """The value date."""

    cleared_on = DateField(label="Day it cleared", help_text="The value date on the bank statement.")
