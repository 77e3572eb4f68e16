"""Small cases of the method, built from the benchmarks of PCT 3032 and PCT 1387 that the worked cases use."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.inputs import (
    Benchmark,
    CaseInput,
    Community,
    Fact,
    ManagementZoneInput,
    Mark,
    PlotObservation,
    PredictedSpeciesInput,
    SpeciesInput,
    SpeciesZoneInput,
    StewardshipInput,
    ZoneInput,
)
from assessments.bam.outcome import CreditLine, ZoneOutcome
from assessments.bam.parameters import MethodParameters, from_rows

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS_FILE = ROOT / "registry" / "reference" / "data" / "method_parameters.csv"
WORKED_CASES_FILE = ROOT / "tests" / "worked_examples" / "bam_cases.csv"

PCT_1387 = (5, 9, 9, 12, 1, 3, 60, 21, 30, 7, 1, 2, 3, 60, 62, 4, 1)
"""Benchmarks in the order of the attribute codes (case V01)."""

CURRENT_1387 = PlotObservation(
    label="P1",
    composition=(3.0, 3.0, 3.0, 2.0, 2.0, 2.0),
    structure=(9.0, 9.0, 9.0, 9.0, 9.0, 9.0),
    large_trees=2.0,
    hollow_bearing_trees=1.0,
    litter=2.0,
    logs=2.0,
    stem_classes=(1, 0, 0, 0, 0),
    regeneration=1.0,
    high_threat_weed_cover=12.0,
)
"""The observed means of case V01 in one plot: vegetation integrity 33.3."""

GOOD = replace(
    CURRENT_1387,
    composition=(5.0, 9.0, 9.0, 12.0, 1.0, 3.0),
    structure=(60.0, 21.0, 30.0, 7.0, 1.0, 2.0),
    large_trees=3.0,
    litter=60.0,
    logs=62.0,
    stem_classes=(1, 1, 1, 1, 0),
    high_threat_weed_cover=5.0,
)
"""Everything at its benchmark: vegetation integrity 100."""


@cache
def parameters() -> MethodParameters:
    """The parameters that come with the project."""
    with PARAMETERS_FILE.open(encoding="utf-8", newline="") as stream:
        return from_rows(csv.DictReader(stream))


def changed_parameters(**changes: float | None) -> MethodParameters:
    """The parameters with some values changed, None to leave one out; `__` stands for the dot of a code."""
    facts = dict(parameters().facts)
    for name, value in changes.items():
        code = name.replace("__", ".")
        assert code in facts, code
        if value is None:
            del facts[code]
        else:
            facts[code] = replace(facts[code], value=value)
    return MethodParameters(facts)


def firm(value: Any) -> Fact[Any]:
    """A confirmed fact."""
    return Fact(value, "confirmed", "test source")


def entered(value: Any) -> Fact[Any]:
    """A fact the assessor entered."""
    return Fact(value, "entered", "test source")


def benchmark(
    values: tuple[float, ...] = PCT_1387,
    *,
    woody: bool = True,
    mark: Mark = "confirmed",
    threshold: int | None = 50,
    without: tuple[str, ...] = (),
) -> Benchmark:
    """Benchmarks of PCT 1387, or others in the order of the attribute codes."""
    codes = ATTRIBUTE_CODES if woody else ATTRIBUTE_CODES[:12]
    pairs = zip(codes, values[: len(codes)], strict=True)
    return Benchmark(
        values={
            code: Fact(float(value), mark, "test source") for code, value in pairs if code not in without
        },
        woody=firm(woody),
        large_tree_threshold_cm=None if threshold is None else firm(threshold),
    )


def zone(**changes: Any) -> ZoneInput:
    """A critically endangered, fully known zone of 1 ha at its benchmark: nothing about it is provisional but the
    threshold and the class its listing gives."""
    values: dict[str, Any] = {
        "key": "Z1",
        "number": 1,
        "pct_id": 1387,
        "pct_name": "Test woodland",
        "condition_class": "good",
        "area_m2": 10_000,
        "plots": (GOOD,),
        "benchmark": benchmark(),
        "community": Community("Test community", firm("CEEC"), firm("none")),
        "percent_cleared": firm(92.0),
        "predicted_species": (PredictedSpeciesInput("Testus primus", firm("High")),),
    }
    return ZoneInput(**(values | changes))


def managed(**changes: Any) -> ZoneInput:
    """The zone of case V01 at a stewardship site on high risk land, with the doubled rates of cases D01 and D02."""
    doubled = {
        code: firm(0.6)
        for code in ("composition.grass", "composition.forb", "structure.grass", "structure.forb")
    }
    values: dict[str, Any] = {
        "plots": (CURRENT_1387,),
        "stewardship": StewardshipInput(high_risk_land=firm(True), decline_rates_percent=doubled),
    }
    return zone(**(values | changes))


def part(
    key: str, area_m2: int, means: Mapping[str, float] | None = None, **changes: Any
) -> ManagementZoneInput:
    """A management zone."""
    return ManagementZoneInput(key=key, name=key, area_m2=area_m2, future_means=means or {}, **changes)


def species(**changes: Any) -> SpeciesInput:
    """A surveyed species by area with a confirmed weighting of 2, on half of zone Z1."""
    values: dict[str, Any] = {
        "scientific_name": "Testus secundus",
        "common_name": "Second test",
        "presence": "present_survey",
        "unit": firm("area"),
        "zones": (SpeciesZoneInput("Z1", area_m2=5_000),),
        "risk_weighting": firm(2.0),
        "bc_listing": firm("Vulnerable"),
    }
    return SpeciesInput(**(values | changes))


def development(*zones: ZoneInput, **changes: Any) -> CaseInput:
    """A Part 4 development of these zones."""
    return CaseInput(**({"kind": "part4", "zones": zones} | changes))


def stewardship(*zones: ZoneInput, **changes: Any) -> CaseInput:
    """A stewardship site of these zones."""
    return CaseInput(**({"kind": "stewardship", "zones": zones} | changes))


def only_line(lines: tuple[CreditLine, ...], credit_class: str = "ecosystem") -> CreditLine:
    """The one line of a class."""
    (line,) = [line for line in lines if line.credit_class == credit_class]
    return line


def only_zone(zones: tuple[ZoneOutcome, ...]) -> ZoneOutcome:
    """The one zone."""
    (outcome,) = zones
    return outcome
