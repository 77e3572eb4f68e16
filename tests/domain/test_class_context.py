"""What a calculation keeps about the classes of its credits, and the reports that come of it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import selectors
from assessments.models import Revision
from assessments.reports.content import Table, plain
from assessments.reports.credit_classes import classed, place_of
from assessments.reports.credit_report import like_for_like, variations
from assessments.services import calculating, class_context, completeness, documents, site_place
from registry.findings import warnings
from registry.reference.models import PlantCommunityType
from tests import builders, outlines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_development")]


@pytest.fixture
def revision(staged_development: Revision) -> Revision:
    return staged_development


def with_outlines(revision: Revision, chosen: str = "BBB01", *, simplified: bool = False) -> Revision:
    """The same revision on a draft release of two subregions; the site lies in BBB01."""
    draft = outlines.draft_release()
    outlines.copy_parameters(revision.release, draft)
    outlines.add_outline(draft, "AAA01", (150.0, -33.0, 151.0, -32.0), simplified=simplified)
    outlines.add_outline(draft, "BBB01", (151.0, -33.0, 152.0, -32.0), simplified=simplified)
    outlines.add_neighbours(draft, ("AAA01", "BBB01"), touching=True)
    Revision.objects.filter(pk=revision.pk).update(release=draft)
    type(revision.site_context).objects.filter(revision=revision).update(subregion_code=chosen)
    return Revision.objects.get(pk=revision.pk)


def test_names_bands_types_and_neighbours_are_kept(revision: Revision) -> None:
    kept = class_context.build(revision)
    assert kept["tiers"][0]["label"] == "<50%"
    kind = kept["pcts"]["1592"]
    row = PlantCommunityType.objects.get(release=revision.release, pct_id=1592)
    assert (kind["vegetation_class"], kind["formation"]) == (row.vegetation_class, row.vegetation_formation)
    assert kind["percent_cleared"]["value"] == 44
    assert 1592 in kept["vegetation_classes"][row.vegetation_class]
    assert kept["place"]["subregion"]["code"] == "SYB02"
    assert kept["place"]["basis"] == "table"
    assert "measured from the subregion, not from the edge of the site" in kept["place"]["notes"][0]
    assert {area["code"] for area in kept["place"]["adjoining"]} <= {
        area["code"] for area in kept["place"]["near"]
    }


def test_an_entered_per_cent_cleared_is_kept_with_its_mark(revision: Revision) -> None:
    builders.enter_fact(revision, "pct", 1592, "percent_cleared", "91.5")
    kept = class_context.build(revision)["pcts"]["1592"]["percent_cleared"]
    assert (kept["value"], kept["mark"]) == (91.5, "entered")


def test_the_number_of_queries_does_not_grow_with_zones(revision: Revision) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        class_context.build(revision)
    for number in range(2, 12):
        builders.add_zone(revision, number=number, condition=f"c{number}")
    revision = Revision.objects.get(pk=revision.pk)
    with CaptureQueriesContext(connection) as many:
        class_context.build(revision)
    assert len(many) <= len(few) + 1  # the revision itself was read again


def test_the_report_of_a_stored_calculation_shows_class_group_and_place(revision: Revision) -> None:
    calculating.calculate(actor=builders.acting(revision.assessment.assessor), revision_id=revision.pk)
    calculation = selectors.latest_calculation(revision)
    assert calculation is not None
    source = documents.source_of(calculation)
    (first, *_) = [row for row in classed(source) if row.credit.kind == "ecosystem"]
    assert first.credit.trading_group == "Hunter-Macleay Dry Sclerophyll Forests <50%"
    with CaptureQueriesContext(connection) as asked:
        report = like_for_like(source)
        variations(source)
    assert len(asked) == 0
    (table,) = [
        block
        for part in report.parts
        for block in part.blocks
        if isinstance(block, Table) and block.caption == "Other native vegetation: like for like"
    ]
    assert plain(table.groups[0].rows[0]["where"]).startswith("Hunter, ")
    assert place_of(source).subregion is not None


# --- outlines -----------------------------------------------------------------------------------------------------


def test_with_outlines_near_subregions_are_measured_from_the_site(revision: Revision) -> None:
    kept = class_context.build(with_outlines(revision))["place"]
    assert (kept["basis"], kept["notes"]) == ("outlines", [])
    assert [(area["code"], area["distance_km"]) for area in kept["near"]] == [("BBB01", 0.0), ("AAA01", 9.4)]
    assert [area["code"] for area in kept["adjoining"]] == ["AAA01"]


def test_simplified_outlines_near_a_border_are_said_to_be_uncertain(revision: Revision) -> None:
    changed = with_outlines(revision, simplified=True)
    place = site_place.place_of(changed, chosen="BBB01")
    assert place.found is not None and not place.found.uncertain  # 9 km from the border
    assert class_context.build(changed)["place"]["notes"] == []


def test_a_subregion_that_the_outlines_contradict_is_kept_with_the_doubt(revision: Revision) -> None:
    kept = class_context.build(with_outlines(revision, chosen="AAA01"))["place"]
    assert kept["subregion"]["code"] == "AAA01"
    assert kept["notes"] == [
        "Your boundary lies in BBB01 Name of BBB01 by the loaded outlines, not in AAA01 Name of AAA01. "
        "Check the boundary and the subregion."
    ]


def doubtful(revision: Revision, today: Any) -> list[str]:
    (status,) = [one for one in completeness.statuses(revision, today=today) if one.section.code == "site"]
    return [finding.code for finding in warnings(status.findings)]


def test_completeness_warns_where_the_chosen_subregion_contradicts_the_boundary(
    revision: Revision, today: Any
) -> None:
    assert doubtful(revision, today) == []
    assert doubtful(with_outlines(revision, chosen="AAA01"), today) == ["site.subregion_code.contradicted"]


@pytest.mark.parametrize("chosen", ["BBB01", ""])
def test_completeness_is_silent_where_it_agrees_or_nothing_is_chosen(
    revision: Revision, today: Any, chosen: str
) -> None:
    assert doubtful(with_outlines(revision, chosen=chosen), today) == []


def test_completeness_warns_of_a_boundary_outside_every_outline(revision: Revision, today: Any) -> None:
    changed = with_outlines(revision)
    boundary = changed.boundary
    boundary.geojson = outlines.site((145.0, -31.0, 145.1, -30.9))
    boundary.save()
    assert doubtful(changed, today) == ["site.subregion_code.contradicted"]


def test_completeness_warns_where_most_of_the_site_is_beyond_the_outlines(
    revision: Revision, today: Any
) -> None:
    changed = with_outlines(revision)
    boundary = changed.boundary
    boundary.geojson = outlines.site((151.9, -32.6, 152.3, -32.5))
    boundary.save()
    assert doubtful(changed, today) == ["site.subregion_code.contradicted"]
    assert site_place.place_of(changed, chosen="BBB01").outside_percent == "75"


def test_a_chosen_subregion_that_holds_a_smaller_part_is_no_contradiction(
    revision: Revision, today: Any
) -> None:
    changed = with_outlines(revision, chosen="AAA01")
    boundary = changed.boundary
    boundary.geojson = outlines.site((150.9, -32.6, 151.3, -32.5))
    boundary.save()
    assert doubtful(changed, today) == []
    place = site_place.place_of(changed, chosen="AAA01")
    assert place.suggested == "BBB01"
    assert [name for name, _ in place.shares] == ["BBB01 Name of BBB01", "AAA01 Name of AAA01"]
    assert class_context.build(changed)["place"]["notes"] == [
        "75 % of the site lies in BBB01 Name of BBB01 by the loaded outlines."
    ]
