"""Outlines of zones: one, many in one file, what they are held against, and what happens to them."""

import json

import pytest
from django.utils import timezone

from assessments.models import Revision, ZoneOutline
from assessments.sections import section_of
from assessments.services import completeness, content, editing, lifecycle, zone_outlines
from registry.findings import DomainError, InvalidInput, NotVisible, StaleEdit
from tests import builders
from tests.evidence_files import features, outline, square

pytestmark = pytest.mark.django_db

AREA_M2 = 21_900
"""Of `square()`, to 0.01 ha."""


@pytest.fixture
def revision(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.set_square_boundary(revision, claimed_area_m2=93_000)
    return revision


@pytest.fixture
def zone(revision):
    return builders.add_zone(revision, area_m2=AREA_M2)


def doubts(revision: Revision, section: str = "zones") -> list[str]:
    statuses = completeness.statuses(revision, today=timezone.localdate())
    return [
        finding.code
        for status in statuses
        if status.section.code == section
        for finding in status.findings
        if finding.severity == "warning"
    ]


def test_a_zone_gets_its_outline_and_keeps_its_own_area(revision, zone):
    made = outline(revision, zone)
    stored = ZoneOutline.objects.get(zone=zone)
    assert made["area_m2"] == {zone.key: stored.area_m2}
    assert stored.area_m2 == pytest.approx(AREA_M2, rel=0.02)
    zone.refresh_from_db()
    assert zone.area_m2 == AREA_M2
    assert stored.warnings == [] and doubts(revision) == []


def test_another_file_takes_the_place_of_the_first(revision, zone):
    outline(revision, zone)
    outline(revision, zone, features(square(side_degrees=0.001)))
    assert ZoneOutline.objects.count() == 1


def test_an_area_more_than_two_per_cent_apart_is_told(revision):
    zone = builders.add_zone(revision, area_m2=30_000)
    outline(revision, zone)
    assert doubts(revision) == ["outline.area_differs"]


def test_the_warning_goes_when_the_zone_is_corrected(revision):
    zone = builders.add_zone(revision, area_m2=30_000)
    outline(revision, zone)
    content.change_row(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        section="zones",
        row_id=str(zone.public_id),
        values={"area_m2": AREA_M2},
        expected_version=editing.section_version(revision, section_of("zones")),
    )
    assert doubts(revision) == []


def test_an_outline_outside_the_site_is_refused(revision, zone):
    with pytest.raises(InvalidInput) as refused:
        outline(revision, zone, features(square(west=151.2)))
    assert refused.value.findings[0].code == "outline.outside_site"
    assert not ZoneOutline.objects.exists()


def test_an_outline_that_reaches_beyond_the_site_is_told(revision, zone):
    outline(revision, zone, features(square(west=151.0995)))
    assert doubts(revision) == ["outline.partly_outside_site"]


def test_a_new_site_boundary_is_held_against_the_outlines(revision, zone):
    outline(revision, zone)
    from assessments.services import boundaries

    boundaries.set_boundary(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        filename="moved.geojson",
        content=builders.square_geojson(west=151.3),
        claimed_area_m2=93_000,
        expected_version=editing.section_version(revision, section_of("boundary")),
    )
    assert doubts(revision) == ["outline.outside_site"]
    assert ZoneOutline.objects.filter(zone=zone).exists()


def test_a_site_without_a_boundary_takes_outlines(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    zone = builders.add_zone(revision, area_m2=AREA_M2)
    outline(revision, zone)
    assert doubts(revision) == []


def test_outlines_of_two_zones_that_overlap_are_told_once(revision, zone):
    other = builders.add_zone(revision, number=2, condition="poor", area_m2=AREA_M2)
    outline(revision, zone)
    outline(revision, other, features(square(west=151.1015)))
    assert doubts(revision) == ["outline.overlap"]
    zone_outlines.remove_outline(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        zone_id=str(other.public_id),
        expected_version=editing.section_version(revision, section_of("zone_outlines")),
    )
    assert doubts(revision) == []


def test_neighbours_that_only_touch_do_not_overlap(revision, zone):
    other = builders.add_zone(revision, number=2, condition="poor", area_m2=15_100)
    outline(revision, zone)
    outline(revision, other, features(square(west=151.10195, side_degrees=0.001)))
    assert "outline.overlap" not in doubts(revision)


def test_one_file_fills_all_the_zones_it_names(revision, zone):
    other = builders.add_zone(revision, number=2, condition="poor", area_m2=10_000)
    file = features(
        square(zone=zone.key), square(west=151.10195, side_degrees=0.0007, Name=other.key.upper())
    )
    made = outline(revision, None, file)
    assert made["zones"] == sorted([zone.key, other.key])
    assert set(ZoneOutline.objects.values_list("zone__condition_class", flat=True)) == {"good", "poor"}


def test_features_of_one_zone_are_put_together(revision, zone):
    file = features(
        square(zone=zone.key, side_degrees=0.0005),
        square(west=151.1020, side_degrees=0.0005, zone_key=zone.key),
    )
    outline(revision, None, file)
    stored = ZoneOutline.objects.get(zone=zone)
    assert len(stored.geojson["features"][0]["geometry"]["coordinates"]) == 2


def test_every_bad_feature_is_named_and_nothing_of_the_file_is_stored(revision, zone):
    nothing = {"type": "Feature", "properties": {"zone": zone.key}, "geometry": None}
    with pytest.raises(InvalidInput) as refused:
        outline(revision, None, features(square(zone=zone.key), square(), square(zone="999_x"), nothing))
    assert [(f.row, f.code) for f in refused.value.findings] == [
        (2, "outline.unnamed"),
        (3, "outline.unknown_zone"),
        (4, "outline.empty"),
    ]
    assert zone.key in refused.value.findings[1].message
    assert not ZoneOutline.objects.exists()


def test_a_feature_that_crosses_itself_is_told_by_its_number(revision, zone):
    bad = square(zone=zone.key)
    ring = bad["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    with pytest.raises(InvalidInput) as refused:
        outline(revision, None, features(square(zone=zone.key), bad))
    assert refused.value.findings[0].message.startswith("Feature 2 of the file crosses itself")
    assert "boundary" not in refused.value.findings[0].message


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "outline.file.empty"),
        (b"{", "outline.file.not_json"),
        (b"[" * 5_000, "outline.file.too_deep"),
        (builders.square_geojson(), "outline.not_features"),
        (b'{"type": "FeatureCollection", "features": []}', "outline.geometry.empty"),
        (b"x" * 5_000_001, "outline.too_large"),
    ],
)
def test_a_file_that_is_no_outlines_is_refused(revision, zone, file, code):
    with pytest.raises(InvalidInput) as refused:
        outline(revision, None, file)
    assert refused.value.findings[0].code == code
    assert refused.value.findings[0].field == "file"


