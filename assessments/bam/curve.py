"""The curve that turns an observed mean into an unweighted score (BAM 2020 App H; method 1.2). Pure.

The constants are fitted to more than twenty values the official calculator displays; no shown digit disagrees
(cases BAM-C01 to C04, F01 and D01 to D03). One curve serves richness, cover and every function attribute.
"""

from collections.abc import Iterable
from math import exp

from assessments.bam.inputs import Mark

CURVE_MARK: Mark = "fitted"
CURVE_SOURCE = "BAM 2020 App H; fitted to screens of the BAM Calculator User Guide 2024, 4.3.3 and 7.3.5"

STEEPNESS = 5.0
EXPONENT = 2.5
CEILING = 100.0 / (1.0 - exp(-STEEPNESS))
"""100 K, K = 1 / (1 - exp(-5)): makes the score at the benchmark exactly 100."""


def unweighted_scores(means: Iterable[float], benchmarks: Iterable[float]) -> list[float]:
    """Scores 0-100 of attributes with these observed means and benchmarks, each pair in the attribute's own unit.

    0 when the attribute is not expected (benchmark 0), 100 at or above the benchmark: no penalty above it
    (method 1.2).
    """
    return [
        CEILING * (1.0 - exp(-STEEPNESS * (x / b) ** EXPONENT)) if x < b else 100.0 if b > 0 else 0.0
        for x, b in zip(means, benchmarks, strict=True)
    ]


def unweighted_score(x: float, b: float) -> float:
    """Score 0-100 of one attribute with observed mean `x` and benchmark `b`."""
    return unweighted_scores((x,), (b,))[0]
