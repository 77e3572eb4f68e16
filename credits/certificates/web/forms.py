"""The forms of the documents' pages. Rules live in the services; a form only reads what was sent."""

from typing import Any

from django import forms

from assessments.web.fields import DayField
from credits.certificates.checking import LARGEST_FILE_BYTES
from registry.forms import RegistryForm


class CheckForm(RegistryForm):
    """A file, or the number printed on one."""

    file = forms.FileField(
        label="The document as a file",
        required=False,
        allow_empty_file=True,
        help_text=f"The PDF as you received it, at most {LARGEST_FILE_BYTES // 1_000_000} MB. Every byte is compared. "
        "The file is not kept.",
    )
    number = forms.CharField(
        label="Or the number on the paper",
        required=False,
        max_length=30,
        help_text="For example C-0000012. A number tells whether such a document was issued, not whether your paper "
        "is that document.",
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or {}
        if not self.errors and cleaned.get("file") is None and not cleaned.get("number", "").strip():
            self.add_error("file", forms.ValidationError("Choose a file, or enter a number.", "missing"))
        return cleaned


class StatementForm(RegistryForm):
    """Of which day a holding statement is wanted."""

    as_on = DayField(
        label="Holding statement as on",
        required=False,
        help_text="Leave empty for today.",
    )
