"""Uploaded GeoJSON as rings of finite positions and a coordinate system, with limits on everything. Pure."""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from assessments.boundary.coordinates import UNNAMED, CoordinateSystem, Position, system_named
from registry.findings import Finding

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BoundaryLimits:
    """How much of a file is read; the defaults hold any real site."""

    bytes: int = 5 * MEBIBYTE
    vertices: int = 20_000
    parts: int = 1_000
    nesting: int = 32
    findings: int = 20


DEFAULT_LIMITS = BoundaryLimits()


class Refused(Exception):
    """The boundary cannot be used; the notes say why."""


@dataclass(slots=True)
class Notes:
    """The findings of one boundary as they are made; enough of them end the reading."""

    limit: int
    findings: list[Finding] = field(default_factory=list)
    has_errors: bool = False

    def error(self, code: str, message: str, *, field: str = "boundary") -> None:
        """Note an error. Raises Refused when a person has enough to correct already."""
        self.findings.append(Finding(f"boundary.{code}", message, field=field))
        self.has_errors = True
        if len(self.findings) >= self.limit:
            raise Refused

    def warning(self, code: str, message: str) -> None:
        """Note a warning, once each."""
        finding = Finding(f"boundary.{code}", message, field="boundary", severity="warning")
        if finding not in self.findings:
            self.findings.append(finding)


@dataclass(frozen=True, slots=True)
class RawPolygon:
    """One polygon: its rings, the outer one first, each closed. `name` is how messages call it."""

    name: str
    rings: list[list[Position]]


@dataclass(frozen=True, slots=True)
class BoundarySource:
    """What a file holds: polygons in the coordinates it came in."""

    polygons: tuple[RawPolygon, ...]
    system: CoordinateSystem


def read_source(content: bytes | str, notes: Notes, limits: BoundaryLimits) -> BoundarySource:
    """The polygons of a GeoJSON file. Raises Refused, with the reasons in `notes`, when there is an error in it."""
    data = _parse(_text(content, notes, limits), notes, limits)
    reader = _Reader(notes, limits)
    reader.read(data)
    system = _system(data, notes)
    if not reader.polygons and not notes.has_errors:
        notes.error("geometry.empty", "The boundary holds no polygon. Draw the site and export it again.")
    if notes.has_errors or system is None:
        raise Refused
    return BoundarySource(tuple(reader.polygons), system)


def _text(content: bytes | str, notes: Notes, limits: BoundaryLimits) -> str:
    if len(content) > limits.bytes:
        megabytes = limits.bytes // MEBIBYTE
        notes.error(
            "file.too_large", f"The boundary file is larger than {megabytes} MB. Simplify the boundary."
        )
        raise Refused
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.error("file.encoding", "The boundary file is not UTF-8 text. Export it again as GeoJSON.")
        raise Refused from None
    text = text.strip("\ufeff\x00 \t\r\n")
    if not text:
        notes.error("file.empty", "The boundary file is empty. Export the boundary again as GeoJSON.")
        raise Refused
    return text


# A string that is never closed runs to the end, so that each character is looked at once, whatever is in it.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)|[\[\]{}]', re.DOTALL)


def _deepest(text: str) -> int:
    depth = deepest = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        if match.group() in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
        elif match.group() in ("]", "}"):
            depth -= 1
    return deepest


def _parse(text: str, notes: Notes, limits: BoundaryLimits) -> dict[str, Any]:
    if _deepest(text) > limits.nesting:
        notes.error(
            "file.too_deep", "The boundary file is nested too deeply. Export only the site's polygons."
        )
        raise Refused
    try:
        # Whole numbers as floats too: a number of a million digits is then infinite and not work.
        data = json.loads(text, parse_int=float)
    except json.JSONDecodeError as error:
        message = f"The boundary file is not valid JSON at line {error.lineno}, column {error.colno}."
        notes.error("file.not_json", f"{message} Export it again as GeoJSON.")
        raise Refused from None
    except (ValueError, RecursionError):
        notes.error("file.not_json", "The boundary file is not valid JSON. Export it again as GeoJSON.")
        raise Refused from None
    if not isinstance(data, dict):
        notes.error(
            "file.not_geojson", "The boundary file is JSON but not GeoJSON. Export it again as GeoJSON."
        )
        raise Refused
    return data


