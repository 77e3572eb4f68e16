"""Forms of announcements. Rules live in the services; a form only reads what was typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from assessments.web.fields import DayField
from credits.market.announcements.services import LONGEST_BODY, LONGEST_TITLE
from registry.forms import RegistryForm
from registry.parties.models import Organisation


class AnnouncementForm(RegistryForm):
    """Title, text, and the hour in Sydney at which everybody learns it."""

    organisation = forms.ModelChoiceField(
        label="Announced by",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        error_messages={"invalid_choice": "Choose an organisation you announce for."},
    )
    title = forms.CharField(
        label="Title", max_length=LONGEST_TITLE, error_messages={"required": "Enter a title."}
    )
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Enter the text of the announcement."},
    )
    day = DayField(label="Day of publication")
    hour = forms.TimeField(
        label="Hour of publication",
        input_formats=["%H:%M"],
        help_text="In Sydney, for example 10:00.",
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the hour, for example 10:00.",
            "invalid": "Enter the hour with minutes, for example 10:00.",
        },
    )

    def __init__(self, *args: Any, organisations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    @property
    def publish_at(self) -> datetime:
        """The day and hour as a moment, of a valid form."""
        typed = datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"])
        return timezone.make_aware(typed)
