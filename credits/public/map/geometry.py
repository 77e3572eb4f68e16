"""Outlines as everybody may see them: laid on a grid of a thousandth of a degree, about 100 m (our choice).

The registers tell where an agreement is, not where its fences stand. A site smaller than the grid is one cell of it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shapely import set_precision, union_all
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, box, shape

GRID_DEGREES = 0.001
PLACES = 3

Ring = list[tuple[float, float]]
Outline = list[list[Ring]]
"""Polygons of rings of longitude and latitude, the outer ring first."""


def generalised(geojson: Mapping[str, Any]) -> Outline:
    """The outline of a stored boundary (a FeatureCollection, a Feature or a geometry) on the grid; empty for none."""
    shapes = [shape(dict(geometry)) for geometry in _geometries(geojson)]
    if not shapes or all(one.is_empty for one in shapes):
        return []
    whole = union_all(shapes)
    try:
        laid = set_precision(whole, GRID_DEGREES)
    except GEOSException:
        laid = Polygon()
    parts = [
        part for part in getattr(laid, "geoms", [laid]) if isinstance(part, Polygon) and not part.is_empty
    ]
    if not parts:
        parts = [_cell(whole.centroid.x, whole.centroid.y)]
    return [[_ring(ring.coords) for ring in (part.exterior, *part.interiors)] for part in parts]


def _geometries(geojson: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if geojson.get("type") == "FeatureCollection":
        return [feature["geometry"] for feature in geojson["features"]]
    return [geojson["geometry"] if geojson.get("type") == "Feature" else geojson]


def _cell(x: float, y: float) -> Polygon:
    west, south = round(x - GRID_DEGREES / 2, PLACES), round(y - GRID_DEGREES / 2, PLACES)
    return box(west, south, west + GRID_DEGREES, south + GRID_DEGREES)


def _ring(coordinates: Iterable[tuple[float, ...]]) -> Ring:
    return [(round(x, PLACES), round(y, PLACES)) for x, y, *_ in coordinates]


def as_geojson(outline: Outline) -> dict[str, Any] | None:
    """The outline as a GeoJSON geometry; None for none."""
    if not outline:
        return None
    return {
        "type": "MultiPolygon",
        "coordinates": [[[list(p) for p in ring] for ring in part] for part in outline],
    }


def generalised_box(west: float, south: float, east: float, north: float) -> Outline:
    """The cell of the grid in the middle of a box: enough where a site is too small to be seen."""
    whole = MultiPolygon([_cell((west + east) / 2, (south + north) / 2)])
    return [[_ring(part.exterior.coords)] for part in whole.geoms]
