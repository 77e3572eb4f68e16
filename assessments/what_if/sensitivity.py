"""Which attribute moves a zone's score: each mean a step up, a step down and at its benchmark, all else the same. Pure.

No derivative: the method itself runs again for every step, so thresholds, floors and rounding are in the answer. Only
the zone asked about is computed, with the credit lines that rest on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessments.bam.attributes import COMPOSITION_CODES, STRUCTURE_CODES
from assessments.bam.basis import unique
from assessments.bam.ecosystem_lines import ecosystem_line
from assessments.bam.inputs import CaseInput, SpeciesInput, ZoneInput
from assessments.bam.observation import ZoneMeans
from assessments.bam.outcome import AttributeScore, CreditLine, VegetationIntegrity
from assessments.bam.parameters import MethodParameters
from assessments.bam.species_lines import species_lines
from assessments.bam.zones import ZoneResult, assess_zone, observed_means
from assessments.what_if.edits import LIMITS

STEPS: Mapping[str, float] = {
    **dict.fromkeys(COMPOSITION_CODES, 1.0),
    **dict.fromkeys(STRUCTURE_CODES, 5.0),
    "function.large_trees": 1.0,
    "function.litter": 10.0,
    "function.logs": 10.0,
    "function.stem_classes": 1.0,
    "function.regeneration": 1.0,
}
"""One natural step of each mean, in its own unit: a species, 5 % cover, a tree, 10 % litter, 10 m of logs, a stem
class, regeneration from none to all plots. Chosen for this page; no rule of the method."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the method says of the zone. `change` is its loss (negative) or gain; `unrounded` adds up its computed
    lines before rounding."""

    vegetation_integrity: float
    change: float | None
    credits: int | None
    unrounded: float | None


@dataclass(frozen=True, slots=True)
class Moved:
    """The mean moved to `mean`, and by how much that moves the zone's numbers."""

    mean: float
    vegetation_integrity: float
    vi_by: float
    change_by: float | None
    credits_by: int | None
    unrounded_by: float | None


@dataclass(frozen=True, slots=True)
class AttributeSensitivity:
    """One attribute. `up` and `down` are None at the end of its range; `at_benchmark` is None when the mean has
    reached it, or none is expected."""

    code: str
    mean: float
    benchmark: float
    step: float
    up: Moved | None
    down: Moved | None
    at_benchmark: Moved | None

    @property
    def reach(self) -> float:
        """The larger of the two steps' effects on vegetation integrity: what the attributes are ranked by."""
        return max((abs(moved.vi_by) for moved in (self.up, self.down) if moved is not None), default=0.0)


@dataclass(frozen=True, slots=True)
class ZoneSensitivity:
    """A zone as it stands, and its attributes, the one that moves vegetation integrity most first.

    Without a score now there is nothing to move: `attributes` is empty and `not_computed` says why.
    """

    key: str
    now: Reading | None
    attributes: tuple[AttributeSensitivity, ...]
    not_computed: tuple[str, ...]
    provisional: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bench:
    """Everything that stays the same while one mean is moved."""

    zone: ZoneInput
    means: ZoneMeans
    species: tuple[SpeciesInput, ...]
    supply: bool
    growth_strategy: str
    parameters: MethodParameters

    def run(self, means: ZoneMeans) -> tuple[ZoneResult, list[CreditLine]]:
        """The zone and its lines with these means."""
        result = assess_zone(
            self.zone,
            supply=self.supply,
            growth_strategy=self.growth_strategy,
            parameters=self.parameters,
            means=means,
        )
        lines = [ecosystem_line(result, supply=self.supply, parameters=self.parameters)]
        for species in self.species:
            lines += species_lines(
                species, {self.zone.key: result}, supply=self.supply, parameters=self.parameters
            )
        return result, [line for line in lines if line.zone_key == self.zone.key]


def zone_sensitivity(case: CaseInput, zone_key: str, parameters: MethodParameters) -> ZoneSensitivity:
    """The attributes of one zone of a case, ranked. Raises KeyError for a zone that is not in the case."""
    zone = next((one for one in case.zones if one.key == zone_key), None)
    if zone is None:
        raise KeyError(zone_key)
    bench = _Bench(
        zone=zone,
        means=observed_means(zone),
        species=_of_the_zone(case.species, zone_key),
        supply=case.kind == "stewardship",
        growth_strategy=case.growth_strategy,
        parameters=parameters,
    )
    result, lines = bench.run(bench.means)
    provisional = unique([*result.outcome.provisional, *(why for line in lines for why in line.provisional)])
    current = result.outcome.current
    if current is None:
        return ZoneSensitivity(zone_key, None, (), result.outcome.not_computed, provisional)
    now = _reading(current, result, lines)
    attributes = [_attribute(bench, score, now) for score in _scored(current)]
    ranked = sorted(attributes, key=lambda one: -one.reach)
    return ZoneSensitivity(zone_key, now, tuple(ranked), result.outcome.not_computed, provisional)


def _of_the_zone(species: tuple[SpeciesInput, ...], zone_key: str) -> tuple[SpeciesInput, ...]:
    """Species with habitat in the zone, without what they hold elsewhere."""
    found = []
    for one in species:
        here = tuple(holding for holding in one.zones if holding.zone_key == zone_key)
        if here:
            found.append(replace(one, zones=here))
    return tuple(found)


def _scored(integrity: VegetationIntegrity) -> list[AttributeScore]:
    components = (integrity.composition, integrity.structure, integrity.function)
    return [score for component in components if component is not None for score in component.attributes]


def _reading(integrity: VegetationIntegrity, result: ZoneResult, lines: list[CreditLine]) -> Reading:
    whole = [line.credits for line in lines if line.credits is not None]
    exact = [line.unrounded for line in lines if line.unrounded is not None and line.credits is not None]
    return Reading(
        vegetation_integrity=integrity.score,
        change=result.outcome.change,
        credits=sum(whole) if whole else None,
        unrounded=sum(exact) if exact else None,
    )


def _attribute(bench: _Bench, score: AttributeScore, now: Reading) -> AttributeSensitivity:
    step = STEPS[score.code]
    low, high = LIMITS[score.code]
    mean = score.observed
    up, down = min(mean + step, max(high, mean)), max(mean - step, low)
    return AttributeSensitivity(
        code=score.code,
        mean=mean,
        benchmark=score.benchmark,
        step=step,
        up=_moved(bench, score.code, up, now) if up > mean else None,
        down=_moved(bench, score.code, down, now) if down < mean else None,
        at_benchmark=(_moved(bench, score.code, score.benchmark, now) if score.benchmark > mean else None),
    )


def _moved(bench: _Bench, code: str, mean: float, now: Reading) -> Moved | None:
    means = replace(bench.means, values={**bench.means.values, code: mean})
    result, lines = bench.run(means)
    if result.outcome.current is None:
        return None
    reading = _reading(result.outcome.current, result, lines)
    return Moved(
        mean=mean,
        vegetation_integrity=reading.vegetation_integrity,
        vi_by=reading.vegetation_integrity - now.vegetation_integrity,
        change_by=_less(reading.change, now.change),
        credits_by=(
            None if reading.credits is None or now.credits is None else reading.credits - now.credits
        ),
        unrounded_by=_less(reading.unrounded, now.unrounded),
    )


def _less(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before