def test_a_file_of_mga_coordinates_is_read_by_the_system_it_names(revision, zone):
    from pyproj import Transformer

    grid = Transformer.from_crs("EPSG:7844", "EPSG:7856", always_xy=True)
    row = square(zone=zone.key)
    ring = row["geometry"]["coordinates"][0]
    row["geometry"]["coordinates"] = [[list(grid.transform(x, y)) for x, y in ring]]
    data = json.loads(features(row)) | {"crs": {"type": "name", "properties": {"name": "EPSG:7856"}}}
    outline(revision, None, json.dumps(data).encode())
    assert ZoneOutline.objects.get().area_m2 == pytest.approx(AREA_M2, rel=0.02)


def test_a_renamed_zone_keeps_its_outline(revision, zone):
    outline(revision, zone)
    content.change_row(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        section="zones",
        row_id=str(zone.public_id),
        values={"condition_class": "renamed"},
        expected_version=editing.section_version(revision, section_of("zones")),
    )
    assert ZoneOutline.objects.get().zone.condition_class == "renamed"


def test_an_older_form_and_a_zone_without_outline_are_refused(revision, zone):
    outline(revision, zone)
    sent = {
        "actor": builders.acting(revision.assessment.assessor),
        "revision_id": revision.pk,
        "zone_id": str(zone.public_id),
    }
    with pytest.raises(StaleEdit):
        zone_outlines.remove_outline(**sent, expected_version=0)
    version = editing.section_version(revision, section_of("zone_outlines"))
    zone_outlines.remove_outline(**sent, expected_version=version)
    with pytest.raises(NotVisible):
        zone_outlines.remove_outline(**sent, expected_version=version + 1)


def test_a_copy_of_a_revision_has_the_outlines_on_its_own_zones(assessor, authority, release):
    first = builders.complete_development(assessor=assessor, reviewing=authority)
    outline(first, builders.VegetationZone.objects.get(revision=first))
    builders.finalise(first)
    made = lifecycle.reopen(actor=builders.acting(assessor), revision_id=first.pk, today=timezone.localdate())
    second = Revision.objects.get(public_id=made["revision_id"])
    copy = ZoneOutline.objects.get(revision=second)
    assert copy.zone.revision_id == second.pk
    assert copy.geojson == ZoneOutline.objects.get(revision=first).geojson


def test_a_final_revision_and_scattered_trees_take_no_outlines(assessor, authority, release):
    trees = builders.open_revision(assessor=assessor, reviewing=authority, module="scattered_trees")
    with pytest.raises(DomainError) as refused:
        outline(trees, None)
    assert refused.value.code == "section.not_applicable"


@pytest.mark.parametrize(("east_m", "told"), [(0, []), (-60, []), (76, []), (90, ["plots.outside_outline"])])
def test_a_plot_more_than_ten_metres_outside_its_zone_is_told(revision, zone, east_m, told):
    # The middle of the square in MGA zone 56; its eastern edge is about 68 m away.
    from pyproj import Transformer

    grid = Transformer.from_crs("EPSG:7844", "EPSG:7856", always_xy=True)
    easting, northing = grid.transform(151.1005 + 0.000725, -32.5995 + 0.000725)
    outline(revision, zone)
    builders.add_plot(revision, zone, easting=f"{easting + east_m:.2f}", northing=f"{northing:.2f}")
    assert [code for code in doubts(revision, "plots") if "outline" in code] == told


def test_a_plot_in_a_zone_without_outline_is_not_held_against_anything(revision, zone):
    builders.add_plot(revision, zone)
    assert [code for code in doubts(revision, "plots") if "outline" in code] == []
