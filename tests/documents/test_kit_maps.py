"""A map is true to scale, loses nothing, keeps inside its frame, and is the same every time."""

import math
import random
import re

import pytest

from registry.documents.map_layout import Area, Layout, PointMark, arrange
from registry.documents.map_patterns import FILLS, TINTS, Hatch, hatch_dots, hatch_lines
from registry.documents.map_shapes import TOLERANCE, Box, drawable, point_inside, rooms, thinned
from registry.documents.maps import NOTHING, area_map
from registry.documents.projection import Bounds, fitted, length_label, metres_per_degree, round_length_m
from tests.documents.kit_files import build_story

LATITUDE = -33.0


def degrees(east_m: float, north_m: float, latitude: float = LATITUDE) -> tuple[float, float]:
    """A position so many metres from 150 E on the parallel, by lengths of degrees from a published table for GRS80 at
    33 degrees: 93,453 m of longitude, 110,904 m of latitude."""
    return 150 + east_m / 93_453.0, latitude + north_m / 110_904.0


def square(side_m: float, east_m: float = 0.0, north_m: float = 0.0) -> list[tuple[float, float]]:
    corners = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m), (0, 0)]
    return [degrees(east_m + x, north_m + y) for x, y in corners]


def laid_out(areas: list[Area], points: list[PointMark] | None = None, **changes: float) -> Layout:
    values = {"width": 440.0, "shortest": 150.0, "tallest": 400.0, "line_height": 8.6} | changes
    layout = arrange(areas, points or [], measure=lambda label: 4.0 * len(label), **values)
    assert layout is not None
    return layout


def size(layout: Layout, number: int = 0) -> tuple[float, float]:
    points = [point for ring in layout.shapes[number].rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) - min(xs), max(ys) - min(ys)


def test_a_square_on_the_ground_is_a_square_on_the_map() -> None:
    wide, high = size(laid_out([Area("s", [[square(1000)]], "border")]))
    assert wide / high == pytest.approx(1.0, abs=0.002)


def test_drawn_lengths_agree_with_the_scale_bar_within_one_per_cent() -> None:
    for side_m in (30.0, 1_000.0, 25_000.0):
        layout = laid_out([Area("s", [[square(side_m)]], "border")])
        bar = layout.projection.scale_bar()
        wide, high = size(layout)
        assert wide * bar.metres / bar.length == pytest.approx(side_m, rel=0.01)
        assert high * bar.metres / bar.length == pytest.approx(side_m, rel=0.01)
        assert bar.length <= 0.28 * 440 + 1e-6


@pytest.mark.parametrize(
    ("latitude", "longitude_m", "latitude_m"),
    [(0, 111_319.5, 110_574.3), (-33, 93_453, 110_904), (-37, 89_012, 110_976), (90, 0.0, 111_693.9)],
)
def test_degrees_have_the_lengths_that_the_ellipsoid_gives_them(latitude, longitude_m, latitude_m) -> None:
    across, up = metres_per_degree(latitude)
    assert across == pytest.approx(longitude_m, abs=20)
    assert up == pytest.approx(latitude_m, abs=20)


@pytest.mark.parametrize(
    ("longest", "metres", "label"),
    [
        (137, 100, "100 m"),
        (499.9, 200, "200 m"),
        (500, 500, "500 m"),
        (2_600, 2_000, "2 km"),
        (0.3, 0.2, "0.2 m"),
    ],
)
def test_a_scale_bar_has_the_longest_round_length_that_fits(longest, metres, label) -> None:
    assert round_length_m(longest) == pytest.approx(metres)
    assert length_label(round_length_m(longest)) == label


def test_north_is_up_and_east_is_right() -> None:
    layout = laid_out([], [PointMark("sw", *degrees(0, 0)), PointMark("ne", *degrees(500, 300))])
    first, second = layout.marks
    assert second.at[0] > first.at[0] and second.at[1] > first.at[1]


