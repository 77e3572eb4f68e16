"""From longitude and latitude to a flat picture of a small area, drawn to scale with north up. Pure.

The projection is local and equirectangular: degrees become metres by the radii of curvature of the GRS80 ellipsoid at
the middle of the picture, and nothing else. North and south of the middle the width of a degree of longitude is off by
tan(latitude) x half the height as an angle: at 33 degrees south 0.1 % at the edges of a picture 20 km high, 1 % at
those of one 200 km high. Good for a site and its surroundings; not for a State.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

SEMI_MAJOR_AXIS_M = 6_378_137.0
FLATTENING = 1 / 298.257222101
"""GRS80, the ellipsoid of the Australian datums."""

ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)
LEAST_EXTENT_M = 20.0
"""A single point, or a thing smaller than this, is shown in a picture this wide."""

MARGIN_SHARE = 0.05
MOST_TICKS = 4
BAR_SHARE = 0.28
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box around positions, degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Position:
        return (self.west + self.east) / 2, (self.south + self.north) / 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the graticule: where it crosses the frame (picture units) and what stands beside it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length and how long it is drawn, in picture units."""

    metres: float
    length: float

    @property
    def label(self) -> str:
        return length_label(self.metres)

    @property
    def half_label(self) -> str:
        return length_label(self.metres / 2)


@dataclass(frozen=True, slots=True)
class Projection:
    """Positions to picture units (x to the right, y upwards, from the lower left corner of the frame).

    `metres` is the length of one unit on the ground.
    """

    middle: Position
    width: float
    height: float
    metres: float

    def place(self, position: Position) -> Position:
        """Where a position is drawn."""
        across, up = metres_per_degree(self.middle[1])
        return (
            self.width / 2 + (position[0] - self.middle[0]) * across / self.metres,
            self.height / 2 + (position[1] - self.middle[1]) * up / self.metres,
        )

    def position(self, x: float, y: float) -> Position:
        """The longitude and latitude drawn at a place."""
        across, up = metres_per_degree(self.middle[1])
        return (
            self.middle[0] + (x - self.width / 2) * self.metres / across,
            self.middle[1] + (y - self.height / 2) * self.metres / up,
        )

    def scale_bar(self) -> ScaleBar:
        """The longest round length (1, 2 or 5 of a power of ten, metres) within a share of the width."""
        metres = round_length_m(self.width * BAR_SHARE * self.metres)
        return ScaleBar(metres, metres / self.metres)

    def meridians(self) -> list[Tick]:
        """Round longitudes that cross the frame."""
        west, east = self.position(0, 0)[0], self.position(self.width, 0)[0]
        marks = _round_marks(west, east, "E", "W")
        return [Tick(self.place((degrees, 0))[0], label) for degrees, label in marks]

    def parallels(self) -> list[Tick]:
        """Round latitudes that cross the frame."""
        south, north = self.position(0, 0)[1], self.position(0, self.height)[1]
        marks = _round_marks(south, north, "N", "S")
        return [Tick(self.place((0, degrees))[1], label) for degrees, label in marks]


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Length of a degree of longitude and of latitude at a latitude (degrees), metres."""
    squared = 1 - ECCENTRICITY_SQUARED * math.sin(math.radians(latitude)) ** 2
    vertical = SEMI_MAJOR_AXIS_M / math.sqrt(squared)
    meridian = SEMI_MAJOR_AXIS_M * (1 - ECCENTRICITY_SQUARED) / squared**1.5
    across = max(math.cos(math.radians(latitude)), 1e-6) * vertical
    return math.radians(1) * across, math.radians(1) * meridian


def bounds_of(positions: Iterable[Position]) -> Bounds | None:
    """The box around the positions; None for none. Positions that are no numbers are left out."""
    real = [position for position in positions if all(map(math.isfinite, position))]
    if not real:
        return None
    return Bounds(
        min(x for x, _ in real), min(y for _, y in real), max(x for x, _ in real), max(y for _, y in real)
    )


def fitted(bounds: Bounds, *, width: float, shortest: float, tallest: float) -> Projection:
    """A picture of that width around the bounds, as high as they ask for between the two limits."""
    across, up = metres_per_degree(bounds.middle[1])
    wide_m = max((bounds.east - bounds.west) * across, LEAST_EXTENT_M)
    high_m = max((bounds.north - bounds.south) * up, LEAST_EXTENT_M)
    inner = 1 - 2 * MARGIN_SHARE
    height = min(max(width * high_m / wide_m, shortest), tallest)
    metres = max(wide_m / (width * inner), high_m / (height * inner))
    return Projection(bounds.middle, width, height, metres)


def round_length_m(longest_m: float) -> float:
    """The greatest of 1, 2 and 5 times a power of ten that is not longer."""
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1, 2, 5) if step * power <= longest_m * (1 + 1e-9))


def length_label(metres: float) -> str:
    """`500 m`, `2.5 km`: no digits that are not meant."""
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"


def _round_marks(low: float, high: float, positive: str, negative: str) -> list[tuple[float, str]]:
    """Round numbers of degrees between two, with their labels; the fewest digits that tell them apart."""
    exponent = math.floor(math.log10((high - low) / MOST_TICKS))
    steps = [(factor * 10.0**power, -power) for power in (exponent, exponent + 1) for factor in (1, 2, 5)]
    step, digits = next(pair for pair in steps if (high - low) / pair[0] <= MOST_TICKS)
    digits = max(digits, 0)
    marks = []
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        degrees = number * step
        side = positive if degrees >= 0 else negative
        marks.append((degrees, f"{abs(degrees):.{digits}f}° {side}"))
    return marks
