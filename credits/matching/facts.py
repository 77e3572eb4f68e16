"""What the trading rules are asked with: classes of credits as candidates, obligation lines as impacts.

A class is immutable and a published release too, so a candidate is made once and kept for the process. What a release
does not know stays unknown: no tier, listing or kingdom is ever guessed, and the test that needs it goes to a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.classes.listings import Status, status_of
from assessments.classes.tiers import read_tiers
from credits.lots.models import CreditClass
from credits.matching.places import Neighbours
from credits.obligations.models import ObligationLine
from credits.registers.cleaning import folded_name
from credits.schemes.nsw_bos.communities import Communities
from credits.schemes.nsw_bos.facts import Candidate, Hollows, Impact, LotStatus
from registry.reference import selectors as reference
from registry.reference.models import EcologicalCommunity, OffsetTradingGroup, Release, Species

HAS_HOLLOWS = {"yes": True, "artificial": True, "no": False}


@dataclass(frozen=True, slots=True)
class ListedSpecies:
    """What a release says of one species."""

    kingdom: str
    bc_status: Status | None
    epbc_status: Status | None


NOT_KNOWN = ListedSpecies("", None, None)


class Facts:
    """The facts of one release that the rules ask for. Six queries when it is made, none afterwards."""

    def __init__(self, release: Release | None) -> None:
        self.release = release
        communities = (
            []
            if release is None
            else list(
                EcologicalCommunity.objects.filter(release=release).values_list(
                    "name", "name_variants", "bc_listing", "epbc_listing"
                )
            )
        )
        self.communities = Communities((name, variants) for name, variants, _, _ in communities)
        self._community_listings = {
            self.communities.key_of(name): (status_of(bc or None), status_of(epbc or None))
            for name, _, bc, epbc in communities
        }
        self._tiers = {} if release is None else _tiers_of_groups(release)
        self._species = {} if release is None else _species_of(release)
        self.neighbours = Neighbours(release)
        self._candidates: dict[tuple[str, str], Candidate] = {}

    def species(self, scientific_name: str) -> ListedSpecies:
        """What is known of the species."""
        return self._species.get(folded_name(scientific_name), NOT_KNOWN)

    def community_listing(self, key: str) -> tuple[Status | None, Status | None]:
        """Status of a community under the BC Act and the EPBC Act; None: not known."""
        return self._community_listings.get(key, (None, None))

    def tier(self, trading_group: str) -> int | None:
        """The tier of a trading group, 1 the most cleared; None where it is not set, as of every community's."""
        return self._tiers.get(folded_name(trading_group))

    def candidate(self, credit_class: CreditClass, status: LotStatus) -> Candidate:
        """The class as a candidate, in one standing. A class never changes, so it is made once."""
        key = (credit_class.fingerprint, status)
        if key not in self._candidates:
            self._candidates[key] = self._make_candidate(credit_class, status)
        return self._candidates[key]

    def _make_candidate(self, of: CreditClass, status: LotStatus) -> Candidate:
        community = self.communities.key_of(of.community_name)
        species = self.species(of.scientific_name)
        is_species = of.kind == CreditClass.SPECIES
        hollows: Hollows = of.hollow_bearing_trees  # type: ignore[assignment]
        return Candidate(
            kind="species" if is_species else "ecosystem",
            community=community,
            community_name=of.community_name,
            vegetation_class=of.vegetation_class,
            formation=of.vegetation_formation,
            trading_group=of.offset_trading_group,
            tier=self.tier(of.offset_trading_group),
            species=folded_name(of.scientific_name),
            scientific_name=of.scientific_name,
            kingdom=species.kingdom,
            listing=species.bc_status if is_species else self.community_listing(community)[0],
            subregion=of.subregion,
            region=of.region,
            hollows=hollows,
            status=status,
        )

    def impact(self, line: ObligationLine) -> Impact:
        """The line as an impact. Listing and kingdom are those of the day where the release knows them, else those
        that were frozen with the line; its tier is the frozen one."""
        of = line.credit_class
        community = self.communities.key_of(of.community_name)
        species = self.species(of.scientific_name)
        is_species = of.kind == CreditClass.SPECIES
        listed, _ = self.listings(line)
        tier = self.tier(of.offset_trading_group)
        return Impact(
            kind="species" if is_species else "ecosystem",
            community=community,
            community_name=of.community_name,
            vegetation_class=of.vegetation_class,
            formation=of.vegetation_formation,
            trading_group=of.offset_trading_group,
            tier=tier if line.tier is None else line.tier,
            species=folded_name(of.scientific_name),
            scientific_name=of.scientific_name,
            kingdom=species.kingdom or line.kingdom,
            listing=listed,
            subregion=of.subregion,
            region=of.region,
            hollows=HAS_HOLLOWS.get(of.hollow_bearing_trees),
        )

    def listings(self, line: ObligationLine) -> tuple[Status | None, Status | None]:
        """Status of the impacted entity under the BC Act and the EPBC Act: of the day, else as frozen."""
        of = line.credit_class
        if of.kind == CreditClass.SPECIES:
            species = self.species(of.scientific_name)
            today: tuple[Status | None, Status | None] = (species.bc_status, species.epbc_status)
        else:
            today = self.community_listing(self.communities.key_of(of.community_name))
        return today[0] or frozen(line.bc_status), today[1] or frozen(line.epbc_status)


def frozen(status: str) -> Status | None:
    """A status as an obligation line keeps it."""
    return "EX" if status == "x" else status_of(status or None)


def _tiers_of_groups(release: Release) -> dict[str, int]:
    tiers = read_tiers(
        {
            "order": row.cleared_order,
            "label": row.label,
            "from": row.percent_cleared_from,
            "to": row.percent_cleared_to,
        }
        for row in reference.tiers(release)
    )
    found: dict[str, int] = {}
    rows = OffsetTradingGroup.objects.filter(release=release).exclude(tier_label="")
    for name, label, variants in rows.values_list("name", "tier_label", "name_variants"):
        tier = tiers.labelled(label)
        if tier is not None:
            found |= {folded_name(one): tier.number for one in (name, *variants)}
    return found


def _species_of(release: Release) -> Mapping[str, ListedSpecies]:
    rows = Species.objects.filter(release=release)
    return {
        folded_name(name): ListedSpecies(kingdom, status_of(bc or None), status_of(epbc or None))
        for name, kingdom, bc, epbc in rows.values_list(
            "scientific_name", "kingdom", "bc_listing", "epbc_listing"
        )
    }


_KEPT: dict[str, Facts] = {}
_MOST_KEPT = 2


def facts_on(on: date) -> Facts:
    """The facts of the release in use on that day. One query; a published release never changes, so what it says is
    kept for the process."""
    release = reference.current_release(on)
    if release is None:
        return Facts(None)
    key = f"{release.pk}:{release.checksum}:{release.created_at.isoformat()}"
    if key not in _KEPT:
        made = Facts(release)
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = made
    return _KEPT[key]


def names_entity(facts: Facts, entity: str, line: ObligationLine) -> bool:
    """Does the name on a list mean the entity that the line is about?"""
    of = line.credit_class
    if of.kind == CreditClass.SPECIES:
        names: Iterable[str] = (of.scientific_name, of.common_name)
        return any(name and folded_name(name) == folded_name(entity) for name in names)
    if not of.community_name:
        return False
    return facts.communities.key_of(entity) == facts.communities.key_of(of.community_name)
