"""How a credit's subregion lies to an impact: by what was measured for the line, else by the table of neighbours.

The table is measured between subregions, the rule from the outer edge of the impacted site. A site lies inside its
subregion, so what is beyond 100 km of the subregion is beyond 100 km of the site; the reverse does not follow, and is
left open for a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from credits.obligations.models import ObligationLine
from credits.registers.cleaning import folded_name
from credits.schemes.nsw_bos.facts import Place
from registry.reference.models import Release, Subregion, SubregionNeighbour

BY_TABLE = "table"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two subregions no more than 100 km apart. `touching` None: a simplified border may decide it wrongly."""

    touching: bool | None
    distance_km: float


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The subregions that a release knows, by folded name, and the pairs of one of them by the other's name."""

    known: frozenset[str] = frozenset()
    pairs: Mapping[str, Pair] = field(default_factory=dict)

    def distance_km(self, own: str, other: str) -> float | None:
        """0 for the same subregion; None beyond 100 km, and where a name is not known."""
        if own and own == other:
            return 0.0
        pair = self.pairs.get(other)
        return None if pair is None else pair.distance_km


class Neighbours:
    """Every pair of subregions of a release. Two queries when it is made, none afterwards."""

    def __init__(self, release: Release | None) -> None:
        self._pairs: dict[str, dict[str, Pair]] = {}
        self._known: frozenset[str] = frozenset()
        if release is not None:
            self._load(release)

    def _load(self, release: Release) -> None:
        rows = Subregion.objects.filter(release=release).values_list("code", "name")
        folds = {code: folded_name(name) for code, name in rows}
        self._known = frozenset(folds.values())
        for pair in SubregionNeighbour.objects.filter(release=release):
            if pair.a not in folds or pair.b not in folds:
                continue
            one, other = folds[pair.a], folds[pair.b]
            found = Pair(None if pair.uncertain else pair.touching, float(pair.distance_km))
            self._pairs.setdefault(one, {})[other] = found
            self._pairs.setdefault(other, {})[one] = found

    def around(self, subregion: str) -> Neighbourhood:
        """What lies around the subregion of that name."""
        return Neighbourhood(self._known, self._pairs.get(folded_name(subregion), {}))


class Surroundings:
    """The place of one line's impact, asked for many subregions; each is worked out once."""

    def __init__(self, line: ObligationLine, around: Neighbourhood) -> None:
        own = line.credit_class
        self.subregion = folded_name(own.subregion)
        self.region = folded_name(own.region)
        self._around = around
        self._basis = line.place_basis
        self._adjoining = frozenset(folded_name(name) for name in line.adjoining)
        near = line.within_100_km
        self._near = None if near is None else frozenset(folded_name(name) for name in near)
        self._places: dict[tuple[str, str], Place] = {}
        self._distances: dict[str, float | None] = {}

    def place_of(self, subregion: str, region: str) -> Place:
        """How the subregion of that name lies to the impact."""
        key = (subregion, region)
        if key not in self._places:
            self._places[key] = self._place(folded_name(subregion), folded_name(region))
        return self._places[key]

    def distance_km(self, subregion: str) -> float | None:
        """Kilometres between the two subregions; None beyond 100 km or where one is not known."""
        if subregion not in self._distances:
            self._distances[subregion] = self._around.distance_km(self.subregion, folded_name(subregion))
        return self._distances[subregion]

    def _place(self, other: str, region: str) -> Place:
        return Place(
            same_subregion=self.subregion == other if self.subregion and other else None,
            adjoining_subregion=self._is_adjoining(other),
            within_100km=self._is_within_100_km(other),
            same_region=self.region == region if self.region and region else None,
        )

    def _is_adjoining(self, other: str) -> bool | None:
        if not other:
            return None
        if other in self._adjoining:
            return True
        if self._basis:
            return False
        return self._by_table(other, lambda pair: pair.touching)

    def _is_within_100_km(self, other: str) -> bool | None:
        if not other:
            return None
        if self._near is not None and self._basis != BY_TABLE:
            return other in self._near
        if self._near is not None and other not in self._near:
            return False
        return self._by_table(other, lambda pair: None)

    def _by_table(self, other: str, near: Callable[[Pair], bool | None]) -> bool | None:
        pair = self._around.pairs.get(other)
        if pair is not None:
            return near(pair)
        both_known = other in self._around.known and self.subregion in self._around.known
        return False if both_known and other != self.subregion else None
