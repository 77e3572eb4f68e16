"""Which period a statement of no net loss is about."""

from datetime import date
from typing import Any

from django import forms

from assessments.web.fields import DayField
from registry.findings import Finding, InvalidInput
from registry.forms import RegistryForm

FIRST_MONTH = 7


class PeriodForm(RegistryForm):
    """The first and the last day; the financial year so far unless told."""

    first_day = DayField(label="From", required=False)
    last_day = DayField(label="To", required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        self.today = today
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        """Both days, in order, and not in the future."""
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        last = values.get("last_day") or self.today
        begins = last.year if last.month >= FIRST_MONTH else last.year - 1
        first = values.get("first_day") or date(max(begins, 1), FIRST_MONTH, 1)
        if last > self.today:
            self.add_error(
                "last_day",
                forms.ValidationError("To: choose today or a day before it.", "period.in_future"),
            )
        elif first > last:
            self.add_error(
                "last_day", forms.ValidationError("To: the period ends before it begins.", "period.range")
            )
        return values | {"first_day": first, "last_day": last}

    def period(self) -> tuple[date, date]:
        """The days. Raises InvalidInput with every fault."""
        if not self.is_valid():
            raise InvalidInput(
                [
                    Finding(str(error.code or "period.invalid"), str(message), name)
                    for name, errors in self.errors.as_data().items()
                    for error in errors
                    for message in error.messages
                ],
                "The period cannot be read.",
            )
        return self.cleaned_data["first_day"], self.cleaned_data["last_day"]
