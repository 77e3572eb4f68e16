"""The boundary of a site as uploaded (GeoJSON): its checks, its normal form and its area.

Accepts a Polygon, a MultiPolygon, a Feature or a FeatureCollection of them (RFC 7946, and the older `crs` member).
Never raises on bad content: what is wrong comes back as findings that say where and what to do. Pure.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.validation import explain_validity

from assessments.boundary.coordinates import (
    CoordinateSystem,
    Position,
    area_on_albers_m2,
    to_longitude_latitude,
)
from assessments.boundary.parts import merged
from assessments.boundary.source import (
    DEFAULT_LIMITS,
    BoundaryLimits,
    Notes,
    RawPolygon,
    Refused,
    read_source,
)
from registry.findings import Finding
from registry.units import display, display_hectares, round_half_up

NSW_BOUNDS = (140.9, -37.6, 153.7, -28.1)
"""West, south, east, north of New South Wales, degrees, with a little room. This box stands for the State until its
geometry is loaded; Lord Howe Island lies outside it."""

AREA_DIFFERENCE_WARNING = 0.02
AREA_DIFFERENCE_ERROR = 0.20
"""Share of the claimed area by which the boundary's may differ before a person is told, or stopped."""

_MGA_EASTINGS_M = (100_000, 900_000)
_MGA_NORTHINGS_M = (5_800_000, 6_920_000)
_DEGREES_MAXIMUM = 360.0


@dataclass(frozen=True, slots=True)
class BoundaryResult:
    """A boundary as read. `geojson` is a FeatureCollection of one MultiPolygon in longitude and latitude, exteriors
    counter-clockwise, shared edges and overlaps of the parts merged; it, `area_m2`, `bbox` (west, south, east, north)
    and `vertices` (positions, closing ones included) are None and 0 where the boundary cannot be used at all.
    `coordinate_system` is that of `geojson`, `area_transform` the projection the area was measured on."""

    findings: tuple[Finding, ...]
    geojson: dict[str, Any] | None = None
    area_m2: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    vertices: int = 0
    coordinate_system: str = ""
    area_transform: str = ""


def read_boundary(
    content: bytes | str, *, claimed_area_m2: int | None, limits: BoundaryLimits = DEFAULT_LIMITS
) -> BoundaryResult:
    """Read, check and measure a site boundary.

    `claimed_area_m2` is what the proposal says its area is; None leaves that comparison out. An area that is far off
    is an error, but the boundary is still returned, so that it can be shown.
    """
    notes = Notes(limits.findings)
    try:
        source = read_source(content, notes, limits)
        polygons = _placed(source.polygons, source.system, notes)
        shape = merged(_valid(polygons, notes), source.system, notes)
        area_m2 = int(round_half_up(area_on_albers_m2(shape, source.system)))
        if area_m2 < 1:
            notes.error("area.none", "The boundary encloses less than 1 m2. Check its coordinates.")
            raise Refused
    except Refused:
        return BoundaryResult(tuple(notes.findings))
    if claimed_area_m2 is not None:
        _compare_areas(area_m2, claimed_area_m2, notes)
    west, south, east, north = shape.bounds
    return BoundaryResult(
        findings=tuple(notes.findings),
        geojson=_as_geojson(shape),
        area_m2=area_m2,
        bbox=(west, south, east, north),
        vertices=int(shapely.count_coordinates(shape)),
        coordinate_system=source.system.geographic_code,
        area_transform=source.system.area_transform,
    )


def _placed(polygons: Sequence[RawPolygon], system: CoordinateSystem, notes: Notes) -> list[RawPolygon]:
    """The polygons in longitude and latitude, all within New South Wales."""
    positions = [position for polygon in polygons for ring in polygon.rings for position in ring]
    if system.projected:
        _refuse_degrees(positions, system, notes)
    else:
        _refuse_other_coordinates(positions, notes)
    placed = [
        RawPolygon(polygon.name, [to_longitude_latitude(ring, system) for ring in polygon.rings])
        for polygon in polygons
    ]
    _refuse_outside([position for polygon in placed for ring in polygon.rings for position in ring], notes)
    return placed


