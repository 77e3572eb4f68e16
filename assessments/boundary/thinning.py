"""Outlines kept small enough to be frozen with a calculation, and drawn on a map. Pure.

Thinning changes a picture, never an area: areas are measured once, on the whole outline, when it is uploaded.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon

Rings = list[list[list[list[float]]]]
"""Polygons of rings of [longitude, latitude]; the first ring of each polygon is its outer one."""

DECIMALS = 6
"""Of a degree: about 0.1 m."""

MOST_VERTICES = 5_000
_FIRST_TOLERANCE_DEGREES = 0.000_001


def thinned(geojson: Mapping[str, Any] | None, *, most: int = MOST_VERTICES) -> Rings:
    """The polygons of a FeatureCollection, Feature or geometry with at most about `most` positions, rounded to six
    decimals; empty for nothing. The same outline is always thinned to the same positions.

    A polygon never loses its last four positions, so an outline of very many small parts may keep more than `most`.
    """
    shapes = [Polygon(rings[0], rings[1:]) for rings in _polygons(geojson or {}) if rings]
    site: Any = MultiPolygon(shapes)
    # A circle thinned to n positions strays from itself by about its length / n²; other outlines need more.
    tolerance = max(_FIRST_TOLERANCE_DEGREES, site.length / (2 * most * most))
    while shapely.get_num_coordinates(site) > most and tolerance < 1.0:
        site = shapely.simplify(MultiPolygon(shapes), tolerance, preserve_topology=True)
        tolerance *= 2
    parts = [part for part in shapely.get_parts(site) if isinstance(part, Polygon)]
    return [[_rounded(ring.coords) for ring in (part.exterior, *part.interiors)] for part in parts]


def _rounded(positions: Any) -> list[list[float]]:
    return [[round(float(x), DECIMALS), round(float(y), DECIMALS)] for x, y, *_ in positions]


def _polygons(geojson: Mapping[str, Any]) -> Iterator[Any]:
    kind = geojson.get("type")
    if kind == "FeatureCollection":
        for feature in geojson["features"]:
            yield from _polygons(feature)
    elif kind == "Feature":
        yield from _polygons(geojson["geometry"] or {})
    elif kind == "Polygon":
        yield geojson["coordinates"]
    elif kind == "MultiPolygon":
        yield from geojson["coordinates"]
