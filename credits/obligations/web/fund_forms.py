"""Forms of quotes, measures and the ancillary lists. Rules live in the services; a form only reads what was typed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from assessments.web.fields import NUMBER, DayField, NumberText
from credits.lots.prices import parse_price
from credits.lots.web.fields import CreditsField, ReasonField
from credits.obligations.models import FundQuote, FundQuoteLine, ListedAction, Measure, ObligationLine
from registry.agreements.web.costs.lines import TOO_MUCH, cents_of, typed
from registry.agreements.web.forms import OrganisationField, area
from registry.findings import InvalidInput
from registry.forms import RegistryForm

LONG = 20_000
LINE, PRICE = "line-", "price-"
AMOUNT_WORDS = {
    TOO_MUCH: "That is more than a charge can come to. Check the amount.",
    "A cost cannot be below zero.": "Enter an amount of zero or more.",
}
"""What is said of amounts in the costs of a plan, and here."""
INDEX = "The index number of the month, as published, for example in the form 139.4."


class DollarsField(forms.CharField):
    """Dollars and cents; its clean value is whole cents, exactly, or None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=NumberText(), **kwargs)

    def clean(self, value: Any) -> Any:
        """Whole cents. Raises ValidationError with what to do."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return cents_of(text)
        except ValueError as error:
            said = AMOUNT_WORDS.get(str(error), str(error))
            raise forms.ValidationError(said, "quote.amount") from None


class PriceField(forms.CharField):
    """A price per credit as exact text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=40,
            widget=forms.TextInput(attrs=NUMBER),
            error_messages={"required": "Enter a price per credit, for example 1250.50."},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """The price. Raises ValidationError with what to do."""
        text = super().clean(value)
        try:
            return parse_price(text).text
        except InvalidInput as refusal:
            found = [forms.ValidationError(one.message, one.code) for one in refusal.findings]
            raise forms.ValidationError(found) from None


