"""Decline without management over twenty years at a stewardship site (BAM 2020 Eq 28-30; method 3.1). Pure.

Rates are per cent a year, by attribute, for high-risk or other land. The assessor may replace a rate; doubling the
grass and forb rates because of high threat weeds is the assessor's choice too, never made here (method 3.1, open).
"""

from collections.abc import Mapping

from assessments.bam.attributes import label
from assessments.bam.basis import Basis
from assessments.bam.inputs import Fact, StewardshipInput
from assessments.bam.integrity import Scale
from assessments.bam.parameters import MethodParameters

YEARS = 20


def declined(x: float, rate_percent: float, years: float = YEARS) -> float:
    """The value `x` after a compound decline of `rate_percent` a year (cases D01 to D03: not linear, not exp)."""
    return float(x * (1.0 - rate_percent / 100.0) ** years)


def rate_code(code: str, *, high_risk: bool) -> str:
    """The parameter that holds the default rate of an attribute: `decline.high_risk.structure.tree`."""
    return f"decline.{'high_risk' if high_risk else 'other'}.{code}"


def means_without_management(
    means: Mapping[str, float],
    scale: Scale,
    stewardship: StewardshipInput,
    parameters: MethodParameters,
    basis: Basis,
) -> dict[str, float]:
    """Means of every scored attribute after twenty years without management. Raises `MissingParameter`.

    Only rates that can change the score count as its basis: an absent attribute has nothing to lose, and one that is
    not expected has no score.
    """
    high_risk = stewardship.high_risk_land.value
    future: dict[str, float] = {}
    land_matters = False
    for code, benchmark in zip(scale.codes, scale.benchmarks, strict=True):
        x = means[code]
        if x <= 0 or benchmark <= 0:
            future[code] = x
            continue
        entered: Fact[float] | None = stewardship.decline_rates_percent.get(code)
        land_matters = land_matters or entered is None
        fact = entered or parameters.fact(rate_code(code, high_risk=high_risk))
        name = f"Yearly decline of {code.partition('.')[0]} {label(code).lower()}, %,"
        future[code] = declined(x, basis.use(fact, name))
    if land_matters:
        basis.use(stewardship.high_risk_land, "High risk land")
    return future
