"""Forms of discharge: credits for each line, an earlier retirement, the day a stage began."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from assessments.web.fields import DayField
from credits.lots.dealings import Retirement
from credits.lots.models import Lot
from credits.lots.web.fields import CreditsField, ReasonField
from credits.obligations.models import ObligationLine
from registry.forms import RegistryForm


class LinesForm(RegistryForm):
    """So many credits for each line; the Trust says why it steps down its hierarchy."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[ObligationLine],
        hints: Mapping[int, str],
        of_the_trust: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"line_{line.number}": line for line in lines}
        for name, line in self.lines.items():
            label = f"Line {line.number}: {line.credit_class}"
            hint = f"{line.outstanding:,} outstanding. {hints.get(line.number, '')}"
            self.fields[name] = CreditsField(
                label=label[:300], required=len(lines) == 1, help_text=hint.strip()
            )
        if of_the_trust:
            self.fields["justification"] = forms.CharField(
                label="Why each step before is left",
                required=False,
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text="Needed where the credits are not like for like (BC Reg cl 6.5).",
            )

    def clean(self) -> dict[str, Any]:
        """Some line has to get something."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.wanted(cleaned):
            self.add_error(None, "Enter how many credits are for at least one line.")
        return cleaned

    def wanted(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What is claimed, for the command."""
        why = data.get("justification") or ""
        return [
            {"line": str(line.public_id), "quantity": data[name], **({"justification": why} if why else {})}
            for name, line in self.lines.items()
            if data.get(name)
        ]


class RetireForLinesForm(LinesForm):
    """Credits of one lot for lines, and for which purpose where there is a choice."""

    def __init__(self, *args: Any, lot: Lot, purposes: Sequence[Retirement.Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lot, self.purposes = lot, purposes
        if len(purposes) > 1:
            self.fields["purpose"] = forms.ChoiceField(
                label="Purpose",
                choices=[(one.value, one.label) for one in purposes],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose the purpose."},
            )

    def clean(self) -> dict[str, Any]:
        """No more than the lot and each line have."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        for name, line in self.lines.items():
            if (cleaned.get(name) or 0) > line.outstanding:
                self.add_error(name, f"Line {line.number} has {line.outstanding:,} outstanding.")
        if self.total(cleaned) > self.lot.available:
            self.add_error(None, f"Lot {self.lot.number} has {self.lot.available:,} available.")
        return cleaned

    def total(self, data: Mapping[str, Any]) -> int:
        """All that is to be retired."""
        return sum(data.get(name) or 0 for name in self.lines)

    def purpose(self, data: Mapping[str, Any]) -> Retirement.Purpose:
        """The one chosen, or the only one."""
        return Retirement.Purpose(data["purpose"]) if "purpose" in self.fields else self.purposes[0]


class LinkForm(LinesForm):
    """A recorded retirement by its number, and why it was for this obligation."""

    retirement_number = forms.CharField(
        label="Number of the retirement",
        max_length=20,
        help_text="As on the transactions register, for example R0000012.",
        error_messages={"required": "Enter the number of the retirement."},
    )
    reason = ReasonField(
        label="Why it was for this obligation", missing="Say why it was for this obligation."
    )


class CommenceForm(RegistryForm):
    """The day on which the works began."""

    commenced_on = DayField(label="Day on which the works began")
