"""Forms of management zones and of their future values."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from assessments.bam.attributes import ATTRIBUTE_CODES, label, unit
from assessments.models import ManagementZone, Revision, VegetationZone
from assessments.web.fields import HectaresField, NumberText
from registry.forms import RegistryForm

GAIN_FIELDS = ("typed_gain", "reason")


class ManagementZoneForm(RegistryForm):
    """Part of a vegetation zone that is treated alike. At a stewardship site a gain can be entered instead."""

    zone = forms.ChoiceField(label="Vegetation zone")
    name = forms.CharField(label="Name", max_length=60, help_text="For example Clearing, or Weed control.")
    area_ha = HectaresField(
        label="Area, ha", help_text="The management zones of a vegetation zone add up to it exactly."
    )
    typed_gain = forms.DecimalField(
        label="Gain in vegetation integrity, if you enter it yourself",
        min_value=-100,
        max_value=100,
        max_digits=7,
        decimal_places=4,
        required=False,
        widget=NumberText(),
        help_text="Points. It replaces the calculated gain, and makes the credits provisional.",
    )
    reason = forms.CharField(
        label="Reason for the gain you enter",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )

    def __init__(
        self, *args: Any, revision: Revision, part: ManagementZone | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        self.zones = list(VegetationZone.objects.filter(revision=revision))
        zone_field = self.fields["zone"]
        if isinstance(zone_field, forms.ChoiceField):
            zone_field.choices = [(str(zone.public_id), zone.key) for zone in self.zones]
        if not revision.assessment.is_stewardship:
            for name in GAIN_FIELDS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = next((zone for zone in self.zones if str(zone.public_id) == data.get("zone")), None)
        same = ManagementZone.objects.filter(zone=chosen, name=data.get("name"))
        if self.part is not None:
            same = same.exclude(pk=self.part.pk)
        if chosen is not None and data.get("name") and same.exists():
            self.add_error("name", f"Zone {chosen.key} has a management zone of this name. Use another name.")
        return data

    def values(self) -> dict[str, Any]:
        """The cleaned form as the content command takes it."""
        data = dict(self.cleaned_data)
        area = data.pop("area_ha")
        return {**data, "area_m2": HectaresField.m2(area)}


def initial_of(part: ManagementZone) -> Mapping[str, Any]:
    """A stored management zone as the form shows it."""
    return {
        "zone": str(part.zone.public_id),
        "name": part.name,
        "area_ha": HectaresField.ha(part.area_m2),
        "typed_gain": None if part.typed_gain is None else f"{part.typed_gain.normalize():f}",
        "reason": part.reason,
    }


class FutureValuesForm(RegistryForm):
    """A future mean for any of the 17 attributes, with one reason for all of them. Empty: the default is used."""

    reason = forms.CharField(
        label="Reason for the values you enter",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )

    def __init__(self, *args: Any, stewardship: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stewardship:
            self.fields[
                "reason"
            ].help_text = "Needed for every value you enter: it replaces the growth strategy."
        for code in ATTRIBUTE_CODES:
            self.fields[code] = forms.DecimalField(
                label=f"{code.partition('.')[0].capitalize()}, {label(code).lower()} ({unit(code)})",
                min_value=0,
                max_digits=8,
                decimal_places=3,
                required=False,
                widget=NumberText(),
            )

    def values(self) -> dict[str, Decimal | None]:
        """The typed values by attribute code; None where the default is used."""
        return {code: self.cleaned_data[code] for code in ATTRIBUTE_CODES}
