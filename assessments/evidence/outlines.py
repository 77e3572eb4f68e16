"""Outlines of vegetation zones: several zones in one GeoJSON file, what an outline is held against, and how far a plot
lies from it. Pure.

The shapes are in longitude and latitude. Lengths are measured on a plane that is true at the middle of the shape, and
areas of parts as shares of an area measured on an equal-area projection: good for a site, not for a State.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from assessments.boundary.coordinates import SYSTEMS, to_longitude_latitude
from assessments.boundary.outline import METRES_PER_DEGREE
from assessments.boundary.reading import BoundaryResult, read_boundary
from registry.findings import Finding
from registry.units import display, display_hectares

NAMING_PROPERTIES = ("zone", "zone_key", "name")
FEATURES_AT_MOST = 400
AREA_DIFFERENCE_WARNING = 0.02
"""Share of the zone's own area by which the outline's may differ before a person is told."""
STRAY_M2 = 10.0
"""Ground outside the site, or in two zones, that drawing by hand leaves behind."""
PLOT_TOLERANCE_M = 10.0
"""A receiver's error; it also covers the datum of the plot's coordinates (GDA94 or GDA2020, under 2 m apart)."""


@dataclass(slots=True)
class OutlineFile:
    """Outlines by zone key. Nothing of it is used when there is an error among the findings."""

    outlines: dict[str, BoundaryResult] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_outline(content: bytes, key: str) -> OutlineFile:
    """The outline of one zone: all the polygons of the file."""
    result = read_boundary(content, claimed_area_m2=None)
    return OutlineFile({key: result}, [_told(finding, "The outline") for finding in result.findings])


def read_outlines(content: bytes, keys: Sequence[str]) -> OutlineFile:
    """The outlines of several zones: a FeatureCollection whose features name their zone in a property (`zone`,
    `zone_key` or `name`). Features of the same zone are put together. Every bad feature is named by its number."""
    whole = read_boundary(content, claimed_area_m2=None)
    refused = [finding for finding in whole.findings if finding.severity == "error"]
    if refused:
        return OutlineFile(findings=[_told(finding, "The file") for finding in refused])
    # The reading before has refused what is too large, too deep or not JSON. Whole numbers as floats, as it did: one of
    # thousands of digits, in a property that nobody reads, is then no work and no error.
    data = json.loads(content.decode("utf-8-sig").strip("\ufeff\x00 \t\r\n"), parse_int=float)
    if data.get("type") != "FeatureCollection":
        return OutlineFile(
            findings=[_error("outline.not_features", "The file holds one shape. Give a FeatureCollection.")]
        )
    features = data["features"]
    if len(features) > FEATURES_AT_MOST:
        message = f"The file holds more than {FEATURES_AT_MOST} features. Upload it in parts."
        return OutlineFile(findings=[_error("outline.too_many", message)])
    found = OutlineFile()
    by_zone = _by_zone(features, {key.casefold(): key for key in keys}, found.findings)
    for key, numbered in by_zone.items():
        part = {"type": "FeatureCollection", "features": [feature for _, feature in numbered]}
        if data.get("crs") is not None:
            part["crs"] = data["crs"]
        result = read_boundary(json.dumps(part), claimed_area_m2=None)
        found.outlines[key] = result
        row = numbered[0][0]
        found.findings += [_told(finding, f"Feature {row} ({key})", row) for finding in result.findings]
    return found


def _by_zone(
    features: list[Any], known: Mapping[str, str], findings: list[Finding]
) -> dict[str, list[tuple[int, Any]]]:
    found: dict[str, list[tuple[int, Any]]] = {}
    listed = ", ".join(list(known.values())[:12]) + (", …" if len(known) > 12 else "")
    for number, feature in enumerate(features, start=1):
        name = _name_of(feature)
        key = known.get(name.casefold())
        if not name:
            message = f"Feature {number} names no zone. Give it a property “zone”, such as “{listed[:60]}”."
            findings.append(_error("outline.unnamed", message, number))
        elif key is None:
            message = f"Feature {number}: there is no zone “{name[:60]}” here. The zones are: {listed or 'none yet'}."
            findings.append(_error("outline.unknown_zone", message, number))
        elif feature.get("geometry") is None:
            findings.append(_error("outline.empty", f"Feature {number} ({key}) has no shape.", number))
        else:
            found.setdefault(key, []).append((number, feature))
    return found


def _name_of(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return ""
    lowered = {str(name).casefold(): value for name, value in properties.items()}
    for name in NAMING_PROPERTIES:
        value = lowered.get(name)
        if isinstance(value, str) and value.strip():
            # It is told when no zone is called so; halves of characters, which JSON can write, no page can hold.
            return value.strip().encode("utf-8", "replace").decode("utf-8")
    return ""


def _error(code: str, message: str, row: int | None = None) -> Finding:
    return Finding(code, message, field="file", row=row)


def _told(finding: Finding, subject: str, row: int | None = None) -> Finding:
    """A finding of a boundary in the words of an outline."""
    message = finding.message.replace("The boundary", subject).replace("of the boundary", "of the file")
    message = message.replace("the boundary", "the outline").replace("the site's polygons", "the polygons")
    code = finding.code.replace("boundary.", "outline.", 1)
    return Finding(code, message, field="file", row=row, severity=finding.severity)


def geometry(geojson: Mapping[str, Any]) -> BaseGeometry:
    """The shape of a normalised outline or boundary."""
    return shape(geojson["features"][0]["geometry"])


def outside_site(key: str, outline: BaseGeometry, area_m2: int, site: BaseGeometry) -> Finding | None:
    """An error when the outline lies wholly outside the site, a warning when a part of it does."""
    outside = outline.difference(site).area / outline.area if outline.area else 0.0
    if outside >= 0.999_999:
        return _error("outline.outside_site", f"{key}: the outline lies wholly outside the site boundary.")
    stray_m2 = outside * area_m2
    if stray_m2 <= STRAY_M2:
        return None
    message = (
        f"{key}: {display_hectares(round(stray_m2), 4)} ha of the outline ({display(100 * outside)} %) lie outside the "
        "site boundary."
    )
    return Finding("outline.partly_outside_site", message, field="file", severity="warning")


def area_differs(key: str, outline_m2: int, zone_m2: int) -> Finding | None:
    """A warning when the outline's area is not the zone's."""
    difference = abs(outline_m2 - zone_m2) / zone_m2
    if difference <= AREA_DIFFERENCE_WARNING:
        return None
    message = (
        f"{key}: the outline encloses {display_hectares(outline_m2, 4)} ha, the zone has "
        f"{display_hectares(zone_m2)} ha: {display(100 * difference)} % apart. "
        "The zone's own area is what is calculated with."
    )
    return Finding("outline.area_differs", message, field="area_m2", severity="warning")


def overlaps(shapes: Mapping[str, tuple[BaseGeometry, int]]) -> dict[str, list[Finding]]:
    """Warnings for each zone whose outline shares ground with another's. `shapes`: shape and area in m2 by key."""
    keys = list(shapes)
    tree = shapely.STRtree([shapes[key][0] for key in keys])
    found: dict[str, list[Finding]] = {}
    for place, key in enumerate(keys):
        outline, area_m2 = shapes[key]
        for other in sorted(int(index) for index in tree.query(outline, predicate="intersects")):
            if other <= place:
                continue
            shared_m2 = outline.intersection(shapes[keys[other]][0]).area / outline.area * area_m2
            if shared_m2 <= STRAY_M2:
                continue
            message = f"{key} and {keys[other]}: their outlines overlap by {display_hectares(round(shared_m2), 4)} ha."
            finding = Finding("outline.overlap", message, field="file", severity="warning")
            found.setdefault(key, []).append(finding)
            found.setdefault(keys[other], []).append(finding)
    return found


def metres_outside(outline: BaseGeometry, *, mga_zone: int, easting: float, northing: float) -> float:
    """How far a plot's start lies outside an outline, in metres; 0 inside."""
    ((longitude, latitude),) = to_longitude_latitude([(easting, northing)], SYSTEMS[7800 + mga_zone])
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return 0.0
    point = shapely.Point(longitude, latitude)
    if outline.covers(point):
        return 0.0
    across = METRES_PER_DEGREE * math.cos(math.radians(latitude))

    def plane(places: Any) -> Any:
        return places * [across, METRES_PER_DEGREE]

    return float(shapely.transform(outline, plane).distance(shapely.transform(point, plane)))
