"""Looking up reference facts. Every look-up names its release: an assessment asks the one it has pinned.

Facts are public, so nothing here asks who is looking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

from registry.findings import NotVisible
from registry.reference.models import (
    Benchmark,
    CommunityAssociation,
    EcologicalCommunity,
    Landscape,
    LocalGovernmentArea,
    ManagementActionType,
    MethodParameter,
    OffsetTradingGroup,
    OffsetTradingGroupTier,
    Plant,
    PlantCommunityType,
    Region,
    Release,
    SourceTable,
    Species,
    SpeciesAssociation,
    Subregion,
    SubregionNeighbour,
    SubregionOutline,
    VegetationClass,
)

ModelT = TypeVar("ModelT", bound=Model)
MAXIMUM_NEIGHBOUR_KM = 100
NAMES_IN_A_QUERY = 5_000


# --- releases ----------------------------------------------------------------------------------------------------


def published_releases() -> QuerySet[Release]:
    """All published releases, newest first."""
    return Release.objects.filter(published_on__isnull=False)


def current_release(on: date) -> Release | None:
    """The release in use on a day: the last whose first day has come. None: no facts are loaded for that day."""
    return published_releases().filter(effective_from__lte=on).first()


def release_named(code: str, *, on: date) -> Release:
    """The published release of that code; without a code the current one. Raises `NotVisible`."""
    if code:
        release = published_releases().filter(code=code).first() if "\x00" not in code else None
    else:
        release = current_release(on)
    if release is None:
        raise NotVisible("release of reference facts")
    return release


def tables_of(release: Release) -> list[SourceTable]:
    """The tables of a release with source, licence, mark, rows and checksum."""
    return list(SourceTable.objects.filter(release=release))


# --- search ------------------------------------------------------------------------------------------------------


def containing(rows: QuerySet[ModelT], text: str, fields: Sequence[str]) -> QuerySet[ModelT]:
    """The rows in which every word of `text` (the first ten) occurs in one of the fields."""
    # PostgreSQL cannot compare with a NUL character, so it counts as a space.
    for word in text.replace("\x00", " ").split()[:10]:
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(any_field)
    return rows


def search_pcts(release: Release, text: str = "") -> QuerySet[PlantCommunityType]:
    """Plant community types by id, or by words of their name, class, formation or trading group."""
    rows = PlantCommunityType.objects.filter(release=release)
    # Nine digits fit the column; a longer number is no id and is searched for as a word.
    if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 9:
        return rows.filter(pct_id=int(text))
    return containing(
        rows, text, ("name", "vegetation_class", "vegetation_formation", "non_tec_offset_trading_group")
    )


def species_search(release: Release, text: str = "") -> QuerySet[Species]:
    """Species by words of their scientific name, common name or family."""
    return containing(
        Species.objects.filter(release=release),
        text,
        ("scientific_name", "common_name", "family", "general_type"),
    )


def search_communities(release: Release, text: str = "") -> QuerySet[EcologicalCommunity]:
    """Threatened communities by words of their name or main formation."""
    rows = EcologicalCommunity.objects.filter(release=release)
    return containing(rows, text, ("name", "main_vegetation_formation"))


def search_subregions(release: Release, text: str = "") -> QuerySet[Subregion]:
    """IBRA subregions by words of code, name or region."""
    return containing(Subregion.objects.filter(release=release), text, ("code", "name", "region_name"))


# --- plant community types and communities -----------------------------------------------------------------------


def pct(release: Release, pct_id: int) -> PlantCommunityType | None:
    """One plant community type, or None when the release does not know it."""
    return PlantCommunityType.objects.filter(release=release, pct_id=pct_id).first()


def pcts_by_id(release: Release, pct_ids: Sequence[int]) -> dict[int, PlantCommunityType]:
    """Several plant community types in one query; unknown ids are left out."""
    rows = PlantCommunityType.objects.filter(release=release, pct_id__in=set(pct_ids))
    return {row.pct_id: row for row in rows}


def benchmarks_of(release: Release, vegetation_class: str) -> QuerySet[Benchmark]:
    """All benchmarks of a vegetation class."""
    return Benchmark.objects.filter(release=release, vegetation_class=vegetation_class)


def benchmark_for(release: Release, pct_id: int, region: str) -> Benchmark | None:
    """The benchmark of a plant community type's class in an IBRA region, given by code or name.

    None: the release has none, and the assessor enters the values with their source (method 9). Two queries.
    """
    kind = pct(release, pct_id)
    if kind is None:
        return None
    names = Q(ibra_region__iexact=region)
    if len(region) == 3:
        names |= Q(ibra_region__in=_region_names(release, region))
    return benchmarks_of(release, kind.vegetation_class).filter(names).first()


def _region_names(release: Release, code: str) -> QuerySet[Any]:
    return Region.objects.filter(release=release, code=code.upper()).values("name")


@dataclass(frozen=True, slots=True)
class AssociatedCommunity:
    """A threatened community that a plant community type is tied to, with each source's word.

    `community` is None where a source gives profile ids only.
    """

    name: str
    community: EcologicalCommunity | None
    associations: tuple[CommunityAssociation, ...]

    @property
    def relationship(self) -> str:
        """`Part`, `Equivalent`, or nothing where no source says."""
        said = {row.relationship for row in self.associations if row.relationship}
        return said.pop() if len(said) == 1 else "Part" if said else ""


def communities_of(release: Release, pct_id: int) -> list[AssociatedCommunity]:
    """The threatened communities of a plant community type, by name; those without a name last. Two queries."""
    by_name: dict[str, list[CommunityAssociation]] = {}
    for row in CommunityAssociation.objects.filter(release=release, pct_id=pct_id):
        by_name.setdefault(row.community_name, []).append(row)
    known = {
        row.name: row for row in EcologicalCommunity.objects.filter(release=release, name__in=by_name.keys())
    }
    return [
        AssociatedCommunity(name, known.get(name), tuple(by_name[name]))
        for name in sorted(by_name, key=lambda name: (name == "", name))
    ]


def pcts_of_community(release: Release, name: str) -> QuerySet[PlantCommunityType]:
    """The plant community types tied to a threatened community."""
    ids = CommunityAssociation.objects.filter(release=release, community_name=name).values("pct_id")
    return PlantCommunityType.objects.filter(release=release, pct_id__in=ids)


def community(release: Release, name_or_code: str) -> EcologicalCommunity | None:
    """A threatened community by its name or its address code."""
    either = Q(code=name_or_code) | Q(name=name_or_code)
    return EcologicalCommunity.objects.filter(either, release=release).first()


def tiers(release: Release) -> list[OffsetTradingGroupTier]:
    """The cleared bands that name trading groups, least cleared first."""
    return list(OffsetTradingGroupTier.objects.filter(release=release))


def search_classes(release: Release, text: str = "") -> QuerySet[VegetationClass]:
    """Vegetation classes by words of class or formation."""
    return containing(VegetationClass.objects.filter(release=release), text, ("name", "formation"))


def search_benchmarks(release: Release, text: str = "") -> QuerySet[Benchmark]:
    """Benchmarks by words of class, formation or region."""
    rows = Benchmark.objects.filter(release=release)
    return containing(rows, text, ("vegetation_class", "vegetation_formation", "ibra_region"))


def trading_groups(release: Release, text: str = "") -> QuerySet[OffsetTradingGroup]:
    """Offset trading groups by words of their name."""
    return containing(OffsetTradingGroup.objects.filter(release=release), text, ("name",))


# --- species -----------------------------------------------------------------------------------------------------


def species_of(release: Release, name: str) -> Species | None:
    """One species by its scientific name or address code, or None."""
    return Species.objects.filter(Q(scientific_name__iexact=name) | Q(code=name), release=release).first()


def species_predicted(
    release: Release, *, pct_ids: Sequence[int], subregion_code: str, credit_class: str = ""
) -> QuerySet[Species]:
    """Species tied to one of the plant community types and to the subregion; of one credit class where asked.

    A beginning for the assessor's list, never the whole of it: the table behind it is small.
    """
    places = SpeciesAssociation.objects.filter(release=release)
    kinds = SpeciesAssociation.PlaceKind
    in_types = places.filter(place_kind=kinds.PCT, place_code__in=[str(number) for number in pct_ids])
    in_subregion = places.filter(place_kind=kinds.SUBREGION, place_code=subregion_code)
    rows = Species.objects.filter(
        Q(ts_profile_id__in=in_types.values("ts_profile_id")),
        Q(ts_profile_id__in=in_subregion.values("ts_profile_id")),
        release=release,
    )
    return rows.filter(credit_class=credit_class) if credit_class else rows


def places_of(release: Release, kind: Species) -> QuerySet[SpeciesAssociation]:
    """Where a species is tied to; nowhere when its profile number is not known."""
    if kind.ts_profile_id is None:
        return SpeciesAssociation.objects.none()
    return SpeciesAssociation.objects.filter(release=release, ts_profile_id=kind.ts_profile_id)


def search_plants(release: Release, text: str = "") -> QuerySet[Plant]:
    """Plant names by words of the scientific, common or current name."""
    rows = Plant.objects.filter(release=release)
    return containing(rows, text, ("scientific_name", "common_name", "current_name"))


def plants_named(release: Release, names: Iterable[str]) -> dict[str, Plant]:
    """Plant names by the name in small letters: those asked for, however they are capitalised, and the current names
    of synonyms among them. Names the release does not know are left out. Two queries for each 5,000 names."""
    found: dict[str, Plant] = {}
    wanted = {" ".join(name.split()).lower() for name in names if "\x00" not in name}
    for _ in range(2):
        missing = sorted(wanted - found.keys())
        for start in range(0, len(missing), NAMES_IN_A_QUERY):
            rows = Plant.objects.filter(release=release).annotate(small=Lower("scientific_name"))
            for row in rows.filter(small__in=missing[start : start + NAMES_IN_A_QUERY]):
                found[row.scientific_name.lower()] = row
        wanted = {row.current_name.lower() for row in found.values() if row.current_name}
    return found


def plant_names(release: Release) -> list[tuple[str, str]]:
    """Every plant name of a release with its common name, to offer while somebody types."""
    rows = Plant.objects.filter(release=release).order_by("scientific_name")
    return list(rows.values_list("scientific_name", "common_name"))


# --- places ------------------------------------------------------------------------------------------------------


def subregion(release: Release, code_or_name: str) -> Subregion | None:
    """An IBRA subregion by code or name, or None."""
    either = Q(code__iexact=code_or_name) | Q(name__iexact=code_or_name)
    return Subregion.objects.filter(either, release=release).first()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A subregion near another: what the pair says, seen from one side."""

    subregion: Subregion
    pair: SubregionNeighbour


