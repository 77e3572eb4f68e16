"""What class a credit is of: the name it is traded under, and what its likeness to others is tested by.

Ecosystem credits of a threatened community are traded under the community's name; all others under their vegetation
class and band of per cent cleared (Biodiversity Conservation Regulation 2017 cl 6.3; reference table of bands).
Species credits are traded under their species. What is not known is not guessed: it is named in `undetermined`, with
what to enter. Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from typing import Literal

from assessments.bam.basis import standing, value_text
from assessments.bam.inputs import Fact
from assessments.classes.listings import Status, status_of
from assessments.classes.tiers import Tier, Tiers

CommunityAnswer = Literal["tec", "not_a_tec", "", "not_asked"]
"""Is the vegetation a threatened community? Empty: not answered yet; `not_asked`: scattered trees, where the module
has no such question."""

HollowsBasis = Literal["assessor", "plots", "trees", ""]


@dataclass(frozen=True, slots=True)
class EcosystemFacts:
    """What decides the class of a line of vegetation. `register_tier` is the register's label of the type's band."""

    pct_id: int
    pct_name: str
    vegetation_class: str = ""
    formation: str = ""
    class_pct_ids: tuple[int, ...] = ()
    community_answer: CommunityAnswer = ""
    community: str = ""
    community_pct_ids: tuple[int, ...] = ()
    bc_listing: Fact[str] | None = None
    epbc_listing: Fact[str] | None = None
    percent_cleared: Fact[float] | None = None
    register_tier: str = ""
    hollows: bool | None = None
    hollows_basis: HollowsBasis = ""


@dataclass(frozen=True, slots=True)
class SpeciesFacts:
    """What decides the class of a line of a species."""

    scientific_name: str
    common_name: str = ""
    kingdom: str = ""
    bc_listing: Fact[str] | None = None
    epbc_listing: Fact[str] | None = None


@dataclass(frozen=True, slots=True)
class CreditClass:
    """The class of a credit. `trading_group` is the register's name of its group, empty where it is not determined;
    `community` empty: not a threatened community. A status of None is not known. `provisional`: what the class rests
    on; `listing_provisional`: what the statuses do, which matter for variation alone."""

    kind: Literal["ecosystem", "species"]
    trading_group: str
    pct_id: int | None = None
    pct_name: str = ""
    community: str = ""
    community_pct_ids: tuple[int, ...] = ()
    vegetation_class: str = ""
    formation: str = ""
    class_pct_ids: tuple[int, ...] = ()
    tier: Tier | None = None
    hollows: bool | None = None
    hollows_basis: HollowsBasis = ""
    scientific_name: str = ""
    common_name: str = ""
    kingdom: str = ""
    bc_status: Status | None = None
    epbc_status: Status | None = None
    undetermined: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    listing_provisional: tuple[str, ...] = ()


def class_of(facts: EcosystemFacts | SpeciesFacts, tiers: Tiers) -> CreditClass:
    """The class of a credit line from its facts."""
    if isinstance(facts, SpeciesFacts):
        return _species(facts)
    return _community(facts) if _is_community(facts) else _vegetation(facts, tiers)


def _is_community(facts: EcosystemFacts) -> bool:
    """The assessor's answer decides, unless both Acts are known not to list the community."""
    if facts.community_answer != "tec":
        return False
    stated = [status_of(fact.value) for fact in (facts.bc_listing, facts.epbc_listing) if fact is not None]
    return not (facts.bc_listing is not None and all(status == "none" for status in stated))


def _community(facts: EcosystemFacts) -> CreditClass:
    missing = _missing_hollows(facts)
    if not facts.community:
        missing.insert(0, f"PCT {facts.pct_id}: enter the name of the threatened community.")
    return CreditClass(
        kind="ecosystem",
        trading_group=facts.community,
        pct_id=facts.pct_id,
        pct_name=facts.pct_name,
        community=facts.community,
        community_pct_ids=tuple(sorted({*facts.community_pct_ids, facts.pct_id})),
        vegetation_class=facts.vegetation_class,
        formation=facts.formation,
        class_pct_ids=facts.class_pct_ids,
        hollows=facts.hollows,
        hollows_basis=facts.hollows_basis,
        bc_status=_status(facts.bc_listing),
        epbc_status=_status(facts.epbc_listing),
        undetermined=tuple(missing),
        listing_provisional=_listing_reasons(facts.community, facts.bc_listing, facts.epbc_listing),
    )


