"""Vegetation integrity: composition, structure and function, and their geometric mean (BAM 2020 App H). Pure.

Composition and structure are weighted by the benchmarks themselves (dynamic weights), function by fixed weights
(method 1.3). A `Scale` holds benchmarks and weights of one community, so a zone's current score and all its futures
share them. `integrity_scores` computes; `vegetation_integrity` lays the same numbers out attribute by attribute.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cbrt, sqrt
from operator import mul
from typing import NamedTuple

from assessments.bam.attributes import COMPOSITION_CODES, FUNCTION_CODES, STRUCTURE_CODES, label
from assessments.bam.basis import NotComputable
from assessments.bam.curve import unweighted_scores
from assessments.bam.inputs import Benchmark
from assessments.bam.outcome import AttributeScore, ComponentScore, VegetationIntegrity

FUNCTION_WEIGHTS: Mapping[str, float] = {
    "function.large_trees": 0.35,
    "function.litter": 0.15,
    "function.logs": 0.20,
    "function.stem_classes": 0.15,
    "function.regeneration": 0.15,
}
"""Confirmed: BAM Calculator User Guide 2024, 4.3.3; BAM 2020 App H.3."""


@dataclass(frozen=True, slots=True)
class ComponentScale:
    """Codes, benchmarks and weights of one component, in the same order."""

    component: str
    codes: tuple[str, ...]
    benchmarks: tuple[float, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """What a community's zones are scored against; `function` is None for a community without trees.

    `codes`, `benchmarks` and `weights` run through the components. `renormalised`: function attributes that are not
    expected, so the other fixed weights were raised to add up to 1.
    """

    composition: ComponentScale
    structure: ComponentScale
    function: ComponentScale | None
    codes: tuple[str, ...]
    benchmarks: tuple[float, ...]
    weights: tuple[float, ...]
    renormalised: tuple[str, ...] = ()


class Scores(NamedTuple):
    """The numbers of one vegetation integrity: attribute scores in the order of the scale's codes, then the rest.

    A tuple because it is made for every score: a frozen dataclass takes several times as long.
    """

    means: list[float]
    unweighted: list[float]
    weighted: list[float]
    composition: float
    structure: float
    function: float | None
    vegetation_integrity: float


def dynamic_scale(component: str, codes: Sequence[str], benchmarks: Sequence[float]) -> ComponentScale:
    """Composition or structure: each weight is the benchmark's share of their sum (method 1.3).

    Raises `NotComputable` when no growth form is expected at all.
    """
    total = sum(benchmarks)
    if total <= 0:
        raise NotComputable(f"The {component} benchmarks are all 0: enter the benchmarks, with their source.")
    return ComponentScale(component, tuple(codes), tuple(benchmarks), tuple(b / total for b in benchmarks))


def fixed_scale(
    benchmarks: Mapping[str, float], weights: Mapping[str, float] = FUNCTION_WEIGHTS
) -> ComponentScale:
    """Function: fixed weights; those of attributes with benchmark 0 are shared out over the others (method 1.3).

    Raises `NotComputable` when no function attribute is expected.
    """
    expected = sum(weight for code, weight in weights.items() if benchmarks[code] > 0)
    if expected <= 0:
        raise NotComputable(
            "The function benchmarks are all 0: enter them with their source, or record the community as one"
            " without trees."
        )
    if all(benchmarks[code] > 0 for code in weights):
        # Weights that are all in use stay exactly as published: their sum may be a float's last digit off 1.
        expected = 1.0
    return ComponentScale(
        "function",
        tuple(weights),
        tuple(benchmarks[code] for code in weights),
        tuple(weight / expected if benchmarks[code] > 0 else 0.0 for code, weight in weights.items()),
    )


def scale_of(benchmark: Benchmark | None, pct_id: int) -> Scale:
    """The scale of a plant community type. Raises `NotComputable` naming every benchmark to enter (method 9)."""
    if benchmark is None:
        raise NotComputable(f"PCT {pct_id} has no benchmarks: enter them, with their source.")
    woody = benchmark.woody.value
    needed = COMPOSITION_CODES + STRUCTURE_CODES + (FUNCTION_CODES if woody else ())
    missing = [code for code in needed if code not in benchmark.values]
    if missing:
        names = ", ".join(f"{code.partition('.')[0]} {label(code).lower()}" for code in missing)
        raise NotComputable(f"PCT {pct_id} has no benchmark for {names}: enter it, with its source.")
    values = {code: benchmark.values[code].value for code in needed}
    composition = dynamic_scale(
        "composition", COMPOSITION_CODES, [values[code] for code in COMPOSITION_CODES]
    )
    structure = dynamic_scale("structure", STRUCTURE_CODES, [values[code] for code in STRUCTURE_CODES])
    function = fixed_scale(values) if woody else None
    parts = (composition, structure) if function is None else (composition, structure, function)
    return Scale(
        composition=composition,
        structure=structure,
        function=function,
        codes=tuple(code for part in parts for code in part.codes),
        benchmarks=tuple(benchmark for part in parts for benchmark in part.benchmarks),
        weights=tuple(weight for part in parts for weight in part.weights),
        renormalised=tuple(code for code in FUNCTION_CODES if values[code] <= 0) if woody else (),
    )


def component_sum(weighted: Sequence[float]) -> float:
    """Score 0-100 of a component. The weights add up to 1 only within a float's last digit, hence the ceiling."""
    total = sum(weighted)
    return total if total < 100.0 else 100.0