def test_the_graticule_has_round_degrees_at_their_true_places() -> None:
    layout = laid_out([Area("s", [[square(1000)]], "border")])
    for ticks, axis in ((layout.projection.meridians(), 0), (layout.projection.parallels(), 1)):
        assert 1 <= len(ticks) <= 5
        for tick in ticks:
            number, side = tick.label.split("° ")
            degree = float(number) * (-1 if side in "SW" else 1)
            place = [tick.at, 0.0] if axis == 0 else [0.0, tick.at]
            assert layout.projection.position(*place)[axis] == pytest.approx(degree, abs=1e-9)


@pytest.mark.parametrize("side_m", [0.01, 3.0, 900_000.0, 9_000_000.0])
def test_tiny_and_huge_shapes_stay_inside_the_frame_and_are_seen(side_m: float) -> None:
    layout = laid_out(
        [Area("s", [[square(side_m)]], "fill")], [PointMark("p", *degrees(side_m, side_m), 10.0)]
    )
    wide, high = size(layout)
    assert wide >= 2 and high >= 2
    inside(layout)


def inside(layout: Layout) -> None:
    width, height = layout.projection.width, layout.projection.height
    points = [point for shape in layout.shapes for ring in shape.rings for point in ring]
    points += [mark.at for mark in layout.marks]
    for x, y in points:
        assert -0.01 <= x <= width + 0.01
        assert -0.01 <= y <= height + 0.01
    for sign in layout.signs:
        assert sign.box.within(width, height), sign.text


