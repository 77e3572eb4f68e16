"""The map as a picture: subregions behind, agreements before them, coloured by what they have free to deal with.

A local picture, north up, drawn on the server (`registry.documents.projection`); good for finding a place, not for
measuring. A site too small to be seen as an outline is a round mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from credits.public.map.geometry import Outline
from credits.public.map.selectors import Place, Site
from registry.documents.map_shapes import drawable
from registry.documents.projection import Projection, Tick, bounds_of, fitted

WIDTH, SHORTEST, TALLEST = 640.0, 260.0, 620.0
MARK_BELOW = 10.0
"""A site smaller than this both ways is a mark, in picture units."""

MARK_RADIUS = 6.0
LABEL_ROOM = 34.0
"""A parallel nearer to the upper or lower edge than this is not drawn: its label would meet another."""

SHADES = (
    ("none", 0, "none free"),
    ("few", 1, "1 to 99"),
    ("some", 100, "100 to 999"),
    ("many", 1_000, "1,000 or more"),
)
"""Class of the style sheet, from how many available credits on, and the words of the key. Our choice."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing on the map: path data or a round mark, its shade, where it leads and what it is called aloud."""

    path: str
    x: float
    y: float
    shade: str
    site: Site | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to be drawn, in picture units, y downwards."""

    width: float
    height: float
    places: tuple[Drawn, ...]
    sites: tuple[Drawn, ...]
    backdrop: str
    meridians: tuple[Tick, ...]
    parallels: tuple[Tick, ...]
    bar_length: float
    bar_label: str
    radius: float = MARK_RADIUS

    @property
    def bar_y(self) -> float:
        """Where the scale bar stands."""
        return self.height - 14


def shade_of(available: int) -> str:
    """The class of the style sheet for so many available credits."""
    return next(code for code, least, _ in reversed(SHADES) if available >= least)


def picture_of(
    sites: Sequence[Site], places: Sequence[Place], *, backdrop: Sequence[Outline]
) -> Picture | None:
    """The picture of these sites and places before all subregions. None where there is no outline at all."""
    shown = [place for place in places if place.outline]
    outlines = [*(site.outline for site in sites), *(place.outline for place in shown)] or list(backdrop)
    bounds = bounds_of(p for outline in outlines for part in outline for ring in part for p in ring)
    if bounds is None:
        return None
    projection = fitted(bounds, width=WIDTH, shortest=SHORTEST, tallest=TALLEST)
    bar = projection.scale_bar()
    return Picture(
        width=projection.width,
        height=projection.height,
        places=tuple(_place(place, projection) for place in shown),
        sites=tuple(_site(site, projection) for site in sites),
        backdrop=" ".join(_path(outline, projection) for outline in backdrop),
        meridians=tuple(projection.meridians()),
        parallels=tuple(
            Tick(projection.height - tick.at, tick.label)
            for tick in projection.parallels()
            if LABEL_ROOM < tick.at < projection.height - LABEL_ROOM
        ),
        bar_length=bar.length,
        bar_label=bar.label,
    )


def _place(place: Place, projection: Projection) -> Drawn:
    return Drawn(_path(place.outline, projection), 0, 0, shade_of(place.available), place=place)


def _site(site: Site, projection: Projection) -> Drawn:
    corners = [_down(p, projection) for part in site.outline for p in part[0]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    small = max(xs) - min(xs) < MARK_BELOW and max(ys) - min(ys) < MARK_BELOW
    path = "" if small else _path(site.outline, projection)
    return Drawn(path, *middle, shade_of(site.available), site=site)


def _path(outline: Outline, projection: Projection) -> str:
    parts = []
    for polygon in outline:
        for ring in drawable([[_down(p, projection) for p in ring] for ring in polygon]):
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z")
    return "".join(parts)


def _down(position: tuple[float, float], projection: Projection) -> tuple[float, float]:
    x, y = projection.place(position)
    return x, projection.height - y