def combined_score(composition: float, structure: float, function: float | None) -> float:
    """Vegetation integrity 0-100: geometric mean of the three scores, of two where there is no function score
    (method 1.4). A component of 0 makes it 0: no floor is known."""
    if function is None:
        return sqrt(composition * structure)
    return cbrt(composition * structure * function)


def integrity_scores(means: Mapping[str, float], scale: Scale) -> Scores:
    """Every number of the vegetation integrity of observed or future means, unrounded (method 1.2-1.4).

    `means` holds every code of the scale; others are left alone.
    """
    values = [means[code] for code in scale.codes]
    unweighted = unweighted_scores(values, scale.benchmarks)
    weighted = list(map(mul, scale.weights, unweighted))
    composition = component_sum(weighted[:6])
    structure = component_sum(weighted[6:12])
    function = None if scale.function is None else component_sum(weighted[12:])
    return Scores(
        values,
        unweighted,
        weighted,
        composition,
        structure,
        function,
        combined_score(composition, structure, function),
    )


def component_score(means: Sequence[float], scale: ComponentScale) -> ComponentScore:
    """One component by itself; `means` in the order of the scale's codes."""
    unweighted = unweighted_scores(means, scale.benchmarks)
    weighted = list(map(mul, scale.weights, unweighted))
    return _lay_out(scale, means, unweighted, weighted, component_sum(weighted))


def vegetation_integrity(means: Mapping[str, float], scale: Scale) -> VegetationIntegrity:
    """`integrity_scores`, laid out by component and attribute for pages, documents and the stored calculation."""
    values, unweighted, weighted, composition, structure, function, score = integrity_scores(means, scale)
    return VegetationIntegrity(
        composition=_lay_out(scale.composition, values[:6], unweighted[:6], weighted[:6], composition),
        structure=_lay_out(scale.structure, values[6:12], unweighted[6:12], weighted[6:12], structure),
        function=None
        if scale.function is None or function is None
        else _lay_out(scale.function, values[12:], unweighted[12:], weighted[12:], function),
        score=score,
    )


def _lay_out(
    scale: ComponentScale,
    means: Sequence[float],
    unweighted: Sequence[float],
    weighted: Sequence[float],
    score: float,
) -> ComponentScore:
    return ComponentScore(
        component=scale.component,
        attributes=tuple(
            map(AttributeScore, scale.codes, means, scale.benchmarks, unweighted, scale.weights, weighted)
        ),
        score=score,
    )
