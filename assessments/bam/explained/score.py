"""The rules of the current score, from plots to vegetation integrity (BAM 2020 App H; method 1). Pure."""

from collections.abc import Sequence

from assessments.bam.attributes import (
    ATTRIBUTE_CODES,
    COMPOSITION_CODES,
    FUNCTION_CODES,
    STEM_CLASSES_CM,
    label,
)
from assessments.bam.curve import CEILING, CURVE_MARK, CURVE_SOURCE, EXPONENT, STEEPNESS, unweighted_score
from assessments.bam.explained.formula import GUIDE, NOWHERE, Example, Formula, Standing, listed, number
from assessments.bam.future import PROPOSED_FUNCTION_FLOOR
from assessments.bam.inputs import Benchmark, Fact, PlotObservation
from assessments.bam.integrity import (
    FUNCTION_WEIGHTS,
    Scale,
    combined_score,
    component_score,
    dynamic_scale,
    fixed_scale,
    scale_of,
)
from assessments.bam.observation import stem_class_count, zone_means
from assessments.bam.outcome import ComponentScore

PLOTS_C02 = ((7.0, 2.0, 4.0, 1.0, 1.0, 0.0), (8.0, 0.0, 2.0, 1.0, 3.0, 1.0))
BENCHMARKS_C02 = (12.0, 9.0, 3.0, 3.0, 6.0, 10.0)
MEANS_C01 = (3.0,) * 6
BENCHMARKS_C01 = (2.0, 6.0, 7.0, 10.0, 0.0, 1.0)
MEANS_F01 = (4.0, 32.0, 9.0, 1.0, 0.0)
BENCHMARKS_F01 = (6.0, 81.0, 51.0, 4.0, 1.0)
SUBSCORES_V08 = (35.4, 52.8, 71.9)
SUBSCORES_V12 = (74.5, 17.9)
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.5)


def score_formulas() -> tuple[Formula, ...]:
    """The rules of the current score, in the order they are applied. Their numbers are constants of the method."""
    return (_zone_mean(), _curve(), _dynamic(), _function(), _integrity())


def _zone_mean() -> Formula:
    plots = [PlotObservation(f"plot {n}", row, (0.0,) * 6) for n, row in enumerate(PLOTS_C02, start=1)]
    means = [zone_means(plots, None).values[code] for code in COMPOSITION_CODES]
    scale = dynamic_scale("composition", COMPOSITION_CODES, BENCHMARKS_C02)
    rows = tuple(
        (label(code), *(number(row[index]) for row in PLOTS_C02), number(means[index]))
        for index, code in enumerate(COMPOSITION_CODES)
    )
    after = number(component_score(means, scale).score, 1)
    first = [component_score(row, scale).score for row in PLOTS_C02]
    stems = (1,) * len(STEM_CLASSES_CM)
    return Formula(
        slug="zone-mean",
        title="Observed mean of a zone",
        section="BAM 2020 s 4.3 and App H",
        rule="The plots of a zone are averaged first, attribute by attribute, and scored afterwards. Stem size"
        " classes at or above the large tree threshold do not count.",
        formulas=("x = (x_{1} + x_{2} + … + x_{n}) ÷ n",),
        standings=(
            Standing("Averaged first, then scored", "fitted", f"{GUIDE}, 4.3.3 (cases BAM-C02 and BAM-C03)"),
            Standing(
                "Stem size classes of several plots",
                "fitted",
                f"{GUIDE}, 4.3.2 and 4.3.3; one case only, so a zone whose plots differ is marked provisional",
            ),
            Standing(
                "Tree regeneration of several plots",
                "open",
                NOWHERE,
                "mean of the plots' 0 and 1",
                "The function score of a zone where some plots have regeneration and some have none",
            ),
        ),
        examples=(
            Example(
                "Case BAM-C02: species counted in two plots",
                (
                    f"Composition of the means: {after}",
                    f"Scoring each plot first would give {number(sum(first) / len(first), 1)}.",
                ),
                ("Growth form", "Plot 1", "Plot 2", "Mean"),
                rows,
            ),
            Example(
                "Stem size classes",
                tuple(
                    f"All {len(stems)} classes present, large tree threshold {limit} cm:"
                    f" {stem_class_count(stems, limit)} count"
                    for limit in (30, 50, 80)
                ),
            ),
        ),
    )


