"""Forms of the review and the decision. Rules live in the services; a form only reads what was typed."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessments.web.fields import DayField
from credits.lots.web.fields import CreditsField, ReasonField
from credits.obligations.models import Application, Concurrence, Condition, ImpactFinding, Obligation, Stage
from credits.obligations.services.orders import SOURCES
from registry.forms import RegistryForm
from registry.parties.models import Organisation

COMMUNITY, GROUP, SPECIES = "community", "trading_group", "species"
ABOUT = [
    (COMMUNITY, "Ecosystem credits of a threatened community"),
    (GROUP, "Ecosystem credits of other vegetation (trading group)"),
    (SPECIES, "Species credits"),
]
HOLLOWS = [("", "Not recorded"), ("yes", "Yes"), ("no", "No")]


def text_field(label: str, *, rows: int = 4, **more: Any) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class FinalQuantityField(CreditsField):
    """Whole credits, 0 allowed: it drops the line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.min_value = 0
        self.validators = [one for one in self.validators if type(one).__name__ != "MinValueValidator"]


class StageField(forms.ModelChoiceField):
    """A planned stage of the development, or none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            queryset=Stage.objects.none(),
            to_field_name="public_id",
            required=False,
            empty_label="Before anything begins",
            **more,
        )


def set_stages(form: RegistryForm, application: Application) -> None:
    """Offer the development's stages; without any there is nothing to choose."""
    stages = Stage.objects.filter(development=application.development_id)
    if stages:
        form.fields["stage"].queryset = stages  # type: ignore[attr-defined]
    else:
        del form.fields["stage"]


def stage_id(data: dict[str, Any]) -> str:
    """The chosen stage."""
    stage = data.get("stage")
    return str(stage.public_id) if stage else ""


class LineForm(RegistryForm):
    quantity = FinalQuantityField(label="Credits required")
    reason = text_field("Reason", rows=3, required=False, help_text="Where it is not the report's number.")
    stage = StageField(label="Due before")

    def __init__(self, *args: Any, application: Application, **more: Any) -> None:
        super().__init__(*args, **more)
        set_stages(self, application)


class NewLineForm(RegistryForm):
    about = forms.ChoiceField(label="What it is about", choices=ABOUT, widget=forms.RadioSelect)
    name = forms.CharField(
        label="Its name",
        max_length=400,
        help_text="The community, the trading group or the scientific name, as in the reference facts.",
    )
    hollows = forms.ChoiceField(
        label="Hollow-bearing trees", choices=HOLLOWS, required=False, help_text="For vegetation."
    )
    subregion = forms.CharField(label="IBRA subregion of the impact", max_length=120)
    quantity = CreditsField(label="Credits required")
    reason = ReasonField(label="Why they are required", missing="Say why these credits are required.")
    stage = StageField(label="Due before")

    def __init__(self, *args: Any, application: Application, **more: Any) -> None:
        super().__init__(*args, **more)
        set_stages(self, application)


def attributes_of(data: dict[str, Any], end: str = "") -> dict[str, str]:
    """A class as `known_classes` reads it, from the fields of a line."""
    about = data[f"about{end}"]
    return {
        "kind": "species" if about == SPECIES else "ecosystem",
        about: data[f"name{end}"],
        "hollows": "" if about == SPECIES else data[f"hollows{end}"],
        "subregion": data[f"subregion{end}"],
    }


class TextsForm(RegistryForm):
    avoid_text = text_field(
        "What was found on avoiding the impact", required=False, help_text="Needed before a recommendation."
    )
    minimise_text = text_field(
        "What was found on minimising it", required=False, help_text="Needed before a recommendation."
    )
    variation_permitted = forms.BooleanField(
        label="The conditions permit the variation rules",
        required=False,
        help_text="Only for a decision before 7 March 2025 (cl 6.4).",
    )


class ConditionForm(RegistryForm):
    kind = forms.ChoiceField(
        label="What it is for", choices=Condition.ConditionKind.choices, widget=forms.RadioSelect
    )
    text = text_field("The condition")
    stage = StageField(label="To be met before")

    def __init__(self, *args: Any, application: Application, **more: Any) -> None:
        super().__init__(*args, **more)
        set_stages(self, application)


class EvidenceForm(RegistryForm):
    evidence = text_field("How it is met, and where that can be seen")


class MetForm(RegistryForm):
    met_on = DayField(label="Day on which it was met")
    evidence = text_field("Evidence looked at")


