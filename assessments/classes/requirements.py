"""What may stand for a credit: like for like, and by variation, as tests that a report prints and matching can use.

A requirement holds data, not sentences: identity, hollows and place. What is not known is in `undetermined` and makes
no test wider. Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from typing import Any, Literal

from assessments.classes.credit_class import CreditClass
from assessments.classes.listings import Status
from assessments.classes.rules import LIKE_FOR_LIKE_CLAUSE, VARIATION_CLAUSE, RuleKind
from assessments.classes.tiers import Tier

Hollows = Literal["any", "required", "required_or_artificial", "unknown"]
Where = Literal["nsw", "subregions", "region"]
"""`nsw`: anywhere in the State; `subregions`: own, adjoining or near; `region`: the own region, or near."""


@dataclass(frozen=True, slots=True)
class Area:
    """An IBRA subregion. `distance_km` from the outer edge of the site, or from its subregion where only the table of
    neighbours is known; None for one that is not measured."""

    code: str
    name: str
    region: str
    distance_km: float | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site lies and what lies near it. `basis` of the near ones: measured from outlines, or from the table of
    neighbours, which is provisional; empty: not known."""

    subregion: Area | None = None
    adjoining: tuple[Area, ...] = ()
    near: tuple[Area, ...] = ()
    limit_km: int = 100
    basis: Literal["outlines", "table", ""] = ""
    notes: tuple[str, ...] = ()

    @property
    def provisional(self) -> bool:
        """Is the list of near subregions less than measured?"""
        return self.basis != "outlines" or any(area.uncertain for area in (*self.adjoining, *self.near))


@dataclass(frozen=True, slots=True)
class Requirement:
    """What may stand for a credit. Empty tests do not apply. `tier_from`: this band or a more cleared one;
    `status_from`: this category or a higher one; `codes`: the subregions of `where`, near ones last. With
    `near_provisional` the near ones are not all measured: a subregion that is not among them is for a person to look
    at. `excluded` says why the rule cannot be used at all; `conditional` when it could not."""

    rule: RuleKind
    clause: str
    kind: Literal["ecosystem", "species"]
    community: str = ""
    vegetation_class: str = ""
    formation: str = ""
    tier_from: Tier | None = None
    scientific_name: str = ""
    kingdom: str = ""
    status_from: Status | None = None
    hollows: Hollows = "any"
    where: Where = "nsw"
    region: str = ""
    codes: tuple[str, ...] = ()
    limit_km: int | None = None
    near_provisional: bool = False
    undetermined: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()


def like_for_like(credit: CreditClass, place: Place) -> Requirement:
    """cl 6.3: the same community, or class and trading group, near the impact; the same species anywhere."""
    if credit.kind == "species":
        return Requirement(
            "like_for_like", LIKE_FOR_LIKE_CLAUSE, "species", scientific_name=credit.scientific_name
        )
    return Requirement(
        rule="like_for_like",
        clause=LIKE_FOR_LIKE_CLAUSE,
        kind="ecosystem",
        community=credit.community,
        vegetation_class="" if credit.community else credit.vegetation_class,
        tier_from=None if credit.community else credit.tier,
        hollows=_hollows(credit, "required"),
        where="subregions",
        region=place.subregion.region if place.subregion else "",
        codes=_codes(place),
        limit_km=place.limit_km,
        near_provisional=place.provisional,
        undetermined=(*credit.undetermined, *_missing_place(place)),
    )


def variation(credit: CreditClass, place: Place) -> Requirement:
    """cl 6.4: the same formation and trading group or a more cleared one; another species as threatened or more."""
    excluded, conditional, missing = _exclusions(credit)
    if credit.kind == "species":
        return Requirement(
            rule="variation",
            clause=VARIATION_CLAUSE,
            kind="species",
            kingdom=credit.kingdom,
            status_from=credit.bc_status,
            where="subregions",
            region=place.subregion.region if place.subregion else "",
            codes=_codes(place),
            limit_km=place.limit_km,
            near_provisional=place.provisional,
            undetermined=() if excluded else (*missing, *_missing_kingdom(credit), *_missing_place(place)),
            excluded=excluded,
            conditional=conditional,
        )
    if credit.community:
        missing = (*missing, f"{credit.community}: its tier for variation is not set.")
    if not credit.formation:
        missing = (
            *missing,
            f"PCT {credit.pct_id}: its vegetation formation is not in the release of reference facts.",
        )
    return Requirement(
        rule="variation",
        clause=VARIATION_CLAUSE,
        kind="ecosystem",
        formation=credit.formation,
        tier_from=credit.tier,
        hollows=_hollows(credit, "required_or_artificial"),
        where="region",
        region=place.subregion.region if place.subregion else "",
        codes=tuple(area.code for area in place.near),
        limit_km=place.limit_km,
        near_provisional=place.provisional,
        undetermined=() if excluded else (*credit.undetermined, *missing, *_missing_place(place)),
        excluded=excluded,
        conditional=conditional,
    )


def _hollows(credit: CreditClass, needed: Hollows) -> Hollows:
    if credit.hollows is None:
        return "unknown"
    return needed if credit.hollows else "any"


def _codes(place: Place) -> tuple[str, ...]:
    own = (place.subregion,) if place.subregion else ()
    return tuple(dict.fromkeys(area.code for area in (*own, *place.adjoining, *place.near)))


def _missing_place(place: Place) -> tuple[str, ...]:
    return () if place.subregion else ("Choose the IBRA subregion of the site.",)


def _missing_kingdom(credit: CreditClass) -> tuple[str, ...]:
    if credit.kingdom:
        return ()
    return (
        f"{credit.scientific_name}: whether it is a plant or an animal is not in the release of reference facts.",
    )


def _exclusions(credit: CreditClass) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Why the entity cannot vary, why it could not, and which listing must be known first."""
    name = credit.scientific_name or credit.community
    if not name:
        return (), (), ()
    excluded, missing = [], []
    for act, status in (("BC Act", credit.bc_status), ("EPBC Act", credit.epbc_status)):
        if status == "CE":
            excluded.append(f"Critically endangered under the {act}: excluded from variation.")
        if status is None:
            missing.append(f"{name}: enter its listing under the {act}, with the source; it may be excluded.")
    listed = credit.epbc_status not in (None, "none")
    conditional = (
        ("Listed under the EPBC Act: excluded where the project is a controlled action.",) if listed else ()
    )
    return tuple(excluded), () if excluded else conditional, tuple(missing)


def read_place(stored: dict[str, Any]) -> Place:
    """The place from the plain data that a calculation keeps."""
    own = stored.get("subregion")
    return Place(
        subregion=Area(**own) if own else None,
        adjoining=tuple(Area(**area) for area in stored.get("adjoining", ())),
        near=tuple(Area(**area) for area in stored.get("near", ())),
        limit_km=int(stored.get("limit_km", 100)),
        basis=stored.get("basis", ""),
        notes=tuple(stored.get("notes", ())),
    )
