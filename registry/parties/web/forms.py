"""Forms of the people pages. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from registry.forms import RegistryForm
from registry.parties.models import Organisation, OrganisationKind, RoleAssignment, User
from registry.parties.services.accounts import TOKEN_DAYS_AT_MOST


class DateField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={
                "required": f"Enter the day: {kwargs['label'].lower()}.",
                "invalid": "Enter a day as day/month/year, for example 31/12/2026.",
            },
            **kwargs,
        )


class OrganisationForm(RegistryForm):
    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Enter the organisation's name."},
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=OrganisationKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of organisation it is."},
    )


class PersonChoice(forms.ModelChoiceField):
    """People by name, with the address to tell two of the same name apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


class MemberForm(RegistryForm):
    user_id = PersonChoice(
        label="Person",
        queryset=User.objects.filter(is_active=True).order_by("name"),
        to_field_name="public_id",
        empty_label="Choose a person",
        error_messages={"required": "Choose a person.", "invalid_choice": "Choose a person from the list."},
    )


class RoleForm(RegistryForm):
    role = forms.ChoiceField(
        label="Role",
        choices=RoleAssignment.ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )
    organisation_id = forms.ModelChoiceField(
        label="For the organisation",
        queryset=Organisation.objects.order_by("name"),
        to_field_name="public_id",
        empty_label="Choose an organisation",
        error_messages={"required": "Choose an organisation."},
    )
    valid_from = DateField(label="First day")


class EndRoleForm(RegistryForm):
    valid_to = DateField(label="Last day")


class GrantForm(RegistryForm):
    number = forms.CharField(
        label="Accreditation number",
        max_length=12,
        help_text="BAAS and five digits, for example BAAS17001.",
        error_messages={"required": "Enter the accreditation number."},
    )
    valid_from = DateField(label="First day")
    valid_to = DateField(label="Last day")


class ExtendForm(RegistryForm):
    valid_to = DateField(label="New last day")


class SuspendForm(RegistryForm):
    suspended_from = DateField(label="First day of the suspension")
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="Kept in the audit record. The public register shows only that the accreditation is suspended.",
        error_messages={"required": "Say why, in words the assessor can answer."},
    )


class LiftForm(RegistryForm):
    lifted_on = DateField(label="First day it counts again")


class NameForm(RegistryForm):
    name = forms.CharField(
        label="Name that others see",
        max_length=120,
        error_messages={"required": "Enter a name of 1 to 120 characters."},
    )


class TokenForm(RegistryForm):
    days = forms.IntegerField(
        label="Days until it ends",
        initial=90,
        help_text=f"1 to {TOKEN_DAYS_AT_MOST}.",
        error_messages={
            "required": f"Enter a number of days from 1 to {TOKEN_DAYS_AT_MOST}.",
            "invalid": f"Enter a whole number of days from 1 to {TOKEN_DAYS_AT_MOST}.",
        },
    )


class PublishNameForm(RegistryForm):
    """What the page that was opened asked to confirm: somebody may have changed it meanwhile."""

    published = forms.BooleanField(required=False, widget=forms.HiddenInput)
