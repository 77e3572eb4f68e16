"""Which subregion a site lies in, and which come within some kilometres of its outer edge, by the loaded outlines.

Shapes are laid on Australian Albers (EPSG:3577), which keeps areas; a distance is then measured on the ellipsoid
between the two nearest points found there. A release without outlines has its table of neighbours instead: that is
measured from the subregion, not from the site, and so its answer is provisional. Every look-up names its release.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import shapely
from pyproj import Geod, Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from registry.reference import selectors
from registry.reference.models import Release, SubregionOutline
from registry.units import round_half_up

Basis = Literal["outlines", "table", ""]
"""Measured from outlines; taken from the table of neighbours; empty: the release cannot say."""

LIMIT_KM = 100
"""Subregions within this of the outer edge of an impacted site count as near (BC Regulation cl 6.3)."""

NEAR_A_SIMPLIFIED_BORDER_KM = 5.0
"""How far a generalised border may lie from the real one: the error the table of neighbours allows for too."""

TOUCHED_SHARE = 0.000_001
"""A smaller part of a site than a millionth is what rounding of coordinates leaves along a shared border."""

_ELLIPSOID = Geod(ellps="GRS80")
_KM_PER_DEGREE = 110.5
_VERTEX_APART_M = 1.0


@dataclass(frozen=True, slots=True)
class Touched:
    """A subregion that holds a part of the site: its share of the site's area, 0 to 1."""

    code: str
    share: float


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Where a site lies. `code` names the subregion with the largest part of it (empty: outside every outline, or none
    is loaded, which `basis` tells apart) and `share` that part; `touched` all that hold some, largest first; `outside`
    the part in none. `uncertain`: a simplified border runs so near that the real one may decide otherwise, and
    `possible` names what lies on the other side."""

    code: str
    share: float
    uncertain: bool
    basis: Basis
    touched: tuple[Touched, ...] = ()
    outside: float = 0.0
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A subregion and how far it is, km, 0 where it is touched. `uncertain`: it is so near the limit that its real
    border may lie beyond it; or the table of neighbours says so."""

    code: str
    distance_km: float
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The subregions within `km`, nearest first, and what that rests on."""

    rows: tuple[Near, ...]
    basis: Basis
    km: float

    @property
    def provisional(self) -> bool:
        """Is anything in it less than measured from the site?"""
        return self.basis != "outlines" or any(row.uncertain for row in self.rows)


def has_outlines(release: Release) -> bool:
    """Are there outlines of subregions in this release?"""
    return SubregionOutline.objects.filter(release=release).exists()


def subregion_at(release: Release, geojson: Mapping[str, Any]) -> PlaceFound:
    """The subregion of a site given as the stored boundary (a FeatureCollection, Feature or geometry). One query, two
    where nothing lies near."""
    site = _site(geojson)
    rows = _near_box(release, geojson, NEAR_A_SIMPLIFIED_BORDER_KM)
    if not rows:
        basis: Basis = "outlines" if has_outlines(release) else ""
        return PlaceFound("", 0.0, False, basis, outside=1.0)
    parts: list[Touched] = []
    possible: list[str] = []
    for row in rows:
        outline = _projected(row.geojson)
        share = float(site.intersection(outline).area / site.area)
        if share > TOUCHED_SHARE:
            parts.append(Touched(row.code, share))
        if row.simplified and site.distance(outline) <= NEAR_A_SIMPLIFIED_BORDER_KM * 1000:
            possible.append(row.code)
    touched = tuple(sorted(parts, key=lambda part: (-part.share, part.code)))
    first = touched[0] if touched else Touched("", 0.0)
    others = tuple(code for code in possible if code != first.code)
    outside = max(0.0, 1.0 - sum(part.share for part in touched))
    cut_off = outside > TOUCHED_SHARE and any(row.simplified for row in rows)
    return PlaceFound(
        code=first.code,
        share=min(first.share, 1.0),
        uncertain=bool(others) or cut_off,
        basis="outlines",
        touched=touched,
        outside=outside,
        possible=others,
    )


def subregions_within_km(
    release: Release, geojson: Mapping[str, Any] | None, km: float = LIMIT_KM, *, from_code: str = ""
) -> Surroundings:
    """The subregions whose nearest point lies no more than `km` from the outer edge of the site, the touched ones
    included. Without outlines or without a boundary: the rows of the table of neighbours of `from_code`, with that
    subregion itself. At most two queries, or three by the table."""
    if geojson is not None:
        site = shapely.simplify(_site(geojson), _VERTEX_APART_M)
        rows = _near_box(release, geojson, km)
        if rows or has_outlines(release):
            found = [near for row in rows if (near := _near(site, row, km)) is not None]
            return Surroundings(_ordered(found), "outlines", km)
    if not from_code:
        return Surroundings((), "", km)
    pairs = selectors.neighbours(release, from_code, within_km=math.floor(km))
    others = [Near(one.subregion.code, float(one.pair.distance_km), one.pair.uncertain) for one in pairs]
    return Surroundings(_ordered([Near(from_code, 0.0, False), *others]), "table", km)


def adjoining(release: Release, code: str) -> tuple[Near, ...]:
    """The subregions that share a border with one, by the table of neighbours, by code. Two queries."""
    pairs = [one for one in selectors.neighbours(release, code) if one.pair.touching]
    rows = [Near(one.subregion.code, 0.0, one.pair.uncertain) for one in pairs]
    return tuple(sorted(rows, key=lambda row: row.code))


def _ordered(rows: list[Near]) -> tuple[Near, ...]:
    return tuple(sorted(rows, key=lambda row: (row.distance_km, row.code)))


def _near(site: BaseGeometry, row: SubregionOutline, km: float) -> Near | None:
    """The subregion when its outline comes near enough."""
    outline = _projected(row.geojson)
    distance_km = 0.0 if site.intersects(outline) else _distance_km(site, outline)
    slack_km = NEAR_A_SIMPLIFIED_BORDER_KM if row.simplified else 0.0
    if distance_km > km:
        return None
    return Near(row.code, float(round_half_up(distance_km, 1)), distance_km > km - slack_km)


def _distance_km(site: BaseGeometry, outline: BaseGeometry) -> float:
    line = shapely.shortest_line(site, outline)
    (x_from, y_from), (x_to, y_to) = line.coords
    back = _albers().transform
    longitude_from, latitude_from = back(x_from, y_from, direction="INVERSE")
    longitude_to, latitude_to = back(x_to, y_to, direction="INVERSE")
    _, _, metres = _ELLIPSOID.inv(longitude_from, latitude_from, longitude_to, latitude_to)
    return float(metres) / 1000


def _near_box(release: Release, geojson: Mapping[str, Any], km: float) -> list[SubregionOutline]:
    """The outlines whose box comes within `km` of the site's box: what else can be left out unread."""
    west, south, east, north = _geometry(geojson).bounds
    high = km / _KM_PER_DEGREE * 1.02
    wide = high / max(0.1, math.cos(math.radians(min(89.0, max(abs(south), abs(north)) + high))))
    return list(
        SubregionOutline.objects.filter(
            release=release,
            west__lte=east + wide,
            east__gte=west - wide,
            south__lte=north + high,
            north__gte=south - high,
        ).order_by("code")
    )


@lru_cache(maxsize=1)
def _albers() -> Transformer:
    return Transformer.from_crs("EPSG:4283", "EPSG:3577", always_xy=True)


def _geometry(geojson: Mapping[str, Any]) -> BaseGeometry:
    """One shape in longitude and latitude. Raises ValueError for what holds no shape."""
    if geojson.get("type") == "FeatureCollection":
        shapes = [shape(feature["geometry"]) for feature in geojson["features"]]
    elif geojson.get("type") == "Feature":
        shapes = [shape(geojson["geometry"])]
    else:
        shapes = [shape(dict(geojson))]
    if not shapes or all(one.is_empty for one in shapes):
        raise ValueError("there is no shape in the boundary")
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _projected(geojson: Mapping[str, Any]) -> BaseGeometry:
    project: Any = _albers().transform
    laid: BaseGeometry = shapely.transform(_geometry(geojson), project, interleaved=False)
    return laid if laid.is_valid else shapely.make_valid(laid)


def _site(geojson: Mapping[str, Any]) -> BaseGeometry:
    site = _projected(geojson)
    if site.area <= 0:
        raise ValueError("the boundary encloses no area")
    return site
