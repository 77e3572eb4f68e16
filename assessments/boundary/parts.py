"""The parts of a site as one shape, so that no ground is counted twice.

Merging two parts costs as much as their lines have crossings, which can be the square of their points. Crossings are
counted before, so that a small file cannot take a large machine. Pure.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import shapely
from shapely import LineString, MultiPolygon, Polygon, STRtree
from shapely.geometry.polygon import orient

from assessments.boundary.coordinates import CoordinateSystem, area_on_albers_m2
from assessments.boundary.source import Notes, Refused
from registry.units import display

OVERLAP_WARNING_M2 = 1.0
"""Smaller overlaps are what drawing and export leave behind."""

NEIGHBOURS_MAXIMUM = 2_000_000
"""Pairs of edges that lie close, in a site of any shape, before they are tested for meeting."""

MEETINGS_PER_EDGE = 6
MEETINGS_ALLOWED = 20_000
"""An edge meets itself and its two neighbours, and as many again where lots adjoin; beyond that, lines cross."""

_EDGES_AT_ONCE = 50


def merged(shapes: Sequence[Polygon], system: CoordinateSystem, notes: Notes) -> MultiPolygon:
    """The valid polygons as one shape in longitude and latitude, outer lines counter-clockwise.

    Warns when parts overlap. Raises Refused when they cross each other too often to be merged.
    """
    if len(shapes) == 1:
        return MultiPolygon([orient(shapes[0])])
    if _cross_too_often(shapes):
        notes.error(
            "shape.too_many_crossings",
            "The parts of the boundary cross each other in too many places. Merge them in mapping software and export "
            "the boundary again.",
        )
        raise Refused
    union = shapely.union_all(shapes)
    site = MultiPolygon([orient(part) for part in shapely.get_parts(union) if isinstance(part, Polygon)])
    overlap_m2 = sum(area_on_albers_m2(shape, system) for shape in shapes) - area_on_albers_m2(site, system)
    if overlap_m2 > OVERLAP_WARNING_M2:
        notes.warning(
            "shape.overlap",
            f"Parts of the boundary overlap by {display(overlap_m2, 0)} m2; that ground is counted once. "
            "Check that the parts are meant to be one site.",
        )
    return site


def _cross_too_often(shapes: Sequence[Polygon]) -> bool:
    rings = [ring for shape in shapes for ring in (shape.exterior, *shape.interiors)]
    edges = [LineString(ends) for ring in rings for ends in pairwise(ring.coords)]
    tree = STRtree(edges)
    if _more_pairs_than(NEIGHBOURS_MAXIMUM, tree, edges, None):
        return True
    return _more_pairs_than(MEETINGS_PER_EDGE * len(edges) + MEETINGS_ALLOWED, tree, edges, "intersects")


def _more_pairs_than(
    limit: int, tree: STRtree, edges: Sequence[LineString], predicate: Literal["intersects"] | None
) -> bool:
    pairs = 0
    for start in range(0, len(edges), _EDGES_AT_ONCE):
        pairs += tree.query(edges[start : start + _EDGES_AT_ONCE], predicate=predicate).shape[1]
        if pairs > limit:
            return True
    return False