def neighbours(release: Release, code: str, *, within_km: int = MAXIMUM_NEIGHBOUR_KM) -> list[Neighbour]:
    """The subregions near one, touching ones first, then by distance. Two queries."""
    pairs = list(
        SubregionNeighbour.objects.filter(Q(a=code) | Q(b=code), release=release, distance_km__lte=within_km)
    )
    others = {(pair.b if pair.a == code else pair.a): pair for pair in pairs}
    found = Subregion.objects.filter(release=release, code__in=others.keys())
    near = [Neighbour(row, others[row.code]) for row in found]
    return sorted(near, key=lambda one: (not one.pair.touching, one.pair.distance_km, one.subregion.code))


def landscape(release: Release, name: str) -> Landscape | None:
    """A NSW (Mitchell) landscape by name, or None."""
    return Landscape.objects.filter(release=release, name__iexact=name).first()


def search_landscapes(release: Release, text: str = "") -> QuerySet[Landscape]:
    """NSW (Mitchell) landscapes by words of their name."""
    return containing(Landscape.objects.filter(release=release), text, ("name",))


def search_lgas(release: Release, text: str = "") -> QuerySet[LocalGovernmentArea]:
    """Local government areas by words of their name."""
    return containing(LocalGovernmentArea.objects.filter(release=release), text, ("name", "register_name"))


