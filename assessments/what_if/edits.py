"""The changes an assessor tries out: one small frozen class for each kind, read strictly from plain data. Pure.

Zones are named by their key (`3032_good`), plots, management zones and species by their names, groups of scattered
trees by their key in the calculation (`T1`). Areas are whole square metres, covers per cent, logs metres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from math import isfinite
from typing import Any, get_type_hints

from assessments.bam.attributes import (
    ATTRIBUTE_CODES,
    COMPOSITION_CODES,
    STEM_CLASSES_CM,
    STRUCTURE_CODES,
)
from assessments.bam.serial import COUNT, COVER, MAXIMUM_AREA_M2, PERCENT
from registry.findings import Finding, InvalidInput

MAXIMUM_EDITS = 2_000
MAXIMUM_NAME = 300

STEM_CODES = tuple(f"stems.{lower}_to_{upper}" for lower, upper in STEM_CLASSES_CM)
WEEDS = "high_threat_weed_cover"
OF_FUNCTION = ("function.large_trees", "function.litter", "function.logs", "function.regeneration")
PLOT_CODES = (*COMPOSITION_CODES, *STRUCTURE_CODES, *OF_FUNCTION, *STEM_CODES, WEEDS)
"""What one plot sheet records. Stem classes are tried one by one: the method counts them."""

ALWAYS_RECORDED = frozenset(COMPOSITION_CODES + STRUCTURE_CODES)
WHOLE = frozenset((*COMPOSITION_CODES, "function.large_trees", "function.regeneration", *STEM_CODES))
"""Values of a plot sheet that are counted."""

YES_NO = (0.0, 1.0)
LIMITS: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(COMPOSITION_CODES, (0.0, 500.0)),
    **dict.fromkeys(STRUCTURE_CODES, COVER),
    "function.large_trees": COUNT,
    "function.litter": PERCENT,
    "function.logs": (0.0, 100_000.0),
    "function.stem_classes": (0.0, float(len(STEM_CLASSES_CM))),
    "function.regeneration": YES_NO,
    **dict.fromkeys(STEM_CODES, YES_NO),
    WEEDS: PERCENT,
}
"""Smallest and largest value of every attribute, for one plot and for a mean."""

AREA_M2 = (1.0, float(MAXIMUM_AREA_M2))
ZONE_AREA_M2 = (100.0, float(MAXIMUM_AREA_M2))


@dataclass(frozen=True, slots=True)
class PlotValue:
    """One value of one plot sheet; None: not recorded (the function values alone)."""

    zone: str
    plot: str
    attribute: str
    value: float | None


@dataclass(frozen=True, slots=True)
class ZoneArea:
    """Another area of a vegetation zone."""

    zone: str
    area_m2: int


@dataclass(frozen=True, slots=True)
class PlannedWeedCover:
    """High threat weed cover with management, at a stewardship site; None: as seen in the plots."""

    zone: str
    value: float | None


@dataclass(frozen=True, slots=True)
class PartArea:
    """Another area of a management zone."""

    zone: str
    part: str
    area_m2: int


@dataclass(frozen=True, slots=True)
class FutureMean:
    """The future mean of one attribute in a management zone; None: what the method takes."""

    zone: str
    part: str
    attribute: str
    value: float | None


@dataclass(frozen=True, slots=True)
class TypedGain:
    """A gain in vegetation integrity in place of the calculated one; None: calculate it."""

    zone: str
    part: str
    value: float | None


@dataclass(frozen=True, slots=True)
class HabitatArea:
    """Another habitat area of a species in a zone."""

    species: str
    zone: str
    area_m2: int


@dataclass(frozen=True, slots=True)
class HabitatCount:
    """Another number of individuals of a species in a zone."""

    species: str
    zone: str
    individuals: int


@dataclass(frozen=True, slots=True)
class TreeCount:
    """Another number of trees in a group of scattered trees."""

    group: str
    trees: int


Edit = (
    PlotValue
    | ZoneArea
    | PlannedWeedCover
    | PartArea
    | FutureMean
    | TypedGain
    | HabitatArea
    | HabitatCount
    | TreeCount
)

KINDS: Mapping[str, type[Edit]] = {
    "plot_value": PlotValue,
    "zone_area": ZoneArea,
    "planned_weed_cover": PlannedWeedCover,
    "management_zone_area": PartArea,
    "future_mean": FutureMean,
    "typed_gain": TypedGain,
    "habitat_area": HabitatArea,
    "habitat_count": HabitatCount,
    "tree_count": TreeCount,
}
"""Every kind of change by the name it has in the API."""

NAMES = {kind: name for name, kind in KINDS.items()}
ATTRIBUTES_OF: Mapping[type[Edit], tuple[str, ...]] = {PlotValue: PLOT_CODES, FutureMean: ATTRIBUTE_CODES}


def plain(edit: Edit) -> dict[str, Any]:
    """An edit as plain data; `edits_from` reads it back."""
    return {"kind": NAMES[type(edit)], **asdict(edit)}


def edits_from(data: Sequence[Any]) -> tuple[Edit, ...]:
    """The edits that plain data describes. Raises InvalidInput naming each field by its path (`edits[2].value`)."""
    findings: list[Finding] = []
    if len(data) > MAXIMUM_EDITS:
        raise InvalidInput(
            [Finding("what_if.too_many", f"Try at most {MAXIMUM_EDITS} changes at once.", field="edits")]
        )
    edits = [_read(item, f"edits[{index}]", findings) for index, item in enumerate(data)]
    if findings:
        raise InvalidInput(findings[:200])
    return tuple(edit for edit in edits if edit is not None)


def _read(item: Any, path: str, findings: list[Finding]) -> Edit | None:
    if not isinstance(item, Mapping) or not isinstance(item.get("kind"), str) or item["kind"] not in KINDS:
        findings.append(
            Finding("what_if.kind", f"Name one kind of change: {', '.join(KINDS)}.", field=f"{path}.kind")
        )
        return None
    kind = KINDS[item["kind"]]
    names = [field.name for field in fields(kind)]
    before = len(findings)
    for name in item:
        if name != "kind" and name not in names:
            message = f"A change of this kind has no “{str(name)[:60]}”: take it out."
            findings.append(Finding("what_if.unknown_field", message, field=f"{path}.{str(name)[:60]}"))
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for name in names:
        place = f"{path}.{name}"
        if name not in item:
            findings.append(Finding("what_if.missing", f"Send “{name}”.", field=place))
        elif hints[name] is str:
            values[name] = _text(item[name], kind, name, place, findings)
        else:
            values[name] = _number(item[name], kind, hints[name], item.get("attribute"), place, findings)
    return kind(**values) if len(findings) == before else None


def _text(value: Any, kind: type[Edit], name: str, place: str, findings: list[Finding]) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAXIMUM_NAME:
        findings.append(Finding("what_if.not_text", f"“{name}” is a name, as text.", field=place))
        return ""
    if name == "attribute" and value not in ATTRIBUTES_OF[kind]:
        message = f"Choose one attribute: {', '.join(ATTRIBUTES_OF[kind])}."
        findings.append(Finding("what_if.attribute", message, field=place))
    return value


def _number(
    value: Any, kind: type[Edit], hint: Any, attribute: Any, place: str, findings: list[Finding]
) -> float | None:
    """A finite number within the limits; whole where the kind says so, or the attribute is counted."""
    code = attribute if isinstance(attribute, str) else ""
    if value is None and hint not in (int, float) and not (kind is PlotValue and code in ALWAYS_RECORDED):
        return None
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    # A whole number can be too long to be a float at all; the limits below refuse it.
    if not number or (isinstance(value, float) and not isfinite(value)):
        findings.append(Finding("what_if.not_a_number", "Enter a number.", field=place))
        return None
    low, high = _limits(kind, code)
    if not low <= value <= high:
        message = f"Enter a number from {low:.12g} to {high:.12g}."
        findings.append(Finding("what_if.over_range", message, field=place))
        return None
    whole = hint is int or (kind is PlotValue and code in WHOLE)
    if whole and value != int(value):
        findings.append(Finding("what_if.not_whole", "Enter a whole number.", field=place))
        return None
    return int(value) if hint is int else float(value)


def _limits(kind: type[Edit], code: str) -> tuple[float, float]:
    if kind in (PlotValue, FutureMean):
        return LIMITS.get(code, COUNT)
    return {
        ZoneArea: ZONE_AREA_M2,
        PlannedWeedCover: PERCENT,
        PartArea: AREA_M2,
        TypedGain: (-100.0, 100.0),
        HabitatArea: AREA_M2,
        HabitatCount: (0.0, 1e9),
        TreeCount: (1.0, 1e6),
    }[kind]
