"""Forms of the fund's facts. Rules live in the services; a form only reads what was typed."""

from decimal import Decimal
from typing import Any

from django import forms

from registry.forms import RegistryForm
from registry.fund.models import DiscountRate, IndexSeries
from registry.fund.papers.words import RULE_VALUES
from registry.fund.parameters import Rule
from registry.fund.selectors.rates import ORIGINS
from registry.parties.web.forms import DateField

CODE_OF_SERIES = "index_series"


class SourceField(forms.CharField):
    """Where it is published, and when it was read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Source",
            max_length=300,
            help_text="Where it is published, and when you read it.",
            error_messages={"required": "Name where it is published, and when you read it."},
            **kwargs,
        )


def expected(rule: Rule) -> str:
    """What a value of the rule looks like, in the words of its own refusal."""
    try:
        rule.read("?")
    except ValueError as error:
        return str(error)[:1].upper() + str(error)[1:] + "."
    return ""


class RuleForm(RegistryForm):
    """What a rule is from a day on."""

    value = forms.CharField(
        label="Value", max_length=40, error_messages={"required": "Enter what the rule is."}
    )
    effective_from = DateField(label="In force from")
    source = SourceField()

    def __init__(self, rule: Rule, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = expected(rule)
        if rule.code == CODE_OF_SERIES:
            known = IndexSeries.objects.values_list("code", "name")
            self.fields["value"] = forms.ChoiceField(
                label="Price index",
                choices=[("", "Choose a price index"), *known],
                error_messages={"required": "Choose a price index. Enter it first where it is missing."},
            )
        elif rule.code in RULE_VALUES:
            self.fields["value"] = forms.ChoiceField(
                label="Value",
                choices=list(RULE_VALUES[rule.code].items()),
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Choose what the rule is.",
                    "invalid_choice": "Choose what the rule is.",
                },
            )
        elif rule.code.endswith("_points"):
            self.fields["value"] = _per_cent()
        self.order_fields(["value", "effective_from", "source"])

    def clean_value(self) -> str:
        """As it is stored: a share in hundredths of a per cent, which two decimals always are."""
        value = self.cleaned_data["value"]
        return str(int(value * 100)) if isinstance(value, Decimal) else str(value)


def _per_cent() -> forms.DecimalField:
    return forms.DecimalField(
        label="Value in per cent",
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        help_text="From 0 to 100, for example 80.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": "Enter what the rule is.", "invalid": "Enter a number, for example 80."},
    )


class RateForm(RegistryForm):
    """A discount rate."""

    per_cent = forms.DecimalField(
        label="Rate a year, per cent",
        max_digits=9,
        decimal_places=3,
        help_text="For example 3.2.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": "Enter the rate in per cent.",
            "invalid": "Enter a number, for example 3.2.",
        },
    )
    trigger = forms.ChoiceField(
        label="It applies to",
        choices=DiscountRate.Trigger.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the day is held against."},
    )
    day = DateField(label="Day")
    origin = forms.ChoiceField(
        label="Agreements", choices=[(code, ORIGINS[code]) for code in sorted(ORIGINS)], required=False
    )
    source = SourceField()

    def values(self) -> dict[str, Any]:
        """The command's inputs: the rate as a share."""
        data = dict(self.cleaned_data)
        rate = data.pop("per_cent") / Decimal(100)
        return {**data, "rate": rate}


class SeriesForm(RegistryForm):
    """A price index by its code."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As it is published, with the place it is for.",
        error_messages={"required": "Enter the name of the index."},
    )
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Small letters, digits and hyphens, for example cpi-sydney.",
        error_messages={"required": "Enter a code for it."},
    )
    source = SourceField()


class NumberForm(RegistryForm):
    """One number of a price index."""

    quarter_ends = DateField(label="Last day of the quarter")
    published_on = DateField(label="Published on")
    value = forms.DecimalField(
        label="Index number",
        max_digits=10,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": "Enter the index number.",
            "invalid": "Enter a number, for example 131.4.",
        },
    )
    source = SourceField()


class NumbersFileForm(RegistryForm):
    """Numbers of a price index as a file."""

    file = forms.FileField(
        label="CSV file",
        allow_empty_file=True,
        help_text="UTF-8 with the columns quarter_ends, published_on and value; at most 500 kB.",
        error_messages={"required": "Choose a file."},
    )
    source = SourceField()


class HolidayForm(RegistryForm):
    """A public holiday."""

    day = DateField(label="Day")
    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter the name of the holiday."}
    )
    source = SourceField()


class YearForm(RegistryForm):
    """A year whose holidays are all there."""

    year = forms.IntegerField(
        label="Year",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Enter the year.",
            "invalid": "Enter a year, for example 2027.",
        },
    )
    source = SourceField()
