"""Forms of agreements. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from assessments.web.fields import DayField, HectaresField, NumberText, YesNoField
from registry.agreements.models import InterestHolder
from registry.agreements.services.terms import LONGEST_TERMS
from registry.forms import RegistryForm
from registry.parties.models import Organisation, OrganisationKind

LONG = 10_000


def area(rows: int = 4) -> forms.Textarea:
    """A box for several lines of text."""
    return forms.Textarea(attrs={"rows": rows})


class OrganisationField(forms.ModelChoiceField):
    """An organisation by name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "Choose an organisation")
        super().__init__(queryset=Organisation.objects.none(), to_field_name="public_id", **kwargs)


class IntentionForm(RegistryForm):
    """What a landholder has in mind, before anything is assessed."""

    applicant = OrganisationField(
        label="Landholder", help_text="Who owns the land, or applies for its owners."
    )
    trust = OrganisationField(label="Sent to", help_text="The trust makes the agreement for the Minister.")
    site_name = forms.CharField(label="Name of the site", max_length=200)
    locality = forms.CharField(label="Nearest town or locality", max_length=200, required=False)
    local_government_area = forms.CharField(label="Local government area", max_length=120, required=False)
    lots_and_plans = forms.CharField(
        label="Lots and plans",
        required=False,
        max_length=LONG,
        widget=area(),
        help_text="One on each line, for example 12/DP754321. They are never shown to the public.",
    )
    holding_ha = HectaresField(
        label="Area of the whole property, ha",
        required=False,
        help_text="The site may be a part of it; the rest keeps its uses.",
    )
    intention = forms.CharField(
        label="What you have in mind",
        max_length=LONG,
        widget=area(5),
        help_text="Which part of the property, and why. A few sentences are enough.",
    )

    def __init__(self, *args: Any, applicants: Any, lodged: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lodged:
            del self.fields["applicant"], self.fields["trust"]
            return
        own: Any = self.fields["applicant"]
        own.queryset = applicants
        if len(applicants) == 1:
            own.initial = applicants[0].public_id
        trusts: Any = self.fields["trust"]
        trusts.queryset = Organisation.objects.filter(kind=OrganisationKind.TRUST).order_by("name")
        if len(trusts.queryset) == 1:
            trusts.initial = trusts.queryset[0].public_id


class FindingForm(RegistryForm):
    """An officer's answer to one criterion."""

    met = YesNoField(label="Is it met?")
    reason = forms.CharField(
        label="Why",
        max_length=LONG,
        widget=area(4),
        help_text="What you looked at, and what it shows. It is kept for ever.",
    )


class InterestForm(RegistryForm):
    """Somebody else with an interest in the land."""

    name = forms.CharField(
        label="Who has an interest", max_length=200, help_text="A bank, a council, a lessee."
    )
    interest = forms.ChoiceField(
        label="What interest", choices=InterestHolder.Interest.choices, widget=forms.RadioSelect
    )


class InterestAnswerForm(RegistryForm):
    """What they answered."""

    answer = forms.ChoiceField(
        label="Answer",
        choices=[pair for pair in InterestHolder.Answer.choices if pair[0] != "waiting"],
        widget=forms.RadioSelect,
    )
    answered_on = DayField(label="Day of the answer")
    evidence = forms.CharField(
        label="What shows it",
        max_length=LONG,
        widget=area(3),
        help_text="The letter of consent, or why none is needed.",
    )


class ActivityForm(RegistryForm):
    """An activity on the site, with the finding."""

    activity = forms.CharField(
        label="Activity", max_length=200, help_text="For example guided walks, or bee hives."
    )
    conditions = forms.CharField(
        label="Limits", required=False, max_length=LONG, widget=area(3), help_text="Where, when, how often."
    )
    harmless = YesNoField(
        label="Is there no negative effect on biodiversity?",
        yes="Yes, no negative effect: it is permitted",
        no="No, it may harm: it is not permitted",
    )
    finding = forms.CharField(label="Why", max_length=LONG, widget=area(3))


class TermsForm(RegistryForm):
    """Terms as the trust proposes them."""

    text = forms.CharField(
        label="Terms",
        max_length=LONGEST_TERMS,
        widget=area(18),
        help_text="The whole text. A proposal is kept; another one is a new version beside it.",
    )


class SignForm(RegistryForm):
    """A signature: one's own name typed, and in what capacity."""

    typed_name = forms.CharField(
        label="Your full name",
        max_length=200,
        help_text="Type it as it stands on your account. That is your signature.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    capacity = forms.CharField(
        label="In what capacity you sign",
        max_length=120,
        help_text="For example owner, director or delegate.",
    )


class PrepareForm(RegistryForm):
    """What the registrar enters before the credits can be issued."""

    number = forms.CharField(
        label="Number of the agreement",
        max_length=20,
        help_text="Two letters and digits. No agreement and no credit bears it yet.",
    )
    title_reference = forms.CharField(
        label="Title reference",
        max_length=120,
        help_text="The dealing by which the agreement stands on the land title.",
    )


class ReasonForm(RegistryForm):
    """A step that needs a reason."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONG,
        widget=area(4),
        help_text="Everybody who sees the agreement can read it.",
    )


class ReopenForm(RegistryForm):
    """Why agreed terms are taken up again."""

    reason = forms.CharField(label="Reason", required=False, max_length=LONG, widget=area(3))


class ConfirmForm(RegistryForm):
    """Nothing to fill in: it carries the messages of a refusal."""


class ChangeForm(RegistryForm):
    """A change that a person of the trust proposes."""

    kind = forms.ChoiceField(label="What changes", choices=(), widget=forms.RadioSelect)
    reason = forms.CharField(label="Why", max_length=LONG, widget=area(4))
    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=200,
        help_text="For a termination: where the Minister's consent is found.",
    )

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["kind"]
        own.choices = kinds
        self.fields["reference"].optional_word = "for a termination"  # type: ignore[attr-defined]


class ActionForm(RegistryForm):
    """A management action of the plan."""

    title = forms.CharField(label="Action", max_length=200)
    description = forms.CharField(label="What is done", required=False, max_length=LONG, widget=area(5))
    location = forms.CharField(label="Where", required=False, max_length=300)
    first_year = forms.IntegerField(
        label="First year", min_value=1, max_value=20, widget=NumberText(whole=True)
    )
    last_year = forms.IntegerField(
        label="Last year",
        required=False,
        min_value=1,
        max_value=20,
        widget=NumberText(whole=True),
        help_text="Leave it empty where the action goes on as maintenance.",
    )
    frequency = forms.CharField(label="How often", required=False, max_length=120)


class BiobankingForm(RegistryForm):
    """An agreement of the scheme before this one, as the registrar takes it over."""

    number = forms.CharField(
        label="Number", max_length=20, help_text="As it stands in the old register, BA and digits."
    )
    site_name = forms.CharField(label="Name of the site", max_length=200)
    applicant = OrganisationField(label="Landholder")
    trust = OrganisationField(label="Trust")
    registered_on = DayField(label="Registered on")
    title_reference = forms.CharField(label="Title reference", max_length=120)
    boundary = forms.FileField(
        label="Boundary file",
        required=False,
        help_text="GeoJSON with polygons, at most 5 MB. Without it the site is not in the overlap test.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".geojson,.json,application/geo+json,application/json"}
        ),
    )
    source = forms.CharField(label="Source", max_length=200, help_text="Where these facts were read.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = Organisation.objects.order_by("name")
        owner: Any = self.fields["applicant"]
        owner.queryset = everybody.filter(kind=OrganisationKind.LANDHOLDER)
        trust: Any = self.fields["trust"]
        trust.queryset = everybody.filter(kind=OrganisationKind.TRUST)


class CostFileForm(RegistryForm):
    """The costs from a file."""

    file = forms.FileField(
        label="File with the costs",
        help_text="CSV as it is downloaded here, at most 500 kB. It takes the place of all costs entered so far.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )
