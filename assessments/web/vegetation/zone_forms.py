"""The form of a vegetation zone: its community, condition and area; more questions at a stewardship site."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.models import Revision, VegetationZone
from assessments.records.vegetation import CONDITION_CLASS
from assessments.services.method import parameters_for
from assessments.web.fields import TO_FINALISE, DatalistInput, HectaresField, NumberText, YesNoField
from registry.forms import RegistryForm
from registry.reference import selectors as reference
from registry.units import ZONE_AREA_SMALLEST_M2, display, zone_area_m2

STEWARDSHIP_FIELDS = (
    "high_risk_land",
    "high_risk_reason",
    "planned_weed_cover_percent",
    "conservation_obligation",
    "crown_land",
)
FIELDSETS = (
    ("The vegetation", ("number", "pct_id", "pct_name", "condition_class", "area_ha", "patch_size_ha")),
    ("Threatened ecological community", ("community_answer", "community_name")),
    ("Habitat and impact", ("hollow_bearing_trees", "potential_saii", "saii_statement", "justification")),
    ("Stewardship site", STEWARDSHIP_FIELDS),
)
NEEDED = {
    "patch_size_ha": TO_FINALISE,
    "community_answer": TO_FINALISE,
    "community_name": "needed for a threatened community",
    "high_risk_land": TO_FINALISE,
}
"""Answers that may wait while working: when they are needed, said beside the label instead of "optional"."""
HIGH_RISK_CLEARED = "mitchell.high_risk_cleared_percent"


class ZoneForm(RegistryForm):
    """One zone. Areas are typed in hectares and kept to 0.01 ha, at least 0.01 ha (method 1.1)."""

    number = forms.IntegerField(
        label="Zone number", min_value=1, max_value=9999, widget=NumberText(whole=True)
    )
    pct_id = forms.IntegerField(label="Plant community type (PCT)", min_value=1, max_value=99_999)
    pct_name = forms.CharField(
        label="Name of the plant community type",
        max_length=500,
        required=False,
        help_text="Only for a type that the reference data does not know; otherwise its name is taken from there.",
    )
    condition_class = forms.CharField(
        label="Condition class",
        max_length=20,
        validators=[CONDITION_CLASS],
        help_text="Up to 20 letters, digits, underscores or hyphens, for example Moderate.",
    )
    area_ha = HectaresField(label="Area, ha", help_text="Kept to 0.01 ha.")
    patch_size_ha = HectaresField(
        label="Patch size, ha",
        required=False,
        help_text="The patch holds the zone, so it is at least as large.",
    )
    community_answer = forms.ChoiceField(
        label="Is it a threatened ecological community (TEC)?",
        choices=VegetationZone.CommunityAnswer.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    community_name = forms.CharField(label="Name of the community", max_length=300, required=False)
    hollow_bearing_trees = YesNoField(label="Are there hollow-bearing trees?", required=False)
    potential_saii = forms.BooleanField(
        label="Potential serious and irreversible impact (SAII)", required=False
    )
    saii_statement = forms.CharField(
        label="Assessment of the serious and irreversible impact",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        required=False,
    )
    justification = forms.CharField(
        label="Evidence for the plant community type",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        required=False,
    )
    high_risk_land = YesNoField(label="Is it high risk land?", required=False)
    high_risk_reason = forms.CharField(
        label="Why it is, or is not",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )
    planned_weed_cover_percent = forms.DecimalField(
        label="High threat weed cover with management, %",
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        required=False,
        widget=NumberText(),
        help_text="What remains under the planned control. Left empty, the cover seen in the plots is used.",
    )
    conservation_obligation = forms.BooleanField(
        label="Under a conservation obligation already", required=False
    )
    crown_land = forms.BooleanField(label="Crown land", required=False)

    def __init__(
        self, *args: Any, revision: Revision, zone: VegetationZone | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.revision, self.zone = revision, zone
        for name, word in NEEDED.items():
            self.fields[name].optional_word = word  # type: ignore[attr-defined]
        self.fields["pct_id"].widget = DatalistInput(self._pct_options)
        self.fields["pct_id"].error_messages["invalid"] = "Enter the number of the type, for example 3262."
        self.fields[
            "pct_id"
        ].help_text = (
            "Type a number, or words of the name, and pick from the list. Any number can be entered."
        )
        self.fields["community_name"].widget = DatalistInput(self._community_options)
        self.associated = self._associated()
        if self.associated:
            names = "; ".join(self.associated)
            self.fields[
                "community_name"
            ].help_text = (
                f"The reference data ties PCT {self._pct()} to: {names}. Another name can be entered."
            )
        else:
            self.fields[
                "community_name"
            ].help_text = "For a threatened community: pick from the list or enter its name."
        if not revision.assessment.is_stewardship:
            for name in STEWARDSHIP_FIELDS:
                del self.fields[name]
        else:
            self.fields["high_risk_land"].help_text = high_risk_hint(revision)

    def _pct(self) -> int | None:
        text = str(self["pct_id"].value() or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    def _associated(self) -> list[str]:
        number = self._pct()
        if number is None:
            return []
        return [one.name for one in reference.communities_of(self.revision.release, number) if one.name]

    def _pct_options(self) -> list[tuple[str, str]]:
        """The types of the site's subregion first, then all others."""
        here = self.revision.site_context.subregion_code
        rows = reference.search_pcts(self.revision.release).values_list("pct_id", "name", "subregion_codes")
        ordered = sorted(rows, key=lambda row: (here not in row[2] if here else False, row[0]))
        return [(str(number), f"{number} {name}") for number, name, _ in ordered]

    def _community_options(self) -> list[tuple[str, str]]:
        """Communities tied to the type first, then all others of the release."""
        names = reference.search_communities(self.revision.release).values_list("name", flat=True)
        others = [(name, name) for name in names if name not in self.associated]
        return [(name, f"{name} (tied to this type)") for name in self.associated] + others

    def clean_area_ha(self) -> Any:
        area = self.cleaned_data["area_ha"]
        try:
            zone_area_m2(area)
        except ValueError:
            smallest = display(ZONE_AREA_SMALLEST_M2 / 10_000, 3)
            raise forms.ValidationError(
                f"A zone has at least {smallest} ha. Enter a larger area, or leave this zone out.",
                code="too_small",
            ) from None
        return area

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        number, pct_id, condition = (data.get(name) for name in ("number", "pct_id", "condition_class"))
        others = VegetationZone.objects.filter(revision=self.revision)
        if self.zone is not None:
            others = others.exclude(pk=self.zone.pk)
        if number and others.filter(number=number).exists():
            self.add_error("number", f"There is a zone {number} already. Give this one another number.")
        if pct_id and condition and others.filter(pct_id=pct_id, condition_class=condition).exists():
            self.add_error(
                "condition_class",
                f"There is a zone {pct_id}_{condition} already. Use another condition class, or change that zone.",
            )
        return data

    def values(self) -> dict[str, Any]:
        """The cleaned form as the content command takes it. The name of a known type comes from the reference data."""
        data = dict(self.cleaned_data)
        if reference.pct(self.revision.release, data["pct_id"]) is not None:
            del data["pct_name"]
        area, patch = data.pop("area_ha"), data.pop("patch_size_ha")
        return {**data, "area_m2": zone_area_m2(area), "patch_size_m2": HectaresField.m2(patch)}

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in their groups; a group without fields is left out."""
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in FIELDSETS]
        return [(title, fields) for title, fields in found if fields]


def initial_of(zone: VegetationZone) -> Mapping[str, Any]:
    """A stored zone as the form shows it."""
    names = [name for name in ZoneForm.base_fields if not name.endswith("_ha")]
    initial = {name: getattr(zone, name) for name in names}
    initial["area_ha"] = HectaresField.ha(zone.area_m2)
    initial["patch_size_ha"] = HectaresField.ha(zone.patch_size_m2)
    return initial


def high_risk_hint(revision: Revision) -> str:
    """How much of the site's landscape is cleared, and from what the method ticks the box (method 3.1)."""
    name = revision.site_context.landscape_name
    if not name:
        return "The landscape is not chosen yet; how much of it is cleared helps to answer."
    landscape = reference.landscape(revision.release, name)
    if landscape is None:
        return f"The reference data does not say how much of {name} is cleared."
    limit = parameters_for(revision.release).find(HIGH_RISK_CLEARED)
    rule = ""
    if limit is not None:
        standing = ", not confirmed" if limit.provisional else ""
        rule = f" The guide takes land as high risk from {display(limit.value)} % cleared{standing}."
    return f"{landscape.name} is {display(float(landscape.percent_cleared))} % cleared.{rule} So is a CEEC or an EEC."
