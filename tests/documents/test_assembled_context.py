"""What a calculation freezes for the assembled report: places, plot sheets, evidence, sources, the certification."""

import math
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.boundary.thinning import thinned
from assessments.models import EnteredFact, Plot, PlotSpecies, Revision, SiteBoundary, ZoneOutline
from assessments.services import documents, report_context
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision(assessor, authority, release) -> Revision:
    return builders.complete_development(assessor=assessor, reviewing=authority, zones=2)


def context(revision: Revision) -> dict[str, Any]:
    return report_context.build(revision, calculated_at=timezone.now())


def ring(positions: int) -> dict[str, Any]:
    """A wavy circle near Singleton."""
    turns = [math.tau * number / positions for number in range(positions)]
    points = [
        [151.1 + (0.01 + 0.0004 * math.sin(40 * turn)) * math.cos(turn), -32.6 + 0.01 * math.sin(turn)]
        for turn in turns
    ]
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


# --- outlines --------------------------------------------------------------------------------------------------------
def test_a_small_outline_is_kept_as_it_is_to_six_decimals() -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[151.12345678, -32.6], [151.2, -32.6], [151.2, -32.5], [151.12345678, -32.6]]],
    }
    assert thinned(square) == [[[[151.123457, -32.6], [151.2, -32.6], [151.2, -32.5], [151.123457, -32.6]]]]


def test_a_large_outline_is_thinned_the_same_way_every_time_and_keeps_its_shape() -> None:
    kept = thinned(ring(40_000))
    (outer,) = kept[0]
    assert 500 < len(outer) <= 5_000
    assert outer[0] == outer[-1]
    assert thinned(ring(40_000)) == kept
    assert min(x for x, _ in outer) == pytest.approx(151.1 - 0.01, abs=0.0005)


def test_holes_stay_holes_and_nothing_gives_nothing() -> None:
    square = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
    hole = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0], [1.0, 1.0]]
    shape = {"type": "MultiPolygon", "coordinates": [[square, hole]]}
    feature = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": shape}]}
    assert [len(polygon) for polygon in thinned(feature)] == [2]
    assert thinned(None) == []


def test_site_and_zone_outlines_are_frozen(revision) -> None:
    zone = revision.vegetationzone_set.get(number=2)
    ZoneOutline.objects.create(
        revision=revision,
        zone=zone,
        area_m2=19_000,
        geojson={"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": ring(50)}]},
        vertices=51,
        source_name="zones.geojson",
        source_sha256="a" * 64,
        transform="EPSG:7844 to EPSG:9473",
    )
    maps = context(revision)["maps"]
    assert len(maps["site"][0][0]) == 5
    assert maps["datum"] == "GDA2020"
    assert [(row["zone"], len(row["rings"][0][0])) for row in maps["zones"]] == [("1592_good2", 51)]


def test_a_boundary_in_gda94_is_drawn_as_gda94(revision) -> None:
    SiteBoundary.objects.filter(revision=revision).update(
        transform="EPSG:4283 to EPSG:3577 (Australian Albers)"
    )
    assert context(revision)["maps"]["datum"] == "GDA94"


# --- plots -----------------------------------------------------------------------------------------------------------
def test_a_plot_is_placed_in_longitude_and_latitude() -> None:
    # Zone 56, easting 500,000 m is its central meridian, 153 degrees east, whatever the northing.
    plot = Plot(pk=1, mga_zone=56, easting="500000.00", northing="6400000.00")
    from assessments.services.plot_context import _places

    place = _places([plot])[1]
    assert place["longitude"] == 153.0
    assert place["latitude"] == pytest.approx(-32.537, abs=0.002)


def test_plots_carry_their_zone_grid_place_day_and_plants(revision) -> None:
    plot = Plot.objects.filter(revision=revision).order_by("zone__number", "label").first()
    Plot.objects.filter(pk=plot.pk).update(surveyed_on="2026-01-15")
    PlotSpecies.objects.create(
        revision=revision,
        plot=plot,
        scientific_name="Eucalyptus testa",
        cover_percent="12.5",
        growth_form="tree",
    )
    first, *others = context(revision)["plots"]
    assert (first["zone"], first["label"], first["surveyed_on"]) == ("1592_good1", "P1", "2026-01-15")
    assert (first["mga_zone"], first["easting"], first["bearing"]) == (56, "321000.00", 90)
    assert [(row["name"], row["cover_percent"], row["growth_form"]) for row in first["species"]] == [
        ("Eucalyptus testa", "12.5", "Tree")
    ]
    assert len(others) == 3 and all(row["species"] == [] for row in others)


# --- the rest --------------------------------------------------------------------------------------------------------
def test_entered_facts_are_frozen_by_the_names_people_read(revision) -> None:
    facts = context(revision)["entered_facts"]
    assert len(facts) == EnteredFact.objects.filter(revision=revision).count()
    assert {"Large tree threshold (cm)", "Biodiversity risk weighting"} <= {row["fact"] for row in facts}
    assert all(row["source"] for row in facts)


def test_the_accreditation_s_term_and_the_last_day_are_frozen_when_final(revision, today) -> None:
    draft = context(revision)["header"]
    assert draft["submit_by"] == ""
    final = builders.finalise(revision)
    header = documents.source_of(final.calculations.first()).header
    assert header["submit_by"] == (today + timedelta(days=14)).isoformat()
    first, last = header["accreditation_term"]
    assert first <= today.isoformat() <= last


def test_freezing_asks_the_database_as_often_for_many_zones_as_for_few(assessor, authority, release) -> None:
    counts = []
    for zones in (1, 6):
        revision = builders.complete_development(assessor=assessor, reviewing=authority, zones=zones)
        revision = Revision.objects.select_related("assessment__case", "release").get(pk=revision.pk)
        with CaptureQueriesContext(connection) as captured:
            context(revision)
        counts.append(len(captured))
    assert counts[0] == counts[1]
