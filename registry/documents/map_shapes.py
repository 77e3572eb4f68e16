"""Outlines in a picture: thinned for drawing, and searched for room to write in. Pure; lengths are picture units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Ring = tuple[Point, ...]

TOLERANCE = 0.2
"""No drawn line leaves the true one by more than about this: less than the width of a fine pen."""

SPECK = 2.2
"""An outline smaller than this both ways is drawn as a square of this size, so that it is not overlooked."""

LEVELS = 11


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.bottom >= 0 and self.right <= width and self.top <= height

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def box_around(middle: Point, width: float, height: float) -> Box:
    x, y = middle
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def extent(rings: Sequence[Ring]) -> Box:
    """The box around all points of the rings."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    return Box(min(xs), min(ys), max(xs), max(ys))


def drawable(rings: Sequence[Sequence[Point]]) -> tuple[Ring, ...]:
    """The rings of one polygon for drawing: open (the last point is not the first again), thinned, holes too small to
    see left out, a speck where the outer ring itself is too small to see."""
    result: list[Ring] = []
    for number, ring in enumerate(rings):
        points = [point for point in ring if all(map(math.isfinite, point))]
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if not points:
            continue
        box = extent([tuple(points)])
        if box.right - box.left < SPECK and box.top - box.bottom < SPECK:
            if number == 0:
                return (_corners(box_around(box.middle, SPECK, SPECK)),)
            continue
        result.append(thinned(points))
    return tuple(result)


def _corners(box: Box) -> Ring:
    return ((box.left, box.bottom), (box.right, box.bottom), (box.right, box.top), (box.left, box.top))


def thinned(points: Sequence[Point], tolerance: float = TOLERANCE) -> Ring:
    """A closed ring with fewer points, nowhere further than the tolerance from the given one (Douglas and Peucker's
    rule on the two halves between the first point and the one farthest from it). Same points, same result."""
    kept = _spaced(points, tolerance / 2)
    if len(kept) < 4:
        return tuple(points) if len(points) < 4 else tuple(kept)
    far = max(range(len(kept)), key=lambda index: (math.dist(kept[0], kept[index]), -index))
    first = _between(kept[: far + 1], tolerance)
    second = _between([*kept[far:], kept[0]], tolerance)
    ring = [*first[:-1], *second[:-1]]
    return tuple(ring if len(ring) > 2 else kept)


def _spaced(points: Sequence[Point], least: float) -> list[Point]:
    kept = [points[0]]
    for point in points[1:]:
        if math.dist(point, kept[-1]) >= least:
            kept.append(point)
    return kept


def _between(points: Sequence[Point], tolerance: float) -> list[Point]:
    keep = {0, len(points) - 1}
    pending = [(0, len(points) - 1)]
    while pending:
        start, end = pending.pop()
        worst, distance = 0, tolerance
        for index in range(start + 1, end):
            away = _distance(points[index], points[start], points[end])
            if away > distance:
                worst, distance = index, away
        if worst:
            keep.add(worst)
            pending += [(start, worst), (worst, end)]
    return [points[index] for index in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the stretch between two others."""
    across, up = end[0] - start[0], end[1] - start[1]
    squared = across * across + up * up
    if squared == 0:
        return math.dist(point, start)
    share = ((point[0] - start[0]) * across + (point[1] - start[1]) * up) / squared
    share = min(max(share, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - share * across, point[1] - start[1] - share * up)


def rooms(rings: Sequence[Ring], *, height: float) -> list[tuple[float, float, float]]:
    """Places inside the rings (holes left out) for text of that height: the middle's y, left and right; widest first.
    Where the shape is lower than the text, its widest places of no height."""
    box = extent(rings)
    found: list[tuple[float, float, float]] = []
    for level in range(1, LEVELS + 1):
        y = box.bottom + (box.top - box.bottom) * level / (LEVELS + 1)
        spans = _inside(rings, y)
        for edge in (y - height / 2, y + height / 2):
            spans = _common(spans, _inside(rings, edge))
        found += [(y, left, right) for left, right in spans]
    return sorted(found, key=lambda room: (room[1] - room[2], abs(room[0] - box.middle[1]), room))


def point_inside(rings: Sequence[Ring]) -> Point:
    """A point well inside the rings; the middle of their box for a shape without any inside."""
    places = rooms(rings, height=0.0)
    if not places:
        return extent(rings).middle
    y, left, right = places[0]
    return (left + right) / 2, y


def _inside(rings: Sequence[Ring], y: float) -> list[tuple[float, float]]:
    """The stretches of a level line that lie inside, by the even-odd rule."""
    crossings: list[float] = []
    for ring in rings:
        previous = ring[-1]
        for point in ring:
            if (previous[1] > y) != (point[1] > y):
                share = (y - previous[1]) / (point[1] - previous[1])
                crossings.append(previous[0] + share * (point[0] - previous[0]))
            previous = point
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _common(
    first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    return [
        (max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second if max(a[0], b[0]) < min(a[1], b[1])
    ]
