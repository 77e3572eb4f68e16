"""Maps of a report: the site, its vegetation zones with their plots, and the polygons of species."""

from typing import Any

from assessments.reports.content import Block, Map, MapArea, MapPoint, Words
from assessments.reports.opening import several
from assessments.reports.source import ReportSource

NO_BOUNDARY = "No map: the boundary of the site has not been uploaded."
MOST_NAMED = 40
"""With more zones than this the map carries their numbers: names would cover it."""

NUMBERED = "The numbers on the map are those of the zones in the table of vegetation integrity."
FARTHEST = 3.0
"""A plot farther from the outlines than so many times their extent is left out of the frame."""

LEAST_EXTENT_DEGREES = 0.005
FAR = "Not on the map, because the coordinates lie far from the outlines (check them): plots"
NO_OUTLINES = "The zones have no outlines yet, so that the map shows the plots alone."
DRAWN_FOR_READING = (
    "Drawn for reading from the outlines that were uploaded; areas are measured on the whole outlines."
)


def site_map(source: ReportSource) -> list[Block]:
    """The boundary alone, for finding the place."""
    site = _site(source)
    if not site:
        return [Words(NO_BOUNDARY)]
    return [Map("The site", site, note=DRAWN_FOR_READING, datum=_datum(source))]


def zone_map(source: ReportSource) -> list[Block]:
    """Vegetation zones inside the boundary, and where each plot starts and runs."""
    outlined = maps_of(source)["zones"]
    drawn = [row for row in outlined if row["rings"]]
    many = len(drawn) > MOST_NAMED
    zones = [
        MapArea(_number(source, row["zone"]) if many else row["zone"], row["rings"], "zone") for row in drawn
    ]
    points, far = _inside(_points(source), [*_site(source), *zones])
    if not zones and not points:
        return [Words("No map: there are no outlines of zones and no plots yet.")]
    missing = [zone.key for zone in source.outcome.zones if zone.key not in {row["zone"] for row in outlined}]
    note = DRAWN_FOR_READING
    if not zones:
        note = NO_OUTLINES
    elif missing:
        note = f"Without an outline, so not drawn: {several(missing)}. {DRAWN_FOR_READING}"
    if many:
        note = f"{NUMBERED} {note}"
    if far:
        note = f"{FAR} {several([point.label for point in far])}. {note}"
    areas = [*_site(source), *zones]
    return [Map("Vegetation zones and plots", areas, points, note=note, datum=_datum(source))]


def _inside(points: list[MapPoint], areas: list[MapArea]) -> tuple[list[MapPoint], list[MapPoint]]:
    """Points on the map, and those so far from everything that they would shrink it to a dot."""
    positions = [p for area in areas for polygon in area.polygons for ring in polygon for p in ring]
    if not positions:
        return points, []
    across, up = [p[0] for p in positions], [p[1] for p in positions]
    reach = FARTHEST * max(max(across) - min(across), max(up) - min(up), LEAST_EXTENT_DEGREES)
    near = [
        min(across) - reach <= point.longitude <= max(across) + reach
        and min(up) - reach <= point.latitude <= max(up) + reach
        for point in points
    ]
    kept = [point for point, inside in zip(points, near, strict=True) if inside]
    return kept, [point for point, inside in zip(points, near, strict=True) if not inside]


def species_map(source: ReportSource) -> list[Block]:
    """Habitat of the species that are present, where it was uploaded as polygons."""
    drawn, entered = [], []
    for row in maps_of(source)["species"]:
        name = f"{row['common_name'] or row['name']}, {row['zone']}"
        if row["rings"]:
            drawn.append(MapArea(name, row["rings"], "habitat"))
        elif row["individuals"] is None:
            entered.append(name)
    note = f"Entered as an area without a polygon: {several(entered)}." if entered else ""
    if not drawn:
        return [Words(f"No species polygon has been uploaded. {note}".strip())]
    areas = [*_site(source), *drawn]
    return [Map("Species polygons", areas, note=note or DRAWN_FOR_READING, datum=_datum(source))]


def maps_of(source: ReportSource) -> dict[str, Any]:
    """The frozen outlines; empty for a calculation that was stored without any."""
    return {"site": [], "zones": [], "species": [], "datum": "", **source.context.get("maps", {})}


def _datum(source: ReportSource) -> str:
    return str(maps_of(source)["datum"])


def _site(source: ReportSource) -> list[MapArea]:
    rings = maps_of(source)["site"]
    return [MapArea("Site boundary", rings, "site")] if rings else []


def _points(source: ReportSource) -> list[MapPoint]:
    """Plots by label; the zone's number is added where two zones use the same label."""
    plots = [row for row in source.context.get("plots", []) if row["longitude"] is not None]
    labels = [row["label"] for row in plots]
    shared = len(set(labels)) < len(labels)
    return [
        MapPoint(
            f"{_number(source, row['zone'])}/{row['label']}" if shared else row["label"],
            row["longitude"],
            row["latitude"],
            float(row["bearing"]),
        )
        for row in plots
    ]


def _number(source: ReportSource, key: str) -> str:
    zone = source.zones.get(key)
    return str(zone.number) if zone else key
