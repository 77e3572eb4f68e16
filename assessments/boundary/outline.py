"""The outline of a site as SVG path data, drawn to scale. Pure.

A local equirectangular picture: true to scale at the middle of the site, north up. Good for a site, not for a State.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

METRES_PER_DEGREE = 111_195.0
"""Length of one degree of latitude on the mean sphere, metres: enough for a picture."""

MARGIN = 8.0
_CLOSEST = 0.25
_BAR_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings as SVG path data and as points, in units of the picture (y downwards); draw all in one path with
    `fill-rule="evenodd"`, so that holes stay open. `scale_m` is metres per unit; `bar_m` a round length for the scale
    bar and `bar_length` how long it is drawn."""

    rings: tuple[str, ...]
    points: tuple[tuple[tuple[float, float], ...], ...]
    scale_m: float
    bar_m: int
    bar_length: float

    @property
    def path(self) -> str:
        """All rings as one path's data."""
        return " ".join(self.rings)

    @property
    def bar_label(self) -> str:
        """The scale bar's length for a person: `500 m`, `2 km`."""
        return f"{self.bar_m // 1000} km" if self.bar_m >= 1000 else f"{self.bar_m} m"


def boundary_outline_svg_points(geojson: Mapping[str, Any], width: float, height: float) -> Outline:
    """The outline of a boundary (the normalised FeatureCollection that `read_boundary` returns) fitted into
    `width` x `height`, centred, with a margin. Raises ValueError when there is no ring in it."""
    rings = [
        [(float(position[0]), float(position[1])) for position in ring]
        for feature in geojson["features"]
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon
    ]
    if not rings:
        raise ValueError("a boundary without rings has no outline")
    west, east = _extent([x for ring in rings for x, _ in ring])
    south, north = _extent([y for ring in rings for _, y in ring])
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    degree_x_m = METRES_PER_DEGREE * math.cos(math.radians(middle_y))
    scale_m = max(
        (east - west) * degree_x_m / max(width - 2 * MARGIN, 1),
        (north - south) * METRES_PER_DEGREE / max(height - 2 * MARGIN, 1),
        1e-6,
    )
    points = tuple(
        _thinned(
            [
                (
                    width / 2 + (x - middle_x) * degree_x_m / scale_m,
                    height / 2 - (y - middle_y) * METRES_PER_DEGREE / scale_m,
                )
                for x, y in ring
            ]
        )
        for ring in rings
    )
    bar_m = _round_length_m(width * _BAR_SHARE * scale_m)
    return Outline(tuple(map(_path, points)), points, scale_m, bar_m, bar_m / scale_m)


def _extent(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)


def _thinned(ring: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The ring without points too close together to be seen; its ends stay."""
    thinned = [ring[0]]
    for point in ring[1:-1]:
        if math.dist(point, thinned[-1]) >= _CLOSEST:
            thinned.append(point)
    return (*thinned, ring[-1])


def _path(ring: tuple[tuple[float, float], ...]) -> str:
    first, *others = [f"{x:.2f} {y:.2f}" for x, y in ring[:-1]]
    return " ".join([f"M{first}", *(f"L{point}" for point in others), "Z"])


def _round_length_m(longest_m: float) -> int:
    """The greatest of 1, 2, 5, 10, 20, 50 ... metres that is not longer than `longest_m`; at least 1 m."""
    power: int = 10 ** max(math.floor(math.log10(max(longest_m, 1.0))), 0)
    return max(step * power for step in (1, 2, 5) if step == 1 or step * power <= longest_m)
