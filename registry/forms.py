"""What all HTML forms share: rule findings placed beside the fields they are about, and the idempotency key."""

from collections.abc import Iterable
from uuid import uuid4

from django import forms
from django.http import HttpRequest

from registry.findings import DomainError, Finding


class RegistryForm(forms.Form):
    """A form whose messages come from the server alone, so they are the same with and without JavaScript."""

    use_required_attribute = False


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
    return request.POST.get("key", "")[:80]
