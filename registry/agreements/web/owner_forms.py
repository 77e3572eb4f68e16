"""Forms that say who owns the land: the application, and a change of owner."""

from typing import Any

from django import forms

from assessments.models import Revision
from assessments.web.fields import DayField, HectaresField, NumberText
from registry.agreements.models import OwnerShare
from registry.agreements.web.forms import LONG, area
from registry.forms import RegistryForm
from registry.parties.models import Organisation, OrganisationKind


def revision_name(revision: Revision) -> str:
    """A report to choose from a list."""
    return (
        f"{revision.proposal.name}, assessment {revision.assessment.number}, revision {revision.number} "
        f"({revision.get_state_display().lower()})"
    )


class RevisionField(forms.ModelChoiceField):
    """A site assessment report by its name and number."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, assessment, revision and its state."""
        return revision_name(obj)


class LandholderName(forms.CharField):
    """A landholder by its whole name. There is no list to choose from: who else owns land is not for all to read."""

    def clean(self, value: Any) -> Any:
        """The organisation, or None where nothing was typed. Raises ValidationError with what to do."""
        name = " ".join(str(super().clean(value) or "").split())
        if not name:
            return None
        landholders = Organisation.objects.filter(kind=OrganisationKind.LANDHOLDER)
        found = landholders.filter(name=name).first() or landholders.filter(name__iexact=name).first()
        if found is None:
            message = (
                f"No landholder is registered as “{name[:80]}”. Check the spelling, or ask the registrar."
            )
            raise forms.ValidationError(message, "shares.unknown")
        return found


OWNERS = 4
"""How many owners a form has room for at least; one more than there are today."""


class SharesForm(RegistryForm):
    """Who owns the land, in how many parts. `known`: how many owners there are today."""

    def __init__(self, *args: Any, known: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(1, max(OWNERS, known + 1) + 1)
        for number in self.numbers:
            first = number == 1
            owner = LandholderName(
                label=f"Owner {number}",
                required=first,
                max_length=200,
                help_text="The whole name, as it is registered here." if first else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            parts = forms.IntegerField(
                label=f"Parts of owner {number}",
                required=first,
                min_value=1,
                max_value=1_000_000,
                widget=NumberText(whole=True),
                help_text="One owner alone: 1. Two owners with halves: 1 and 1." if first else "",
            )
            self.fields[f"owner_{number}"], self.fields[f"parts_{number}"] = owner, parts

    def clean(self) -> dict[str, Any]:
        """An owner has parts, and parts have an owner."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in self.numbers[1:]:
            owner, parts = data.get(f"owner_{number}"), data.get(f"parts_{number}")
            if owner and not parts and f"parts_{number}" not in self.errors:
                self.add_error(f"parts_{number}", f"Enter the parts of {owner}.")
            if parts and not owner and f"owner_{number}" not in self.errors:
                self.add_error(f"owner_{number}", f"Say who owns these {parts} parts.")
        return data

    def shares(self) -> list[list[Any]]:
        """Public id and parts of each owner."""
        data = self.cleaned_data
        return [
            [str(data[f"owner_{n}"].public_id), data[f"parts_{n}"]]
            for n in self.numbers
            if data.get(f"owner_{n}")
        ]


def shares_initial(shares: Any) -> dict[str, Any]:
    """Owners of today as they stand in the form."""
    found: dict[str, Any] = {}
    for number, share in enumerate(shares, start=1):
        held: OwnerShare = share
        found[f"owner_{number}"] = held.organisation.name
        found[f"parts_{number}"] = held.parts
    return found


class ApplyForm(SharesForm):
    """The application: the report it rests on, the property and its owners."""

    revision = RevisionField(
        label="Site assessment report",
        queryset=Revision.objects.none(),
        to_field_name="public_id",
        empty_label="Choose the report",
        help_text="The report that an accredited assessor made of this site and the trust accepted.",
    )
    holding_ha = HectaresField(
        label="Area of the whole property, ha", help_text="At least as large as the site."
    )

    def __init__(self, *args: Any, revisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["revision"]
        own.queryset = revisions


class OwnerChangeForm(SharesForm):
    """The land was sold, or shares in it moved."""

    effective_on = DayField(label="From which day")
    evidence = forms.CharField(
        label="What shows it", max_length=LONG, widget=area(3), help_text="The dealing on the land title."
    )
