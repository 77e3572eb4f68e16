"""Forms of promises. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from assessments.web.fields import DatalistInput, DayField
from credits.lots.models import CreditClass, Lot
from credits.lots.prices import ZERO_PRICE_REASONS, parse_price
from credits.lots.web.fields import CreditsField
from credits.market.commitments.selectors import Promisable
from registry.findings import InvalidInput
from registry.forms import RegistryForm
from registry.parties.models import Organisation

SEPARATOR = "|"


class PromiseForm(RegistryForm):
    """What is promised to whom. With an accepted report its classes are offered; before, a class is typed."""

    seller = forms.ModelChoiceField(
        label="Promised by",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        error_messages={"invalid_choice": "Choose an owner you sign for."},
    )
    buyer = forms.ModelChoiceField(
        label="The buyer",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="Choose a buyer",
        error_messages={"required": "Choose the buyer.", "invalid_choice": "Choose a buyer of the list."},
    )
    entitlement = forms.ChoiceField(
        label="Class of credits",
        help_text="The classes of the accepted report, with what is left to promise.",
        error_messages={"required": "Choose a class of the report."},
    )
    kind = forms.ChoiceField(
        label="Kind of credits",
        choices=CreditClass.KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose ecosystem or species credits."},
    )
    class_name = forms.CharField(
        label="Class of credits, as estimated",
        max_length=600,
        help_text="There is no accepted report yet. An offset trading group, or a species' scientific name, as the "
        "reference facts write it.",
        error_messages={"required": "Enter the class of the credits."},
    )
    quantity = CreditsField(label="Number of credits promised")
    price = forms.CharField(
        label="Price per credit in dollars",
        max_length=60,
        help_text="Without GST, for example 2450 or 2450.50.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Enter the price per credit."},
    )
    lapses_on = DayField(
        label="Last day of the promise", help_text="After this day nobody is held to it any more."
    )
    related_party = forms.BooleanField(label="Seller and buyer are related", required=False)
    conditions = forms.CharField(
        label="Conditions",
        required=False,
        max_length=2000,
        help_text="Part of what both sides sign. Only the two sides, the registrar and auditors read them.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        sellers: Any,
        buyers: Any,
        classes: list[Promisable] | None,
        names: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seller"].queryset = sellers  # type: ignore[attr-defined]
        self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]
        if classes is None:
            del self.fields["entitlement"]
            self.fields["class_name"].widget = DatalistInput(lambda: names)
            return
        del self.fields["kind"], self.fields["class_name"]
        self.fields["entitlement"].choices = [  # type: ignore[attr-defined]
            (f"{one.kind}{SEPARATOR}{one.class_name}", f"{one.class_name} ({one.kind}, {one.left:,} left)")
            for one in classes
        ]

    def clean_price(self) -> str:
        """The price as exact text."""
        try:
            return parse_price(self.cleaned_data["price"]).text
        except InvalidInput as refusal:
            raise forms.ValidationError(
                [forms.ValidationError(one.message, one.code) for one in refusal.findings]
            ) from None

    def clean(self) -> dict[str, Any]:
        """Kind and class, also where they were chosen together."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("entitlement"):
            data["kind"], _, data["class_name"] = data["entitlement"].partition(SEPARATOR)
        return data


class LotChoice(forms.ModelChoiceField):
    """A lot, told by its number and what is available."""

    def label_from_instance(self, lot: Any) -> str:
        """For example LOT-12, 300 available."""
        return f"{lot.number}, {lot.credit_class}, {lot.available:,} available"


class FulfilForm(RegistryForm):
    """Out of which lot, and a note to the buyer."""

    lot = LotChoice(
        label="Out of which lot",
        queryset=Lot.objects.none(),
        to_field_name="number",
        empty_label=None,
        error_messages={"required": "Choose a lot.", "invalid_choice": "Choose a lot of the list."},
    )
    zero_price_reason = forms.ChoiceField(
        label="Why the price is zero", choices=list(ZERO_PRICE_REASONS.items())
    )
    note = forms.CharField(
        label="Note for the buyer", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, lots: Any, is_gift: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].queryset = lots  # type: ignore[attr-defined]
        if not is_gift:
            del self.fields["zero_price_reason"]
