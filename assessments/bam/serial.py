"""A case as plain data and back, for the stored calculation and the stateless calculators. Pure.

Reading is strict: unknown keys, numbers that are not finite or out of range, and unknown choices are refused, each
with the path of the field (`zones[0].plots[2].structure[1]`). What is read back equals what was written.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from math import isfinite
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from assessments.bam.attributes import ATTRIBUTE_CODES, GROWTH_FORMS, STEM_CLASSES_CM
from assessments.bam.inputs import (
    Benchmark,
    CaseInput,
    Fact,
    ManagementZoneInput,
    PlantedVegetationInput,
    PlotObservation,
    SpeciesInput,
    SpeciesZoneInput,
    StewardshipInput,
    TreeGroupInput,
    ZoneInput,
)
from registry.findings import Finding, InvalidInput

MAXIMUM_TEXT = 2_000
MAXIMUM_ITEMS = 10_000
MAXIMUM_FINDINGS = 500
"""Enough for a person to correct; a hostile case must not turn every byte into a sentence."""

MAXIMUM_AREA_M2 = 10**12
"""More than all of New South Wales."""

PERCENT = (0.0, 100.0)
COUNT = (0.0, 1_000_000.0)
COVER = (0.0, 1_000.0)
"""Covers of one growth form are summed over species and may exceed 100."""

RANGES: Mapping[tuple[type, str], tuple[float, float]] = {
    (PlotObservation, "composition"): (0, 1_000),
    (PlotObservation, "structure"): COVER,
    (PlotObservation, "large_trees"): COUNT,
    (PlotObservation, "hollow_bearing_trees"): COUNT,
    (PlotObservation, "litter"): PERCENT,
    (PlotObservation, "logs"): (0, 100_000),
    (PlotObservation, "stem_classes"): (0, 1),
    (PlotObservation, "regeneration"): (0, 1),
    (PlotObservation, "high_threat_weed_cover"): PERCENT,
    (Benchmark, "values"): (0, 100_000),
    (Benchmark, "large_tree_threshold_cm"): (1, 500),
    (ManagementZoneInput, "area_m2"): (1, MAXIMUM_AREA_M2),
    (ManagementZoneInput, "future_means"): (0, 100_000),
    (ManagementZoneInput, "typed_gain"): (-100, 100),
    (StewardshipInput, "planned_high_threat_weed_cover"): PERCENT,
    (StewardshipInput, "decline_rates_percent"): PERCENT,
    (StewardshipInput, "security_benefit_score"): PERCENT,
    (StewardshipInput, "obligation_reduction_percent"): PERCENT,
    (ZoneInput, "number"): (1, 1_000_000),
    (ZoneInput, "pct_id"): (1, 1_000_000),
    (ZoneInput, "area_m2"): (50, MAXIMUM_AREA_M2),
    (ZoneInput, "patch_size_m2"): (0, MAXIMUM_AREA_M2),
    (ZoneInput, "percent_cleared"): PERCENT,
    (ZoneInput, "risk_weighting"): (0, 10),
    (SpeciesZoneInput, "area_m2"): (0, MAXIMUM_AREA_M2),
    (SpeciesZoneInput, "individuals"): (0, 10**9),
    (SpeciesInput, "risk_weighting"): (0, 10),
    (SpeciesInput, "count_gain"): (0, 10**9),
    (TreeGroupInput, "pct_id"): (1, 1_000_000),
    (TreeGroupInput, "trees"): (1, 1_000_000),
    (TreeGroupInput, "dbh_cm"): (0, 2_000),
    (TreeGroupInput, "large_tree_threshold_cm"): (1, 500),
    (PlantedVegetationInput, "area_m2"): (0, MAXIMUM_AREA_M2),
    (CaseInput, "minimum_lot_size_ha"): (0, 10**8),
}
"""Smallest and largest value of every number in a case, by class and field; for lists and mappings of each item."""

LENGTHS: Mapping[tuple[type, str], int] = {
    (PlotObservation, "composition"): len(GROWTH_FORMS),
    (PlotObservation, "structure"): len(GROWTH_FORMS),
    (PlotObservation, "stem_classes"): len(STEM_CLASSES_CM),
}

INVALID = object()
"""Stands for a value that was refused; its finding is already recorded."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value belongs: its path for the finding, and the class and field whose limits hold."""

    path: str
    limits: tuple[type, str]

    def item(self, key: object) -> "_Place":
        inner = f"[{key}]" if isinstance(key, int) else f".{key}"
        return _Place(self.path + inner, self.limits)


