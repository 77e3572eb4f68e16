"""Forms about where a holder's money goes. Rules live in the services; a form only reads what was typed."""

from django import forms

from registry.forms import RegistryForm
from registry.parties.web.forms import DateField

UNREMEMBERED = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


class BankDetailsForm(RegistryForm):
    """An account. The browser is asked to remember nothing of it."""

    title = forms.CharField(
        label="Name of the account",
        max_length=120,
        help_text="As on its statements. At most 32 letters, digits and common signs reach the bank.",
        widget=forms.TextInput(attrs=UNREMEMBERED),
        error_messages={"required": "Enter the name of the account, as on its statements."},
    )
    bsb = forms.CharField(
        label="BSB",
        max_length=20,
        help_text="Six digits, for example 062-000.",
        widget=forms.TextInput(attrs={**UNREMEMBERED, "inputmode": "numeric"}),
        error_messages={"required": "Enter the BSB."},
    )
    account_number = forms.CharField(
        label="Account number",
        max_length=20,
        help_text="Two to nine digits. Zeros in front belong to it.",
        widget=forms.TextInput(attrs={**UNREMEMBERED, "inputmode": "numeric"}),
        error_messages={"required": "Enter the account number."},
    )


class VerifyForm(RegistryForm):
    """How the details were verified."""

    verification = forms.CharField(
        label="How you verified them",
        max_length=300,
        help_text="For example: called the number on our file on 02/03/2026 and had the account read out.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how you verified the details, for example by which call."},
    )


class RefuseForm(RegistryForm):
    """Why the details are refused."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="The organisation reads it. Leave out any number of the account.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give the reason: the organisation reads it."},
    )


class TaxStandingForm(RegistryForm):
    """How the organisation stands to the goods and services tax from a day on."""

    gst_registered = forms.ChoiceField(
        label="Registered for the goods and services tax?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    valid_from = DateField(label="From")
    business_number = forms.CharField(
        label="ABN",
        max_length=20,
        required=False,
        help_text="Eleven digits. Needed where the organisation is registered.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    invoice_agreement = forms.CharField(
        label="Written agreement on tax invoices",
        max_length=200,
        required=False,
        help_text="Date and reference of the agreement by which the payer issues the tax invoices.",
    )
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="For example: ABN register, read on 02/03/2026.",
        error_messages={"required": "Say where this is from."},
    )
