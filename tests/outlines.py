"""A small unpublished release of made-up subregions with square outlines, for what depends on geometry."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from registry.reference.models import (
    MethodParameter,
    Release,
    Subregion,
    SubregionNeighbour,
    SubregionOutline,
)

OF_A_TEST = {"mark": "confirmed", "source": "made up for a test"}

Box = tuple[float, float, float, float]
"""West, south, east, north."""


def square(box: Box) -> dict[str, Any]:
    """A rectangle of longitude and latitude as a GeoJSON geometry."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def site(*boxes: Box) -> dict[str, Any]:
    """A boundary as it is stored: a FeatureCollection of one MultiPolygon."""
    geometry = {"type": "MultiPolygon", "coordinates": [square(box)["coordinates"] for box in boxes]}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
    }


def draft_release(code: str = "outlines") -> Release:
    """An empty release that nobody has published."""
    return Release.objects.create(
        code=code, title="Draft", effective_from=timezone.localdate(), checksum="", bam_data_versions={}
    )


def copy_parameters(source: Release, draft: Release) -> None:
    """The numbers of the method, so that a revision can be checked against the draft."""
    rows = list(MethodParameter.objects.filter(release=source))
    for row in rows:
        row.pk, row.release = None, draft
    MethodParameter.objects.bulk_create(rows)


def add_subregion(release: Release, code: str, name: str = "", region: str = "Sydney Basin") -> Subregion:
    return Subregion.objects.create(
        release=release,
        code=code,
        name=name or f"Name of {code}",
        region_code=code[:3],
        region_name=region,
        area_in_nsw_km2=1,
        area_whole_ha=100,
        sliver=False,
        **OF_A_TEST,
    )


def add_outline(release: Release, code: str, box: Box, *, simplified: bool = False) -> SubregionOutline:
    """A subregion with a rectangle for its outline."""
    if not Subregion.objects.filter(release=release, code=code).exists():
        add_subregion(release, code)
    west, south, east, north = box
    return SubregionOutline.objects.create(
        release=release,
        code=code,
        geojson=square(box),
        vertices=5,
        simplified=simplified,
        west=west,
        south=south,
        east=east,
        north=north,
        **OF_A_TEST,
    )


def add_neighbours(
    release: Release, pair: Sequence[str], *, touching: bool, distance_km: float = 0, uncertain: bool = False
) -> None:
    first, second = sorted(pair)
    for code in pair:
        if not Subregion.objects.filter(release=release, code=code).exists():
            add_subregion(release, code)
    SubregionNeighbour.objects.create(
        release=release,
        a=first,
        b=second,
        touching=touching,
        touching_in_nsw=touching,
        distance_km=distance_km,
        uncertain=uncertain,
        **OF_A_TEST,
    )