class ImpactFindingForm(RegistryForm):
    entity = forms.CharField(label="Threatened community or species", max_length=400)
    serious = forms.TypedChoiceField(
        label="Is the impact serious and irreversible?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    principles = forms.MultipleChoiceField(
        label="Principles looked at",
        choices=ImpactFinding.PRINCIPLES,
        widget=forms.CheckboxSelectMultiple,
        help_text="BC Reg cl 6.7.",
        error_messages={"required": "Choose at least one of the four principles."},
    )
    evidence = text_field("Evidence")
    additional_measures = text_field(
        "Additional measures that minimise it",
        required=False,
        help_text="Needed where a major project or an activity is to be approved in spite of it.",
    )


class ConcurrenceForm(RegistryForm):
    giver = forms.ChoiceField(label="Who agrees", choices=Concurrence.Giver.choices, widget=forms.RadioSelect)
    given_on = DayField(label="Day of the letter")
    reference = forms.CharField(label="Reference", max_length=200)
    note = text_field("Note", rows=2, required=False)


class RecommendForm(RegistryForm):
    recommendation = text_field("Recommendation")
    no_lines_reason = text_field("Why no credits are required", rows=2, required=False)

    def __init__(self, *args: Any, has_lines: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if has_lines:
            del self.fields["no_lines_reason"]


class ApproveForm(RegistryForm):
    consent_number = forms.CharField(label="Number of the consent", max_length=120)
    decided_on = DayField(label="Day of the decision")
    lapses_on = DayField(
        label="Last day to begin", required=False, help_text="Empty where the consent names none."
    )
    reason = text_field("Reasons for the decision", rows=3, required=False)


class LapseForm(RegistryForm):
    lapsed_on = DayField(label="Day on which the consent lapsed")
    reason = ReasonField(label="How it lapsed", missing="Say how the consent lapsed.")


class HolderForm(RegistryForm):
    holder = forms.ModelChoiceField(
        label="Who owes the credits from then on",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="Choose an organisation",
        help_text="Organisations for which somebody signs as developer.",
    )
    held_from = DayField(label="From which day")
    reason = ReasonField(
        label="Evidence of the change", missing="Name the evidence, for example the dealing."
    )

    def __init__(self, *args: Any, holders: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]


ORDER_LINES = 4


class OrderForm(RegistryForm):
    """An order or planning agreement with up to four lines; one with more is sent over the API."""

    authority = forms.ModelChoiceField(
        label="Authority that sees it discharged",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label=None,
    )
    source = forms.ChoiceField(
        label="What imposes it",
        choices=[(one.value, one.label) for one in (Obligation.Source(code) for code in SOURCES)],
        widget=forms.RadioSelect,
    )
    holder = forms.ModelChoiceField(
        label="Who owes the credits",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="Choose an organisation",
    )
    reference = forms.CharField(label="Number of the document", max_length=200)
    title = forms.CharField(label="What it is about", max_length=300)
    local_government_area = forms.CharField(label="Local government area", max_length=120, required=False)
    imposed_on = DayField(label="Day of the document")
    due_on = DayField(label="Last day to comply", required=False)
    evidence = text_field("Where the document is kept", rows=2)

    def __init__(self, *args: Any, authorities: Any, holders: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["authority"].queryset = authorities  # type: ignore[attr-defined]
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]
        for number in range(1, ORDER_LINES + 1):
            self.fields.update(_line_fields(number))

    def clean(self) -> dict[str, Any]:
        """A line that was begun is whole."""
        data: dict[str, Any] = super().clean() or {}
        for number in begun_lines(data):
            for name, what in (
                ("about", "what it is about"),
                ("name", "its name"),
                ("quantity", "the credits"),
            ):
                field = f"{name}_{number}"
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, f"Line {number}: enter {what}.")
        return data


def _line_fields(number: int) -> dict[str, forms.Field]:
    first = number == 1
    return {
        f"about_{number}": forms.ChoiceField(
            label=f"Line {number}: what it is about",
            choices=[("", "No such line" if not first else "Choose"), *ABOUT],
            required=first,
        ),
        f"name_{number}": forms.CharField(label=f"Line {number}: its name", max_length=400, required=first),
        f"hollows_{number}": forms.ChoiceField(
            label=f"Line {number}: hollow-bearing trees", choices=HOLLOWS, required=False
        ),
        f"subregion_{number}": forms.CharField(
            label=f"Line {number}: IBRA subregion", max_length=120, required=first
        ),
        f"quantity_{number}": CreditsField(label=f"Line {number}: credits", required=first),
    }


def begun_lines(data: dict[str, Any]) -> Iterable[int]:
    """The numbers of the lines in which something was entered."""
    return [
        number
        for number in range(1, ORDER_LINES + 1)
        if any(data.get(f"{name}_{number}") for name in ("about", "name", "subregion", "quantity"))
    ]


def order_lines(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of an order as its command takes them."""
    return [
        {**attributes_of(data, f"_{number}"), "quantity": data[f"quantity_{number}"]}
        for number in begun_lines(data)
    ]
