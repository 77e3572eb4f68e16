"""Site boundaries: what is accepted, where the fault is in what is not, and how large the site is."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from shapely.geometry import LinearRing, shape

from assessments.boundary.reading import NSW_BOUNDS, BoundaryResult, read_boundary
from assessments.boundary.source import BoundaryLimits

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "boundaries"
ELLIPSOID = Geod(ellps="GRS80")
SQUARE = [[150.5, -33.5], [150.5, -33.51], [150.51, -33.51], [150.51, -33.5], [150.5, -33.5]]


def polygon(*rings: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def box(west: float, south: float, wide: float, high: float) -> list[list[float]]:
    east, north = west + wide, south + high
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def square(west: float, south: float, side: float) -> list[list[float]]:
    return box(west, south, side, side)


def read(data: object, claimed_area_m2: int | None = None, **limits: int) -> BoundaryResult:
    return read_boundary(json.dumps(data), claimed_area_m2=claimed_area_m2, limits=BoundaryLimits(**limits))


def sample(name: str) -> BoundaryResult:
    return read_boundary((SAMPLES / name).read_bytes(), claimed_area_m2=None)


def codes(result: BoundaryResult) -> list[str]:
    return [finding.code for finding in result.findings]


def geodesic_area_m2(*rings: list[list[float]]) -> float:
    """The area on the ellipsoid, by another method than the projection the reader uses."""
    outer, *holes = [
        abs(ELLIPSOID.polygon_area_perimeter([x for x, _ in ring], [y for _, y in ring])[0]) for ring in rings
    ]
    return outer - sum(holes)


@pytest.mark.parametrize(
    "data",
    [
        polygon(SQUARE),
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Feature", "properties": None, "geometry": polygon(SQUARE)},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon(SQUARE)}]},
    ],
)
def test_every_form_of_polygon_becomes_one_multipolygon(data: dict[str, Any]) -> None:
    result = read(data)
    assert result.findings == ()
    assert result.geojson is not None
    assert [feature["geometry"]["type"] for feature in result.geojson["features"]] == ["MultiPolygon"]
    assert result.bbox == (150.5, -33.51, 150.51, -33.5)
    assert result.vertices == 5


def test_the_normal_form_reads_back_to_itself() -> None:
    result = sample("two_lots_with_a_hole.geojson")
    assert read(result.geojson) == result


def test_outer_lines_run_counter_clockwise_whichever_way_they_came() -> None:
    for ring in (SQUARE, SQUARE[::-1]):
        geojson = read(polygon(ring)).geojson
        assert geojson is not None
        (part,) = geojson["features"][0]["geometry"]["coordinates"]
        assert LinearRing(part[0]).is_ccw


@given(
    west=st.floats(141.0, 153.0),
    south=st.floats(-37.5, -28.7),
    side=st.floats(0.0005, 0.5),
)
@settings(max_examples=50)
def test_the_area_of_a_known_rectangle_is_right_within_a_thousandth(
    west: float, south: float, side: float
) -> None:
    ring = square(west, south, side)
    result = read(polygon(ring))
    assert result.findings == ()
    assert result.area_m2 == pytest.approx(geodesic_area_m2(ring), rel=0.001, abs=1)


def test_adjoining_lots_are_one_site_and_a_hole_does_not_count() -> None:
    result = sample("two_lots_with_a_hole.geojson")
    assert result.findings == ()
    hole = square(150.503, -33.506, 0.003)
    site = [[150.5, -33.51], [150.52, -33.51], [150.52, -33.5], [150.5, -33.5], [150.5, -33.51]]
    assert result.area_m2 == pytest.approx(geodesic_area_m2(site, hole), rel=0.001)
    assert result.geojson is not None
    (part,) = result.geojson["features"][0]["geometry"]["coordinates"]
    assert len(part) == 2


def test_overlapping_parts_are_counted_once_with_a_warning() -> None:
    twice = {
        "type": "MultiPolygon",
        "coordinates": [[square(150.5, -33.5, 0.01)], [square(150.505, -33.5, 0.01)]],
    }
    result = read(twice)
    assert codes(result) == ["boundary.shape.overlap"]
    site = [[150.5, -33.5], [150.515, -33.5], [150.515, -33.49], [150.5, -33.49], [150.5, -33.5]]
    assert result.area_m2 == pytest.approx(geodesic_area_m2(site), rel=0.001)


def test_parts_that_cross_in_a_great_many_places_are_refused_before_they_are_merged() -> None:
    steps = [number * 0.001 for number in range(300)]
    west, south, long, thin = 150.0, -33.0, 0.3, 0.0005
    rows = [[box(west, south + step, long, thin)] for step in steps]
    columns = [[box(west + step, south, thin, long)] for step in steps]
    result = read({"type": "MultiPolygon", "coordinates": rows + columns})
    assert codes(result) == ["boundary.shape.too_many_crossings"]


def test_a_grid_of_adjoining_lots_is_merged_without_a_word() -> None:
    lots = [[square(150 + 0.01 * (lot % 20), -33 + 0.01 * (lot // 20), 0.01)] for lot in range(400)]
    result = read({"type": "MultiPolygon", "coordinates": lots})
    assert result.findings == ()
    assert result.area_m2 == pytest.approx(geodesic_area_m2(square(150, -33, 0.2)), rel=0.001)


def test_eastings_and_northings_of_a_named_zone_are_placed() -> None:
    result = sample("mga_zone_56.geojson")
    assert result.findings == ()
    assert result.coordinate_system == "EPSG:7844"
    assert result.area_transform == "EPSG:7844 to EPSG:9473 (Australian Albers)"
    # One kilometre by half on the grid, whose scale at 200 km from the central meridian is 0.9996 * (1 + 0.000492).
    assert result.area_m2 == pytest.approx(500_000 / (0.9996 * 1.000492) ** 2, rel=0.0001)
    assert result.bbox is not None
    expected = Transformer.from_crs("EPSG:7856", "EPSG:7844", always_xy=True).transform(300_000, 6_290_000)
    assert result.bbox[0] == pytest.approx(expected[0], abs=0.0002)


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("EPSG:4326", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4283", "EPSG:4283"),
        ("epsg:7844", "EPSG:7844"),
        ("urn:ogc:def:crs:EPSG:9.8.1:7844", "EPSG:7844"),
    ],
)
def test_longitude_and_latitude_may_be_named(name: str, system: str) -> None:
    result = read({**polygon(SQUARE), "crs": {"type": "name", "properties": {"name": name}}})
    assert result.findings == ()
    assert result.coordinate_system == system


def test_the_datum_changes_the_projection_but_not_the_area() -> None:
    areas = set()
    for name, projection in (("EPSG:4283", "EPSG:3577"), ("EPSG:7844", "EPSG:9473")):
        result = read({**polygon(SQUARE), "crs": {"type": "name", "properties": {"name": name}}})
        assert projection in result.area_transform
        areas.add(result.area_m2)
    assert len(areas) == 1


@pytest.mark.parametrize(
    "crs", [{"type": "name", "properties": {"name": "EPSG:3857"}}, {"type": "link"}, "EPSG:4326", 7]
)
def test_any_other_coordinate_system_is_refused_with_those_that_are_accepted(crs: object) -> None:
    result = read({**polygon(SQUARE), "crs": crs})
    assert codes(result) == ["boundary.crs.unsupported"]
    assert "EPSG:7844" in result.findings[0].message
    assert result.geojson is None


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("eastings_without_system.geojson", "boundary.coordinates.projected", "EPSG:7856"),
        ("bow_tie.geojson", "boundary.shape.self_crossing", "near longitude 150.505, latitude -33.505"),
        ("latitude_first.geojson", "boundary.coordinates.swapped", "longitude first"),
        ("open_line.geojson", "boundary.ring.not_closed", "Close it"),
        ("hole_outside.geojson", "boundary.shape.hole_outside", "Remove the hole"),
        (
            "victoria.geojson",
            "boundary.place.outside_nsw",
            "longitude 140.9 to 153.7, latitude -37.6 to -28.1",
        ),
    ],
)
def test_a_faulty_boundary_is_refused_and_told_where_and_what_to_do(name: str, code: str, told: str) -> None:
    result = sample(name)
    assert codes(result) == [code]
    assert told in result.findings[0].message
    assert (result.geojson, result.area_m2, result.bbox) == (None, None, None)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"type": "Point", "coordinates": [150.5, -33.5]}, "boundary.type.not_polygon"),
        ({"type": "GeometryCollection", "geometries": [polygon(SQUARE)]}, "boundary.type.not_polygon"),
        ({"type": "Topology"}, "boundary.type.not_polygon"),
        ({}, "boundary.type.not_polygon"),
        ({"type": "FeatureCollection"}, "boundary.type.unknown"),
        ({"type": "FeatureCollection", "features": []}, "boundary.geometry.empty"),
        ({"type": "FeatureCollection", "features": [3]}, "boundary.type.not_polygon"),
        ({"type": "MultiPolygon", "coordinates": []}, "boundary.geometry.empty"),
        (polygon(), "boundary.geometry.empty"),
        (polygon([]), "boundary.ring.too_short"),
        (polygon(SQUARE[:2] + SQUARE[:1]), "boundary.ring.too_short"),
        (polygon([[150.5, -33.5]] * 4), "boundary.shape.collapsed"),
        (polygon("abcd"), "boundary.ring.positions"),  # type: ignore[arg-type]
        (polygon([["150", "-33"]] * 4), "boundary.ring.positions"),
        (polygon([[True, False]] * 4), "boundary.ring.positions"),
        (polygon([[150.5]] * 4), "boundary.ring.positions"),
        (polygon([[float("nan"), -33.5], *SQUARE[1:]]), "boundary.coordinates.not_finite"),
        (polygon([[float("inf"), -33.5], *SQUARE[1:]]), "boundary.coordinates.not_finite"),
        (polygon([[int("9" * 400), -33.5], *SQUARE[1:]]), "boundary.coordinates.not_finite"),
        (polygon([[x, -y] for x, y in SQUARE]), "boundary.coordinates.north"),
        (polygon([[x * 1000, y * 1000] for x, y in SQUARE]), "boundary.coordinates.projected"),
        (polygon([[x, y + 60] for x, y in SQUARE]), "boundary.place.outside_nsw"),
        (polygon(square(153.5, -29, 0.5)), "boundary.place.outside_nsw"),
        (polygon(square(150.5, -33.5, 0.000001)), "boundary.area.none"),
        ([1, 2], "boundary.file.not_geojson"),
    ],
)
def test_every_kind_of_unusable_boundary_gets_its_own_error(data: object, code: str) -> None:
    result = read(data)
    assert codes(result) == [code]
    assert result.geojson is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "boundary.file.empty"),
        (b"\xef\xbb\xbf  \n", "boundary.file.empty"),
        (b"PK\x03\x04\xff\xfe", "boundary.file.encoding"),
        (b"{'type': 'Polygon'}", "boundary.file.not_json"),
        (b'{"type": "Polygon", "coordinates": [[', "boundary.file.not_json"),
        (b"[" * 100_000, "boundary.file.too_deep"),
        (b'{"a":' * 100_000, "boundary.file.too_deep"),
        (b" " * 6_000_000, "boundary.file.too_large"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused(content: bytes, code: str) -> None:
    assert codes(read_boundary(content, claimed_area_m2=None)) == [code]


def test_brackets_inside_names_are_no_nesting() -> None:
    named = {
        "type": "Feature",
        "properties": {"name": "[" * 100 + '\\"' + "{" * 100},
        "geometry": polygon(SQUARE),
    }
    assert read(named).findings == ()


def test_a_string_that_never_ends_is_read_once_only() -> None:
    # Looked at again from each of its quotation marks, this would take hours.
    content = '{"type": "' + '\\"' * 500_000
    assert codes(read_boundary(content, claimed_area_m2=None)) == ["boundary.file.not_json"]


def test_an_utf8_mark_before_the_text_is_accepted() -> None:
    content = b"\xef\xbb\xbf" + json.dumps(polygon(SQUARE)).encode()
    assert read_boundary(content, claimed_area_m2=None).findings == ()


def test_degrees_that_are_named_metres_are_refused() -> None:
    result = read({**polygon(SQUARE), "crs": {"type": "name", "properties": {"name": "EPSG:28356"}}})
    assert codes(result) == ["boundary.crs.mismatch"]


@pytest.mark.parametrize("far", [1e9, 1e300])
def test_metres_far_outside_the_grid_are_outside_the_state(far: float) -> None:
    ring = [[far, far], [far * 1.1, far], [far, far * 1.1], [far, far]]
    result = read({**polygon(ring), "crs": {"type": "name", "properties": {"name": "EPSG:28356"}}})
    assert codes(result) == ["boundary.place.outside_nsw"]


def test_heights_are_left_out_with_one_warning() -> None:
    result = read(polygon([[x, y, 120.5] for x, y in SQUARE]))
    assert codes(result) == ["boundary.coordinates.height"]
    assert result.findings[0].severity == "warning"
    assert result.geojson == read(polygon(SQUARE)).geojson


def test_a_feature_without_geometry_is_left_out_with_a_warning() -> None:
    features = [{"type": "Feature", "geometry": None}, {"type": "Feature", "geometry": polygon(SQUARE)}]
    result = read({"type": "FeatureCollection", "features": features})
    assert codes(result) == ["boundary.geometry.missing"]
    assert result.area_m2 is not None


def test_limits_on_points_and_parts_hold() -> None:
    assert codes(read(polygon(SQUARE), vertices=4)) == ["boundary.vertices.too_many"]
    assert codes(read(polygon(SQUARE), vertices=5)) == []
    parts = {
        "type": "MultiPolygon",
        "coordinates": [[square(150.5, -33.5, 0.01)], [square(150.6, -33.5, 0.01)]],
    }
    assert codes(read(parts, parts=1)) == ["boundary.parts.too_many"]


def test_every_faulty_part_is_told_up_to_a_limit() -> None:
    open_parts = {"type": "MultiPolygon", "coordinates": [[SQUARE[:-1]]] * 30}
    result = read(open_parts)
    assert len(result.findings) == 20
    assert "part 3," in result.findings[2].message


AREA_M2 = 1_030_577


def test_the_square_of_the_claims_below_has_the_area_they_are_held_against() -> None:
    assert read(polygon(SQUARE)).area_m2 == AREA_M2 == round(geodesic_area_m2(SQUARE))


@pytest.mark.parametrize(
    ("claimed_area_m2", "expected"),
    [
        (AREA_M2, []),
        (round(AREA_M2 / 1.0199), []),
        (round(AREA_M2 / 1.0201), [("boundary.area.differs", "warning")]),
        (round(AREA_M2 / 0.9799), [("boundary.area.differs", "warning")]),
        (round(AREA_M2 / 1.199), [("boundary.area.differs", "warning")]),
        (round(AREA_M2 / 1.201), [("boundary.area.far_off", "error")]),
        (round(AREA_M2 / 0.799), [("boundary.area.far_off", "error")]),
        (0, [("boundary.area.claimed", "error")]),
        (-5, [("boundary.area.claimed", "error")]),
    ],
)
def test_the_area_is_held_against_the_claimed_one(
    claimed_area_m2: int, expected: list[tuple[str, str]]
) -> None:
    result = read(polygon(SQUARE), claimed_area_m2=claimed_area_m2)
    assert [(finding.code, finding.severity) for finding in result.findings] == expected
    assert result.area_m2 == AREA_M2


def test_the_box_of_the_state_holds_its_corners() -> None:
    west, south, east, north = NSW_BOUNDS
    for longitude, latitude in ((141.0, -34.0), (149.9, -37.5), (153.6, -28.2), (141.0, -29.0)):
        assert west < longitude < east
        assert south < latitude < north


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | st.just(SQUARE),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "crs"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(data=json_values, kind=st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection"]))
@settings(max_examples=200)
def test_random_json_never_raises(data: object, kind: str) -> None:
    for candidate in (
        data,
        {"type": kind, "coordinates": data, "geometry": data, "features": data, "crs": data},
    ):
        result = read(candidate, claimed_area_m2=1)
        assert result.findings or result.geojson


@given(content=st.binary(max_size=200))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert read_boundary(content, claimed_area_m2=None).geojson is None


positions = st.tuples(st.floats(150.0, 150.1), st.floats(-33.1, -33.0)).map(list)


@given(ring=st.lists(positions, min_size=3, max_size=9), system=st.sampled_from([None, "EPSG:28356"]))
@settings(max_examples=100)
def test_random_rings_give_a_valid_shape_or_an_error(ring: list[list[float]], system: str | None) -> None:
    data = polygon([*ring, ring[0]])
    if system:
        to_grid = Transformer.from_crs("EPSG:4283", system, always_xy=True)
        data = polygon([list(to_grid.transform(position[0], position[1])) for position in [*ring, ring[0]]])
        data["crs"] = {"type": "name", "properties": {"name": system}}
    result = read(data)
    if result.geojson is None:
        assert result.findings[0].severity == "error"
        assert result.findings[0].message.isprintable()
    else:
        assert shape(result.geojson["features"][0]["geometry"]).is_valid
        assert result.area_m2 is not None
        assert result.area_m2 >= 1
