"""Forms of developments. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from assessments.models import Revision
from assessments.web.fields import DatalistInput, DayField, HectaresField
from credits.obligations.models import Development, Pathway
from credits.obligations.services.developments import ANSWERS, FLAGS, TEXTS
from registry.agreements.web.forms import OrganisationField, area
from registry.forms import RegistryForm
from registry.parties.models import Organisation, OrganisationKind
from registry.reference import selectors as reference
from registry.reference.models import Subregion

LONG = 20_000


class KnownField(forms.TypedChoiceField):
    """Yes, no, or not known yet: what is not known is never taken for a no."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No"), ("", "Not known yet")],
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )
        self.optional_word = "decides only when it is known"

    def prepare_value(self, value: Any) -> Any:
        """A stored answer as the choice's code."""
        return {True: "yes", False: "no", None: ""}.get(value, value)


class DevelopmentForm(RegistryForm):
    """What somebody wants to do, and the facts that decide whether the scheme applies."""

    developer = OrganisationField(label="Developer", help_text="Who will owe the credits.")
    authority = OrganisationField(
        label="Approval authority", help_text="Who decides: the council, the panel, or the department."
    )
    title = forms.CharField(label="Title", max_length=300, help_text="What and where, in a few words.")
    description = forms.CharField(label="Description", required=False, max_length=LONG, widget=area(4))
    pathway = forms.ChoiceField(label="How it is approved", choices=Pathway.choices, widget=forms.RadioSelect)
    address = forms.CharField(label="Address of the land", required=False, max_length=300)
    local_government_area = forms.CharField(label="Local government area", required=False, max_length=120)
    subregion = forms.CharField(
        label="IBRA subregion",
        required=False,
        max_length=120,
        help_text="Of the land; the report says it too.",
    )
    clearing_ha = HectaresField(
        label="Native vegetation to be cleared, ha",
        required=False,
        min_value=0,
        help_text="Trees, understorey, ground cover and wetland plants together. 0 for none.",
    )
    minimum_lot_ha = HectaresField(
        label="Smallest minimum lot size, ha",
        required=False,
        help_text=(
            "From the planning map; the actual lot size where none is mapped. The scheme applies from 0.25 ha cleared "
            "on lots under 1 ha, 0.5 ha under 40 ha, 1 ha under 1,000 ha, and 2 ha on larger ones."
        ),
    )
    on_values_map = KnownField(label="Does it clear, or act on, land on the Biodiversity Values Map?")
    on_lord_howe_island = forms.BooleanField(label="The land is on Lord Howe Island", required=False)
    likely_significant = KnownField(
        label="Is it likely to affect threatened species significantly?",
        help_text="The test of significance of BC Act s 7.3.",
    )
    significance_evidence = forms.CharField(
        label="What that rests on", required=False, max_length=LONG, widget=area(3)
    )
    in_outstanding_value_area = KnownField(
        label="Is the land a declared area of outstanding biodiversity value?"
    )
    opted_in = forms.BooleanField(
        label="The proponent opts in", required=False, help_text="For activities under Part 5."
    )
    waived = forms.BooleanField(
        label="The report was waived",
        required=False,
        help_text="For State significant projects: both heads decided that none is needed.",
    )
    waiver_reference = forms.CharField(label="Reference of the waiver", required=False, max_length=200)
    major_mining = forms.BooleanField(
        label="It is a large mining project",
        required=False,
        help_text="Only then can rehabilitation of the site stand for credits.",
    )
    controlled_action = forms.BooleanField(
        label="It is a controlled action under the EPBC Act",
        required=False,
        help_text="Variation is then barred for what that Act lists.",
    )
    epbc_reference = forms.CharField(label="EPBC reference", required=False, max_length=40)

    def __init__(self, *args: Any, developers: Any = None, on: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subregion: Any = self.fields["subregion"]
        subregion.widget = DatalistInput(lambda: _subregions(on))
        if developers is None:
            del self.fields["developer"], self.fields["authority"]
            return
        for name, rows in (
            ("developer", developers),
            ("authority", Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).order_by("name")),
        ):
            field: Any = self.fields[name]
            field.queryset = rows
            if len(rows) == 1:
                field.initial = rows[0].public_id


def _subregions(on: Any) -> list[tuple[str, str]]:
    release = reference.current_release(on)
    if release is None:
        return []
    return list(Subregion.objects.filter(release=release).values_list("name", "region_name").order_by("name"))


def facts_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the form says, as the commands take it; the region follows from the subregion where it is one of the
    release's."""
    facts = {name: data.get(name) for name in (*TEXTS, *ANSWERS, *FLAGS) if name != "region"}
    return facts | {
        "pathway": data["pathway"],
        "clearing_m2": 0 if data["clearing_ha"] == 0 else HectaresField.m2(data["clearing_ha"]),
        "minimum_lot_m2": HectaresField.m2(data["minimum_lot_ha"]),
    }


def with_region(facts: dict[str, Any], *, on: Any) -> dict[str, Any]:
    """The facts with the region of their subregion."""
    release = reference.current_release(on)
    found = reference.subregion(release, facts.get("subregion") or "") if release else None
    return facts | {
        "region": found.region_name if found else "",
        **({"subregion": found.name} if found else {}),
    }


def initial_of(development: Development) -> dict[str, Any]:
    """The stored facts as they stand in the form."""
    names = [name for name in (*TEXTS, *ANSWERS, *FLAGS, "pathway") if name != "region"]
    return {name: getattr(development, name) for name in names} | {
        "clearing_ha": HectaresField.ha(development.clearing_m2),
        "minimum_lot_ha": HectaresField.ha(development.minimum_lot_m2),
    }


FORM_FIELDS = {
    "developer_id": "developer",
    "authority_id": "authority",
    "clearing_m2": "clearing_ha",
    "minimum_lot_m2": "minimum_lot_ha",
}
"""Which field of the form a field of the commands is."""


class StageForm(RegistryForm):
    """A stage: what is done in it, and when it is planned to begin."""

    title = forms.CharField(label="What is done in this stage", max_length=200)
    planned_start = DayField(label="Planned to begin", required=False)


class LodgeForm(RegistryForm):
    """The report that an application is lodged with."""

    revision = forms.ChoiceField(label="Development report", choices=[])
    reference = forms.CharField(
        label="Number of the application at the authority", required=False, max_length=120
    )

    def __init__(self, *args: Any, reports: list[Revision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["revision"]
        field.required = False
        field.choices = [("", "Choose a report")] + [
            (
                str(one.public_id),
                f"{one.assessment.case.title}: {one} ({one.get_state_display().lower()})",
            )
            for one in reports
        ]
        if len(reports) == 1:
            field.initial = str(reports[0].public_id)


class WithdrawForm(RegistryForm):
    """Why it is withdrawn."""

    reason = forms.CharField(label="Why you withdraw it", max_length=2_000, widget=area(3))
