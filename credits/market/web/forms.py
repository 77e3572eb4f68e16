"""Forms of entries and enquiries. Rules live in the services; a form only reads what was typed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from assessments.web.fields import DatalistInput, DayField
from credits.lots.models import CreditClass
from credits.lots.web.fields import CreditsField
from credits.market.services.enquiries import LONGEST_MESSAGE
from credits.market.services.entries import LONGEST_NOTE, last_day
from credits.market.wanted import LARGEST_PCT_ID, Asked
from registry.forms import RegistryForm
from registry.parties.models import Organisation
from registry.reference import selectors as reference
from registry.reference.models import LocalGovernmentArea, Release, Species

CONTACT_NOTE = (
    "Everybody can read it. Leave out names, e-mail addresses and telephone numbers: "
    "enquiries reach you here."
)


class OwnOrganisationField(forms.ModelChoiceField):
    """One of the organisations a person signs for; told by its public id."""

    def __init__(self, *, ids: frozenset[int], **kwargs: Any) -> None:
        super().__init__(
            queryset=Organisation.objects.filter(pk__in=ids).order_by("name"),
            to_field_name="public_id",
            empty_label=None if len(ids) == 1 else "Choose an organisation",
            error_messages={
                "required": "Choose the organisation you act for.",
                "invalid_choice": "Choose an organisation you sign for.",
            },
            **kwargs,
        )


class TermsForm(RegistryForm):
    """How many, at what price, what else, until when."""

    quantity = CreditsField()
    price = forms.CharField(
        label="Price per credit in dollars",
        required=False,
        max_length=60,
        help_text="Without GST, for example 2450 or 2450.50. Leave it empty where it is to be agreed.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        help_text=CONTACT_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expires_on = DayField(label="Last day on the register")

    def __init__(self, *args: Any, today: date, highest: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"expires_on": last_day(today)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        latest = last_day(today)
        self.fields[
            "expires_on"
        ].help_text = f"At the latest {latest:%d/%m/%Y}. You are told two weeks before, and can renew it."
        if highest:
            self.fields["price"].label = "Highest price per credit in dollars"


class DemandTermsForm(TermsForm):
    """The terms of a want, with the latest day."""

    needed_by = DayField(
        label="Needed by", required=False, help_text="The latest day on which the credits are of use."
    )

    field_order = ["quantity", "price", "needed_by", "note", "expires_on"]


class WantedForm(TermsForm):
    """Which credits, in the words of the reference facts, and the terms."""

    kind = forms.ChoiceField(
        label="Kind of credits",
        choices=CreditClass.KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose ecosystem or species credits."},
    )
    offset_trading_group = forms.CharField(
        label="Offset trading group", required=False, max_length=600, help_text="For ecosystem credits."
    )
    community_name = forms.CharField(
        label="Threatened ecological community",
        required=False,
        max_length=400,
        help_text="For ecosystem credits.",
    )
    pct_id = forms.IntegerField(
        label="Plant community type",
        required=False,
        min_value=1,
        max_value=LARGEST_PCT_ID,
        help_text="Its number, for ecosystem credits.",
    )
    hollow_bearing_trees = forms.ChoiceField(
        label="Hollow-bearing trees",
        required=False,
        choices=CreditClass.HOLLOWS,
        help_text="For ecosystem credits.",
    )
    scientific_name = forms.CharField(
        label="Species", required=False, max_length=200, help_text="Scientific name, for species credits."
    )
    subregions: Any = forms.MultipleChoiceField(
        label="IBRA subregions",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none for anywhere.",
    )

    def __init__(self, *args: Any, release: Release | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.release = release
        if release is None:
            self.fields["subregions"] = forms.CharField(
                label="IBRA subregions",
                required=False,
                max_length=4_000,
                help_text="One on each line; none for anywhere.",
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            return
        rows = reference.search_subregions(release).filter(sliver=False)
        names = sorted(rows.values_list("name", flat=True))
        self.fields["subregions"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        for name, options in OPTIONS.items():
            self.fields[name].widget = DatalistInput(_of(options, release))

    def asked(self) -> Asked:
        """What was written about the credits."""
        data = self.cleaned_data
        subregions = data["subregions"]
        if isinstance(subregions, str):
            subregions = [line for line in subregions.splitlines() if line.strip()]
        return Asked(
            kind=data["kind"],
            offset_trading_group=data["offset_trading_group"],
            community_name=data["community_name"],
            pct_id=data["pct_id"],
            hollow_bearing_trees=data["hollow_bearing_trees"],
            scientific_name=data["scientific_name"],
            subregions=tuple(subregions),
        )


CLASS_ORDER = [
    "holder",
    "buyer",
    "kind",
    "offset_trading_group",
    "community_name",
    "pct_id",
    "hollow_bearing_trees",
    "scientific_name",
    "subregions",
    "local_government_area",
]

Options = Callable[[Release], list[tuple[str, str]]]


def _of(options: Options, release: Release) -> Callable[[], list[tuple[str, str]]]:
    return lambda: options(release)


def _species(release: Release) -> list[tuple[str, str]]:
    rows = Species.objects.filter(release=release).exclude(credit_class=Species.CreditClass.ECOSYSTEM)
    return list(rows.order_by("scientific_name").values_list("scientific_name", "common_name"))


def _types(release: Release) -> list[tuple[str, str]]:
    rows = reference.search_pcts(release).order_by("pct_id").values_list("pct_id", "name")
    return [(str(pct_id), name) for pct_id, name in rows]


def _areas(release: Release) -> list[tuple[str, str]]:
    rows = LocalGovernmentArea.objects.filter(release=release).order_by("name")
    return [(name, "") for name in rows.values_list("name", flat=True)]


OPTIONS: dict[str, Options] = {
    "offset_trading_group": lambda release: [(row.name, "") for row in reference.trading_groups(release)],
    "community_name": lambda release: [(row.name, "") for row in reference.search_communities(release)],
    "pct_id": _types,
    "scientific_name": _species,
}
"""What is offered while somebody types."""


class InterestForm(WantedForm):
    """Credits of an agreement under way or of a planned site."""

    def __init__(self, *args: Any, ids: frozenset[int], planned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(ids) > 1:
            self.fields["holder"] = OwnOrganisationField(ids=ids, label="Landholder")
        if planned:
            release = self.release
            self.fields["local_government_area"] = forms.CharField(
                label="Local government area",
                required=False,
                max_length=200,
                widget=DatalistInput(lambda: _areas(release)) if release else forms.TextInput,
            )
        self.order_fields([*CLASS_ORDER, "quantity", "price", "note", "expires_on"])


class DemandForm(WantedForm, DemandTermsForm):
    """A want."""

    def __init__(self, *args: Any, ids: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, highest=True, **kwargs)
        if len(ids) > 1:
            self.fields["buyer"] = OwnOrganisationField(ids=ids, label="Buyer")
        self.order_fields([*CLASS_ORDER, *DemandTermsForm.field_order])


class MessageForm(RegistryForm):
    """A message of an enquiry."""

    text = forms.CharField(
        label="Your message",
        max_length=LONGEST_MESSAGE,
        help_text="The other side sees your organisation and no e-mail address or telephone number, unless you write "
        "one.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write your message."},
    )


class EnquireForm(MessageForm):
    """The first message, and for whom it is."""

    def __init__(self, *args: Any, ids: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(ids) > 1:
            self.fields["asker"] = OwnOrganisationField(ids=ids, label="You ask for")
            self.order_fields(["asker", "text"])
