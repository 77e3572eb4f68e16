"""Outlines of IBRA subregions from GeoJSON in longitude and latitude.

Features of one code are parts of one outline. Borders count as simplified, and whatever lies near them as uncertain,
unless half of an outline's segments are shorter than 1 km.
"""

import json
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from shapely import set_precision
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from shapely.validation import explain_validity

from registry.reference import cells
from registry.reference.csv_files import finding
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import SubregionOutline
from registry.reference.official import names
from registry.reference.official.reading import OfficialRead, ReadContext, Report, SourceFile
from registry.reference.official.texts import kind_of, text_of

ACCEPTS = ("geojson", "json")
VERTICES_MAXIMUM = 2_000_000
"""In all outlines together."""

VERTICES_OF_ONE_MAXIMUM = 100_000
SIMPLIFIED_FROM_M = 1_000.0
"""Median length of a segment, metres, from which on an outline counts as simplified."""

FEATURES_MAXIMUM = 20_000
"""In one file: the country has some hundred subregions, in parts."""

PLACES = 6
"""Decimal places of a degree that are kept: about 0.1 m."""

_CODES = ("SUB_CODE_7", "subregion_code", "sub_code", "code")
_NAMES = ("SUB_NAME_7", "subregion_name", "sub_name", "name")
_METRES_PER_DEGREE = 111_195.0
_LONGEST_CODE = 5


