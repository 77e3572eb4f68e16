"""What the calculation gives back: every intermediate number, unrounded, with reasons and provisional marks.

Frozen data that turns into plain JSON and is stored with the calculation; pages, documents and the API read only
this. Pure: no Django, no clock, no I/O.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from registry.findings import Finding

CreditClass = Literal["ecosystem", "species"]


@dataclass(frozen=True, slots=True)
class AttributeScore:
    """One attribute: mean over the plots, benchmark, score 0-100, weight in its component, and weight x score."""

    code: str
    observed: float
    benchmark: float
    unweighted: float
    weight: float
    weighted: float


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """Composition, structure or function: its attributes and their weighted sum (0-100)."""

    component: str
    attributes: tuple[AttributeScore, ...]
    score: float


@dataclass(frozen=True, slots=True)
class VegetationIntegrity:
    """The three components and their geometric mean; `function` is None for a community without trees."""

    composition: ComponentScore
    structure: ComponentScore
    function: ComponentScore | None
    score: float


@dataclass(frozen=True, slots=True)
class ManagementZoneOutcome:
    """A management zone's future integrity. `change` is future - current at a development, with - without management
    at a stewardship site. A typed gain leaves the scores empty."""

    key: str
    name: str
    area_m2: int
    future: VegetationIntegrity | None
    change: float | None
    typed: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ZoneOutcome:
    """One vegetation zone. `change` is the area-weighted mean over its management zones, unrounded: the negative of
    the loss at a development, the total gain (security benefit included) at a stewardship site.

    `not_computed` says why numbers are missing; `provisional` names the facts that make them provisional.
    """

    key: str
    number: int
    pct_id: int
    pct_name: str
    condition_class: str
    area_m2: int
    plots: int
    minimum_plots: int
    means: dict[str, float]
    high_threat_weed_cover: float | None
    hollow_bearing_trees: float | None
    current: VegetationIntegrity | None
    without_management: VegetationIntegrity | None
    management_zones: tuple[ManagementZoneOutcome, ...]
    change: float | None
    security_benefit: float | None
    security_benefit_applies: bool
    not_computed: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Credits of one zone, one species in one zone, or one group of scattered trees.

    `vi_change` has the sign of the zone's `change`: negative for a loss at a development, positive for a gain.
    `credits` is None when the line is not computed, and then `not_computed` says why. `unrounded` is the formula's
    result. `offset_required` False: the integrity is below the threshold; `tradeable` False: listed by the
    Commonwealth alone, so no credit can be created under the State scheme. `equation` names the formula used.
    """

    credit_class: CreditClass
    subject: str
    subject_name: str
    zone_key: str
    equation: str
    vi_change: float | None
    area_m2: int | None
    individuals: float | None
    sensitivity_to_loss: str
    sensitivity_to_loss_reason: str
    sensitivity_to_gain: str
    sensitivity_to_gain_reason: str
    risk_weighting: float | None
    potential_saii: bool
    unrounded: float | None
    credits: int | None
    offset_required: bool = True
    tradeable: bool = True
    threshold: float | None = None
    not_computed: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """The whole result. Totals count computed lines only; `complete` is False while a line is not computed."""

    method_edition: str
    engine_version: str
    growth_strategy: str
    kind: str
    module: str
    zones: tuple[ZoneOutcome, ...]
    credit_lines: tuple[CreditLine, ...]
    ecosystem_credits: int
    species_credits: int
    complete: bool
    findings: tuple[Finding, ...] = ()
    provisional: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The outcome as plain data, for storing and for JSON."""
        return asdict(self)
