"""What stands where on a map, for paper and page alike: outlines, points, labels. Pure; lengths are picture units.

A label is written inside its area where it fits; else a letter stands there, beside it on a leader where need be, and
the legend says what the letter means. Letters, because areas often carry numbers of their own. No label covers
another. What is too crowded even for a letter is listed as unsigned, so that the legend can say so.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from registry.documents.lettering import letters
from registry.documents.map_shapes import Box, Point, Ring, box_around, drawable, extent, point_inside, rooms
from registry.documents.projection import Projection, bounds_of, fitted

Tone = Literal["border", "fill", "overlay", "background"]
Polygon = Sequence[Sequence[tuple[float, float]]]

DRAWING_ORDER: tuple[Tone, ...] = ("background", "fill", "overlay", "border")
ALWAYS_SIGNED: frozenset[Tone] = frozenset({"fill", "overlay"})
PAD = 1.6
MARK_SIZE = 6.0
LONGEST_POINT_LABEL = 60.0
REACHES = (13.0, 20.0, 29.0, 40.0, 55.0, 75.0, 100.0)
DIRECTIONS = 16
CELL = 32.0


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
class Sign:
    """Text on the map; with a leader from the thing it names where it stands beside it."""

    text: str
    box: Box
    leader: tuple[Point, Point] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as it is drawn. `key` is the letter that stands for its label; `signed`: the map shows one of both."""

    label: str
    tone: Tone
    number: int
    polygons: tuple[tuple[Ring, ...], ...]
    key: str = ""
    signed: bool = True

    @property
    def rings(self) -> tuple[Ring, ...]:
        return tuple(ring for polygon in self.polygons for ring in polygon)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point as it is drawn."""

    label: str
    at: Point
    bearing_degrees: float | None
    key: str = ""
    signed: bool = True


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
    marks = [
        (point, projection.place((point.longitude, point.latitude)))
        for point in points
        if math.isfinite(point.longitude) and math.isfinite(point.latitude)
    ]
    writer = _Writer(projection, measure, line_height)
    for _, at in marks:
        writer.reserve(box_around(at, MARK_SIZE, MARK_SIZE))
    shapes = writer.sign_shapes(_shapes(areas, projection))
    drawn_marks = tuple(writer.sign_mark(point, at) for point, at in marks)
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


class _Writer:
    """Finds room for labels, remembering what is taken in a grid of cells."""

    def __init__(self, projection: Projection, measure: Callable[[str], float], line_height: float) -> None:
        self._width, self._height = projection.width, projection.height
        self._measure, self._line_height = measure, line_height
        self._taken: dict[tuple[int, int], list[Box]] = {}
        self._keys = 0
        self.signs: list[Sign] = []

    def reserve(self, box: Box) -> None:
        for cell in _cells(box):
            self._taken.setdefault(cell, []).append(box)

    def sign_shapes(self, shapes: Sequence[Shape]) -> tuple[Shape, ...]:
        """Labels inside first, so that letters give way to them; then letters in the order of the legend."""
        tones = Counter(shape.tone for shape in shapes)
        wanted = [
            bool(shape.polygons) and (shape.tone in ALWAYS_SIGNED or tones[shape.tone] > 1)
            for shape in shapes
        ]
        whole = [
            want and self._inside(shape, shape.label) for shape, want in zip(shapes, wanted, strict=True)
        ]
        result = []
        for shape, want, done in zip(shapes, wanted, whole, strict=True):
            if not want or done:
                result.append(shape)
                continue
            key = self._next_key()
            signed = self._inside(shape, key) or self._beside(point_inside(shape.rings), key)
            result.append(replace(shape, key=key, signed=signed))
        for shape in result:
            self._sign_parts(shape)
        return tuple(result)

    def _sign_parts(self, shape: Shape) -> None:
        """An area in several pieces says its name in each that has room."""
        text = shape.key or shape.label
        named = [sign.box.middle for sign in self.signs if sign.text == text]
        if not named or len(shape.polygons) == 1:
            return
        for polygon in shape.polygons:
            box = extent(polygon)
            if not any(box.left <= x <= box.right and box.bottom <= y <= box.top for x, y in named):
                self._inside(replace(shape, polygons=(polygon,)), text)

    def sign_mark(self, point: PointMark, at: Point) -> Mark:
        """The point with its label, or a letter where the label is long, next to it."""
        label, key = point.label, ""
        if label and self._measure(label) > LONGEST_POINT_LABEL:
            label = key = self._next_key()
        signed = not label or self._next_to(at, label) or self._beside(at, label)
        return Mark(point.label, at, point.bearing_degrees, key, signed)

    def _next_key(self) -> str:
        self._keys += 1
        return letters(self._keys)

    def _size(self, label: str) -> tuple[float, float]:
        return self._measure(label) + 2 * PAD, self._line_height

    def _inside(self, shape: Shape, label: str) -> bool:
        wide, high = self._size(label)
        if not label or wide > self._width:
            return False
        for y, left, right in rooms(shape.rings, height=high):
            if right - left < wide:
                return False
            for x in ((left + right) / 2, left + wide / 2, right - wide / 2):
                if self._write(label, box_around((x, y), wide, high)):
                    return True
        return False

    def _next_to(self, at: Point, label: str) -> bool:
        wide, high = self._size(label)
        x, y = at
        reach = MARK_SIZE / 2 + 1
        places = [(x + reach + wide / 2, y), (x - reach - wide / 2, y)]
        places += [(x, y + reach + high / 2), (x, y - reach - high / 2)]
        return any(self._write(label, box_around(place, wide, high)) for place in places)

    def _beside(self, at: Point, label: str) -> bool:
        wide, high = self._size(label)
        for x, y in _around(at):
            box = box_around((x, y), wide, high)
            edge = (min(max(at[0], box.left), box.right), min(max(at[1], box.bottom), box.top))
            if self._write(label, box, leader=(at, edge)):
                return True
        return False

    def _write(self, label: str, box: Box, leader: tuple[Point, Point] | None = None) -> bool:
        taken = (other for cell in _cells(box) for other in self._taken.get(cell, ()))
        if not box.within(self._width, self._height) or any(box.meets(other) for other in taken):
            return False
        self.reserve(box)
        self.signs.append(Sign(label, box, leader))
        return True


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(math.floor(box.left / CELL), math.floor(box.right / CELL) + 1):
        for row in range(math.floor(box.bottom / CELL), math.floor(box.top / CELL) + 1):
            yield column, row


def _around(at: Point) -> Iterator[Point]:
    for reach in REACHES:
        for step in range(DIRECTIONS):
            angle = 2 * math.pi * step / DIRECTIONS + math.pi / 8
            yield at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle)