def _within(positions: Sequence[Position], bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return all(west <= x <= east and south <= y <= north for x, y in positions)


def _refuse_degrees(positions: Sequence[Position], system: CoordinateSystem, notes: Notes) -> None:
    if all(abs(x) <= _DEGREES_MAXIMUM and abs(y) <= _DEGREES_MAXIMUM for x, y in positions):
        notes.error(
            "crs.mismatch",
            f"The boundary names {system.code} ({system.name}), which is in metres, but its coordinates are degrees. "
            "Name the coordinate system it is really in, such as EPSG:7844, or leave the name out.",
        )
        raise Refused


def _refuse_other_coordinates(positions: Sequence[Position], notes: Notes) -> None:
    """Tell the usual mistakes apart from a site that is somewhere else."""
    west, south, east, north = NSW_BOUNDS
    if _within(positions, (south, west, north, east)):
        notes.error(
            "coordinates.swapped",
            "The boundary's coordinates have latitude first. GeoJSON has longitude first: exchange them.",
        )
    elif _within(positions, (west, -north, east, -south)):
        notes.error(
            "coordinates.north",
            "The boundary's latitudes are positive, north of the equator. Latitudes in New South Wales are negative.",
        )
    elif all(
        _MGA_EASTINGS_M[0] <= x <= _MGA_EASTINGS_M[1] and _MGA_NORTHINGS_M[0] <= y <= _MGA_NORTHINGS_M[1]
        for x, y in positions
    ):
        notes.error(
            "coordinates.projected",
            "The boundary's coordinates are eastings and northings in metres, and no coordinate system is named. "
            "Export it in longitude and latitude (EPSG:7844), or name its MGA zone, such as EPSG:7856, in `crs`.",
        )
    elif any(abs(x) > 180 or abs(y) > 90 for x, y in positions):
        notes.error(
            "coordinates.projected",
            "The boundary's coordinates are not longitudes and latitudes. Export it in longitude and latitude "
            "(EPSG:7844).",
        )
    if notes.has_errors:
        raise Refused


def _refuse_outside(positions: Sequence[Position], notes: Notes) -> None:
    west, south, east, north = NSW_BOUNDS
    outside = [(x, y) for x, y in positions if not (west <= x <= east and south <= y <= north)]
    if not outside:
        return
    place = f", {where(outside[0])}" if where(outside[0]) else ""
    extent = "lies" if len(outside) == len(positions) else "reaches"
    notes.error(
        "place.outside_nsw",
        f"The boundary {extent} outside New South Wales (longitude {west} to {east}, latitude {south} to {north})"
        f"{place}. Check its coordinates.",
    )
    raise Refused


def where(position: Position) -> str:
    """A place for a person: `near longitude 150.123456, latitude -33.5`; empty when it is nowhere on Earth."""
    if not all(map(math.isfinite, position)):
        return ""
    return f"near longitude {display(position[0], 6)}, latitude {display(position[1], 6)}"


_REASONS = {
    "Self-intersection": (
        "shape.self_crossing",
        "crosses itself",
        "Move the points so that its line does not cross.",
    ),
    "Ring Self-intersection": (
        "shape.self_crossing",
        "touches or crosses itself",
        "Move the points so that its line does not meet itself.",
    ),
    "Hole lies outside shell": (
        "shape.hole_outside",
        "has a hole outside its outer line",
        "Remove the hole, or make it a part of its own.",
    ),
    "Holes are nested": ("shape.holes_nested", "has a hole within a hole", "Remove the inner hole."),
    "Interior is disconnected": (
        "shape.disconnected",
        "is cut in two by its holes",
        "Draw the two sides as parts of their own.",
    ),
    "Too few points in geometry component": (
        "shape.collapsed",
        "has a ring that encloses nothing",
        "Remove it or draw it again.",
    ),
    "Duplicate Rings": ("shape.duplicate_rings", "has the same ring twice", "Remove one of them."),
}
_EXPLANATION = re.compile(r"([^\[]+)\[(\S+) (\S+)\]")


def _valid(polygons: Sequence[RawPolygon], notes: Notes) -> list[Polygon]:
    shapes = []
    for polygon in polygons:
        shape = Polygon(polygon.rings[0], polygon.rings[1:])
        if not shape.is_valid:
            _tell_invalid(polygon.name, explain_validity(shape), notes)
        shapes.append(shape)
    if notes.has_errors:
        raise Refused
    return shapes


def _tell_invalid(name: str, explanation: str, notes: Notes) -> None:
    match = _EXPLANATION.fullmatch(explanation)
    reason = match.group(1) if match else explanation
    place = f" {where((float(match.group(2)), float(match.group(3))))}" if match else ""
    unknown = ("shape.invalid", f"is not a valid shape ({reason})", "Draw it again.")
    code, what, advice = _REASONS.get(reason, unknown)
    notes.error(code, f"{name} {what}{place}. {advice}")


def _compare_areas(area_m2: int, claimed_area_m2: int, notes: Notes) -> None:
    if claimed_area_m2 <= 0:
        message = "The proposal's area is not above 0 ha. Enter it, then upload the boundary again."
        notes.error("area.claimed", message, field="area")
        return
    difference = abs(area_m2 - claimed_area_m2) / claimed_area_m2
    if difference <= AREA_DIFFERENCE_WARNING:
        return
    message = (
        f"The boundary encloses {display_hectares(area_m2)} ha, the proposal says {display_hectares(claimed_area_m2)} "
        f"ha: {display(100 * difference)} % apart. Check which one is right and correct it."
    )
    if difference > AREA_DIFFERENCE_ERROR:
        notes.error("area.far_off", message)
    else:
        notes.warning("area.differs", message)


def _as_geojson(shape: MultiPolygon) -> dict[str, Any]:
    coordinates = [
        [[[x, y] for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in shape.geoms
    ]
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
    }
