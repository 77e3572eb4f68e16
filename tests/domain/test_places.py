"""Where a site lies and what lies near it, measured on a few square outlines."""

from typing import Any

import pytest
from pyproj import Geod

from registry.reference import places
from registry.reference.models import Release
from tests import outlines

pytestmark = pytest.mark.django_db

WEST, EAST = (150.0, -33.0, 151.0, -32.0), (151.0, -33.0, 152.0, -32.0)
INSIDE_EAST = (151.40, -32.60, 151.42, -32.58)


@pytest.fixture
def two() -> Release:
    """Two subregions side by side, their borders as exact as can be."""
    release = outlines.draft_release()
    outlines.add_outline(release, "AAA01", WEST)
    outlines.add_outline(release, "BBB01", EAST)
    return release


def test_a_site_inside_one_outline_lies_there(two: Release) -> None:
    found = places.subregion_at(two, outlines.site(INSIDE_EAST))
    assert (found.code, found.uncertain, found.basis) == ("BBB01", False, "outlines")
    assert found.share == pytest.approx(1)
    assert [part.code for part in found.touched] == ["BBB01"]
    assert found.outside == pytest.approx(0, abs=1e-9)


def test_a_site_across_a_border_lies_where_most_of_it_is(two: Release) -> None:
    found = places.subregion_at(two, outlines.site((150.9, -32.6, 151.2, -32.5)))
    assert found.code == "BBB01"
    assert [(part.code, round(part.share, 2)) for part in found.touched] == [("BBB01", 0.67), ("AAA01", 0.33)]
    assert found.share + found.touched[1].share == pytest.approx(1)


def test_a_site_of_two_parts_is_measured_as_one(two: Release) -> None:
    found = places.subregion_at(
        two, outlines.site((150.5, -32.6, 150.6, -32.5), (151.5, -32.6, 151.9, -32.5))
    )
    assert [(part.code, round(part.share, 1)) for part in found.touched] == [("BBB01", 0.8), ("AAA01", 0.2)]


def test_a_site_that_only_touches_a_border_holds_no_part_beyond_it(two: Release) -> None:
    found = places.subregion_at(two, outlines.site((151.0, -32.6, 151.1, -32.5)))
    assert [part.code for part in found.touched] == ["BBB01"]
    assert not found.uncertain


def test_a_site_across_the_edge_of_all_outlines_says_how_much_lies_outside(two: Release) -> None:
    found = places.subregion_at(two, outlines.site((151.9, -32.6, 152.1, -32.5)))
    assert found.code == "BBB01"
    assert found.share == pytest.approx(0.5, abs=0.01)
    assert found.outside == pytest.approx(0.5, abs=0.01)


def test_where_a_simplified_edge_cuts_the_site_the_subregion_is_uncertain() -> None:
    release = outlines.draft_release()
    outlines.add_outline(release, "BBB01", EAST, simplified=True)
    found = places.subregion_at(release, outlines.site((151.9, -32.6, 152.1, -32.5)))
    assert (found.code, found.uncertain, found.possible) == ("BBB01", True, ())


@pytest.mark.parametrize(
    "box", [(152.02, -32.6, 152.03, -32.5), (141.5, -30.0, 141.6, -29.9), (153.0, -28.2, 153.1, -28.1)]
)
def test_a_site_outside_every_outline_has_no_subregion(two: Release, box: outlines.Box) -> None:
    found = places.subregion_at(two, outlines.site(box))
    assert (found.code, found.touched, found.basis) == ("", (), "outlines")
    assert found.outside == pytest.approx(1)


def test_without_outlines_nothing_is_said(release: Release) -> None:
    found = places.subregion_at(release, outlines.site(INSIDE_EAST))
    assert (found.code, found.basis, found.uncertain) == ("", "", False)
    assert not places.has_outlines(release)


@pytest.mark.parametrize(
    ("box", "possible"),
    [
        ((151.01, -32.6, 151.02, -32.59), ("AAA01",)),
        ((151.04, -32.6, 151.05, -32.59), ("AAA01",)),
        ((151.06, -32.6, 151.07, -32.59), ()),
        (INSIDE_EAST, ()),
    ],
)
def test_near_a_simplified_border_the_subregion_is_uncertain(
    box: outlines.Box, possible: tuple[str, ...]
) -> None:
    release = outlines.draft_release()
    outlines.add_outline(release, "AAA01", WEST, simplified=True)
    outlines.add_outline(release, "BBB01", EAST, simplified=True)
    found = places.subregion_at(release, outlines.site(box))
    assert found.code == "BBB01"
    assert found.possible == possible
    assert found.uncertain is bool(possible)