def _curve() -> Formula:
    half = unweighted_score(0.5, 1.0)
    return Formula(
        slug="attribute-score",
        title="Score of one attribute",
        section="BAM 2020 App H",
        rule="An attribute scores 0 when it is not expected (benchmark 0), 100 at or above its benchmark, and follows"
        " a curve between. The same curve serves richness, cover and every function attribute.",
        formulas=(
            f"u = 100 · K · (1 − exp(−{number(STEEPNESS)} · (x ÷ b)^{{{number(EXPONENT)}}})) for x below b",
            f"K = 1 ÷ (1 − exp(−{number(STEEPNESS)})) = {number(CEILING / 100, 6)}",
            "u = 100 for x at or above b; u = 0 for b = 0",
        ),
        standings=(
            Standing("The curve and its two constants", CURVE_MARK, CURVE_SOURCE),
            Standing(
                "Litter and logs above the benchmark",
                "open",
                "The 2016 draft tool lowered such scores; whether BAM 2020 does is not known here",
                "score 100",
                "The function score of a zone with more litter or logs than its benchmark",
            ),
        ),
        examples=(
            Example(
                "Half of the benchmark",
                (
                    f"u = {number(CEILING)} · (1 − exp(−{number(STEEPNESS)} · 0.5^{{{number(EXPONENT)}}}))"
                    f" = {number(half)}, shown {number(half, 1)}",
                ),
                ("x ÷ b", "Score"),
                tuple((number(share), number(unweighted_score(share, 1.0), 1)) for share in SHARES),
            ),
        ),
    )


def _dynamic() -> Formula:
    score = component_score(MEANS_C01, dynamic_scale("composition", COMPOSITION_CODES, BENCHMARKS_C01))
    return Formula(
        slug="composition-structure",
        title="Composition and structure",
        section="BAM 2020 App H",
        rule="Each growth form weighs as much as its benchmark's share of all six: species for composition, cover for"
        " structure. A growth form that is not expected weighs nothing, even where it is found.",
        formulas=("w_{i} = b_{i} ÷ (b_{1} + … + b_{6})", "S = w_{1} · u_{1} + … + w_{6} · u_{6}"),
        standings=(
            Standing(
                "Weights from the benchmarks",
                "confirmed",
                f"{GUIDE}, 4.3.3 (cases BAM-C01 to BAM-C04, BAM-D02, BAM-M02)",
            ),
        ),
        examples=(_component_example("Case BAM-C01: composition", score),),
    )


def _function() -> Formula:
    codes = tuple(FUNCTION_WEIGHTS)
    by_code = dict(zip(FUNCTION_CODES, BENCHMARKS_F01, strict=True))
    observed = dict(zip(FUNCTION_CODES, MEANS_F01, strict=True))
    means = [observed[code] for code in codes]
    without_trees = {**by_code, "function.large_trees": 0.0}
    return Formula(
        slug="function",
        title="Function",
        section="BAM 2020 App H.3",
        rule="Five attributes with fixed weights. A community without trees has no function score.",
        formulas=(f"F = {listed(FUNCTION_WEIGHTS)}",),
        standings=(
            Standing("Fixed weights", "confirmed", f"{GUIDE}, 4.3.3; BAM 2020 App H.3"),
            Standing(
                "An attribute with benchmark 0",
                "open",
                NOWHERE,
                "its weight is shared out over the others",
                "The function score of communities without large trees or another attribute",
            ),
        ),
        examples=(
            _component_example("Case BAM-F01", component_score(means, fixed_scale(by_code))),
            _component_example(
                "The same with no large trees expected (provisional: weights shared out)",
                component_score(means, fixed_scale(without_trees)),
            ),
        ),
    )


