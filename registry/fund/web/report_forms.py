"""Forms of yearly reports. Rules live in the services; a form only reads what was typed."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assessments.evidence import photos
from assessments.web.fields import DayField, NumberText, YesNoField
from registry.agreements.web.costs.lines import cents_of, typed
from registry.agreements.web.forms import SignForm as SignForm
from registry.forms import RegistryForm
from registry.fund.models import AnnualReport, ReportedAction, ReportedObservation
from registry.fund.selectors.reporting import AnsweredDuty, PurposeLine

LONG = 10_000


def area(rows: int = 3) -> forms.Textarea:
    """A box for several lines of text."""
    return forms.Textarea(attrs={"rows": rows})


class AmountField(forms.CharField):
    """An amount of dollars; its clean value is whole cents, or None where nothing was typed."""

    def __init__(self, *, told_as: str) -> None:
        super().__init__(
            required=False,
            max_length=30,
            label=told_as,
            widget=NumberText(attrs={"aria-label": told_as, "class": "fund-amount"}),
        )

    def clean(self, value: Any) -> Any:
        """Whole cents. Raises ValidationError with what to do."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return cents_of(text)
        except ValueError as error:
            raise forms.ValidationError(f"{self.label}: {error}", "amount") from error


class ReportForm(RegistryForm):
    """The whole draft: an answer for each action, spending by purpose, summary and changes."""

    summary = forms.CharField(
        label="The year in a few words", required=False, max_length=LONG, widget=area(5)
    )
    changes = forms.CharField(
        label="Changes of owner, contact or land use",
        required=False,
        max_length=LONG,
        widget=area(3),
        help_text="Leave it empty where nothing changed.",
    )

    def __init__(
        self,
        *args: Any,
        report: AnnualReport,
        duties: Sequence[AnsweredDuty],
        purposes: Sequence[PurposeLine],
        **kwargs: Any,
    ) -> None:
        self.duties, self.purposes = duties, purposes
        super().__init__(*args, **{**kwargs, "initial": _initial(report, duties, purposes)})
        for place, one in enumerate(duties):
            title = one.duty.action.title
            self.fields[f"done_{place}"] = forms.ChoiceField(
                label=f"Was “{title}” done?",
                choices=ReportedAction.Done.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"what_{place}"] = forms.CharField(
                label="What was done", required=False, max_length=LONG, widget=area()
            )
            self.fields[f"why_not_{place}"] = forms.CharField(
                label="Why it was not done, or not all of it", required=False, max_length=LONG, widget=area()
            )
            self.fields[f"done_{place}"].optional_word = "needed to submit"  # type: ignore[attr-defined]
            self.fields[f"why_not_{place}"].optional_word = (  # type: ignore[attr-defined]
                "needed unless all of it was done"
            )
        for line in purposes:
            self.fields[f"spent_{line.code}"] = AmountField(told_as=f"{line.label}: spent")
            self.fields[f"local_{line.code}"] = AmountField(told_as=f"{line.label}: to people of the area")

    @property
    def answers(self) -> list[dict[str, Any]]:
        """Each action with its three fields, for the page."""
        return [
            {"one": one, "fields": [self[f"{name}_{place}"] for name in ("done", "what", "why_not")]}
            for place, one in enumerate(self.duties)
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each purpose with its two amounts."""
        return [
            {"line": line, "spent": self[f"spent_{line.code}"], "local": self[f"local_{line.code}"]}
            for line in self.purposes
        ]

    def actions(self) -> list[dict[str, Any]]:
        """The answers as the command takes them."""
        data = self.cleaned_data
        return [
            {
                "duty_id": str(one.duty.public_id),
                **{name: data[f"{name}_{place}"] for name in ("done", "what", "why_not")},
            }
            for place, one in enumerate(self.duties)
        ]

    def spending(self) -> list[dict[str, Any]]:
        """The purposes for which something was typed."""
        data = self.cleaned_data
        return [
            {
                "purpose": line.code,
                "spent_cents": data[f"spent_{line.code}"],
                "local_cents": data[f"local_{line.code}"] or 0,
            }
            for line in self.purposes
            if data[f"spent_{line.code}"] is not None or data[f"local_{line.code}"] is not None
        ]

    def places(self) -> dict[str, str]:
        """The form's field of each place in the command's lists."""
        found = {
            f"actions[{place}].{name}": f"{name}_{place}"
            for place in range(len(self.duties))
            for name in ("done", "what", "why_not")
        }
        for place, row in enumerate(self.spending()):
            found[f"spending[{place}].spent_cents"] = f"spent_{row['purpose']}"
            found[f"spending[{place}].local_cents"] = f"local_{row['purpose']}"
        return found


def _initial(
    report: AnnualReport, duties: Sequence[AnsweredDuty], purposes: Sequence[PurposeLine]
) -> dict[str, Any]:
    found: dict[str, Any] = {"summary": report.summary, "changes": report.changes}
    for place, one in enumerate(duties):
        if one.answer:
            found |= {f"{name}_{place}": getattr(one.answer, name) for name in ("done", "what", "why_not")}
    for line in purposes:
        found[f"spent_{line.code}"] = typed(line.spent_cents)
        found[f"local_{line.code}"] = typed(line.local_cents)
    return found


class ObservationForm(RegistryForm):
    """A monitoring result or an incident."""

    kind = forms.ChoiceField(
        label="What it is", choices=ReportedObservation.ObservationKind.choices, widget=forms.RadioSelect
    )
    observed_on = DayField(label="Day it was seen")
    text = forms.CharField(
        label="What was seen",
        max_length=LONG,
        widget=area(5),
        help_text="For an incident also what was damaged, and what was done about it.",
    )


class PhotoForm(RegistryForm):
    """A photo for the report."""

    file = forms.FileField(
        label="Photo",
        help_text="JPEG or PNG, at most 12 MB. It is stored without its metadata, so without the position a camera "
        "may have noted.",
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png,image/jpeg,image/png"}),
        error_messages={
            "required": "Choose the photo.",
            "empty": "The file is empty. Choose the photo again.",
            "invalid": "Choose the photo again.",
        },
    )
    caption = forms.CharField(
        label="What it shows", max_length=300, help_text="It is read out to those who do not see the photo."
    )
    point = forms.CharField(
        label="Fixed point it was taken from",
        required=False,
        max_length=120,
        help_text="The same points each year show what changed.",
    )
    taken_on = DayField(label="Day it was taken", required=False)

    def clean_file(self) -> Any:
        """Refused by its size before anything of it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > photos.LARGEST_BYTES:
            raise forms.ValidationError("The photo is larger than 12 MB.", "too_large")
        return upload


class TextForm(RegistryForm):
    """A text that is asked for: a question, an answer, a reason."""

    text = forms.CharField(max_length=LONG, widget=area(5))

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].help_text = help_text


class ApproveForm(RegistryForm):
    """The share of the next payment that is approved."""

    percent = forms.DecimalField(
        label="Share of the next payment, per cent",
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        initial="100",
        widget=NumberText(),
        help_text="100 unless actions were not carried out.",
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=LONG,
        widget=area(4),
        help_text="Needed where it is less than 100. The owners read it.",
    )

    def inputs(self, data: dict[str, Any]) -> dict[str, Any]:
        """The share in parts of ten thousand."""
        return {"payable_parts": int(data["percent"] * 100), "reason": data["reason"]}


class InspectionForm(RegistryForm):
    """What a visit found."""

    inspected_on = DayField(label="Day of the visit")
    actions_complete = YesNoField(label="Were the actions of the year carried out?")
    findings = forms.CharField(
        label="What was found", max_length=LONG, widget=area(6), help_text="The owners read it."
    )