def case_from_dict(data: object) -> CaseInput:
    """The case that plain JSON data describes. Raises `InvalidInput` with every finding, each naming its path."""
    findings: list[Finding] = []
    case = _read_object(CaseInput, data, "", findings)
    if findings:
        raise InvalidInput(findings)
    return cast(CaseInput, case)


def case_as_dict(case: CaseInput) -> dict[str, Any]:
    """The case as plain JSON data; `case_from_dict` reads it back."""
    return cast(dict[str, Any], _plain(case))


def canonical(data: object) -> str:
    """One text for one value: sorted keys, no spaces, floats by their shortest exact form.

    Raises ValueError for a number that is not finite.
    """
    return json.dumps(
        _plain(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read_object(kind: Any, data: object, path: str, findings: list[Finding]) -> Any:
    """A frozen dataclass from a mapping, or `INVALID`."""
    if not isinstance(data, Mapping):
        return _refuse(
            findings, path, "not_an_object", f"{_named(path)} must be an object with named fields."
        )
    known = {field.name: field for field in fields(kind)}
    for key in data:
        if key not in known:
            _refuse(
                findings, _join(path, key), "unknown", f"There is no field {_join(path, key)!r}: take it out."
            )
    values: dict[str, Any] = {}
    for name, field in known.items():
        place = _Place(_join(path, name), (kind, name))
        if name in data:
            values[name] = _read(_hints(kind)[name], data[name], place, findings)
        elif field.default is MISSING and field.default_factory is MISSING:
            _refuse(findings, place.path, "missing", f"{place.path} is missing: enter it.")
            values[name] = INVALID
    return INVALID if any(value is INVALID for value in values.values()) else kind(**values)


def _read_fact(kind: Any, data: object, place: _Place, findings: list[Finding]) -> Any:
    """A fact: its value in the limits of the field that holds it; an entered fact has a source (method 9)."""
    if not isinstance(data, Mapping):
        return _refuse(
            findings,
            place.path,
            "not_an_object",
            f"{place.path} must be an object of value, mark and source.",
        )
    for key in data:
        if key not in ("value", "mark", "source"):
            path = _join(place.path, key)
            _refuse(findings, path, "unknown", f"There is no field {path!r}: take it out.")
    read: dict[str, Any] = {}
    for name, hint in (("value", get_args(kind)[0]), ("mark", _hints(Fact)["mark"]), ("source", str)):
        inner = _Place(_join(place.path, name), place.limits)
        if name not in data:
            read[name] = _refuse(findings, inner.path, "missing", f"{inner.path} is missing: enter it.")
        else:
            read[name] = _read(hint, data[name], inner, findings)
    if any(value is INVALID for value in read.values()):
        return INVALID
    if read["mark"] == "entered" and not read["source"].strip():
        path = _join(place.path, "source")
        return _refuse(findings, path, "missing", f"{path}: say where the value you entered comes from.")
    return Fact(**read)


def _read(hint: Any, data: object, place: _Place, findings: list[Finding]) -> Any:
    """A value of one declared type, or `INVALID`."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return _read(
            next(inner for inner in get_args(hint) if inner is not type(None)), data, place, findings
        )
    if origin is Literal:
        if not isinstance(data, str) or data not in get_args(hint):
            choices = ", ".join(get_args(hint))
            return _refuse(findings, place.path, "unknown_choice", f"{place.path} must be one of: {choices}.")
        return data
    if origin is Fact:
        return _read_fact(hint, data, place, findings)
    if origin is tuple:
        return _read_list(get_args(hint)[0], data, place, findings)
    if hint is not str and origin is not None and issubclass(origin, Mapping):
        return _read_mapping(get_args(hint)[1], data, place, findings)
    if is_dataclass(hint):
        return _read_object(hint, data, place.path, findings)
    if hint is bool:
        return (
            data
            if isinstance(data, bool)
            else _refuse(findings, place.path, "not_a_boolean", f"{place.path} must be true or false.")
        )
    if hint is str:
        return _read_text(data, place, findings)
    return _read_number(hint, data, place, findings)


def _read_list(item: Any, data: object, place: _Place, findings: list[Finding]) -> Any:
    if not isinstance(data, (list, tuple)):
        return _refuse(findings, place.path, "not_a_list", f"{place.path} must be a list.")
    length = LENGTHS.get(place.limits)
    if length is not None and len(data) != length:
        return _refuse(
            findings,
            place.path,
            "wrong_length",
            f"{place.path} must hold {length} values, it holds {len(data)}.",
        )
    if len(data) > MAXIMUM_ITEMS:
        return _refuse(
            findings, place.path, "too_many", f"{place.path} may hold at most {MAXIMUM_ITEMS} items."
        )
    values = tuple(_read(item, value, place.item(index), findings) for index, value in enumerate(data))
    return INVALID if any(value is INVALID for value in values) else values


def _read_mapping(item: Any, data: object, place: _Place, findings: list[Finding]) -> Any:
    """Every mapping of a case is keyed by attribute code."""
    if not isinstance(data, Mapping):
        return _refuse(
            findings, place.path, "not_an_object", f"{place.path} must be an object keyed by attribute code."
        )
    values: dict[str, Any] = {}
    for key, value in data.items():
        inner = place.item(str(key))
        if key not in ATTRIBUTE_CODES:
            message = f"{inner.path}: {key!r} is not an attribute code such as structure.tree."
            values[str(key)] = _refuse(findings, inner.path, "unknown", message)
        else:
            values[key] = _read(item, value, inner, findings)
    return INVALID if any(value is INVALID for value in values.values()) else values


def _read_text(data: object, place: _Place, findings: list[Finding]) -> Any:
    if not isinstance(data, str):
        return _refuse(findings, place.path, "not_text", f"{place.path} must be text.")
    if len(data) > MAXIMUM_TEXT:
        return _refuse(
            findings, place.path, "too_long", f"{place.path} may have at most {MAXIMUM_TEXT} characters."
        )
    if "\x00" in data or any("\ud800" <= character <= "\udfff" for character in data):
        return _refuse(
            findings, place.path, "unprintable", f"{place.path} holds a character that is not text."
        )
    return data


def _read_number(hint: Any, data: object, place: _Place, findings: list[Finding]) -> Any:
    """A finite number within the limits of its field; whole where the field is whole."""
    if isinstance(data, bool) or not isinstance(data, (int, float)):
        return _refuse(findings, place.path, "not_a_number", f"{place.path} must be a number.")
    if isinstance(data, float) and not isfinite(data):
        return _refuse(findings, place.path, "not_finite", f"{place.path} must be a finite number.")
    low, high = RANGES[place.limits]
    if not low <= data <= high:
        return _refuse(
            findings, place.path, "over_range", f"{place.path} must be between {low:.12g} and {high:.12g}."
        )
    if hint is int:
        if data != int(data):
            return _refuse(findings, place.path, "not_whole", f"{place.path} must be a whole number.")
        return int(data)
    return float(data)


def _refuse(findings: list[Finding], path: str, kind: str, message: str) -> object:
    if len(findings) < MAXIMUM_FINDINGS:
        findings.append(Finding(code=f"case.field.{kind}", message=message, field=path))
    return INVALID


def _join(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _named(path: str) -> str:
    return path or "The case"
