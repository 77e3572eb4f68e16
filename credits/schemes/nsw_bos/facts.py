"""What the trading rules ask about: the impact, the candidate credit, the place, and the circumstances of the match.

Names are compared without regard to capitals; a community and a species are compared by the key that the caller gives
(`communities.Communities` makes one from any spelling). The number of a plant community type is no fact of the rules.
Pure: no Django, no clock, no I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from assessments.classes.listings import Status
from credits.schemes.nsw_bos.outcome import PersonDecision

CreditKind = Literal["ecosystem", "species"]
Hollows = Literal["yes", "artificial", "no", ""]
"""Hollow-bearing trees as the register writes them; `artificial`: "Yes (including artificial)"; empty: not stated."""

LotStatus = Literal[
    "issued",
    "equivalence",
    "pending",
    "suspended",
    "cancelled",
    "retired",
    "unconverted",
    "interest",
    "other",
]
Origin = Literal["bam", "earlier_scheme"]
"""How it was measured: by the method of the scheme, or by that of BioBanking and the schemes before."""

Path = Literal["proponent", "trust"]
PROPONENT: Path = "proponent"
TRUST: Path = "trust"


@dataclass(frozen=True, slots=True, kw_only=True)
class Biodiversity:
    """What is lost at an impact or stands behind a credit. Empty and None mean not known, or not of this kind.

    `community`: key of the threatened community, empty for other vegetation; `tier`: 1 is the most cleared (90 % and
    more), 4 the least; `listing`: status of the community or species under the BC Act on the day of the match.
    """

    kind: CreditKind
    community: str = ""
    community_name: str = ""
    vegetation_class: str = ""
    formation: str = ""
    trading_group: str = ""
    tier: int | None = None
    species: str = ""
    scientific_name: str = ""
    kingdom: str = ""
    listing: Status | None = None
    subregion: str = ""
    region: str = ""
    origin: Origin = "bam"
    equivalence_statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact(Biodiversity):
    """What an obligation line is about. `hollows`: has the impacted vegetation hollow-bearing trees?"""

    hollows: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Biodiversity):
    """The class and standing of a lot."""

    hollows: Hollows = ""
    status: LotStatus = "issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How the candidate's subregion lies to the impact. None: not known.

    `within_100km`: does the subregion come within 100 km of the outer edge of the impacted site?
    """

    same_subregion: bool | None = None
    adjoining_subregion: bool | None = None
    within_100km: bool | None = None
    same_region: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """The permission to use the variation rules, in the conditions of approval, and what must be shown to use it.

    `evidence` names the condition or document. False: looked at and not shown; None: nobody has looked yet.
    """

    approved_on: date | None
    approved_by: str = ""
    evidence: str = ""
    reasonable_steps: bool | None = None
    none_found: bool | None = None
    other_options_declined: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """When and by whom the match is asked for.

    `on`: day of the match. `excluded_from_variation`: is the impacted entity on the list of exclusions?
    `controlled_action_entity`: is it listed by the Commonwealth, and the project its controlled action? None: unknown.
    `decisions`: by code of an open test, what a person decided for this line and this class.
    """

    on: date
    path: Path = PROPONENT
    permission: Permission | None = None
    excluded_from_variation: bool | None = None
    controlled_action_entity: bool | None = None
    decisions: Mapping[str, PersonDecision] = field(default_factory=dict)


def same_name(one: str, other: str) -> bool:
    """Do two names say the same? Empty ones say nothing."""
    return bool(one) and (one == other or one.casefold() == other.casefold())


def shown(value: str, otherwise: str = "not stated") -> str:
    """A name for a sentence."""
    return value or otherwise


@cache
def day(value: date) -> str:
    """A day for a sentence."""
    return f"{value:%d/%m/%Y}"
