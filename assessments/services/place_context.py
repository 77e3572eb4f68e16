"""Where things lie, frozen for the maps of a report: the site, its vegetation zones, and species polygons.

Thinned for drawing (`assessments.boundary.thinning`); the areas beside them are those measured on the whole outline.
"""

from typing import Any

from assessments.boundary.thinning import MOST_VERTICES, thinned
from assessments.models import Revision, SiteBoundary, SpeciesHabitat, ZoneOutline

ALL_OUTLINES_VERTICES = 20_000
"""Shared by all zones of a revision, and again by all species polygons: a context stays under a few megabytes."""

LEAST_VERTICES = 40


def maps(revision: Revision) -> dict[str, Any]:
    """Rings of longitude and latitude by what they outline, in a fixed number of queries."""
    site = SiteBoundary.objects.filter(revision=revision).first()
    return {
        "site": thinned(site.geojson) if site else [],
        "datum": _datum(site.transform) if site else "",
        "zones": _zones(revision),
        "species": _species(revision),
    }


def _datum(transform: str) -> str:
    """The datum the coordinates are in, from the projection the area was measured with."""
    return "GDA94" if transform.startswith("EPSG:4283") else "GDA2020"


def _share(count: int) -> int:
    """How many positions each of `count` outlines may have."""
    return max(LEAST_VERTICES, min(MOST_VERTICES, ALL_OUTLINES_VERTICES // max(1, count)))


def _zones(revision: Revision) -> list[dict[str, Any]]:
    rows = list(ZoneOutline.objects.filter(revision=revision).select_related("zone").order_by("zone__number"))
    most = _share(len(rows))
    return [
        {
            "zone": row.zone.key,
            "area_m2": row.area_m2,
            "source_name": row.source_name,
            "rings": thinned(row.geojson, most=most),
        }
        for row in rows
    ]


def _species(revision: Revision) -> list[dict[str, Any]]:
    rows = list(
        SpeciesHabitat.objects.filter(revision=revision, candidate__retained=True)
        .select_related("candidate", "zone")
        .order_by("candidate__scientific_name", "zone__number")
    )
    most = _share(sum(row.polygon is not None for row in rows))
    return [
        {
            "name": row.candidate.scientific_name,
            "common_name": row.candidate.common_name,
            "zone": row.zone.key,
            "area_m2": row.area_m2,
            "individuals": row.individuals,
            "rings": thinned(row.polygon, most=most),
        }
        for row in rows
    ]
