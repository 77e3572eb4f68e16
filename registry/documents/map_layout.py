"""What stands where on a map, for paper and page alike: outlines, points, labels. Pure; lengths are picture units.

A label is written inside its area where it fits; else a letter stands there, beside it on a leader where need be, and
the legend says what the letter means. Letters, because areas often carry numbers of their own. No label covers
another, nor the line of a point, nor a leader. What is too crowded even for a letter is unsigned, and the legend says
so.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from registry.documents.map_labels import LabelWriter, Mark, Shape, Sign, Tone
from registry.documents.map_shapes import box_around, drawable
from registry.documents.projection import Projection, bounds_of, fitted

Polygon = Sequence[Sequence[tuple[float, float]]]

DRAWING_ORDER: tuple[Tone, ...] = ("background", "fill", "overlay", "border")
CROWD = 100
CROWD_SHARE = 0.65
"""With more points than this all of them are drawn smaller, by this share."""


@dataclass(frozen=True, slots=True)
class Area:
    """A thing with outlines in longitude and latitude; the first ring of each polygon is its outer one.

    `border`: a strong line and nothing inside. `fill`: a pattern of its own. `overlay`: a broken line and a wide
    pattern through which fills are seen. `background`: a faint line.
    """

    label: str
    polygons: Sequence[Polygon]
    tone: Tone


@dataclass(frozen=True, slots=True)
class PointMark:
    """A place, with a direction (degrees from north, clockwise) if it has one."""

    label: str
    longitude: float
    latitude: float
    bearing_degrees: float | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A map ready to be drawn; `shapes` in the order of the legend."""

    projection: Projection
    shapes: tuple[Shape, ...]
    marks: tuple[Mark, ...]
    signs: tuple[Sign, ...]

    def painted(self) -> list[Shape]:
        """The shapes from the lowest to the topmost."""
        return sorted(self.shapes, key=lambda shape: DRAWING_ORDER.index(shape.tone))


def arrange(
    areas: Sequence[Area],
    points: Sequence[PointMark],
    *,
    width: float,
    shortest: float,
    tallest: float,
    measure: Callable[[str], float],
    line_height: float,
) -> Layout | None:
    """The map in a frame of that width; `measure` gives the width of a label. None when there is nothing to draw."""
    positions = [p for area in areas for polygon in area.polygons for ring in polygon for p in ring]
    positions += [(point.longitude, point.latitude) for point in points]
    bounds = bounds_of(positions)
    if bounds is None:
        return None
    projection = fitted(bounds, width=width, shortest=shortest, tallest=tallest)
    marks = _marks(points, projection)
    writer = LabelWriter(projection, measure, line_height)
    for mark in marks:
        writer.reserve(box_around(mark.at, 2 * mark.radius, 2 * mark.radius))
        if mark.line_end and len(marks) <= CROWD:  # in a crowd the names of areas matter more
            writer.reserve_line(mark.at, mark.line_end)
    shapes = writer.sign_shapes(_shapes(areas, projection))
    drawn_marks = tuple(writer.sign_mark(mark) for mark in marks)
    return Layout(projection, shapes, drawn_marks, tuple(writer.signs))


def _shapes(areas: Sequence[Area], projection: Projection) -> list[Shape]:
    numbers: Counter[Tone] = Counter()
    result = []
    for area in areas:
        polygons = (
            drawable([[projection.place((x, y)) for x, y, *_ in ring] for ring in polygon])
            for polygon in area.polygons
        )
        kept = tuple(polygon for polygon in polygons if polygon)
        result.append(Shape(area.label, area.tone, numbers[area.tone], kept))
        numbers[area.tone] += 1
    return result


def _marks(points: Sequence[PointMark], projection: Projection) -> list[Mark]:
    share = CROWD_SHARE if len(points) > CROWD else 1.0
    return [
        Mark(
            point.label,
            projection.place((point.longitude, point.latitude)),
            point.bearing_degrees,
            share=share,
        )
        for point in points
        if math.isfinite(point.longitude) and math.isfinite(point.latitude)
    ]
