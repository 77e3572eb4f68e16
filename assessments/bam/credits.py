"""Credits of one line: the equations, then rounding to whole credits, once (BAM 2020 Eq 1-7; method 4.2). Pure.

Loss and gain are unrounded vegetation integrity points, areas whole square metres. Risk weighting is on the demand
side only, gain on the supply side only (N72).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assessments.bam.basis import Basis
from assessments.bam.parameters import MethodParameters
from registry.units import SQUARE_METRES_PER_HECTARE, round_half_up, whole_credits

ECOSYSTEM_DEVELOPMENT = "Eq 1"
SPECIES_AREA_DEVELOPMENT = "Eq 2"
SPECIES_COUNT_DEVELOPMENT = "Eq 3"
ECOSYSTEM_STEWARDSHIP = "Eq 4"
SPECIES_AREA_STEWARDSHIP = "Eq 5"
SPECIES_COUNT_STEWARDSHIP = "Eq 6"
SCATTERED_TREES = "Eq 7"

CONVERSION = "conversion.credits_per_vi_hectare"

HALF = Decimal("0.5")

MinimumFor = Literal["ecosystem", "species_area", "species_count"]
"""Development lines that become at least one credit when the formula gives more than nothing (case N01)."""


@dataclass(frozen=True, slots=True)
class Credits:
    """The formula's result and the whole credits it becomes."""

    unrounded: float
    credits: int


def loss_credits(vi_loss: float, area_m2: float, risk_weighting: float, conversion: float) -> float:
    """Eq 1 and Eq 2, unrounded: loss x hectares x risk weighting x credits per point and hectare."""
    return vi_loss * (area_m2 / SQUARE_METRES_PER_HECTARE) * risk_weighting * conversion


def gain_credits(vi_gain: float, area_m2: float, conversion: float) -> float:
    """Eq 4 and Eq 5, unrounded: gain x hectares x credits per point and hectare, no risk weighting."""
    return vi_gain * (area_m2 / SQUARE_METRES_PER_HECTARE) * conversion


def count_credits(individuals: float, risk_weighting: float) -> float:
    """Eq 3, unrounded: individuals x risk weighting; neither condition nor area enters (N68)."""
    return individuals * risk_weighting


def tree_credits(trees: int, credits_per_tree: float) -> float:
    """Eq 7, unrounded: trees x credits per tree of their class."""
    return trees * credits_per_tree


def round_development(
    unrounded: float, minimum: MinimumFor, parameters: MethodParameters, basis: Basis
) -> Credits:
    """Whole credits a development owes: nearest, and at least the minimum when the formula gives more than nothing.

    A result of nothing or less owes nothing. The minimum is confirmed for species by area, by analogy for the others;
    it is a basis only where it decides. Raises `MissingParameter` where it would decide and is not known.
    """
    rounded = _round(unrounded, basis)
    if unrounded <= 0 or rounded >= 1:
        return Credits(unrounded, rounded)
    fact = parameters.fact(f"minimum_credits.development.{minimum}")
    return Credits(unrounded, int(basis.use(fact, "Minimum credits of a line")))


def round_stewardship(unrounded: float, basis: Basis) -> Credits:
    """Whole credits a stewardship site creates: nearest; no minimum is known for them (method 4.2, open)."""
    rounded = _round(unrounded, basis)
    if unrounded > 0 and rounded == 0:
        basis.add("No minimum of 1 credit at a stewardship site (open in the method, default used)")
    return Credits(unrounded, rounded)


def round_trees(unrounded: float, basis: Basis) -> Credits:
    """Whole credits of scattered trees: nearest."""
    return Credits(unrounded, _round(unrounded, basis))


def _round(unrounded: float, basis: Basis) -> int:
    if unrounded <= 0:
        return 0
    if round_half_up(unrounded, 12) % 1 == HALF:
        basis.add("Half a credit rounded up (from memory, not confirmed)")
    return whole_credits(unrounded)