def test_the_distance_runs_from_the_edge_of_the_site_to_the_nearest_point_of_the_outline(
    two: Release,
) -> None:
    outlines.add_outline(two, "CCC01", (152.3, -33.0, 153.0, -32.0))
    found = places.subregions_within_km(two, outlines.site((151.40, -32.60, 151.50, -32.50)))
    assert found.basis == "outlines" and not found.provisional
    assert [row.code for row in found.rows] == ["BBB01", "AAA01", "CCC01"]
    ellipsoid = Geod(ellps="GRS80")
    by_code = {row.code: row.distance_km for row in found.rows}
    assert by_code["BBB01"] == 0
    assert by_code["AAA01"] == pytest.approx(ellipsoid.inv(151.4, -32.6, 151.0, -32.6)[2] / 1000, abs=0.2)
    assert by_code["CCC01"] == pytest.approx(ellipsoid.inv(151.5, -32.6, 152.3, -32.6)[2] / 1000, abs=0.2)


@pytest.mark.parametrize(("west", "near"), [(152.55, True), (152.56, True), (152.58, False), (153.0, False)])
def test_a_subregion_is_near_up_to_a_hundred_kilometres(two: Release, west: float, near: bool) -> None:
    """One degree of longitude is 93.9 km there: 152.57 is 100 km from the site's eastern edge."""
    outlines.add_outline(two, "CCC01", (west, -33.0, 153.5, -32.0))
    rows = places.subregions_within_km(two, outlines.site((151.40, -32.52, 151.505, -32.48))).rows
    assert ("CCC01" in [row.code for row in rows]) is near


def test_the_subregion_is_measured_and_not_what_lies_in_it(two: Release) -> None:
    """A large subregion counts as soon as its nearest corner does."""
    outlines.add_outline(two, "CCC01", (152.0, -31.9, 153.6, -28.5))
    rows = places.subregions_within_km(two, outlines.site(INSIDE_EAST)).rows
    assert "CCC01" in [row.code for row in rows]


def test_near_the_limit_a_simplified_outline_is_uncertain(two: Release) -> None:
    outlines.add_outline(two, "CCC01", (152.53, -33.0, 153.5, -32.0), simplified=True)
    found = places.subregions_within_km(two, outlines.site((151.40, -32.52, 151.505, -32.48)))
    assert [(row.code, row.uncertain) for row in found.rows if row.uncertain] == [("CCC01", True)]
    assert found.provisional


def test_without_outlines_the_table_of_neighbours_answers_and_is_provisional() -> None:
    release = outlines.draft_release()
    outlines.add_neighbours(release, ("AAA01", "BBB01"), touching=True)
    outlines.add_neighbours(release, ("BBB01", "CCC01"), touching=False, distance_km=62.5, uncertain=True)
    found = places.subregions_within_km(release, outlines.site(INSIDE_EAST), from_code="BBB01")
    assert (found.basis, found.provisional) == ("table", True)
    assert [(row.code, row.distance_km, row.uncertain) for row in found.rows] == [
        ("AAA01", 0, False),
        ("BBB01", 0, False),
        ("CCC01", 62.5, True),
    ]
    assert [row.code for row in places.adjoining(release, "BBB01")] == ["AAA01"]


def test_without_outlines_and_without_a_subregion_nothing_is_near() -> None:
    found = places.subregions_within_km(outlines.draft_release(), outlines.site(INSIDE_EAST))
    assert (found.rows, found.basis) == ((), "")


def test_a_site_without_a_boundary_has_the_table_even_where_outlines_are_loaded(two: Release) -> None:
    outlines.add_neighbours(two, ("AAA01", "BBB01"), touching=True)
    found = places.subregions_within_km(two, None, from_code="AAA01")
    assert (found.basis, [row.code for row in found.rows]) == ("table", ["AAA01", "BBB01"])


def test_looking_up_reads_only_what_is_near(two: Release, django_assert_num_queries: Any) -> None:
    for number in range(30):
        outlines.add_outline(two, f"FAR{number:02}", (141.0, -36.0, 141.5, -35.5))
    with django_assert_num_queries(1):
        places.subregion_at(two, outlines.site(INSIDE_EAST))
    with django_assert_num_queries(1):
        places.subregions_within_km(two, outlines.site(INSIDE_EAST))


def test_an_outline_that_crosses_itself_is_still_usable(two: Release) -> None:
    ring = [[152.0, -33.0], [152.4, -32.0], [152.4, -33.0], [152.0, -32.0], [152.0, -33.0]]
    row = outlines.add_outline(two, "CCC01", (152.0, -33.0, 152.4, -32.0))
    type(row).objects.filter(pk=row.pk).update(geojson={"type": "Polygon", "coordinates": [ring]})
    found = places.subregion_at(two, outlines.site((152.35, -32.6, 152.39, -32.55)))
    assert found.code == "CCC01"


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "FeatureCollection", "features": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "Point", "coordinates": [151.4, -32.6]},
    ],
)
def test_a_boundary_without_an_area_is_refused(two: Release, broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no shape|no area"):
        places.subregion_at(two, broken)
