"""What all HTML forms share: rule findings placed beside the fields they are about, and the idempotency key."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core import validators
from django.http import HttpRequest, HttpResponseRedirect

from registry.findings import DomainError, Finding

LIST = "{label}: choose from the list."
NAMED: tuple[tuple[Any, str, str], ...] = (
    (forms.Field.default_error_messages["required"], "Fill in “{label}”.", "Choose an answer to “{label}”."),
    (forms.ChoiceField.default_error_messages["invalid_choice"], LIST, LIST),
    (
        forms.IntegerField.default_error_messages["invalid"],
        "{label}: enter a whole number, for example 12.",
        LIST,
    ),
    (
        forms.DecimalField.default_error_messages["invalid"],
        "{label}: enter a number, for example 12.5.",
        LIST,
    ),
    (validators.MinValueValidator.message, "{label}: enter at least %(limit_value)s.", LIST),
    (validators.MaxValueValidator.message, "{label}: enter at most %(limit_value)s.", LIST),
    (validators.MaxLengthValidator.message, "{label}: use at most %(limit_value)s characters.", LIST),
    (
        validators.DecimalValidator.messages["max_decimal_places"],
        "{label}: use at most %(max)s decimals.",
        LIST,
    ),
    (validators.DecimalValidator.messages["max_digits"], "{label}: use at most %(max)s digits.", LIST),
    (
        validators.DecimalValidator.messages["max_whole_digits"],
        "{label}: use at most %(max)s digits before the point.",
        LIST,
    ),
)
"""Django's sentences, which say "this field" or "this value", and ours: for what is typed and for a choice."""


class SeeOther(HttpResponseRedirect):
    """303: after a change, look at the result; loading that page again repeats nothing."""

    status_code = 303


class RegistryForm(forms.Form):
    """A form whose messages come from the server alone, so they are the same with and without JavaScript.

    A field may carry `told_as`: its name in an error, where the label alone would not tell which one is meant.
    """

    use_required_attribute = False

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; one of Django's own sentences is put into words that name the field."""
        if field in self.fields and isinstance(error, forms.ValidationError):
            for one in getattr(error, "error_list", ()):
                _name_the_field(one, self[field])
        super().add_error(field, error)


def _name_the_field(error: forms.ValidationError, field: forms.BoundField) -> None:
    label = str(getattr(field.field, "told_as", field.label)).rstrip("?").replace("%", "%%")
    chosen = isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField)
    for message, typed, choice in NAMED:
        if error.message is message:
            error.message = (choice if chosen else typed).replace("{label}", label)
            error.params = error.params or {"label": label}
            return


def place_of(finding: Finding) -> str:
    """Where in a file the finding is, for a person; empty when it is not in a file."""
    parts = []
    if finding.row is not None:
        parts.append(f"Row {finding.row}")
    if finding.column:
        parts.append(f"column {finding.column}")
    return ", ".join(parts)


def add_findings(form: forms.BaseForm, findings: Iterable[Finding]) -> None:
    """Put each finding on the form's field of that name, or on the form as a whole.

    A nested field (`zones[2].area`) belongs to the form's field `zones` when there is one. Nothing is dropped.
    """
    form.is_valid()
    for finding in findings:
        name = finding.field.partition("[")[0].partition(".")[0]
        target = finding.field if finding.field in form.fields else name
        place = place_of(finding)
        message = f"{place}: {finding.message}" if place else finding.message
        form.add_error(
            target if target in form.fields else None, forms.ValidationError(message, finding.code)
        )


def add_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """Show why a command was refused: its findings where it has some, else its own sentence."""
    if refusal.findings:
        add_findings(form, refusal.findings)
    else:
        form.is_valid()
        form.add_error(None, forms.ValidationError(refusal.message, refusal.code))


def new_key() -> str:
    """An idempotency key for a page's hidden field, so that sending the form twice has one effect."""
    return str(uuid4())


def key_of(request: HttpRequest) -> str:
    """The key that came back with the form; empty when none did."""
    return request.POST.get("key", "").replace("\x00", "")[:80]
