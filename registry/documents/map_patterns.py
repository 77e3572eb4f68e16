"""Patterns that tell areas apart without colour: hatching by angle and distance, dots, or nothing. Pure.

Tints change with another period than patterns, so that forty fills are all unlike before one comes again. Letters and
labels tell apart what patterns no longer can.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from registry.documents.map_shapes import Box, Point


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines: their angle (degrees from the horizontal, anticlockwise) and how far apart they are. `dotted`:
    rows of dots as far apart as the rows."""

    angle_degrees: float
    step: float
    dotted: bool = False


FILLS: tuple[tuple[Hatch, ...], ...] = (
    (Hatch(45, 5),),
    (Hatch(135, 5),),
    (Hatch(0, 5, dotted=True),),
    (Hatch(0, 4.5),),
    (Hatch(45, 7), Hatch(135, 7)),
    (),
    (Hatch(90, 4.5),),
    (Hatch(0, 7), Hatch(90, 7)),
)
TINTS = 5
OVERLAYS: tuple[tuple[Hatch, ...], ...] = (
    (Hatch(45, 11),),
    (Hatch(135, 11),),
    (Hatch(0, 10),),
    (Hatch(90, 10),),
)


def hatches(tone: str, number: int) -> tuple[Hatch, ...]:
    """The pattern of the n-th area of a tone."""
    if tone == "fill":
        return FILLS[number % len(FILLS)]
    return OVERLAYS[number % len(OVERLAYS)] if tone == "overlay" else ()


def hatch_lines(hatch: Hatch, box: Box) -> Iterator[tuple[Point, Point]]:
    """The lines that cross a box; those of two boxes lie on one grid, so that neighbours match."""
    along = math.cos(math.radians(hatch.angle_degrees)), math.sin(math.radians(hatch.angle_degrees))
    across = -along[1], along[0]
    corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
    offsets = [x * across[0] + y * across[1] for x, y in corners]
    reaches = [x * along[0] + y * along[1] for x, y in corners]
    low, high = min(reaches), max(reaches)
    for row in range(math.ceil(min(offsets) / hatch.step), math.floor(max(offsets) / hatch.step) + 1):
        x, y = across[0] * row * hatch.step, across[1] * row * hatch.step
        yield (x + along[0] * low, y + along[1] * low), (x + along[0] * high, y + along[1] * high)


def hatch_dots(hatch: Hatch, box: Box) -> Iterator[Point]:
    """The dots inside a box; every second row is shifted by half a step."""
    for row in range(math.ceil(box.bottom / hatch.step), math.floor(box.top / hatch.step) + 1):
        shift = hatch.step / 2 if row % 2 else 0.0
        first = math.ceil((box.left - shift) / hatch.step)
        for column in range(first, math.floor((box.right - shift) / hatch.step) + 1):
            yield column * hatch.step + shift, row * hatch.step
