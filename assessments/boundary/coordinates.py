"""Coordinate systems a site boundary may come in, and its area on an equal-area projection.

Longitude and latitude in GDA2020, GDA94 or WGS 84, or the Map Grid of Australia, zones 54 to 56, of either datum.
Coordinates stay in the datum they came in: GDA94 and GDA2020 differ by under two metres in place and not in area.
Every transformation here is a projection alone: no datum shift, no grid file, no network. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]
Datum = Literal["GDA2020", "GDA94", "WGS 84"]

GEOGRAPHIC_CODE: dict[Datum, str] = {"GDA2020": "EPSG:7844", "GDA94": "EPSG:4283", "WGS 84": "EPSG:4326"}

AREA_TRANSFORM: dict[Datum, tuple[str, str]] = {
    "GDA2020": ("EPSG:7844", "EPSG:9473"),
    "GDA94": ("EPSG:4283", "EPSG:3577"),
    # WGS 84 as given by receivers and web maps is, in Australia, GDA2020 to within its own accuracy.
    "WGS 84": ("EPSG:7844", "EPSG:9473"),
}
"""Longitude and latitude to Australian Albers, which keeps areas (EPSG registry)."""


@dataclass(frozen=True, slots=True)
class CoordinateSystem:
    """`code` as a person finds it in mapping software; `projected`: eastings and northings in metres."""

    code: str
    name: str
    datum: Datum
    projected: bool = False

    @property
    def geographic_code(self) -> str:
        """The longitude and latitude system of the same datum."""
        return GEOGRAPHIC_CODE[self.datum]

    @property
    def area_transform(self) -> str:
        """The transformation areas are measured with: `EPSG:7844 to EPSG:9473 (Australian Albers)`."""
        source, target = AREA_TRANSFORM[self.datum]
        return f"{source} to {target} (Australian Albers)"


UNNAMED = CoordinateSystem("EPSG:4326", "WGS 84 longitude and latitude", "WGS 84")
"""What GeoJSON means when it names no coordinate system (RFC 7946, section 4)."""

SYSTEMS: dict[int, CoordinateSystem] = {
    4326: UNNAMED,
    4283: CoordinateSystem("EPSG:4283", "GDA94 longitude and latitude", "GDA94"),
    7844: CoordinateSystem("EPSG:7844", "GDA2020 longitude and latitude", "GDA2020"),
    **{
        28300 + zone: CoordinateSystem(f"EPSG:{28300 + zone}", f"GDA94 MGA zone {zone}", "GDA94", True)
        for zone in (54, 55, 56)
    },
    **{
        7800 + zone: CoordinateSystem(f"EPSG:{7800 + zone}", f"GDA2020 MGA zone {zone}", "GDA2020", True)
        for zone in (54, 55, 56)
    },
}

_EPSG_NAME = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[0-9.]{0,10}:)?([0-9]{4,6})", re.IGNORECASE)
_CRS84_NAME = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[0-9.]{0,10}:)?CRS84", re.IGNORECASE)


def system_named(name: str) -> CoordinateSystem | None:
    """The system of a GeoJSON `crs` name (`urn:ogc:def:crs:EPSG::28356`, `EPSG:7844`, `urn:ogc:def:crs:OGC:1.3:CRS84`),
    or None when it is not one of those accepted."""
    text = name.strip()
    if _CRS84_NAME.fullmatch(text):
        return UNNAMED
    match = _EPSG_NAME.fullmatch(text)
    return SYSTEMS.get(int(match.group(1))) if match else None


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_longitude_latitude(positions: Sequence[Position], system: CoordinateSystem) -> list[Position]:
    """Eastings and northings as longitude and latitude of the same datum; infinite where that is impossible."""
    if not system.projected:
        return list(positions)
    transformer = _transformer(system.code, system.geographic_code)
    longitudes, latitudes = transformer.transform([x for x, _ in positions], [y for _, y in positions])
    return list(zip(longitudes, latitudes, strict=True))


def area_on_albers_m2(geometry: BaseGeometry, system: CoordinateSystem) -> float:
    """The area of a longitude and latitude geometry in square metres, not rounded."""
    project: Any = _transformer(*AREA_TRANSFORM[system.datum]).transform
    return float(shapely.transform(geometry, project, interleaved=False).area)
