"""The kinds of worked case: each reads its inputs and runs the functions that calculate an assessment. Pure.

Every kind takes the row's inputs and the method's parameters and gives the computed numbers by name. A missing input
raises KeyError, one that does not fit ValueError or TypeError; the caller turns them into a failed case.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import Any

from assessments.bam.attributes import COMPOSITION_CODES, FUNCTION_CODES, STRUCTURE_CODES
from assessments.bam.basis import Basis
from assessments.bam.credits import (
    CONVERSION,
    count_credits,
    gain_credits,
    loss_credits,
    round_development,
    round_stewardship,
    round_trees,
    tree_credits,
)
from assessments.bam.decline import YEARS, declined
from assessments.bam.future import area_weighted
from assessments.bam.integrity import (
    FUNCTION_WEIGHTS,
    combined_score,
    component_score,
    dynamic_scale,
    fixed_scale,
)
from assessments.bam.outcome import ComponentScore
from assessments.bam.parameters import MethodParameters
from registry.units import SQUARE_METRES_PER_HECTARE

SHORT_NAMES = {"regen": "regeneration"}
FUNCTION_ORDER = FUNCTION_CODES
FUNCTION_ORDER_FUTURE = (*FUNCTION_CODES[:3], "function.regeneration", "function.stem_classes")
"""The with- and without-management kinds list regeneration before stem classes."""

Computed = dict[str, Any]
Run = Callable[[Mapping[str, Any], MethodParameters], Computed]


def _numbers(values: Iterable[Any]) -> list[float]:
    return [_number(value) for value in values]


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < inf:
        raise ValueError(f"{value!r} is not a number of 0 or more")
    return float(value)


def _of_function(values: Mapping[str, Any], codes: Sequence[str]) -> list[float]:
    """A function mapping by its short names, in the order of `codes`."""
    by_code = {f"function.{SHORT_NAMES.get(name, name)}": value for name, value in values.items()}
    for code in codes:
        if code not in by_code:
            raise KeyError(code.removeprefix("function."))
    return _numbers(by_code[code] for code in codes)


def _score_dynamic(component: str, means: Iterable[Any], benchmarks: Sequence[Any]) -> ComponentScore:
    codes = COMPOSITION_CODES if component == "composition" else STRUCTURE_CODES
    values = _numbers(means)
    if len(values) != len(benchmarks) or len(values) > len(codes):
        raise ValueError("means and benchmarks must have the same length, at most six")
    return component_score(values, dynamic_scale(component, codes[: len(values)], _numbers(benchmarks)))


def _score_function(
    means: Sequence[float],
    benchmark: Mapping[str, Any],
    codes: Sequence[str],
    weights: Mapping[str, float] = FUNCTION_WEIGHTS,
) -> ComponentScore:
    benchmarks = dict(zip(codes, _of_function(benchmark, codes), strict=True))
    return component_score(means, fixed_scale(benchmarks, {code: weights[code] for code in codes}))


def _laid_out(score: ComponentScore) -> Computed:
    return {
        "unweighted": [attribute.unweighted for attribute in score.attributes],
        "weighted": [attribute.weighted for attribute in score.attributes],
        "weight": [attribute.weight for attribute in score.attributes],
        "score": score.score,
    }


def _from_means(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    return _laid_out(_score_dynamic("composition", inputs["mean"], inputs["benchmark"]))


def _from_plots(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    columns = list(zip(*(_numbers(plot) for plot in inputs["plots"]), strict=True))
    means = [sum(column) / len(column) for column in columns]
    return _laid_out(_score_dynamic("composition", means, inputs["benchmark"]))


def _partial_loss(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    return _laid_out(_score_dynamic("composition", inputs["future_mean"], inputs["benchmark"]))


def _function_from_means(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    weights = FUNCTION_WEIGHTS
    if "weights" in inputs:
        weights = dict(zip(FUNCTION_ORDER, _of_function(inputs["weights"], FUNCTION_ORDER), strict=True))
    means = _of_function(inputs["mean"], FUNCTION_ORDER)
    return _laid_out(_score_function(means, inputs["benchmark"], FUNCTION_ORDER, weights))


def _vi_from_means(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    composition = _score_dynamic("composition", *inputs["composition"]).score
    structure = _score_dynamic("structure", *inputs["structure"]).score
    function = None
    if inputs.get("function") is not None:
        means, benchmark = inputs["function"]
        function = _score_function(_of_function(means, FUNCTION_ORDER), benchmark, FUNCTION_ORDER).score
    return {
        "composition": composition,
        "structure": structure,
        "function": function,
        "vi": combined_score(composition, structure, function),
    }


def _dynamic_without(component: str) -> Run:
    def run_case(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
        years = _number(inputs.get("years", YEARS))
        pairs = zip(_numbers(inputs["current"]), _numbers(inputs["rate_pct_pa"]), strict=True)
        future = [declined(x, rate, years) for x, rate in pairs]
        return {"future": future, **_laid_out(_score_dynamic(component, future, inputs["benchmark"]))}

    return run_case


def _function_without(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    codes = FUNCTION_ORDER_FUTURE
    years = _number(inputs.get("years", YEARS))
    pairs = zip(
        _of_function(inputs["current"], codes), _of_function(inputs["rate_pct_pa"], codes), strict=True
    )
    future = [declined(x, rate, years) for x, rate in pairs]
    return {"future": future, **_laid_out(_score_function(future, inputs["benchmark"], codes))}


def _dynamic_with(component: str) -> Run:
    def run_case(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
        return _laid_out(_score_dynamic(component, inputs["future_value"], inputs["benchmark"]))

    return run_case


def _function_with(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    codes = FUNCTION_ORDER_FUTURE
    return _laid_out(_score_function(_of_function(inputs["future_value"], codes), inputs["benchmark"], codes))


def _combine(scores: Sequence[Any]) -> float:
    values = _numbers(scores)
    if len(values) not in (2, 3):
        raise ValueError("give two or three scores")
    return combined_score(values[0], values[1], values[2] if len(values) == 3 else None)


def _vi_without(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    scores = [inputs["composition"], inputs["structure"]]
    if inputs.get("function") is not None:
        scores.append(inputs["function"])
    vi = _combine(scores)
    return {"vi": vi, **({"change": vi - _number(inputs["vi_current"])} if "vi_current" in inputs else {})}


def _vi_with(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    vi = _combine(inputs["scores"])
    return {"vi": vi, **({"change": vi - _number(inputs["vi_without"])} if "vi_without" in inputs else {})}


def _vi_from_subscores(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    return {"vi": _combine(inputs["subscores"])}


def _vi_gain(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    return {"gain": _combine(inputs["with"]) - _combine(inputs["without"])}


def _vi_loss(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    current = _number(inputs["current"])
    changes = [(_number(part["future"]) - current, _number(part["area"])) for part in inputs["zones"]]
    return {"apz_change": changes[0][0], "total_change": area_weighted(changes)}


def _conversion(parameters: MethodParameters) -> float:
    return parameters.fact(CONVERSION).value


def _area_m2(inputs: Mapping[str, Any]) -> float:
    return _number(inputs["area_ha"]) * SQUARE_METRES_PER_HECTARE


def _ecosystem_development(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    owed = loss_credits(
        _number(inputs["vi_loss"]), _area_m2(inputs), _number(inputs["brw"]), _conversion(parameters)
    )
    return {"credits": round_development(owed, "ecosystem", parameters, Basis()).credits}


def _species_area_development(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    owed = loss_credits(
        _number(inputs["vi_loss"]), _area_m2(inputs), _number(inputs["brw"]), _conversion(parameters)
    )
    return {"credits": round_development(owed, "species_area", parameters, Basis()).credits}


def _species_count_development(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    owed = count_credits(_number(inputs["count"]), _number(inputs["brw"]))
    return {"credits": round_development(owed, "species_count", parameters, Basis()).credits}


def _stewardship(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    made = gain_credits(_number(inputs["vi_gain"]), _area_m2(inputs), _conversion(parameters))
    return {"credits": round_stewardship(made, Basis()).credits}


def _scattered_trees(inputs: Mapping[str, Any], parameters: MethodParameters) -> Computed:
    unrounded = tree_credits(int(_number(inputs["trees"])), _number(inputs["credits_per_tree"]))
    return {"credits": round_trees(unrounded, Basis()).credits}


KINDS: Mapping[str, Run] = {
    "composition_from_means": _from_means,
    "composition_from_plots": _from_plots,
    "composition_future_partial_loss": _partial_loss,
    "function_from_means": _function_from_means,
    "vi_current_from_means": _vi_from_means,
    "composition_without_management": _dynamic_without("composition"),
    "structure_without_management": _dynamic_without("structure"),
    "function_without_management": _function_without,
    "vi_without_management": _vi_without,
    "composition_with_management_scoring": _dynamic_with("composition"),
    "structure_with_management_scoring": _dynamic_with("structure"),
    "function_with_management_scoring": _function_with,
    "vi_with_management": _vi_with,
    "vi_from_subscores": _vi_from_subscores,
    "vi_gain_from_unrounded": _vi_gain,
    "vi_loss_management_zones": _vi_loss,
    "ecosystem_credits_development": _ecosystem_development,
    "ecosystem_credits_stewardship": _stewardship,
    "species_credits_area_development": _species_area_development,
    "species_credits_area_stewardship": _stewardship,
    "species_credits_count_development": _species_count_development,
    "scattered_trees": _scattered_trees,
}
"""The kinds of case that are known; any other is listed as not run."""