def grid(count: int, label: str = "{}_Moderate_or_good") -> list[Area]:
    across = math.ceil(math.sqrt(count))
    return [
        Area(label.format(n + 1), [[square(200, 220 * (n % across), 220 * (n // across))]], "fill")
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 30, 300])
def test_no_label_covers_another_and_each_area_is_named_on_the_map_or_said_not_to_be(count: int) -> None:
    layout = laid_out(
        grid(count), [PointMark(f"Plot {n}", *degrees(90 * n, 70 * n), 5.0 * n) for n in range(40)]
    )
    boxes = [sign.box for sign in layout.signs]
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[:n])
    inside(layout)
    written = [sign.text for sign in layout.signs]
    for shape in layout.shapes:
        assert ((shape.key or shape.label) in written) == shape.signed
    keys = [shape.key for shape in layout.shapes if shape.key]
    assert len(set(keys)) == len(keys)
    assert sum(shape.signed for shape in layout.shapes) >= 0.9 * count


def test_a_label_that_does_not_fit_its_area_becomes_a_letter() -> None:
    layout = laid_out(
        [*grid(2, "{}_Low"), Area("Derived native grassland of the plain", [[square(90, 600)]], "fill")]
    )
    assert [(shape.key, shape.signed) for shape in layout.shapes] == [("", True), ("", True), ("A", True)]
    assert {sign.text for sign in layout.signs} == {"1_Low", "2_Low", "A"}


def test_a_label_stands_inside_its_area_and_not_in_its_hole() -> None:
    hole = square(600, 200, 200)
    layout = laid_out([Area("Z", [[square(1000), hole]], "fill")])
    (sign,) = layout.signs
    x, y = layout.projection.position(*sign.box.middle)
    (left, low), (right, high) = hole[0], hole[2]
    assert not (left < x < right and low < y < high)
    assert 150 < x < degrees(1000, 0)[0] and LATITUDE < y < degrees(0, 1000)[1]


def test_a_label_too_long_for_its_place_stands_beside_it_on_a_leader() -> None:
    layout = laid_out(
        [Area("Site", [[square(4000)]], "border"), Area("Z", [[square(5, 2000, 2000)]], "fill")]
    )
    (sign,) = layout.signs
    assert sign.leader is not None
    assert layout.shapes[1].signed


def test_each_piece_of_an_area_is_named_where_it_has_room() -> None:
    layout = laid_out([Area("Z", [[square(500)], [square(500, 800)], [square(4, 700, 700)]], "fill")])
    assert [sign.text for sign in layout.signs] == ["Z", "Z"]


def test_one_border_needs_no_name_on_the_map_and_two_do() -> None:
    site, other = Area("Site", [[square(1000)]], "border"), Area("Other", [[square(1000, 1100)]], "border")
    assert laid_out([site]).signs == ()
    assert {sign.text for sign in laid_out([site, other]).signs} == {"Site", "Other"}


def test_positions_that_are_no_numbers_and_rings_without_points_do_no_harm() -> None:
    areas = [Area("bad", [[[(math.nan, 1.0), (150.0, math.inf)]], [[]], []], "fill"), *grid(1)]
    layout = laid_out(areas, [PointMark("p", math.nan, 1.0, 3.0)])
    assert layout.shapes[0].polygons == () and layout.marks == ()
    inside(layout)


def coast(vertices: int) -> list[tuple[float, float]]:
    noise = random.Random(7)
    ring = []
    for n in range(vertices):
        angle = 2 * math.pi * n / vertices
        reach = 200 * (1 + 0.2 * math.sin(9 * angle) + 0.0005 * noise.random())
        ring.append((220 + reach * math.cos(angle), 220 + reach * math.sin(angle)))
    return ring


def test_twenty_thousand_vertices_are_thinned_and_stay_where_they_were() -> None:
    ring = coast(20_000)
    result = thinned(ring)
    assert thinned(ring) == result
    assert 50 < len(result) < 4_000
    for point in ring[::97]:
        assert (
            min(segment_distance(point, a, b) for a, b in zip(result, (*result[1:], result[0]), strict=True))
            < 0.35
        )
    assert TOLERANCE < 0.35


def segment_distance(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    length = math.dist(a, b)
    if length == 0:
        return math.dist(p, a)
    share = ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length**2
    share = min(max(share, 0), 1)
    return math.dist(p, (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))


def test_a_ring_is_open_and_a_hole_too_small_to_see_is_left_out() -> None:
    outer = [(0, 0), (50, 0), (50, 50), (0, 50), (0, 0)]
    speck = [(10, 10), (10.1, 10), (10.1, 10.1), (10, 10)]
    assert drawable([outer, speck]) == (((0, 0), (50, 0), (50, 50), (0, 50)),)
    assert len(drawable([speck])[0]) == 4


def test_room_for_text_is_found_within_the_shape_alone() -> None:
    ring = ((0.0, 0.0), (60.0, 0.0), (60.0, 10.0), (20.0, 10.0), (20.0, 60.0), (0.0, 60.0))
    for y, left, right in rooms([ring], height=8.0):
        assert 0 <= left < right <= (60 if y + 4 <= 10 else 20)
    x, y = point_inside([ring])
    assert 0 < x < 60 and 0 < y < 10


def test_hatching_crosses_its_box_at_its_distance() -> None:
    box = Box(10, 10, 40, 30)
    lines = list(hatch_lines(Hatch(0, 5), box))
    assert [round(start[1], 6) for start, _ in lines] == [10, 15, 20, 25, 30]
    assert all(start[0] <= 10 and end[0] >= 40 for start, end in lines)
    dots = list(hatch_dots(Hatch(0, 5, dotted=True), box))
    assert dots and all(10 <= x <= 40 and 10 <= y <= 30 for x, y in dots)


def test_forty_fills_are_told_apart_before_one_comes_again() -> None:
    looks = {(n % len(FILLS), n % TINTS) for n in range(40)}
    assert len(looks) == 40


def test_a_fitted_picture_is_as_high_as_its_bounds_ask_within_limits() -> None:
    flat = Bounds(150, -33.001, 150.1, -33.0)
    high = Bounds(150, -33.1, 150.001, -33.0)
    assert fitted(flat, width=400, shortest=120, tallest=300).height == 120
    assert fitted(high, width=400, shortest=120, tallest=300).height == 300


def built(areas: list[Area], points: list[PointMark] | None = None, **changes):  # type: ignore[no-untyped-def]
    return build_story(area_map(areas, points or [], caption="The site", **changes))


def test_a_map_on_a_page_says_its_caption_names_scale_datum_and_note() -> None:
    document = built(
        [Area("Subject land", [[square(1000)]], "border"), Area("1_Low", [[square(400, 50, 50)]], "fill")],
        [PointMark("P1", *degrees(500, 600), 45.0)],
        note="One outline is missing.",
        datum="GDA2020",
        point_name="Plot with bearing",
    )
    for words in (
        "The site",
        "Subject land",
        "1_Low",
        "P1",
        "One outline is missing.",
        "GDA2020",
        "Plot with bearing",
    ):
        assert words in document.text, words
    assert re.search(r"\d+ k?m\b", document.text)
    assert "° S" in document.text and "° E" in document.text and "\nN\n" in f"\n{document.text}\n"


def test_a_map_is_the_same_every_time() -> None:
    assert built(grid(60)).content == built(grid(60)).content
    assert built(grid(60)).content != built(grid(59)).content


def test_a_map_of_nothing_says_so() -> None:
    document = built([], note="The boundary is missing.")
    assert NOTHING in document.text and "The boundary is missing." in document.text


def test_the_legend_of_three_hundred_areas_goes_on_over_pages_and_names_each() -> None:
    document = built(grid(300, "Zone-{}-of-many"))
    assert set(re.findall(r"Zone-\d+-of-many", document.text)) == {f"Zone-{n}-of-many" for n in range(1, 301)}
    assert 2 <= document.built.pages <= 8


def crowd(count: int) -> list[PointMark]:
    return [PointMark(f"Sample {n}", *degrees(0.001 * n, 0)) for n in range(count)]


def test_what_is_too_crowded_to_name_is_starred_and_the_star_is_explained() -> None:
    document = built(grid(1), crowd(20))
    assert "Sample 19 *" in document.text
    assert "* Not marked on the map" in document.text


def test_a_great_crowd_of_points_without_labels_is_counted() -> None:
    document = built(grid(1), crowd(200))
    unsigned = sum(not mark.signed for mark in laid_out(grid(1), crowd(200)).marks)
    assert unsigned > 150
    assert re.search(r"1\d\d of 200 points have no label on the map", document.text)
    assert document.built.pages == 1


def test_no_leader_crosses_a_label_or_another_leader() -> None:
    points = [PointMark(f"P{n}", *degrees(16.0 * (n % 9), 13.0 * (n // 9))) for n in range(80)]
    layout = laid_out(grid(4), points)
    leaders = [sign.leader for sign in layout.signs if sign.leader]
    assert len(leaders) > 3
    for number, (start, end) in enumerate(leaders):
        for other in leaders[:number]:
            assert not crosses(start, end, *other)
        for step in range(1, 20):
            x, y = (start[axis] + (end[axis] - start[axis]) * step / 20 for axis in (0, 1))
            box = Box(x - 0.1, y - 0.1, x + 0.1, y + 0.1)
            assert not any(
                box.meets(sign.box) for sign in layout.signs if not sign.leader or sign.leader[1] != end
            )


def crosses(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> bool:
        return (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0])

    return side(a, c, d) != side(b, c, d) and side(a, b, c) != side(a, b, d)


@pytest.mark.parametrize(
    "label", ["Llanfairpwll" * 400, "أبجد هوز " * 40, "🦘🌿" * 30, "<b>&amp;</b> a\nb\tc\x07"]
)
def test_a_label_of_any_kind_stands_whole_in_the_legend(label: str) -> None:
    document = built([Area(label, [[square(300)]], "fill")], [PointMark(label, *degrees(50, 50), 20.0)])
    assert document.built.pages >= 1
    if label.startswith("Llan"):
        assert document.text.count("w") == 2 * 400  # one in each word, and nowhere else on the page
    elif "<b>" in label:
        assert "<b>&amp;</b>ab" in document.squeezed
