"""A report's map as SVG, drawn on the server from the same layout as the one on paper.

No style attributes and no scripts; the look is in the style sheet (`reg-map` classes). The drawing is narrow, so that
its labels stay readable on a phone. Beside it stands a key that says in words everything the picture shows.
"""

import math
from dataclasses import dataclass
from unicodedata import east_asian_width

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.reports.content import Map
from assessments.reports.map_tones import MAP_TONES, POINT_NAME, TONE_NAMES
from registry.documents.map_labels import Mark, Shape, Sign
from registry.documents.map_layout import Area, Layout, PointMark, arrange
from registry.documents.map_patterns import TINTS, Hatch, hatches
from registry.documents.map_shapes import Ring

WIDTH = 400.0
"""User units across, the room for coordinates included; about one CSS pixel each on a phone."""

LEFT, FOOT = 52.0, 52.0
SHORTEST, TALLEST = 130.0, 380.0
FONT_SIZE, LINE_HEIGHT = 10.0, 12.5
USUAL_WIDTH, WIDE_WIDTH = 0.7, 1.05
"""Width of a letter as a share of its size; the reader's own font is not known here."""

SWATCH = (30.0, 16.0)
UNSIGNED = "too crowded to mark on the map"


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line of the key: a sample, the letter on the map, the name, and what kind of thing it is."""

    swatch: SafeString
    key: str
    label: str
    kind: str
    unsigned: str = ""


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """The picture and its key; no picture where there is nothing to draw."""

    svg: SafeString
    key: tuple[KeyLine, ...]


def draw_map(block: Map, *, name: str) -> DrawnMap:
    """The map; `name` tells its patterns from those of other maps on the page."""
    layout = arrange(
        [Area(area.label, area.polygons, MAP_TONES[area.tone]) for area in block.areas],
        [
            PointMark(point.label, point.longitude, point.latitude, point.bearing_degrees)
            for point in block.points
        ],
        width=WIDTH - LEFT - 2,
        shortest=SHORTEST,
        tallest=TALLEST,
        measure=_width,
        line_height=LINE_HEIGHT,
    )
    if layout is None:
        return DrawnMap(SafeString(""), ())
    return DrawnMap(_picture(layout, block, name), _key(layout, block, name))


def _width(label: str) -> float:
    shares = (WIDE_WIDTH if east_asian_width(c) in {"W", "F"} else USUAL_WIDTH for c in label)
    return FONT_SIZE * sum(shares)


def _picture(layout: Layout, block: Map, name: str) -> SafeString:
    height = layout.projection.height
    contents = [
        _patterns(layout, name),
        _graticule(layout),
        *(_shape(shape, height, name) for shape in layout.painted()),
        *(_mark(mark, height) for mark in layout.marks),
        *(_sign(sign, height) for sign in layout.signs),
        format_html(
            '<rect class="reg-map__frame" width="{}" height="{}"/>', _n(layout.projection.width), _n(height)
        ),
        _foot(layout),
    ]
    return format_html(
        '<svg class="reg-map" viewBox="{} -6 {} {}" role="img" aria-labelledby="{}-title {}-desc" focusable="false">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        _n(-LEFT),
        _n(WIDTH),
        _n(height + FOOT + 6),
        name,
        name,
        name,
        block.caption,
        name,
        _spoken(layout),
        format_html_join("", "{}", ((piece,) for piece in contents)),
    )


def _spoken(layout: Layout) -> str:
    areas, points = len(layout.shapes), len(layout.marks)
    what = f"Map with {areas} area{'' if areas == 1 else 's'} and {points} point{'' if points == 1 else 's'}"
    return f"{what}, north up, scale bar {layout.projection.scale_bar().label}. The key after it names each."


def _patterns(layout: Layout, name: str) -> SafeString:
    """Each hatching once, named by the map, so that two maps on a page do not take each other's."""
    used = {(shape.tone, hatch) for shape in layout.shapes for hatch in hatches(shape.tone, shape.number)}
    ordered = sorted(used, key=lambda pair: (pair[0], pair[1].angle_degrees, pair[1].step, pair[1].dotted))
    return format_html(
        "<defs>{}</defs>",
        format_html_join("", "{}", ((_pattern(tone, hatch, name),) for tone, hatch in ordered)),
    )


def _pattern(tone: str, hatch: Hatch, name: str) -> SafeString:
    step = _n(hatch.step)
    half = _n(hatch.step / 2)
    sample = (
        format_html('<circle class="reg-map__dot--{}" cx="{}" cy="{}" r="1"/>', tone, half, half)
        if hatch.dotted
        else format_html('<path class="reg-map__hatch--{}" d="M0 {}H{}"/>', tone, half, step)
    )
    return format_html(
        '<pattern id="{}" patternUnits="userSpaceOnUse" width="{}" height="{}" patternTransform="rotate({})">'
        "{}</pattern>",
        _pattern_id(tone, hatch, name),
        step,
        step,
        _n(-hatch.angle_degrees),
        sample,
    )


def _pattern_id(tone: str, hatch: Hatch, name: str) -> str:
    kind = "dots" if hatch.dotted else "lines"
    return f"{name}-{tone}-{kind}-{_n(hatch.angle_degrees)}-{_n(hatch.step)}"


def _shape(shape: Shape, height: float, name: str) -> SafeString:
    path = " ".join(_path(ring, height) for ring in shape.rings)
    tint = f"reg-map__area--tint-{shape.number % TINTS}" if shape.tone == "fill" else "reg-map__area--open"
    layers = [format_html('<path class="{}" fill-rule="evenodd" d="{}"/>', tint, path)]
    layers += [
        format_html(
            '<path fill="url(#{})" fill-rule="evenodd" d="{}"/>', _pattern_id(shape.tone, hatch, name), path
        )
        for hatch in hatches(shape.tone, shape.number)
    ]
    layers.append(format_html('<path class="reg-map__line reg-map__line--{}" d="{}"/>', shape.tone, path))
    return format_html("<g>{}</g>", format_html_join("", "{}", ((layer,) for layer in layers)))


