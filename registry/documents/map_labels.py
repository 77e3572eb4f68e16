"""Where names can be written on a map: inside an area, next to a point, or beside either on a leader. Pure.

Room is searched in one fixed order, so the same map gets the same labels.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from registry.documents.lettering import letters
from registry.documents.map_shapes import Box, Point, Ring, box_around, extent, point_inside, rooms
from registry.documents.projection import Projection

Tone = Literal["border", "fill", "overlay", "background"]

ALWAYS_SIGNED: frozenset[Tone] = frozenset({"fill", "overlay"})
PAD = 1.6
MARK_RADIUS, BEARING_LENGTH = 2.6, 13.0
LONGEST_POINT_LABEL = 60.0
REACHES = (13.0, 20.0, 29.0, 40.0, 55.0)
DIRECTIONS = 16
LEADER_STEP = 2.5
CELL = 16.0


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
    share: float = 1.0

    @property
    def radius(self) -> float:
        return MARK_RADIUS * self.share

    @property
    def line_end(self) -> Point | None:
        """Where the line in its direction ends; None without a direction."""
        if self.bearing_degrees is None or not math.isfinite(self.bearing_degrees):
            return None
        angle, length = math.radians(90 - self.bearing_degrees), BEARING_LENGTH * self.share
        return self.at[0] + length * math.cos(angle), self.at[1] + length * math.sin(angle)


class LabelWriter:
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

    def reserve_line(self, start: Point, end: Point) -> None:
        for dot in _dots(start, end):
            self.reserve(dot)

    def _free(self, box: Box) -> bool:
        for cell in _cells(box):
            for other in self._taken.get(cell, ()):
                if box.meets(other):
                    return False
        return True

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

    def sign_mark(self, mark: Mark) -> Mark:
        """The point with its label, or a letter where the label is long, next to it."""
        text, key = mark.label, ""
        if text and self._measure(text) > LONGEST_POINT_LABEL:
            text = key = self._next_key()
        signed = not text or self._next_to(mark, text)
        if not signed and mark.share == 1.0:  # in a crowd leaders tangle
            signed = self._beside(mark.at, text, clear=mark.radius + 1)
        return replace(mark, key=key, signed=signed)

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

    def _next_to(self, mark: Mark, label: str) -> bool:
        wide, high = self._size(label)
        x, y = mark.at
        reach = mark.radius + 1
        places = [(x + reach + wide / 2, y), (x - reach - wide / 2, y)]
        places += [(x, y + reach + high / 2), (x, y - reach - high / 2)]
        return any(self._write(label, box_around(place, wide, high)) for place in places)

    def _beside(self, at: Point, label: str, *, clear: float = 0.0) -> bool:
        """Beside the thing, on a leader that crosses nothing written and no other leader from `clear` outwards."""
        wide, high = self._size(label)
        for x, y in _around(at):
            box = box_around((x, y), wide, high)
            edge = (min(max(at[0], box.left), box.right), min(max(at[1], box.bottom), box.top))
            if self._write(label, box, leader=(at, edge), clear=clear):
                return True
        return False

    def _write(
        self, label: str, box: Box, leader: tuple[Point, Point] | None = None, *, clear: float = 0.0
    ) -> bool:
        if not box.within(self._width, self._height) or not self._free(box):
            return False
        if leader:
            dots = [dot for dot in _dots(*leader) if math.dist(dot.middle, leader[0]) > clear]
            if not all(map(self._free, dots)):
                return False
            for dot in dots:
                self.reserve(dot)
        self.reserve(box)
        self.signs.append(Sign(label, box, leader))
        return True


def _dots(start: Point, end: Point) -> list[Box]:
    """Small boxes along a line, close enough that nothing of a label's size slips between them."""
    count = max(1, math.ceil(math.dist(start, end) / LEADER_STEP))
    (x1, y1), (x2, y2) = start, end
    return [
        box_around((x1 + (x2 - x1) * step / count, y1 + (y2 - y1) * step / count), 0.8, 0.8)
        for step in range(count + 1)
    ]


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(math.floor(box.left / CELL), math.floor(box.right / CELL) + 1):
        for row in range(math.floor(box.bottom / CELL), math.floor(box.top / CELL) + 1):
            yield column, row


def _around(at: Point) -> Iterator[Point]:
    for reach in REACHES:
        for step in range(DIRECTIONS):
            angle = 2 * math.pi * step / DIRECTIONS + math.pi / 8
            yield at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle)
