"""Forms of cases and of the steps of a revision. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from assessments.models import CaseParty, Revision
from assessments.records.cases import Kind, Module
from assessments.web.fields import DayField
from registry.forms import RegistryForm
from registry.parties.models import Organisation, OrganisationKind
from registry.reference.models import Release


class CaseForm(RegistryForm):
    title = forms.CharField(
        label="Name of the case",
        max_length=500,
        help_text="The project or the property, as people speak of it.",
        error_messages={
            "required": "Give the case a name.",
            "max_length": "Give the case a name of at most 500 characters.",
        },
    )


class PartyForm(RegistryForm):
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="Choose an organisation",
        help_text="If it is not listed, ask the registrar to enter it.",
        error_messages={
            "required": "Choose an organisation.",
            "invalid_choice": "Choose an organisation of the list.",
        },
    )
    role = forms.ChoiceField(
        label="Its part in the case",
        choices=CaseParty.Role.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose proponent or landholder.",
            "invalid_choice": "Choose proponent or landholder.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.order_by("name")  # type: ignore[attr-defined]


RECEIVERS = (
    ("Approval authorities: developments, clearing, certification", OrganisationKind.AUTHORITY),
    ("The trust: stewardship sites", OrganisationKind.TRUST),
)


class AssessmentForm(RegistryForm):
    proposal_name = forms.CharField(
        label="Name of the proposal or site",
        max_length=500,
        error_messages={
            "required": "Give the proposal a name.",
            "max_length": "Give the proposal a name of at most 500 characters.",
        },
    )
    kind = forms.ChoiceField(
        label="Kind of assessment",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the kind of assessment.",
            "invalid_choice": "Choose a kind of the list.",
        },
    )
    module = forms.ChoiceField(
        label="Module of the method",
        choices=Module.choices,
        initial=Module.STANDARD,
        widget=forms.RadioSelect,
        help_text="A stewardship site is always assessed with the standard module.",
        error_messages={"required": "Choose the module.", "invalid_choice": "Choose a module of the list."},
    )
    reviewing_organisation = forms.ChoiceField(
        label="Who receives the report",
        help_text="An approval authority for a development; the trust for a stewardship site.",
        error_messages={
            "required": "Choose who receives the report.",
            "invalid_choice": "Choose an organisation of the list.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(kind__in=[kind for _, kind in RECEIVERS]).order_by("name")
        groups = [
            (title, [(str(row.public_id), row.name) for row in rows if row.kind == kind])
            for title, kind in RECEIVERS
        ]
        self.fields["reviewing_organisation"].choices = [  # type: ignore[attr-defined]
            ("", "Choose an organisation"),
            *(group for group in groups if group[1]),
        ]


class FinaliseForm(RegistryForm):
    certified_on = DayField(label="Certification date", help_text="The day you vouch for the report.")
    certified = forms.BooleanField(
        label="I certify this assessment",
        error_messages={"required": "Tick the box to certify the assessment."},
    )


class ConfirmForm(RegistryForm):
    """Nothing to fill in: it carries the messages of a refusal."""


ACCEPT, RETURN = "accept", "return"


class ReviewForm(RegistryForm):
    decision = forms.ChoiceField(
        label="Your decision",
        choices=[(ACCEPT, "Accept the report"), (RETURN, "Return it to the assessor")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose accept or return.", "invalid_choice": "Choose accept or return."},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Say what has to change. The assessor and the parties can read it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].optional_word = "needed to return it"  # type: ignore[attr-defined]


KEEP, NEWEST = "keep", "newest"


class ReopenForm(RegistryForm):
    release = forms.ChoiceField(
        label="Reference facts of the new revision",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a release.", "invalid_choice": "Choose a release of the list."},
    )

    def __init__(self, *args: Any, revision: Revision, newest: Release | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = f"Keep {revision.release.code}: results change only where you change something"
        choices = [(KEEP, kept)]
        if newest is not None and newest.pk != revision.release_id:
            choices.append(
                (NEWEST, f"Use {newest.code}, in force today: results may change without any edit of yours")
            )
        field: Any = self.fields["release"]
        field.choices = choices
        field.initial = KEEP