def _system(data: dict[str, Any], notes: Notes) -> CoordinateSystem | None:
    named = data.get("crs")
    if named is None:
        return UNNAMED
    properties = named.get("properties") if isinstance(named, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    system = system_named(name[:100]) if isinstance(name, str) else None
    if system is None:
        shown = f"'{_plain(name)}'" if isinstance(name, str) else "in a form that is not supported"
        notes.error(
            "crs.unsupported",
            f"The boundary's coordinate system is {shown}. Export it in longitude and latitude (EPSG:7844, EPSG:4283 "
            "or EPSG:4326) or in MGA zone 54, 55 or 56 (EPSG:7854 to 7856, EPSG:28354 to 28356).",
        )
    return system


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:40])


class _Reader:
    """Walks the objects of a GeoJSON file and collects its polygons."""

    def __init__(self, notes: Notes, limits: BoundaryLimits) -> None:
        self.notes = notes
        self.limits = limits
        self.polygons: list[RawPolygon] = []
        self.vertices = 0

    def read(self, data: dict[str, Any]) -> None:
        """Collect the polygons of a whole file."""
        if data.get("type") != "FeatureCollection":
            self._feature_or_geometry(data, "The boundary")
            return
        features = data.get("features")
        if not isinstance(features, list):
            self.notes.error(
                "type.unknown", "The boundary's FeatureCollection has no list of features. Export it again."
            )
            return
        for number, feature in enumerate(features, start=1):
            name = "The boundary" if len(features) == 1 else f"Feature {number} of the boundary"
            self._feature_or_geometry(feature, name)

    def _feature_or_geometry(self, item: Any, name: str) -> None:
        if isinstance(item, dict) and item.get("type") == "Feature":
            item = item.get("geometry")
            if item is None:
                self.notes.warning(
                    "geometry.missing", "A feature of the boundary has no geometry; it was left out."
                )
                return
        kind = item.get("type") if isinstance(item, dict) else None
        coordinates = item.get("coordinates") if isinstance(item, dict) else None
        if kind == "Polygon":
            self._polygon(coordinates, name)
        elif kind == "MultiPolygon":
            parts = coordinates if isinstance(coordinates, list) else []
            for number, part in enumerate(parts, start=1):
                self._polygon(part, name if len(parts) == 1 else f"{name}, part {number},")
        else:
            shown = f"a {_plain(kind)}" if isinstance(kind, str) and kind else "no GeoJSON geometry"
            self.notes.error(
                "type.not_polygon", f"{name} is {shown}. A site boundary is made of polygons: export those."
            )

    def _polygon(self, rings: Any, name: str) -> None:
        if not isinstance(rings, list) or not rings:
            self.notes.error(
                "geometry.empty", f"{name} is a polygon without rings. Draw it again or remove it."
            )
            return
        if len(self.polygons) >= self.limits.parts:
            message = (
                f"The boundary has more than {self.limits.parts:,} parts. Merge them and export it again."
            )
            self.notes.error("parts.too_many", message)
            raise Refused
        read = [self._ring(ring, name, number) for number, ring in enumerate(rings, start=1)]
        if all(read):
            self.polygons.append(RawPolygon(name, read))

    def _ring(self, ring: Any, name: str, number: int) -> list[Position]:
        """The positions of a ring; empty when there is an error in it."""
        where = f"{name} has, in ring {number}," if number > 1 else f"{name} has"
        if not isinstance(ring, list):
            self.notes.error("ring.positions", f"{where} no list of positions. Export it again as GeoJSON.")
            return []
        self.vertices += len(ring)
        if self.vertices > self.limits.vertices:
            message = f"The boundary has more than {self.limits.vertices:,} points. Simplify it and export it again."
            self.notes.error("vertices.too_many", message)
            raise Refused
        positions: list[Position] = []
        for place, position in enumerate(ring, start=1):
            problem = self._problem(position)
            if problem is not None:
                self.notes.error(
                    problem[0], f"{where} {problem[1]} at point {place}. Correct it and export it again."
                )
                return []
            positions.append((position[0], position[1]))
        if positions and positions[0] != positions[-1]:
            message = f"{where} a line that is not closed: its last point is not its first. Close it."
            self.notes.error("ring.not_closed", message)
            return []
        if len(positions) < 4:
            message = (
                f"{where} fewer than four points, the last repeating the first. Draw it again or remove it."
            )
            self.notes.error("ring.too_short", message)
            return []
        return positions

    def _problem(self, position: Any) -> tuple[str, str] | None:
        if (
            not isinstance(position, list)
            or len(position) < 2
            or any(type(value) is not float for value in position)
        ):
            return "ring.positions", "something that is not a pair of numbers"
        if not all(map(math.isfinite, position)):
            return "coordinates.not_finite", "a coordinate that is not a finite number"
        if len(position) > 2:
            self.notes.warning(
                "coordinates.height", "The boundary's points have heights; they were left out."
            )
        return None