def _vegetation(facts: EcosystemFacts, tiers: Tiers) -> CreditClass:
    missing: list[str] = []
    reasons: list[str] = []
    if facts.community_answer == "":
        missing.append(f"PCT {facts.pct_id}: say whether it is a threatened ecological community here.")
    if facts.community_answer == "not_asked":
        reasons.append(
            f"PCT {facts.pct_id}: taken as no threatened community, because none is recorded for scattered trees"
        )
    if facts.community_answer == "tec":
        reasons.append(
            f"PCT {facts.pct_id}: {facts.community} is listed under neither Act, so it is traded by class"
        )
    if not facts.vegetation_class:
        missing.append(
            f"PCT {facts.pct_id}: its vegetation class is not in the release of reference facts; load one that has it."
        )
    tier = _tier(facts, tiers, missing, reasons)
    settled = facts.vegetation_class and tier is not None and facts.community_answer != ""
    return CreditClass(
        kind="ecosystem",
        trading_group=f"{facts.vegetation_class} {tier.label}" if settled and tier else "",
        pct_id=facts.pct_id,
        pct_name=facts.pct_name,
        vegetation_class=facts.vegetation_class,
        formation=facts.formation,
        class_pct_ids=facts.class_pct_ids,
        tier=tier,
        hollows=facts.hollows,
        hollows_basis=facts.hollows_basis,
        bc_status="none",
        epbc_status="none",
        undetermined=(*missing, *_missing_hollows(facts)),
        provisional=tuple(reasons),
    )


def _tier(facts: EcosystemFacts, tiers: Tiers, missing: list[str], reasons: list[str]) -> Tier | None:
    """By per cent cleared; where that is unknown, by the band the register gives the type; else not at all."""
    cleared = facts.percent_cleared
    if cleared is not None:
        if cleared.provisional:
            reasons.append(
                f"Per cent cleared of PCT {facts.pct_id} {value_text(cleared.value)} ({standing(cleared)})"
            )
        tier = tiers.of_percent(cleared.value)
        if tier is None:
            missing.append(
                f"PCT {facts.pct_id}: the release has no band for {value_text(cleared.value)} % cleared; load one "
                "that has it."
            )
        return tier
    tier = tiers.labelled(facts.register_tier)
    if tier is None:
        missing.append(f"PCT {facts.pct_id}: enter its per cent cleared, with the source.")
    return tier


def _missing_hollows(facts: EcosystemFacts) -> list[str]:
    if facts.hollows is not None:
        return []
    return [f"PCT {facts.pct_id}: say whether the vegetation has hollow-bearing trees."]


def _species(facts: SpeciesFacts) -> CreditClass:
    return CreditClass(
        kind="species",
        trading_group=facts.scientific_name,
        scientific_name=facts.scientific_name,
        common_name=facts.common_name,
        kingdom=facts.kingdom,
        bc_status=_status(facts.bc_listing),
        epbc_status=_status(facts.epbc_listing),
        listing_provisional=_listing_reasons(facts.scientific_name, facts.bc_listing, facts.epbc_listing),
    )


def _status(listing: Fact[str] | None) -> Status | None:
    return None if listing is None else status_of(listing.value)


def _listing_reasons(name: str, bc: Fact[str] | None, epbc: Fact[str] | None) -> tuple[str, ...]:
    return tuple(
        f"{act} listing of {name}: {value_text(fact.value)} ({standing(fact)})"
        for act, fact in (("BC Act", bc), ("EPBC Act", epbc))
        if fact is not None and fact.provisional
    )