class QuoteRequestForm(RegistryForm):
    """How many credits of each line to pay for."""

    trust = OrganisationField(label="Trust", help_text="Who is paid, and owes the credits from then on.")

    def __init__(self, *args: Any, lines: Sequence[ObligationLine], trusts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trust: Any = self.fields["trust"]
        trust.queryset = trusts
        if len(trusts) == 1:
            trust.initial = trusts[0].public_id
        self.lines = {f"{LINE}{line.public_id}": line for line in lines}
        for name, line in self.lines.items():
            self.fields[name] = CreditsField(
                label=f"Line {line.number}: {line.credit_class}",
                required=False,
                initial=line.outstanding,
                help_text=f"{line.outstanding:,} outstanding of {line.required:,}. Empty: none of this line.",
            )

    def clean(self) -> dict[str, Any]:
        """No more than is outstanding, and something of at least one line."""
        data: dict[str, Any] = super().clean() or {}
        for name, line in self.lines.items():
            if (data.get(name) or 0) > line.outstanding:
                self.add_error(
                    name, f"Line {line.number}: enter at most the {line.outstanding:,} outstanding."
                )
        return data

    def asked(self) -> list[dict[str, Any]]:
        """The lines as the command takes them."""
        return [
            {"line": str(line.public_id), "quantity": self.cleaned_data[name]}
            for name, line in self.lines.items()
            if self.cleaned_data.get(name)
        ]


class ChargeForm(RegistryForm):
    """The charge, as the Trust determined it elsewhere; nothing is worked out here but the sum."""

    risk_premium_cents = DollarsField(label="Risk premium, dollars", help_text="0 where there is none.")
    delivery_fee_cents = DollarsField(label="Delivery fee, dollars", help_text="0 where there is none.")
    gst_cents = DollarsField(label="GST, dollars", help_text="As determined; it is not worked out here.")
    source = forms.CharField(
        label="Where the charge comes from",
        max_length=4_000,
        widget=area(3),
        help_text="The determination, its day, and how the prices were found.",
    )
    index_at_quote = forms.CharField(
        label="Index number of this month",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=f"{INDEX} Without it the amount cannot be carried to the month of payment.",
    )
    index_source = forms.CharField(label="Which index it is", required=False, max_length=300)

    def __init__(self, *args: Any, lines: Iterable[FundQuoteLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {f"{PRICE}{row.line.public_id}": row for row in lines}
        prices = {
            name: PriceField(
                label=f"Line {row.line.number}: price per credit, dollars",
                initial=row.price,
                help_text=f"{row.quantity:,} credits of {row.line.credit_class}. Without GST.",
            )
            for name, row in self.rows.items()
        }
        self.fields = {**prices, **self.fields}

    def values(self) -> dict[str, Any]:
        """What the command takes."""
        data = dict(self.cleaned_data)
        given = {str(row.line.public_id): data.pop(name) for name, row in self.rows.items()}
        return {"line_prices": given, **data}


def charge_initial(quote: FundQuote) -> dict[str, Any]:
    """What was entered before."""
    return {
        "risk_premium_cents": typed(quote.risk_premium_cents),
        "delivery_fee_cents": typed(quote.delivery_fee_cents),
        "gst_cents": typed(quote.gst_cents),
        "source": quote.source,
        "index_at_quote": quote.index_at_quote,
        "index_source": quote.index_source,
    }


class ReceiveForm(RegistryForm):
    """The payment as it came in."""

    received_cents = DollarsField(label="Amount received, dollars", help_text="The whole amount due.")
    received_on = DayField(label="Day of the payment")
    receipt_reference = forms.CharField(label="Number of the receipt", max_length=120)
    index_at_payment = forms.CharField(
        label="Index number of the month of payment",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=INDEX,
    )
    not_indexed = forms.BooleanField(
        label="No index applies to this payment",
        required=False,
        help_text="The amount due is then the total of the quote.",
    )


class CheckForm(RegistryForm):
    note = ReasonField(
        label="What was looked at, and what it shows", missing="Say what was checked.", max_length=4_000
    )


class MeasureForm(RegistryForm):
    """What stands for the credits, by its kind."""

    quantity = CreditsField(label="Credits it stands for")
    listed_action_code = forms.ChoiceField(label="Action on the list", widget=forms.RadioSelect)
    cost_cents = DollarsField(label="Paid for the action, dollars")
    creates = forms.CharField(label="Community or habitat that it creates", max_length=400)
    description = forms.CharField(label="What is done", max_length=LONG, widget=area(5))
    evidence = forms.CharField(
        label="What shows it",
        max_length=LONG,
        widget=area(3),
        help_text="Documents, receipts or commitments, and where they are kept.",
    )

    def __init__(
        self, *args: Any, kind: str, actions: Sequence[ListedAction], line: ObligationLine, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        quantity: Any = self.fields["quantity"]
        quantity.help_text = f"{line.outstanding:,} outstanding of {line.required:,}."
        if kind == Measure.MeasureKind.CONSERVATION_ACTION:
            offered: Any = self.fields["listed_action_code"]
            offered.choices = [(one.code, f"{one.title} ({one.code}), for {one.entity}") for one in actions]
            offered.initial = actions[0].code if len(actions) == 1 else None
        else:
            del self.fields["listed_action_code"], self.fields["cost_cents"]
        if kind != Measure.MeasureKind.MINE_REHABILITATION:
            del self.fields["creates"]
        else:
            self.fields["creates"].help_text = "The same as the one affected."


class ListedActionForm(RegistryForm):
    """An action as the ancillary rules list it."""

    code = forms.CharField(
        label="Code", max_length=40, help_text="Short and lasting; the source's own where there is one."
    )
    title = forms.CharField(label="Action", max_length=300)
    entity = forms.CharField(
        label="Community or species that benefits", max_length=400, help_text="As the source names it."
    )
    requirements = forms.CharField(label="Requirements", required=False, max_length=LONG, widget=area(4))
    listed_from = DayField(label="On the list from")
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="The document and its edition, and where and when you read it.",
    )


class ExcludedEntityForm(RegistryForm):
    """An entity as the ancillary rules exclude it."""

    entity = forms.CharField(
        label="Community or species", max_length=400, help_text="As the source names it."
    )
    excluded_from = DayField(label="Excluded from")
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="The document and its edition, and where and when you read it.",
    )


class OffListForm(RegistryForm):
    """From which day something is no longer on a list."""

    day = DayField(label="Off the list from")
    source = forms.CharField(
        label="Source", max_length=300, help_text="The document that says so, and where and when you read it."
    )
