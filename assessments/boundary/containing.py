"""Do places lie inside a site boundary? Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import shape

from assessments.boundary.coordinates import SYSTEMS, Datum, Position, to_longitude_latitude
from assessments.boundary.outline import METRES_PER_DEGREE

MGA_BASE: dict[Datum, int] = {"GDA94": 28300, "GDA2020": 7800, "WGS 84": 7800}


def lie_inside(
    geojson: Mapping[str, Any], positions: Sequence[tuple[int, Position]], *, datum: Datum, tolerance_m: float
) -> list[bool]:
    """For each MGA zone with easting and northing: inside the boundary (the normalised FeatureCollection that
    `read_boundary` returns) or within `tolerance_m` of it. Raises ValueError for an MGA zone outside 54 to 56."""
    site = shapely.union_all([shape(feature["geometry"]) for feature in geojson["features"]])
    near = site.buffer(tolerance_m / METRES_PER_DEGREE)
    shapely.prepare(near)
    found = [False] * len(positions)
    for zone in sorted({zone for zone, _ in positions}):
        system = SYSTEMS.get(MGA_BASE[datum] + zone)
        if system is None:
            raise ValueError(f"there is no MGA zone {zone} here")
        here = [(at, place) for at, (one, place) in enumerate(positions) if one == zone]
        degrees = to_longitude_latitude([place for _, place in here], system)
        within = shapely.contains_xy(near, [x for x, _ in degrees], [y for _, y in degrees])
        for (at, _), inside in zip(here, within, strict=True):
            found[at] = bool(inside)
    return found
