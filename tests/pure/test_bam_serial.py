"""A case as plain data: read strictly, written back the same, one text for one value."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bam import inputs
from assessments.bam.engine import assess
from assessments.bam.inputs import PlantedVegetationInput, TreeGroupInput
from assessments.bam.serial import RANGES, canonical, case_as_dict, case_from_dict
from registry.findings import InvalidInput
from tests.pure.bam_builders import (
    CURRENT_1387,
    GOOD,
    development,
    entered,
    firm,
    managed,
    parameters,
    part,
    species,
    stewardship,
    zone,
)

FULL = development(
    zone(
        plots=(CURRENT_1387, replace(GOOD, label="Māori <b>&", litter=None, stem_classes=None)),
        patch_size_m2=20_000,
        risk_weighting=entered(2.75),
        hollow_bearing_trees=True,
        management_zones=(
            part("APZ", 4_000, {"structure.tree": 0.1}, reason="thinned"),
            part("House", 6_000),
        ),
    ),
    species=(species(count_gain=entered(3.5)),),
    trees=(TreeGroupInput("T1", 79, "Woodland", "Testus arboreus", 12, 49, True, firm(50)),),
    planted=(PlantedVegetationInput("None", "Garden", 100),),
    minimum_lot_size_ha=40.5,
    module="small_area",
)


def found(data: object) -> dict[str, str]:
    """The path and code of every finding."""
    with pytest.raises(InvalidInput) as caught:
        case_from_dict(data)
    return {finding.field: finding.code.removeprefix("case.field.") for finding in caught.value.findings}


def data_of(case: inputs.CaseInput = FULL) -> dict[str, Any]:
    return json.loads(canonical(case_as_dict(case)))


@pytest.mark.parametrize(
    "case", [FULL, stewardship(managed()), development()], ids=["full", "stewardship", "empty"]
)
def test_case_comes_back_as_it_was_written(case: inputs.CaseInput) -> None:
    back = case_from_dict(data_of(case))
    assert back == case
    assert canonical(case_as_dict(back)) == canonical(case_as_dict(case))
    assert assess(back, parameters()) == assess(case, parameters())


@given(st.lists(st.floats(0, 100), min_size=6, max_size=6))
def test_any_number_comes_back_exactly(cover: list[float]) -> None:
    case = development(zone(plots=(replace(GOOD, structure=tuple(cover)),)))
    assert case_from_dict(data_of(case)) == case


def test_whole_numbers_are_read_where_fractions_may_stand() -> None:
    data = data_of()
    data["zones"][0]["plots"][0]["litter"] = 2
    data["zones"][0]["area_m2"] = 10_000.0
    case = case_from_dict(data)
    assert repr(case.zones[0].plots[0].litter) == "2.0"
    assert repr(case.zones[0].area_m2) == "10000"


def test_smallest_case_is_its_kind() -> None:
    assert case_from_dict({"kind": "part4"}) == development()


def put(*path: str | int) -> Callable[[object], dict[str, Any]]:
    """The full case with one value in another place."""

    def with_value(value: object) -> dict[str, Any]:
        data = data_of()
        target: Any = data
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value
        return data

    return with_value


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        (put("zones", 0, "plots", 1, "structure", 2)(float("nan")), "zones[0].plots[1].structure[2]", "not_finite"),
        (put("zones", 0, "plots", 1, "logs")(float("inf")), "zones[0].plots[1].logs", "not_finite"),
        (put("zones", 0, "plots", 1, "litter")(100.1), "zones[0].plots[1].litter", "over_range"),
        (put("zones", 0, "plots", 0, "composition", 0)(-1), "zones[0].plots[0].composition[0]", "over_range"),
        (put("zones", 0, "plots", 0, "composition", 0)("3"), "zones[0].plots[0].composition[0]", "not_a_number"),
        (put("zones", 0, "plots", 0, "composition", 0)(True), "zones[0].plots[0].composition[0]", "not_a_number"),
        (put("zones", 0, "plots", 0, "composition")([1, 2]), "zones[0].plots[0].composition", "wrong_length"),
        (put("zones", 0, "plots", 0, "composition")("six"), "zones[0].plots[0].composition", "not_a_list"),
        (put("zones", 0, "plots", 0, "stem_classes", 1)(2), "zones[0].plots[0].stem_classes[1]", "over_range"),
        (put("zones", 0, "plots", 0, "stem_classes", 1)(0.5), "zones[0].plots[0].stem_classes[1]", "not_whole"),
        (put("zones", 0, "area_m2")(49), "zones[0].area_m2", "over_range"),
        (put("zones", 0, "area_m2")(10**400), "zones[0].area_m2", "over_range"),
        (put("zones", 0, "area_m2")(None), "zones[0].area_m2", "not_a_number"),
        (put("zones", 0, "colour")("red"), "zones[0].colour", "unknown"),
        (put("zones", 0, "potential_saii")(1), "zones[0].potential_saii", "not_a_boolean"),
        (put("zones", 0, "key")(7), "zones[0].key", "not_text"),
        (put("zones", 0, "key")("x" * 2001), "zones[0].key", "too_long"),
        (put("zones", 0, "key")("a\x00b"), "zones[0].key", "unprintable"),
        (put("zones", 0, "key")("\ud800"), "zones[0].key", "unprintable"),
        (
            put("zones", 0, "benchmark", "values", "structure.moss")({}),
            "zones[0].benchmark.values.structure.moss",
            "unknown",
        ),
        (put("zones", 0, "benchmark", "values")([]), "zones[0].benchmark.values", "not_an_object"),
        (put("zones", 0, "risk_weighting", "value")(11), "zones[0].risk_weighting.value", "over_range"),
        (put("zones", 0, "risk_weighting", "source")(" "), "zones[0].risk_weighting.source", "missing"),
        (put("zones", 0, "risk_weighting", "mark")("sure"), "zones[0].risk_weighting.mark", "unknown_choice"),
        (put("zones", 0, "risk_weighting", "by")("me"), "zones[0].risk_weighting.by", "unknown"),
        (put("zones", 0, "risk_weighting")(2.5), "zones[0].risk_weighting", "not_an_object"),
        (
            put("zones", 0, "community", "bc_listing", "value")("VU"),
            "zones[0].community.bc_listing.value",
            "unknown_choice",
        ),
        (
            put("zones", 0, "management_zones", 0, "future_means", "tree")(1),
            "zones[0].management_zones[0].future_means.tree",
            "unknown",
        ),
        (put("species", 0, "presence")("maybe"), "species[0].presence", "unknown_choice"),
        (put("species", 0, "zones", 0, "area_m2")(0.5), "species[0].zones[0].area_m2", "not_whole"),
        (put("trees", 0, "trees")(0), "trees[0].trees", "over_range"),
        (put("zones")([{}] * 10_001), "zones", "too_many"),
        (put("kind")(None), "kind", "unknown_choice"),
        ({}, "kind", "missing"),
        ([], "", "not_an_object"),
        (None, "", "not_an_object"),
    ],
)  # fmt: skip
def test_bad_field_is_refused_by_its_path(data: object, path: str, code: str) -> None:
    assert found(data)[path] == code


def test_every_bad_field_is_told_at_once() -> None:
    data = put("zones", 0, "area_m2")(1)
    data["species"][0]["presence"] = "maybe"
    data["colour"] = "red"
    assert found(data) == {
        "zones[0].area_m2": "over_range",
        "species[0].presence": "unknown_choice",
        "colour": "unknown",
    }


def test_message_says_what_to_do() -> None:
    with pytest.raises(InvalidInput) as caught:
        case_from_dict(put("zones", 0, "plots", 1, "litter")(101))
    (finding,) = caught.value.findings
    assert finding.message == "zones[0].plots[1].litter must be between 0 and 100."


def test_every_number_of_a_case_has_a_range() -> None:
    """A number without limits would be read by a KeyError at the first caller who sends it."""
    missing = []
    for kind in vars(inputs).values():
        if not isinstance(kind, type) or not hasattr(kind, "__dataclass_fields__") or kind is inputs.Fact:
            continue
        for field in fields(kind):
            leaves, pending = set(), [get_type_hints(kind)[field.name]]
            while pending:
                hint = pending.pop()
                leaves.add(hint)
                pending.extend(inner for inner in get_args(hint) if not isinstance(inner, str))
            if leaves & {int, float} and (kind, field.name) not in RANGES:
                missing.append((kind.__name__, field.name))
    assert missing == []


def test_canonical_text_has_sorted_keys_exact_floats_and_no_spaces() -> None:
    assert canonical({"b": (1, 0.1 + 0.2), "a": "ŋ"}) == '{"a":"ŋ","b":[1,0.30000000000000004]}'


def test_number_that_is_not_finite_has_no_canonical_text() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})
