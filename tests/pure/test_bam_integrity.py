"""Curve, components and vegetation integrity: boundaries and properties that hold for any input."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bam.attributes import ATTRIBUTE_CODES, FUNCTION_CODES
from assessments.bam.basis import NotComputable
from assessments.bam.curve import unweighted_score
from assessments.bam.integrity import (
    FUNCTION_WEIGHTS,
    combined_score,
    integrity_scores,
    scale_of,
    vegetation_integrity,
)
from registry.units import display
from tests.pure.bam_builders import PCT_1387, benchmark

values = st.floats(0, 1000, allow_nan=False)
expected_values = st.floats(0.01, 1000)
benchmarks = st.lists(expected_values, min_size=17, max_size=17).map(tuple)
means = st.lists(values, min_size=17, max_size=17)
HAIR = 1e-9


def by_code(numbers: list[float]) -> dict[str, float]:
    return dict(zip(ATTRIBUTE_CODES, numbers, strict=True))


def test_attribute_that_is_not_expected_scores_nothing() -> None:
    assert unweighted_score(0, 0) == 0
    assert unweighted_score(3, 0) == 0


def test_absent_attribute_scores_nothing_and_the_benchmark_itself_scores_100() -> None:
    assert unweighted_score(0, 12) == 0
    assert unweighted_score(12, 12) == 100
    assert unweighted_score(1000, 12) == 100


def test_half_of_the_benchmark_scores_59_1_by_the_fitted_curve() -> None:
    assert unweighted_score(6, 12) == pytest.approx(100 / (1 - exp(-5)) * (1 - exp(-5 * 0.5**2.5)))
    assert display(unweighted_score(6, 12)) == "59.1"


@given(st.lists(values, min_size=2, max_size=2).map(sorted), expected_values)
def test_score_never_falls_as_the_mean_rises(pair: list[float], b: float) -> None:
    assert unweighted_score(pair[0], b) <= unweighted_score(pair[1], b) + HAIR


@given(values, values)
def test_score_is_between_0_and_100(x: float, b: float) -> None:
    assert 0 <= unweighted_score(x, b) <= 100


@given(expected_values)
def test_score_just_below_the_benchmark_does_not_jump(b: float) -> None:
    assert unweighted_score(b * (1 - 1e-12), b) == pytest.approx(100, abs=1e-6)


@given(means, benchmarks)
def test_vegetation_integrity_and_its_components_are_between_0_and_100(
    observed: list[float], expected: tuple[float, ...]
) -> None:
    scores = integrity_scores(by_code(observed), scale_of(benchmark(expected), 1))
    assert scores.function is not None
    for score in (scores.composition, scores.structure, scores.function):
        assert 0 <= score <= 100
    assert 0 <= scores.vegetation_integrity <= 100 + HAIR


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_vegetation_integrity_lies_between_its_lowest_and_highest_component(
    c: float, s: float, f: float
) -> None:
    assert min(c, s, f) - HAIR <= combined_score(c, s, f) <= max(c, s, f) + HAIR


@given(means, st.integers(0, 16), st.floats(0, 50))
def test_more_of_one_attribute_never_lowers_vegetation_integrity(
    observed: list[float], position: int, more: float
) -> None:
    scale = scale_of(benchmark(), 1387)
    raised = [value + more if at == position else value for at, value in enumerate(observed)]
    before = integrity_scores(by_code(observed), scale).vegetation_integrity
    assert before <= integrity_scores(by_code(raised), scale).vegetation_integrity + HAIR


def test_function_of_nothing_makes_vegetation_integrity_nothing() -> None:
    observed = by_code([float(value) for value in PCT_1387]) | dict.fromkeys(FUNCTION_CODES, 0.0)
    result = vegetation_integrity(observed, scale_of(benchmark(), 1387))
    assert result.composition.score == 100
    assert result.score == 0


def test_community_without_trees_takes_the_mean_of_two_components() -> None:
    scale = scale_of(benchmark(woody=False), 1387)
    result = vegetation_integrity(by_code([3.0] * 17), scale)
    assert result.function is None
    assert result.score == pytest.approx((result.composition.score * result.structure.score) ** 0.5)
    assert len(scale.codes) == 12


def test_dynamic_weights_are_the_share_of_each_benchmark() -> None:
    scale = scale_of(benchmark(), 1387)
    assert scale.composition.weights == tuple(value / 39 for value in PCT_1387[:6])
    assert sum(scale.structure.weights) == pytest.approx(1)


def test_function_weights_are_exactly_the_published_ones_when_everything_is_expected() -> None:
    scale = scale_of(benchmark(), 1387)
    assert scale.function is not None
    assert scale.function.weights == tuple(FUNCTION_WEIGHTS.values()) == (0.35, 0.15, 0.2, 0.15, 0.15)
    assert scale.renormalised == ()


def test_function_weights_are_shared_out_when_large_trees_are_not_expected() -> None:
    scale = scale_of(benchmark((*PCT_1387[:12], 0, *PCT_1387[13:])), 1387)
    assert scale.function is not None
    assert scale.function.weights == pytest.approx((0, 0.15 / 0.65, 0.2 / 0.65, 0.15 / 0.65, 0.15 / 0.65))
    assert scale.renormalised == ("function.large_trees",)


def test_laid_out_numbers_are_the_computed_numbers() -> None:
    scale = scale_of(benchmark(), 1387)
    observed = by_code([2.0] * 17)
    scores, laid_out = integrity_scores(observed, scale), vegetation_integrity(observed, scale)
    parts = (laid_out.composition, laid_out.structure, laid_out.function)
    rows = [row for component in parts if component for row in component.attributes]
    assert [row.code for row in rows] == list(ATTRIBUTE_CODES)
    assert [row.unweighted for row in rows] == scores.unweighted
    assert [row.weighted for row in rows] == [row.weight * row.unweighted for row in rows]
    assert laid_out.score == scores.vegetation_integrity


def test_every_missing_benchmark_is_named() -> None:
    with pytest.raises(NotComputable) as caught:
        scale_of(benchmark(without=("function.litter", "structure.fern")), 1387)
    assert caught.value.sentences == (
        "PCT 1387 has no benchmark for structure fern, function litter cover: enter it, with its source.",
    )


def test_missing_function_benchmark_does_not_matter_without_trees() -> None:
    assert scale_of(benchmark(woody=False), 1387).function is None


@pytest.mark.parametrize(
    ("zeroed", "component"),
    [(range(6), "composition"), (range(6, 12), "structure"), (range(12, 17), "function")],
)
def test_component_where_nothing_is_expected_is_not_computed(zeroed: range, component: str) -> None:
    numbers = tuple(0 if at in zeroed else value for at, value in enumerate(PCT_1387))
    with pytest.raises(NotComputable, match=f"The {component} benchmarks are all 0"):
        scale_of(benchmark(numbers), 1387)
