"""The outline of a site as a picture: inside its frame, to scale, north up."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from assessments.boundary.outline import MARGIN, Outline, boundary_outline_svg_points


def outline(*rings: list[list[float]], width: float = 400, height: float = 300) -> Outline:
    geometry = {"type": "MultiPolygon", "coordinates": [[list(ring) for ring in rings]]}
    geojson = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": geometry}]}
    return boundary_outline_svg_points(geojson, width, height)


def rectangle(west: float, south: float, wide: float, high: float) -> list[list[float]]:
    east, north = west + wide, south + high
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@given(
    west=st.floats(141, 153),
    south=st.floats(-37, -29),
    wide=st.floats(0.0001, 0.5),
    high=st.floats(0.0001, 0.5),
    width=st.integers(60, 900),
    height=st.integers(60, 900),
)
@settings(max_examples=80)
def test_a_site_fits_its_frame_and_touches_it_on_two_sides(
    west: float, south: float, wide: float, high: float, width: int, height: int
) -> None:
    picture = outline(rectangle(west, south, wide, high), width=width, height=height)
    across = [x for x, _ in picture.points[0]]
    down = [y for _, y in picture.points[0]]
    assert min(across) >= MARGIN - 0.001
    assert max(across) <= width - MARGIN + 0.001
    assert min(down) >= MARGIN - 0.001
    assert max(down) <= height - MARGIN + 0.001
    assert min(across) + min(down) == pytest.approx(MARGIN + max(min(across), min(down)), abs=0.001)


def test_north_is_up_and_east_is_right() -> None:
    (south_west, south_east, _, north_west, _) = outline(rectangle(150, -33, 0.01, 0.01)).points[0]
    assert south_east[0] > south_west[0]
    assert north_west[1] < south_west[1]


def test_distances_in_the_picture_are_those_on_the_ground() -> None:
    picture = outline(rectangle(150, -33, 0.01, 0.01))
    (south_west, south_east, _, north_west, _) = picture.points[0]
    ellipsoid = Geod(ellps="GRS80")
    across_m = ellipsoid.inv(150, -33, 150.01, -33)[2]
    up_m = ellipsoid.inv(150, -33, 150, -32.99)[2]
    assert math.dist(south_west, south_east) * picture.scale_m == pytest.approx(across_m, rel=0.005)
    assert math.dist(south_west, north_west) * picture.scale_m == pytest.approx(up_m, rel=0.005)


def test_path_data_has_one_closed_ring_for_each_ring() -> None:
    picture = outline(rectangle(150, -33, 0.01, 0.01), rectangle(150.002, -32.998, 0.002, 0.002))
    assert len(picture.rings) == 2
    assert picture.path.count("M") == picture.path.count("Z") == 2
    assert picture.rings[0].count("L") == 3


@given(wide=st.floats(0.0001, 5))
def test_the_scale_bar_has_a_round_length_and_fits(wide: float) -> None:
    picture = outline(rectangle(146, -33, wide, wide / 2))
    assert int(str(picture.bar_m).rstrip("0")) in (1, 2, 5)
    assert 400 * 0.3 / 2.6 <= picture.bar_length <= 400 * 0.3
    assert picture.bar_length * picture.scale_m == pytest.approx(picture.bar_m)


@pytest.mark.parametrize(("wide", "label"), [(0.01, "200 m"), (0.1, "2 km")])
def test_the_scale_bar_is_labelled_in_metres_or_kilometres(wide: float, label: str) -> None:
    assert outline(rectangle(150, -33, wide, wide)).bar_label == label


def test_points_too_close_to_be_seen_are_left_out() -> None:
    circle = [
        [
            150 + 0.01 * math.cos(2 * math.pi * step / 20_000),
            -33 + 0.01 * math.sin(2 * math.pi * step / 20_000),
        ]
        for step in range(20_000)
    ]
    (ring,) = outline([*circle, circle[0]]).points
    assert 500 < len(ring) < 4_000
    assert ring[0] == ring[-1]


def test_a_boundary_without_rings_has_no_outline() -> None:
    with pytest.raises(ValueError, match="without rings"):
        boundary_outline_svg_points({"features": []}, 100, 100)