class BadOutline(ValueError):
    """A feature cannot be used. The code and the sentence say why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read(
    files: Sequence[SourceFile], context: ReadContext, mapping_: Mapping[str, str], report: Report
) -> OfficialRead:
    """One outline for each subregion code. `mapping_` may name the property that holds the code."""
    result = OfficialRead(
        merged_fields={
            "ibra_outlines": ("geojson", "vertices", "simplified", "west", "south", "east", "north", "mark")
        }
    )
    reader = _Outlines(context, result, [name for name, field in mapping_.items() if field == "code"])
    kinds = [kind_of(file, ACCEPTS, result.findings) for file in files]
    if not files:
        result.findings.append(finding("files", "file.missing", "there is no file."))
    for file, kind in zip(files, kinds, strict=True):
        if kind is not None:
            reader.take_file(file, report)
    result.rows = {"ibra_outlines": reader.facts()}
    return result


class _Outlines:
    """The state of one read: the polygons of each code, and where each came from first."""

    def __init__(self, context: ReadContext, result: OfficialRead, code_names: list[str]) -> None:
        self.context, self.result = context, result
        self.code_names = {name.casefold() for name in (*code_names, *_CODES)}
        self.polygons: dict[str, list[Polygon]] = {}
        self.first_seen: dict[str, tuple[str, int]] = {}
        self.seen: dict[str, tuple[str, int]] = {}
        self.vertices = 0

    def take_file(self, file: SourceFile, report: Report) -> None:
        """All features of one file. A feature with a fault is told and left out."""
        features = _features(file, self.result)
        for number, feature in enumerate(features, start=1):
            self.result.read += 1
            report(number, len(features), f"Reading {file.name}")
            try:
                self._take(file.name, number, feature)
            except BadOutline as fault:
                self._tell(file.name, fault.code, f"{fault}", number)
                if fault.code == "outline.too_many_vertices":
                    return

    def _take(self, file: str, number: int, feature: Any) -> None:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise BadOutline("outline.shape", "this is not a GeoJSON feature.")
        properties = feature.get("properties")
        code, name = self._code(properties if isinstance(properties, dict) else {})
        polygons = _polygons(feature.get("geometry"), code)
        self.vertices += sum(_vertices(polygon) for polygon in polygons)
        if self.vertices > VERTICES_MAXIMUM:
            message = f"the files hold more than {VERTICES_MAXIMUM:,} points. Simplify the outlines."
            raise BadOutline("outline.too_many_vertices", message)
        fingerprint = f"{code} {sorted(polygon.wkb_hex for polygon in polygons)}"
        if fingerprint in self.seen:
            before = self.seen[fingerprint]
            message = f"{code} is the same as feature {before[1]} of {before[0]}: it counts once."
            self._tell(file, "row.repeated", message, number, severity="warning")
            return
        self.seen[fingerprint] = (file, number)
        self._check_known(file, number, code, name)
        self.first_seen.setdefault(code, (file, number))
        self.polygons.setdefault(code, []).extend(polygons)

    def _code(self, properties: dict[str, Any]) -> tuple[str, str]:
        folded = {str(name).casefold(): value for name, value in properties.items()}
        code = next((folded[name] for name in self.code_names if folded.get(name)), None)
        if not isinstance(code, str) or not code.strip():
            near = names.or_nearest("SUB_CODE_7", [str(name) for name in properties])
            message = f"there is no property SUB_CODE_7 with the subregion's code.{near}"
            raise BadOutline("column.missing", message)
        name = next((folded[name.casefold()] for name in _NAMES if folded.get(name.casefold())), "")
        try:
            return names.plain(code), names.plain(str(name))
        except cells.BadCell as fault:
            raise BadOutline("cell.unreadable", f"the code or name {fault}.") from fault

    def _check_known(self, file: str, number: int, code: str, name: str) -> None:
        known = self.context.subregion_names.get(code)
        if len(code) > _LONGEST_CODE:
            raise BadOutline("cell.too_long", f"“{code[:20]}” is no subregion code: it has five characters.")
        if known is None:
            message = f"{code} is no subregion of the base release: its outline is kept, but no site uses it."
            self._tell(file, "subregion.unknown", message, number, severity="warning")
        elif name and names.folded(known) != names.folded(name):
            message = (
                f"{code} is called “{name[:60]}” here, but “{known}” in the base release. Check the file."
            )
            self._tell(file, "subregion.other_name", message, number, severity="warning")

    def _tell(self, file: str, code: str, message: str, number: int, *, severity: str = "error") -> None:
        self.result.findings.append(
            finding(file, code, message, row=number, column="feature", severity=severity)
        )

    def facts(self) -> list[ReferenceFact]:
        """One outline a code, its parts put together."""
        facts: list[ReferenceFact] = []
        for code, polygons in sorted(self.polygons.items()):
            try:
                facts.append(_outline(code, polygons, self.context))
            except BadOutline as fault:
                file, number = self.first_seen[code]
                self._tell(file, fault.code, f"{fault}", number)
        return facts


def _features(file: SourceFile, result: OfficialRead) -> list[Any]:
    text = text_of(file, result.findings)
    if text is None:
        return []
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        message = "this is not complete JSON: the file is cut off or damaged. Download it again."
        result.findings.append(finding(file.name, "file.damaged", message))
        return []
    if isinstance(data, dict) and data.get("type") == "Topology":
        message = "this is TopoJSON. Export it as GeoJSON."
        result.findings.append(finding(file.name, "outline.shape", message))
        return []
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        message = "this is not a GeoJSON FeatureCollection with features."
        result.findings.append(finding(file.name, "outline.shape", message))
        return []
    if len(features) > FEATURES_MAXIMUM:
        message = f"the file holds {len(features):,} features; outlines of subregions are at most {FEATURES_MAXIMUM:,}."
        result.findings.append(finding(file.name, "outline.features", message))
        return []
    return features


def _polygons(geometry: Any, code: str) -> list[Polygon]:
    """The polygons of a feature, holes kept. Raises BadOutline."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        kind = geometry.get("type") if isinstance(geometry, dict) else "nothing"
        raise BadOutline("outline.kind", f"{code}: an outline is a Polygon or MultiPolygon, not {kind}.")
    try:
        found = shape(geometry)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        ShapelyError,
        GEOSException,
    ) as error:
        raise BadOutline("outline.shape", f"{code}: its coordinates cannot be read.") from error
    if found.is_empty:
        raise BadOutline("outline.empty", f"{code}: the outline is empty.")
    _check_degrees(found, code)
    if not found.is_valid:
        reason = explain_validity(found)
        raise BadOutline("outline.invalid", f"{code}: the outline is not valid ({reason[:80]}). Repair it.")
    parts = [part for part in getattr(found, "geoms", [found]) if isinstance(part, Polygon)]
    if sum(_vertices(part) for part in parts) > VERTICES_OF_ONE_MAXIMUM:
        message = f"{code}: the outline has more than {VERTICES_OF_ONE_MAXIMUM:,} points. Simplify it."
        raise BadOutline("outline.too_many_vertices_in_one", message)
    return parts


