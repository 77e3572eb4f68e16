"""Growth with management over twenty years at a stewardship site: named, versioned strategies (method 3.2). Pure.

The method's own law (BAM 2020 Eq 25-26, 35-36) is not confirmed, so every strategy here is provisional and says so;
the assessor's own future values or gain can take its place. A new law is a new name, so stored results keep theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp

from assessments.bam.basis import NotComputable
from assessments.bam.decline import YEARS
from assessments.bam.integrity import Scale
from assessments.bam.parameters import MethodParameters

Project = Callable[[Mapping[str, float], Scale, float, MethodParameters], dict[str, float]]
"""Current means, scale, high threat weed cover (%) and parameters -> means after twenty years of management."""


@dataclass(frozen=True, slots=True)
class GrowthStrategy:
    """A law of growth with management: its name with version, what makes it provisional, and the law itself."""

    name: str
    label: str
    provisional: str
    project: Project


def logistic(x: float, b: float, rate: float, years: float = YEARS) -> float:
    """Logistic growth of `x` towards the benchmark `b`. At or above the benchmark, or from nothing, nothing grows."""
    if x >= b or x <= 0:
        return x
    return b / (1.0 + (b - x) / x * exp(-years * rate))


def _project_logistic(
    means: Mapping[str, float], scale: Scale, high_threat_weed_cover: float, parameters: MethodParameters
) -> dict[str, float]:
    """Logistic growth with the effective rates fitted at a reference weed cover, damped by weeds.

    The rate of an attribute is rate x exp(-factor x (weed cover - reference cover)). An attribute without a rate does
    not grow; a component without a factor (function) does not feel weeds (method 3.2).
    """
    future: dict[str, float] = {}
    for code, b in zip(scale.codes, scale.benchmarks, strict=True):
        x = means[code]
        rate = parameters.find(f"growth.logistic.{code}")
        if rate is None or x <= 0 or x >= b:
            future[code] = x
            continue
        effective = rate.value
        factor = parameters.find(f"growth.htw_factor.{code.partition('.')[0]}")
        if factor is not None:
            reference = parameters.fact("growth.logistic.reference_htw_percent").value
            effective *= exp(-factor.value * (high_threat_weed_cover - reference))
        future[code] = logistic(x, b, effective)
    return future


LOGISTIC_2026 = GrowthStrategy(
    name="logistic-2026",
    label="Logistic growth towards the benchmark, 2026",
    provisional="Growth with management by strategy logistic-2026 (the method's own growth law is not confirmed)",
    project=_project_logistic,
)

STRATEGIES: Mapping[str, GrowthStrategy] = {strategy.name: strategy for strategy in (LOGISTIC_2026,)}


def strategy(name: str) -> GrowthStrategy:
    """The strategy of a name. Raises `NotComputable` naming those there are."""
    found = STRATEGIES.get(name)
    if found is None:
        raise NotComputable(f"There is no growth strategy {name!r}: choose one of {', '.join(STRATEGIES)}.")
    return found
