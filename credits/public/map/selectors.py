"""What the public map shows: agreements in force whose outline is recorded, and sums for each IBRA subregion."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from shapely import simplify
from shapely.geometry import Polygon, shape

from credits.lots.models import CreditClass, Lot
from credits.public.map.geometry import Outline, generalised, generalised_box
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementBoundary
from registry.reference.models import Release, Subregion, SubregionOutline
from registry.reference.selectors import current_release

OUTLINES_AT_MOST = 500
"""With more agreements than this each is a cell of the grid: on a picture of a State nothing more can be seen."""

OUTLINE_DETAIL_DEGREES = 0.01
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which credits: words of the trading group, of the species' name, and the name of a subregion. Empty: all."""

    group: str = ""
    species: str = ""
    subregion: str = ""

    def __bool__(self) -> bool:
        return bool(self.group or self.species or self.subregion)

    def classes(self) -> QuerySet[CreditClass]:
        """The classes of these credits."""
        rows = CreditClass.objects.order_by()
        if self.group:
            rows = rows.filter(offset_trading_group__icontains=self.group)
        if self.species:
            named = Q(scientific_name__icontains=self.species) | Q(common_name__icontains=self.species)
            rows = rows.filter(named, kind=CreditClass.SPECIES)
        if self.subregion:
            rows = rows.filter(subregion__iexact=self.subregion)
        return rows


@dataclass(frozen=True, slots=True)
class Site:
    """An agreement in force on the map, with the sums of the credits asked for."""

    agreement: Agreement
    outline: Outline
    lots: int
    held: int
    available: int


@dataclass(frozen=True, slots=True)
class Place:
    """A subregion with the sums of the credits asked for; `code` is empty where the reference facts do not know it,
    `outline` where none is loaded."""

    name: str
    code: str
    outline: Outline
    lots: int
    held: int
    available: int
    retired: int


NOTHING = (0, 0, 0, 0)


def _lots(narrowing: Narrowing) -> QuerySet[Lot]:
    rows = Lot.objects.order_by()
    return rows.filter(credit_class__in=narrowing.classes()) if narrowing else rows


def sites(narrowing: Narrowing) -> list[Site]:
    """The agreements in force with an outline, by number; narrowed, only those with such credits. Three queries."""
    newest = AgreementBoundary.objects.filter(agreement=OuterRef("pk")).order_by("-version")
    rows = Agreement.objects.filter(state__in=states.IN_FORCE).annotate(
        boundary=Subquery(newest.values("pk")[:1])
    )
    sums = _sums(_lots(narrowing).filter(agreement__state__in=states.IN_FORCE), by="agreement")
    found = [one for one in rows.exclude(boundary=None).order_by("number") if not narrowing or one.pk in sums]
    outlines = _outlines([one.boundary for one in found])  # type: ignore[attr-defined]
    shown = []
    for one in found:
        lots, available, reserved, _ = sums.get(one.pk, NOTHING)
        outline = outlines[one.boundary]  # type: ignore[attr-defined]
        shown.append(Site(one, outline, lots=lots, held=available + reserved, available=available))
    return shown


def _sums(lots: QuerySet[Lot], *, by: str) -> dict[int, tuple[int, ...]]:
    """Lots, available, reserved and retired credits by the key of what they are grouped by. One query."""
    rows = lots.values(by).annotate(
        lots=Count("pk"),
        available_sum=Sum("available"),
        reserved_sum=Sum("reserved"),
        retired_sum=Sum("ended", filter=Q(status=Lot.RETIRED)),
    )
    named = rows.values_list(by, "lots", "available_sum", "reserved_sum", "retired_sum")
    return {key: tuple(int(number or 0) for number in numbers) for key, *numbers in named}


def _outlines(boundary_ids: list[int]) -> dict[int, Outline]:
    rows = AgreementBoundary.objects.filter(pk__in=boundary_ids)
    if len(boundary_ids) > OUTLINES_AT_MOST:
        boxes = rows.values_list("pk", "west", "south", "east", "north")
        return {pk: generalised_box(west, south, east, north) for pk, west, south, east, north in boxes}
    return {pk: generalised(geojson) for pk, geojson in rows.values_list("pk", "geojson")}


def places(narrowing: Narrowing, *, on: date) -> list[Place]:
    """Every subregion in which there are or were such credits, by name; those of lots without one come last, under an
    empty name. At most five queries."""
    classes = dict(narrowing.classes().values_list("pk", "subregion"))
    sums: dict[str, tuple[int, ...]] = {}
    for pk, numbers in _sums(_lots(narrowing), by="credit_class").items():
        before = sums.get(classes[pk], NOTHING)
        sums[classes[pk]] = tuple(map(sum, zip(before, numbers, strict=True)))
    codes, outlines = _known_subregions(on)
    return [
        Place(
            name=name,
            code=codes.get(name.casefold(), ""),
            outline=outlines.get(codes.get(name.casefold(), ""), []),
            lots=lots,
            held=available + reserved,
            available=available,
            retired=retired,
        )
        for name, (lots, available, reserved, retired) in sorted(
            sums.items(), key=lambda pair: (pair[0] == "", pair[0])
        )
    ]


def subregion_names() -> list[str]:
    """The names of subregions that credits bear, for the list to choose from."""
    rows = CreditClass.objects.exclude(subregion="").order_by("subregion")
    return list(rows.values_list("subregion", flat=True).distinct())


def backdrop(*, on: date) -> dict[str, Outline]:
    """The outlines of all subregions by code, as far as the reference facts of the day hold any."""
    release = current_release(on)
    return {} if release is None else _subregion_outlines(release)


def _known_subregions(on: date) -> tuple[dict[str, str], dict[str, Outline]]:
    release = current_release(on)
    if release is None:
        return {}, {}
    pairs = Subregion.objects.filter(release=release).values_list("name", "code")
    return {name.casefold(): code for name, code in pairs}, _subregion_outlines(release)


def _subregion_outlines(release: Release) -> dict[str, Outline]:
    """Simplified to what a picture of a State can show. A published release never changes, so they are kept."""
    key = f"public-map-outlines-{release.pk}-{release.checksum}"
    kept: dict[str, Outline] | None = cache.get(key)
    if kept is None:
        rows = SubregionOutline.objects.filter(release=release).values_list("code", "geojson")
        kept = {code: _simplified(geojson) for code, geojson in rows.iterator()}
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _simplified(geojson: dict[str, Any]) -> Outline:
    found = simplify(shape(geojson), OUTLINE_DETAIL_DEGREES)
    parts = [
        part for part in getattr(found, "geoms", [found]) if isinstance(part, Polygon) and not part.is_empty
    ]
    return [[[(x, y) for x, y, *_ in part.exterior.coords]] for part in parts]
