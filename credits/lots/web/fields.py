"""Fields that several forms of dealings share."""

from typing import Any

from django import forms

from registry.forms import RegistryForm

MOST_CREDITS = 10**15
WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


class CreditsField(forms.IntegerField):
    """A number of whole credits, one or more, as text: a browser's number field drops what it cannot read."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Number of credits")
        super().__init__(
            min_value=1,
            max_value=MOST_CREDITS,
            widget=forms.TextInput(attrs=WHOLE),
            error_messages={
                "required": "Enter how many credits.",
                "invalid": "Enter a whole number of credits, for example 12.",
                "min_value": "Enter one credit or more.",
                "max_value": "That is more than there are credits. Enter a smaller number.",
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:
        """The number; commas and spaces between thousands may stay."""
        text = str(value).replace(",", "").replace(" ", "") if value not in self.empty_values else value
        found: int | None = super().to_python(text)
        return found


class ReasonField(forms.CharField):
    """A few sentences that have to be there."""

    def __init__(self, *, missing: str = "Give a reason.", rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Reason")
        kwargs.setdefault("max_length", 2000)
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": missing}, **kwargs
        )


class SignatureFields(RegistryForm):
    """The signer's own name and the capacity, under a statement."""

    typed_name = forms.CharField(
        label="Your name",
        max_length=120,
        help_text="Type your full name as it stands on your account. That is your signature.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type your name to sign."},
    )
    capacity = forms.CharField(
        label="In what capacity you sign",
        max_length=120,
        help_text="For example owner, director, trustee.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say in what capacity you sign."},
    )


class ConfirmForm(RegistryForm):
    """Nothing to fill in: it carries the messages of a refusal."""


class WhyForm(RegistryForm):
    """Only a reason."""

    reason = ReasonField()
