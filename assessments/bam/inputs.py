"""What the method needs to know, as frozen data: the one door into the calculation.

Everything that is looked up (benchmarks, listings, weightings) arrives as a `Fact` with its mark and source, so a
result can say on which provisional facts it rests. Areas are whole square metres, covers per cent, logs metres.
Pure: no Django, no clock, no I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Mark = Literal["confirmed", "fitted", "memory", "open", "entered", "demo"]
"""How well a fact is known. Only confirmed and fitted facts are firm; any other makes a result provisional.
`entered`: the assessor gave it with a source. `demo`: a value for demonstration and tests only."""

FIRM_MARKS: frozenset[str] = frozenset({"confirmed", "fitted"})

CaseKind = Literal["part4", "part5", "major_project", "clearing", "certification", "stewardship"]
Module = Literal["standard", "small_area", "scattered_trees"]
Listing = Literal["CEEC", "EEC", "VEC", "none"]
"""Threat status of an ecological community; `none`: not a threatened ecological community."""
SensitivityClass = Literal["Very High", "High", "Moderate", "Low"]
SpeciesUnit = Literal["area", "count"]


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A looked-up or entered value, its mark, and where it came from."""

    value: T
    mark: Mark
    source: str

    @property
    def provisional(self) -> bool:
        """Does a result that rests on this fact have to be shown as provisional?"""
        return self.mark not in FIRM_MARKS


Presence = Literal[
    "present_survey",
    "present_expert",
    "assumed_present",
    "absent_survey",
    "absent_expert",
    "not_assessed",
]
"""Outcome of the habitat survey of a candidate species; only the first three make credits."""

PRESENT: frozenset[str] = frozenset({"present_survey", "present_expert", "assumed_present"})


@dataclass(frozen=True, slots=True)
class PlotObservation:
    """One plot. `composition` and `structure` hold six values in `GROWTH_FORMS` order; `stem_classes` five 0/1 values
    in `STEM_CLASSES_CM` order. None: not recorded (the function values of a community without trees)."""

    label: str
    composition: tuple[float, ...]
    structure: tuple[float, ...]
    large_trees: float | None = None
    hollow_bearing_trees: float | None = None
    litter: float | None = None
    logs: float | None = None
    stem_classes: tuple[int, ...] | None = None
    regeneration: float | None = None
    high_threat_weed_cover: float | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Benchmark values of one community by attribute code (`structure.tree`); a missing key is a missing benchmark.

    `woody` False: a community without trees, which has no function score (method 1.3).
    """

    values: Mapping[str, Fact[float]]
    woody: Fact[bool]
    large_tree_threshold_cm: Fact[int] | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """A threatened ecological community the zone belongs to, with its State and Commonwealth listing."""

    name: str
    bc_listing: Fact[Listing] | None = None
    epbc_listing: Fact[Listing] | None = None


@dataclass(frozen=True, slots=True)
class PredictedSpeciesInput:
    """A confirmed ecosystem-credit species of a zone: its sensitivity to gain sets the risk weighting (App I)."""

    scientific_name: str
    sensitivity_to_gain: Fact[SensitivityClass] | None = None


@dataclass(frozen=True, slots=True)
class ManagementZoneInput:
    """Part of a vegetation zone that is treated alike.

    Development: `future_means` by attribute code, attributes not named become 0 (complete loss, method 2).
    Stewardship: `future_means` replaces the growth strategy for the attributes named; `typed_gain` replaces the whole
    gain in vegetation integrity. `reason` says why the assessor gave them.
    """

    key: str
    name: str
    area_m2: int
    future_means: Mapping[str, float] = field(default_factory=dict)
    typed_gain: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StewardshipInput:
    """What a stewardship site adds to a zone (method 3)."""

    high_risk_land: Fact[bool]
    planned_high_threat_weed_cover: float | None = None
    decline_rates_percent: Mapping[str, Fact[float]] = field(default_factory=dict)
    conservation_obligation: bool = False
    crown_land: bool = False
    security_benefit_score: Fact[float] | None = None
    obligation_reduction_percent: Fact[float] | None = None


@dataclass(frozen=True, slots=True)
class ZoneInput:
    """One vegetation zone: a plant community type in one condition class.

    `plant_facts`: what counts that were made from species lists rest on, in words; provisional ones make the zone's
    scores provisional.
    """

    key: str
    number: int
    pct_id: int
    pct_name: str
    condition_class: str
    area_m2: int
    patch_size_m2: int | None = None
    plots: tuple[PlotObservation, ...] = ()
    plant_facts: tuple[Fact[str], ...] = ()
    benchmark: Benchmark | None = None
    community: Community | None = None
    community_recorded: bool = True
    percent_cleared: Fact[float] | None = None
    sensitivity_to_loss: Fact[SensitivityClass] | None = None
    risk_weighting: Fact[float] | None = None
    predicted_species: tuple[PredictedSpeciesInput, ...] = ()
    potential_saii: bool = False
    hollow_bearing_trees: bool | None = None
    management_zones: tuple[ManagementZoneInput, ...] = ()
    stewardship: StewardshipInput | None = None


@dataclass(frozen=True, slots=True)
class SpeciesZoneInput:
    """How much of a species credit species a zone holds: habitat area, or individuals."""

    zone_key: str
    area_m2: int | None = None
    individuals: int | None = None


@dataclass(frozen=True, slots=True)
class SpeciesInput:
    """A candidate species credit species. `unit` says by area or by count: the species' record decides, not its kind.

    `count_gain` is the number of individuals gained at a stewardship site: the method's own formula is not known
    here, the assessor enters it with its source (method 4.2, Eq 6).
    """

    scientific_name: str
    common_name: str
    presence: Presence
    unit: Fact[SpeciesUnit] | None
    zones: tuple[SpeciesZoneInput, ...] = ()
    risk_weighting: Fact[float] | None = None
    sensitivity_to_loss: Fact[SensitivityClass] | None = None
    sensitivity_to_gain: Fact[SensitivityClass] | None = None
    bc_listing: Fact[str] | None = None
    epbc_listing: Fact[str] | None = None
    growth_form: str = ""
    count_gain: Fact[float] | None = None
    potential_saii: bool = False


@dataclass(frozen=True, slots=True)
class TreeGroupInput:
    """Scattered trees of one community, species, diameter and hollows (App B). `dbh_cm` is over bark."""

    key: str
    pct_id: int
    pct_name: str
    tree_species: str
    trees: int
    dbh_cm: int
    hollows: bool
    large_tree_threshold_cm: Fact[int] | None = None


@dataclass(frozen=True, slots=True)
class PlantedVegetationInput:
    """Planted native vegetation (App D): the outcome and the reason as recorded; the decision key is not known here."""

    outcome: str
    reason: str
    area_m2: int | None = None


@dataclass(frozen=True, slots=True)
class CaseInput:
    """Everything one revision of an assessment puts into the calculation."""

    kind: CaseKind
    module: Module = "standard"
    zones: tuple[ZoneInput, ...] = ()
    species: tuple[SpeciesInput, ...] = ()
    trees: tuple[TreeGroupInput, ...] = ()
    planted: tuple[PlantedVegetationInput, ...] = ()
    minimum_lot_size_ha: float | None = None
    growth_strategy: str = "logistic-2026"