def search_outlines(release: Release, text: str = "") -> QuerySet[SubregionOutline]:
    """Outlines of subregions by words of their code, without the geometry itself: it is large."""
    rows = SubregionOutline.objects.filter(release=release).defer("geojson")
    return containing(rows, text, ("code",))


# --- rules -------------------------------------------------------------------------------------------------------


def parameters(release: Release, on: date | None = None) -> list[MethodParameter]:
    """The method's parameters by code; with `on`, for each code only the row in force on that day."""
    rows = MethodParameter.objects.filter(release=release)
    if on is None:
        return list(rows)
    in_force = {row.code: row for row in rows.filter(effective_from__lte=on)}
    return list(in_force.values())


def search_parameters(release: Release, text: str = "") -> QuerySet[MethodParameter]:
    """The method's parameters by words of code, label or source."""
    return containing(MethodParameter.objects.filter(release=release), text, ("code", "label", "source"))


def search_actions(release: Release, text: str = "") -> QuerySet[ManagementActionType]:
    """Management actions by words of their title."""
    return containing(ManagementActionType.objects.filter(release=release), text, ("title",))


def management_actions(release: Release) -> list[ManagementActionType]:
    """The catalogue of management actions in its order (N41, N42)."""
    return list(ManagementActionType.objects.filter(release=release))


def management_action(release: Release, code: str) -> ManagementActionType | None:
    """One kind of action of the catalogue (N41, N42)."""
    return ManagementActionType.objects.filter(release=release, code=code).first()
