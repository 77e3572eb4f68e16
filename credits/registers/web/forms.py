"""The form that takes the two files in. Rules live in the services; a form only reads what was sent."""

from django import forms

from credits.registers.services.staging import LARGEST_UPLOAD_BYTES, MEGABYTE
from registry.forms import RegistryForm

_LIMIT = f"At most {LARGEST_UPLOAD_BYTES // MEGABYTE} MB."


class ImportForm(RegistryForm):
    """The two exports."""

    supply = forms.FileField(
        label="Credit supply register",
        allow_empty_file=True,
        help_text=f"CSV, or the .xls as it is downloaded (which is XML). {_LIMIT}",
        error_messages={"required": "Choose the file of the credit supply register."},
    )
    transactions = forms.FileField(
        label="Credit transactions register",
        allow_empty_file=True,
        help_text=f"CSV, or the .xls as it is downloaded (which is an HTML table). {_LIMIT}",
        error_messages={"required": "Choose the file of the credit transactions register."},
    )
