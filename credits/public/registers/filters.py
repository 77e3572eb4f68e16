"""The filters of each register as forms: one reading for pages, programs and files. All are optional."""

from datetime import MAXYEAR, MINYEAR, date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from assessments.web.fields import DayField
from credits.lots.listings import end_of
from credits.lots.models import CreditClass, Lot
from credits.lots.prices import parse_price
from credits.public.registers.columns import agreements as agreement_words
from credits.public.registers.columns import obligations as obligation_words
from credits.public.registers.columns.transactions import TYPES
from registry.agreements.models import Origin
from registry.findings import InvalidInput
from registry.forms import RegistryForm

ANY = ("", "Any")
LISTINGS = [
    ANY,
    ("lot", "Lots"),
    ("interest", "Expressions of interest"),
    ("pending", "Agreements awaiting registration"),
]
STATUSES = [
    ANY,
    (Lot.ISSUED, "Issued"),
    (Lot.EQUIVALENCE, "Equivalence credit"),
    ("suspended", "Suspended"),
    (Lot.CANCELLED, "Cancelled"),
    ("interest", "Expression of interest"),
    ("pending", "Pending review"),
]

# Beyond these days there is no instant in Coordinated Universal Time, and nothing happened there.
FIRST_DAY, LAST_DAY = date(MINYEAR + 1, 1, 1), date(MAXYEAR - 1, 12, 31)


def _words(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=120, **more)


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _day(label: str, **more: Any) -> DayField:
    return DayField(label=label, required=False, **more)


class PriceField(forms.CharField):
    """A price per credit in dollars; its value is millionths, as prices are kept for filtering."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, required=False, max_length=30, help_text="A$ per credit, for example 1250.50."
        )
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        """None where nothing was typed. Raises ValidationError with the sentence about prices."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_price(text).millionths
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.findings[0].message, refusal.findings[0].code) from refusal


class RegisterFilters(RegistryForm):
    """What every register can be asked: words, and the day whose end it is shown as on. `today` is Sydney's."""

    words = _words("Search", help_text="Words of the class or place; a number has to be whole.")
    on = _day("As on", help_text="The register at the end of a past day. Empty: now.")

    def __init__(self, data: Any = None, *, today: date | None = None) -> None:
        self.today = today or timezone.localdate()
        super().__init__(data)

    def clean_on(self) -> Any:
        """A day to come is refused: nobody knows it."""
        day = self.cleaned_data["on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(
                "As on: the register of a day to come is not known. Choose today or a day before it.",
                "register.in_future",
            )
        return day

    def clean(self) -> dict[str, Any]:
        """A range that ends before it begins is refused, as nothing could be in it."""
        values: dict[str, Any] = super().clean() or {}
        for name in list(values):
            start, end = values.get(name), values.get(name.removesuffix("_from") + "_to")
            if name.endswith("_from") and start is not None and end is not None and end < start:
                self.add_error(
                    name.removesuffix("_from") + "_to",
                    forms.ValidationError(
                        f"{self[name].label}: the range ends before it begins.", "register.range"
                    ),
                )
        return values

    @property
    def advanced(self) -> list[forms.BoundField]:
        """The fields behind “More filters”."""
        return [field for field in self if field.name not in ("words", "on")]

    @property
    def narrowed(self) -> bool:
        """Is any filter given besides the day?"""
        return any(self.data.get(name) for name in self.fields if name != "on")

    @property
    def widened(self) -> bool:
        """Is a filter given that “More filters” holds?"""
        return any(self.data.get(field.name) for field in self.advanced)


class CreditFilters(RegisterFilters):
    """What credits can be asked for."""

    kind = _choice("Kind", [ANY, *CreditClass.KINDS])
    group = _words("Trading group")
    species = _words("Species")
    pct = forms.IntegerField(label="PCT ID", required=False, min_value=1, max_value=10**6)
    community = _words("Ecological community")
    subregion = _words("IBRA subregion")


class SupplyFilters(CreditFilters):
    """Supply."""

    region = _words("IBRA region")
    listing = _choice("Listing", LISTINGS)
    status = _choice("Status", STATUSES)
    hollows = _choice(
        "Hollow-bearing trees", [ANY, *((code, label) for code, label in CreditClass.HOLLOWS if code)]
    )
    agreement = _words("Agreement number")
    offered = _choice("On offer", [ANY, ("yes", "Only what is on offer to anybody")])
    price_from = PriceField("Price from")
    price_to = PriceField("Price to")
    issued_from = _day("Issued from")
    issued_to = _day("Issued to")


class DemandFilters(CreditFilters):
    """Demand."""

    hollows = _choice(
        "Hollow-bearing trees", [ANY, *((code, label) for code, label in CreditClass.HOLLOWS if code)]
    )
    price_from = PriceField("Price from")
    price_to = PriceField("Price to")


class TransactionFilters(CreditFilters):
    """Transactions."""

    region = _words("IBRA region")
    type = _choice("Type", [ANY, *TYPES.items()])
    lot = _words("Lot number")
    number = _words("Transaction ID")
    agreement = _words("Agreement number")
    price_from = PriceField("Price from")
    price_to = PriceField("Price to")
    moved_from = _day("Date from")
    moved_to = _day("Date to")

    def clean(self) -> dict[str, Any]:
        """Days become instants in Sydney."""
        values = super().clean()
        if values.get("moved_from"):
            first = max(values["moved_from"], FIRST_DAY)
            values["moved_from"] = timezone.make_aware(datetime.combine(first, time.min))
        if values.get("moved_to"):
            values["moved_to"] = end_of(min(values["moved_to"], LAST_DAY))
        return values


class AgreementFilters(RegisterFilters):
    """Agreements."""

    agreement = _words("Agreement number")
    origin = _choice("Kind", [ANY, *Origin.choices])
    status = _choice(
        "Status", [ANY, *agreement_words.STATUSES.items(), ("published", agreement_words.NOT_HELD)]
    )
    subregion = _words("IBRA subregion")
    lga = _words("Local government area")
    registered_from = _day("Registered from")
    registered_to = _day("Registered to")


class ObligationFilters(CreditFilters):
    """Obligations."""

    region = _words("IBRA region")
    status = _choice("Status", [ANY, *obligation_words.STATUSES.items()])
    source = _choice("Source", [ANY, *obligation_words.SOURCES.items()])
    obligation = _words("Obligation number")
    reference = _words("Reference")
    authority = _words("Authority")
    lga = _words("Local government area")
    imposed_from = _day("Imposed from")
    imposed_to = _day("Imposed to")