def _integrity() -> Formula:
    composition, structure, function = SUBSCORES_V08
    return Formula(
        slug="vegetation-integrity",
        title="Vegetation integrity",
        section="BAM 2020 App H",
        rule="The geometric mean of composition, structure and function; of the first two where the community has no"
        " trees. A component of 0 makes it 0.",
        formulas=("VI = (C · S · F)^{1/3}", "VI = (C · S)^{1/2} without a function score"),
        standings=(
            Standing(
                "Geometric mean of three",
                "confirmed",
                "Dorrough and Oliver on derived native grasslands, abstract; 13 cases",
            ),
            Standing("Square root of two", "fitted", f"{GUIDE}, 4.3.5 (case BAM-V12)"),
            Standing(
                "Function score of a community that has lost its trees",
                "open",
                f"A floor of {PROPOSED_FUNCTION_FLOOR} was proposed by Dorrough and Oliver; adoption not known here",
                "no floor",
                "The vegetation integrity of derived grasslands, which is 0 without a floor",
            ),
        ),
        examples=(
            Example(
                "Case BAM-V08: three scores",
                (
                    f"({composition} · {structure} · {function})^{{1/3}} ="
                    f" {number(combined_score(composition, structure, function), 1)}",
                ),
            ),
            Example(
                "Case BAM-V12: a grassland",
                (
                    f"({SUBSCORES_V12[0]} · {SUBSCORES_V12[1]})^{{1/2}} ="
                    f" {number(combined_score(*SUBSCORES_V12, None), 1)}"
                    " (the official screen shows 36.6, from unrounded scores)",
                ),
            ),
            Example("No trees left in a community with trees", (_floor(),)),
        ),
    )


def _floor() -> str:
    counted = combined_score(35.4, 52.8, 0.0)
    lifted = combined_score(35.4, 52.8, float(PROPOSED_FUNCTION_FLOOR))
    return (
        f"(35.4 · 52.8 · 0)^{{1/3}} = {number(counted, 1)}; with a floor of {PROPOSED_FUNCTION_FLOOR} it would be"
        f" {number(lifted, 1)}"
    )


def _component_example(title: str, score: ComponentScore) -> Example:
    return Example(
        title,
        (f"Sum of the contributions: {number(score.score, 1)}",),
        ("Attribute", "Mean", "Benchmark", "Score", "Weight", "Score × weight"),
        tuple(
            (
                label(one.code),
                number(one.observed),
                number(one.benchmark),
                number(one.unweighted, 1),
                number(one.weight, 2),
                number(one.weighted, 1),
            )
            for one in score.attributes
        ),
    )


def named(code: str) -> str:
    """An attribute with its component: `Structure: tree`."""
    return f"{code.partition('.')[0].capitalize()}: {label(code).lower()}"


def benchmarks_1387() -> Sequence[tuple[str, float, float]]:
    """Code, mean and benchmark of every attribute of the zone in cases BAM-V01, BAM-D01 to D04 and BAM-M01 to M04."""
    means = (3, 3, 3, 2, 2, 2, 9, 9, 9, 9, 9, 9, 2, 2, 2, 1, 1)
    benchmarks = (5, 9, 9, 12, 1, 3, 60, 21, 30, 7, 1, 2, 3, 60, 62, 4, 1)
    return [(code, float(x), float(b)) for code, x, b in zip(ATTRIBUTE_CODES, means, benchmarks, strict=True)]


def scale_1387() -> Scale:
    """The benchmarks of that zone as a scale."""
    values = {code: Fact(b, "fitted", GUIDE) for code, _, b in benchmarks_1387()}
    return scale_of(Benchmark(values, Fact(True, "confirmed", GUIDE)), 1387)


def means_1387() -> dict[str, float]:
    """The observed means of that zone."""
    return {code: x for code, x, _ in benchmarks_1387()}
