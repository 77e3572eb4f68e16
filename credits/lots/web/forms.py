"""Forms of offers and dealings. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from assessments.web.fields import DayField
from credits.lots.dealings import Retirement
from credits.lots.models import Lot
from credits.lots.prices import ZERO_PRICE_REASONS, parse_price
from credits.lots.web.fields import CreditsField, ReasonField
from registry.agreements.models import AgreementChange
from registry.findings import InvalidInput
from registry.forms import RegistryForm
from registry.parties.models import Organisation


class ChangeField(forms.ModelChoiceField):
    """A change of an agreement, told by its kind, day and reason."""

    def label_from_instance(self, change: Any) -> str:
        """For example Variation of 03/02/2026: more restoration."""
        day = timezone.localdate(change.decided_at or change.proposed_at)
        return f"{change.get_kind_display()} of {day:%d/%m/%Y}: {Truncator(change.reason).chars(80)}"


STANDING, NAMED = "standing", "named"


class OfferForm(RegistryForm):
    quantity = CreditsField(label="Number of credits offered")
    price = forms.CharField(
        label="Price per credit in dollars",
        max_length=60,
        help_text="Without GST, for example 2450 or 2450.50.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Enter the price per credit. Enter 0 for a gift."},
    )
    zero_price_reason = forms.ChoiceField(
        label="Why the price is zero",
        choices=[("", "The price is above zero"), *ZERO_PRICE_REASONS.items()],
        required=False,
        help_text="Only where you enter 0.",
    )
    from_enquiry = forms.BooleanField(required=False, widget=forms.HiddenInput())
    to = forms.ChoiceField(
        label="Who may accept",
        choices=[
            (STANDING, "Anybody who is signed in for an organisation (a standing offer)"),
            (NAMED, "One buyer"),
        ],
        initial=STANDING,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may accept the offer."},
    )
    buyer = forms.ModelChoiceField(
        label="The buyer",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Choose a buyer",
        help_text="Only for an offer to one buyer.",
        error_messages={"invalid_choice": "Choose a buyer of the list."},
    )
    related_party = forms.BooleanField(
        label="Seller and buyer are related",
        required=False,
        help_text="For example one owns the other. Such a sale is published, and kept out of price figures.",
    )
    note = forms.CharField(
        label="Note for buyers",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, lot: Lot, buyers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].help_text = f"Lot {lot.number} has {lot.available:,} available."
        self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]
        self.fields["buyer"].optional_word = "for one buyer"  # type: ignore[attr-defined]

    def clean_price(self) -> str:
        """The price as exact text."""
        try:
            return parse_price(self.cleaned_data["price"]).text
        except InvalidInput as refusal:
            raise forms.ValidationError(
                [forms.ValidationError(one.message, one.code) for one in refusal.findings]
            ) from None

    def clean(self) -> dict[str, Any]:
        """One buyer is named where the offer is to one, and none where it is to anybody."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("to") == NAMED and data.get("buyer") is None and "buyer" not in self.errors:
            self.add_error("buyer", "Choose the buyer, or offer to anybody.")
        if data.get("to") == STANDING:
            data["buyer"] = None
        return data


class AcceptForm(RegistryForm):
    buyer = forms.ModelChoiceField(
        label="Buy for",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        error_messages={
            "required": "Choose the organisation you buy for.",
            "invalid_choice": "Choose an organisation you sign for.",
        },
    )
    quantity = CreditsField()
    related_party = forms.BooleanField(
        label="Seller and buyer are related",
        required=False,
        help_text="For example one owns the other. Such a sale is published, and kept out of price figures.",
    )

    def __init__(self, *args: Any, buyers: Any, remaining: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].help_text = f"{remaining:,} are on offer. You may accept fewer."
        self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]


class RetireForm(RegistryForm):
    quantity = CreditsField(label="Number of credits to retire")
    purpose = forms.ChoiceField(
        label="Purpose",
        choices=Retirement.Purpose.choices,
        widget=forms.RadioSelect,
        help_text="The purposes the Act permits (BC Act s 6.27).",
        error_messages={"required": "Choose the purpose.", "invalid_choice": "Choose a purpose of the list."},
    )
    purpose_note = forms.CharField(
        label="What the other purpose is",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only for another authorised purpose.",
    )
    obligation_reference = forms.CharField(
        label="Reference of the obligation",
        required=False,
        max_length=200,
        help_text="The consent, order or agreement that asks for the credits.",
    )
    obligation_local_government_area = forms.CharField(
        label="Local government area of the obligation", required=False, max_length=200
    )
    consent_on = DayField(label="Day of the consent", required=False)

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].help_text = f"Lot {lot.number} has {lot.available:,} available."
        self.fields["obligation_reference"].optional_word = "not for a voluntary one"  # type: ignore[attr-defined]
        self.fields["purpose_note"].optional_word = "for another purpose"  # type: ignore[attr-defined]


class RequestCancellationForm(RegistryForm):
    quantity = CreditsField(label="Number of credits to cancel")
    ground_note = ReasonField(label="Why", missing="Say why the credits are to be cancelled.")


class ProposeCancellationForm(RegistryForm):
    quantity = CreditsField(label="Number of credits to cancel")
    ground_note = ReasonField(
        label="The ground of the Act, in words",
        help_text="A holder asks for a cancellation on the lot's own page, and signs it.",
        missing="State the ground in words.",
    )


class CorrectionForm(RegistryForm):
    quantity = CreditsField(label="Number of credits to put back")
    reason = ReasonField(label="What was wrong", missing="Say what was wrong.")


class IssueFurtherForm(RegistryForm):
    change = ChangeField(
        label="The approved change",
        queryset=AgreementChange.objects.none(),
        to_field_name="public_id",
        empty_label="Choose a change",
        help_text="A variation or a renewed plan of the agreement. Each issues into this lot once.",
        error_messages={
            "required": "Choose the change that brings these credits.",
            "invalid_choice": "Choose a change of the list.",
        },
    )
    quantity = CreditsField(label="Number of further credits")
    reason = ReasonField(missing="Say why the credits are issued.", help_text="It stays with the movement.")

    def __init__(self, *args: Any, changes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change"].queryset = changes  # type: ignore[attr-defined]


class SuspendForm(RegistryForm):
    until = DayField(label="Last day of the suspension")
    reason = ReasonField(help_text="The holder can read it.")


class ExtendForm(RegistryForm):
    until = DayField(label="New last day of the suspension")
    reason = ReasonField(required=False, help_text="The holder can read it.")


class LiftForm(RegistryForm):
    reason = ReasonField(required=False, help_text="The holder can read it.")


class CheckForm(RegistryForm):
    note = ReasonField(
        label="What you checked",
        help_text="For example who stands behind the signature, and how you know.",
        missing="Say what you checked.",
    )


class SettleForm(RegistryForm):
    fee_not_set_acknowledged = forms.BooleanField(
        label="No amount of this fee is set. Go on without one; the movement will say so.",
        required=False,
    )

    def __init__(self, *args: Any, fee_is_set: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fee_is_set:
            del self.fields["fee_not_set_acknowledged"]