def _path(ring: Ring, height: float) -> str:
    points = [f"{_n(x)} {_n(height - y)}" for x, y in ring]
    return f"M{'L'.join(points)}Z"


def _mark(mark: Mark, height: float) -> SafeString:
    (x, y), line = mark.at, SafeString("")
    if mark.line_end:
        data = f"M{_n(x)} {_n(height - y)}L{_n(mark.line_end[0])} {_n(height - mark.line_end[1])}"
        line = format_html(
            '<path class="reg-map__halo" d="{}"/><path class="reg-map__bearing" d="{}"/>', data, data
        )
    return format_html(
        '{}<circle class="reg-map__point" cx="{}" cy="{}" r="{}"/>',
        line,
        _n(x),
        _n(height - y),
        _n(mark.radius),
    )


def _sign(sign: Sign, height: float) -> SafeString:
    box = sign.box
    leader = SafeString("")
    if sign.leader:
        (x1, y1), (x2, y2) = sign.leader
        leader = format_html(
            '<path class="reg-map__leader" d="M{} {}L{} {}"/>',
            _n(x1),
            _n(height - y1),
            _n(x2),
            _n(height - y2),
        )
    return format_html(
        '{}<rect class="reg-map__paper" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
        '<text class="reg-map__label" x="{}" y="{}" text-anchor="middle">{}</text>',
        leader,
        _n(box.left),
        _n(height - box.top),
        _n(box.right - box.left),
        _n(box.top - box.bottom),
        _n(box.middle[0]),
        _n(height - box.bottom - 3.2),
        sign.text,
    )


def _graticule(layout: Layout) -> SafeString:
    projection = layout.projection
    lines = [
        format_html(
            '<path class="reg-map__grid" d="M{} 0V{}"/><text class="reg-map__degrees" x="{}" y="{}" '
            'text-anchor="middle">{}</text>',
            _n(tick.at),
            _n(projection.height),
            _n(min(max(tick.at, -20.0), projection.width - 26.0)),
            _n(projection.height + 13),
            tick.label,
        )
        for tick in projection.meridians()
    ]
    lines += [
        format_html(
            '<path class="reg-map__grid" d="M0 {}H{}"/><text class="reg-map__degrees" x="-4" y="{}" '
            'text-anchor="end">{}</text>',
            _n(projection.height - tick.at),
            _n(projection.width),
            _n(projection.height - tick.at + 3),
            tick.label,
        )
        for tick in projection.parallels()
    ]
    return format_html_join("", "{}", ((line,) for line in lines))


def _foot(layout: Layout) -> SafeString:
    """Scale bar and north arrow under the frame."""
    bar, y, x = layout.projection.scale_bar(), layout.projection.height + 26, layout.projection.width - 12
    return format_html(
        '<rect class="reg-map__bar" y="{}" width="{}" height="4"/>'
        '<rect class="reg-map__bar reg-map__bar--open" x="{}" y="{}" width="{}" height="4"/>'
        '<text class="reg-map__degrees" y="{}">0</text>'
        '<text class="reg-map__degrees" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<path class="reg-map__north" d="M{} {}l-5 17l5 -4l5 4z"/>'
        '<text class="reg-map__label" x="{}" y="{}" text-anchor="middle">N</text>',
        _n(y),
        _n(bar.length / 2),
        _n(bar.length / 2),
        _n(y),
        _n(bar.length / 2),
        _n(y + 16),
        _n(bar.length),
        _n(y + 16),
        bar.label,
        _n(x),
        _n(y - 7),
        _n(x),
        _n(y + 22),
    )


def _key(layout: Layout, block: Map, name: str) -> tuple[KeyLine, ...]:
    lines = [
        KeyLine(
            _swatch(shape, name),
            shape.key,
            shape.label,
            "" if shape.label == TONE_NAMES[area.tone] else TONE_NAMES[area.tone],
            "" if shape.signed else UNSIGNED,
        )
        for shape, area in zip(layout.shapes, block.areas, strict=True)
    ]
    lines += [
        KeyLine(_point_swatch(mark), mark.key, mark.label, _point_kind(mark), "" if mark.signed else UNSIGNED)
        for mark in layout.marks
    ]
    return tuple(lines)


def _point_kind(mark: Mark) -> str:
    if mark.bearing_degrees is None or not math.isfinite(mark.bearing_degrees):
        return POINT_NAME
    return f"{POINT_NAME}, midline {mark.bearing_degrees:.0f}° from north"


def _swatch(shape: Shape, name: str) -> SafeString:
    width, height = SWATCH
    ring = ((1.0, 1.0), (width - 1, 1.0), (width - 1, height - 1), (1.0, height - 1))
    sample = Shape("", shape.tone, shape.number, ((ring,),))
    return _sample(_shape(sample, height, name))


def _point_swatch(mark: Mark) -> SafeString:
    middle = (8.0, SWATCH[1] / 2)
    return _sample(_mark(Mark("", middle, None if mark.line_end is None else 90.0), SWATCH[1]))


def _sample(drawn: SafeString) -> SafeString:
    return format_html(
        '<svg class="reg-map__swatch" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        _n(SWATCH[0]),
        _n(SWATCH[1]),
        drawn,
    )


def _n(value: float) -> str:
    """A number as short as it can be: a hundredth of a unit is not seen."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
