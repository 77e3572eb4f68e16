"""Forms of the books. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from registry.agreements.web.costs.lines import cents_of
from registry.agreements.web.forms import OrganisationField
from registry.forms import RegistryForm
from registry.fund.chart import CHARTS, FUNDS
from registry.fund.models import FundResult
from registry.fund.selectors.entries import SOURCES, Narrowing
from registry.fund.web.run_words import payment_told
from registry.parties.models import Organisation
from registry.parties.web.forms import DateField

NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
WHAT_RESULTS = (
    ("return", "Return"),
    ("loss", "Loss"),
    (FundResult.ResultKind.FEE.value, "Fund manager's fee"),
)


class DollarsField(forms.CharField):
    """Dollars and cents; its clean value is whole cents, exactly."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Amount in dollars")
        kwargs.setdefault("help_text", "For example 1,204.50.")
        super().__init__(
            max_length=30,
            widget=forms.TextInput(attrs=NUMBER),
            error_messages={"required": "Enter the amount in dollars."},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Whole cents. Raises ValidationError with what to do."""
        text = super().clean(value)
        try:
            return cents_of(text)
        except ValueError as error:
            said = str(error).replace("A cost cannot be below zero.", "Enter an amount above zero.")
            said = said.replace("more than a plan can cost", "more than the fund can hold")
            raise forms.ValidationError(said, "fund.amount") from None


class ReasonField(forms.CharField):
    """A few sentences that have to be there."""

    def __init__(self, *, missing: str = "Give a reason.", **kwargs: Any) -> None:
        kwargs.setdefault("label", "Reason")
        kwargs.setdefault("max_length", 4_000)
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 4}), error_messages={"required": missing}, **kwargs
        )


class ConfirmForm(RegistryForm):
    """Nothing to fill in: it carries the messages of a refusal."""


class WhyForm(RegistryForm):
    """Only a reason."""

    reason = ReasonField()


class TakeBackForm(RegistryForm):
    """Why a posting is taken back; it stands in the entry."""

    reason = ReasonField(max_length=150)


class ResultForm(RegistryForm):
    """A result of the fund."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=WHAT_RESULTS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )
    first_day = DateField(label="First day")
    last_day = DateField(label="Last day")
    amount_cents = DollarsField()
    reference = forms.CharField(
        label="Reference",
        max_length=200,
        help_text="The fund manager's report it is from.",
        error_messages={"required": "Enter where it is reported."},
    )

    def values(self, data: dict[str, Any]) -> dict[str, Any]:
        """The command's inputs: a loss is a return below zero."""
        if data["kind"] == "loss":
            return {**data, "kind": FundResult.ResultKind.RETURN.value, "amount_cents": -data["amount_cents"]}
        return data


class MoveForm(RegistryForm):
    """Money invested, or redeemed."""

    amount_cents = DollarsField()
    value_on = DateField(label="Day of value")
    reference = forms.CharField(
        label="Reference",
        max_length=180,
        help_text="The fund manager's.",
        error_messages={"required": "Enter the fund manager's reference."},
    )


class RecoveryForm(RegistryForm):
    """What a holder owes back."""

    party_id = OrganisationField(label="Holder", help_text="Who owns the land, or owned it.")
    amount_cents = DollarsField()
    reason = ReasonField(missing="Say why it is owed back.")
    payment_line = forms.ChoiceField(
        label="Payment it is from",
        required=False,
        help_text="Where one payment was too high: no more is claimed back of it than it was.",
        error_messages={"invalid_choice": "Choose one of the payments."},
    )

    def __init__(self, *args: Any, holders: Any, payments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed: Any = self.fields["payment_line"]
        listed.choices = [
            ("", "No single payment"),
            *((str(one.public_id), payment_told(one)) for one in payments),
        ]
        holder: Any = self.fields["party_id"]
        holder.queryset = holders
        if len(holders) == 1:
            holder.initial = holders[0].public_id

    def values(self, data: dict[str, Any]) -> dict[str, Any]:
        """The command's inputs."""
        party: Organisation = data["party_id"]
        return {**data, "party_id": str(party.public_id)}


class RepayForm(RegistryForm):
    """What came back."""

    amount_cents = DollarsField()
    received_on = DateField(label="Received on")
    receipt = forms.CharField(
        label="Receipt number", max_length=120, error_messages={"required": "Enter the receipt's number."}
    )


def _accounts() -> list[tuple[str, str]]:
    names = {code: account.name for chart in CHARTS.values() for code, account in chart.items()}
    return [("", "All accounts"), *((code, f"{code} {name}") for code, name in sorted(names.items()))]


class EntriesForm(RegistryForm):
    """Which entries to show."""

    fund = forms.ChoiceField(label="Fund", required=False, choices=[("", "Both funds"), *FUNDS.items()])
    account = forms.ChoiceField(label="Account", required=False, choices=_accounts)
    source = forms.ChoiceField(label="From", required=False, choices=[("", "Everything"), *SOURCES.items()])
    agreement = forms.CharField(label="Agreement number", required=False, max_length=20)
    first = DateField(label="Posted from", required=False)
    last = DateField(label="Posted to", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            of = "select" if isinstance(field, forms.ChoiceField) else "input"
            field.widget.attrs["class"] = f"nsw-form__{of}"

    def asked(self) -> Narrowing:
        """What is valid of it."""
        self.is_valid()
        return Narrowing(**{name: value for name, value in self.cleaned_data.items() if value})
