"""Does a site overlap the site of another agreement? Land is offset once.

Boundaries are kept in longitude and latitude of GDA2020; what came in GDA94 is moved by the published transformation,
which needs no grid file. Areas are measured on Australian Albers. Shared edges are fine.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import shapely
from django.db import connection
from django.db.models import OuterRef, Subquery
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from assessments.boundary.coordinates import AREA_TRANSFORM, SYSTEMS, area_on_albers_m2
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementBoundary
from registry.findings import Finding
from registry.units import round_half_up

OVERLAP_AREA_M2 = 1.0
OVERLAP_SHARE = 0.0001
"""Two sites overlap by more than 1 m2 and by more than 0.01 % of the smaller: less is how lines are drawn. Ours."""

LAND_LOCK = 7_301_441
"""The lock of PostgreSQL under which sites are compared, so that of two at once the second sees the first."""

GDA94_TO_GDA2020 = "EPSG:8048"
"""GDA94 to GDA2020 (1), seven parameters, about 1.8 m to the north-east. Latitude comes first."""

_GDA2020 = SYSTEMS[7844]


@lru_cache(maxsize=1)
def _shift() -> Transformer:
    return Transformer.from_pipeline(GDA94_TO_GDA2020)


def in_gda2020(geojson: Mapping[str, Any], area_transform: str) -> dict[str, Any]:
    """A boundary as `assessments.boundary` returns it, its positions in GDA2020. `area_transform` is the boundary's
    own note of the projection it was measured on, which names the datum it came in."""
    if not area_transform.startswith(f"{AREA_TRANSFORM['GDA94'][0]} "):
        return dict(geojson)

    def moved(ring: list[list[float]]) -> list[list[float]]:
        latitudes, longitudes = _shift().transform([y for _, y in ring], [x for x, _ in ring])
        return [[x, y] for x, y in zip(longitudes, latitudes, strict=True)]

    return dict(geojson) | {
        "features": [
            feature
            | {
                "geometry": feature["geometry"]
                | {
                    "coordinates": [
                        [moved(ring) for ring in polygon] for polygon in feature["geometry"]["coordinates"]
                    ]
                }
            }
            for feature in geojson["features"]
        ]
    }


def geometry(geojson: Mapping[str, Any]) -> BaseGeometry:
    """The boundary (a FeatureCollection of polygons) as one valid geometry."""
    return shapely.make_valid(unary_union([shape(feature["geometry"]) for feature in geojson["features"]]))


def shared_area_m2(one: BaseGeometry, other: BaseGeometry) -> float:
    """Area the two have in common, square metres, not rounded; 0 where it is small enough to pass."""
    shared = one.intersection(other)
    if shared.is_empty:
        return 0.0
    area_m2 = area_on_albers_m2(shared, _GDA2020)
    smaller_m2 = min(area_on_albers_m2(one, _GDA2020), area_on_albers_m2(other, _GDA2020))
    return area_m2 if area_m2 > OVERLAP_AREA_M2 and area_m2 > smaller_m2 * OVERLAP_SHARE else 0.0


def hold_land() -> None:
    """Let nobody else compare sites until this transaction ends. SQLite has one writer at a time already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LAND_LOCK])


def newest_boundary(agreement: Agreement) -> AgreementBoundary | None:
    """The outline as it is now, or None before the application."""
    return agreement.boundaries.order_by("-version").first()


def check(geojson: Mapping[str, Any], *, exclude_agreement: Agreement | None) -> list[Finding]:
    """One finding for each other agreement whose site the boundary overlaps, its number and the area in it.

    Compared with the newest outline of every agreement that was not refused, withdrawn or terminated, BioBanking
    agreements too. Only those whose bounding box meets are read. Call `hold_land` first where it decides something.
    """
    site = geometry(geojson)
    west, south, east, north = site.bounds
    newest = AgreementBoundary.objects.filter(agreement=OuterRef("agreement")).order_by("-version")
    near = (
        AgreementBoundary.objects.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
        .exclude(agreement__state__in=states.CLOSED)
        .filter(version=Subquery(newest.values("version")[:1]))
        .select_related("agreement")
        .order_by("agreement_id")
    )
    if exclude_agreement is not None:
        near = near.exclude(agreement=exclude_agreement)
    findings = []
    for boundary in near:
        area_m2 = shared_area_m2(site, geometry(boundary.geojson))
        if area_m2:
            findings.append(_finding(boundary.agreement, area_m2))
    return findings


def _finding(other: Agreement, area_m2: float) -> Finding:
    name = f"agreement {other.number}" if other.number and other.in_force else "an agreement in preparation"
    shown = max(int(round_half_up(area_m2)), 1)
    return Finding(
        "agreement.overlap",
        f"The site overlaps the site of {name} by {shown:,} m². Correct the boundary, or ask the trust about the "
        "other agreement.",
        field="boundary",
    )