def _check_degrees(found: BaseGeometry, code: str) -> None:
    west, south, east, north = found.bounds
    if not all(map(math.isfinite, (west, south, east, north))):
        raise BadOutline("outline.shape", f"{code}: its coordinates are not all numbers.")
    if -60 <= west <= east <= 0 and 90 <= south <= north <= 180:
        message = f"{code}: latitude and longitude are exchanged. GeoJSON has longitude first."
        raise BadOutline("outline.exchanged", message)
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        message = (
            f"{code}: {west:.0f}, {south:.0f} is not longitude and latitude but a projection (metres). "
            "Export the file again in GDA94, GDA2020 or WGS 84 degrees (EPSG:4283, 7844 or 4326)."
        )
        raise BadOutline("outline.projected", message)
    if west < 90 or south < -60 or north > 0:
        raise BadOutline("outline.elsewhere", f"{code}: {west:.3f}, {south:.3f} is not in Australia.")


def _vertices(polygon: Polygon) -> int:
    return len(polygon.exterior.coords) + sum(len(ring.coords) for ring in polygon.interiors)


def _outline(code: str, polygons: list[Polygon], context: ReadContext) -> SubregionOutline:
    """The parts as one outline. A gap between two parts stays, an overlap is dissolved; holes are kept."""
    try:
        joined = unary_union(polygons) if len(polygons) > 1 else polygons[0]
        rounded = set_precision(joined, 10.0**-PLACES)
    except GEOSException as error:
        raise BadOutline("outline.invalid", f"{code}: its parts cannot be put together.") from error
    parts = [part for part in getattr(rounded, "geoms", [rounded]) if isinstance(part, Polygon)]
    parts = [part for part in parts if not part.is_empty]
    if not parts:
        raise BadOutline(
            "outline.empty", f"{code}: nothing is left of the outline at {PLACES} decimal places."
        )
    whole = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    west, south, east, north = whole.bounds
    return SubregionOutline(
        code=code,
        geojson=_plain(mapping(whole), PLACES),
        vertices=sum(_vertices(part) for part in parts),
        simplified=median_segment_m(parts) >= SIMPLIFIED_FROM_M,
        west=west,
        south=south,
        east=east,
        north=north,
        mark=context.mark,
        source=context.source,
    )


def _plain(geometry: Mapping[str, Any], places: int) -> dict[str, Any]:
    """Type and coordinates as JSON holds them: lists, and degrees at a fixed number of places."""

    def lists(part: Any) -> Any:
        if isinstance(part[0], float | int):
            return [round(float(number), places) for number in part[:2]]
        return [lists(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": lists(geometry["coordinates"])}


def median_segment_m(polygons: Iterable[Polygon]) -> float:
    """The middle length of all segments, metres, on a sphere: enough to tell a generalised border."""
    lengths = [
        length
        for polygon in polygons
        for ring in (polygon.exterior, *polygon.interiors)
        for length in _segments_m(list(ring.coords))
    ]
    return statistics.median(lengths) if lengths else 0.0


def _segments_m(points: Sequence[tuple[float, ...]]) -> Iterable[float]:
    for start, end in pairwise(points):
        east = (end[0] - start[0]) * math.cos(math.radians((start[1] + end[1]) / 2))
        yield math.hypot(east, end[1] - start[1]) * _METRES_PER_DEGREE
