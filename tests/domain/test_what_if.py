"""Trying changes on a revision, saving what was tried, and looking before saving."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import (
    FutureValue,
    ManagementZone,
    Plot,
    Revision,
    ScatteredTreeGroup,
    SectionVersion,
    SpeciesHabitat,
    VegetationZone,
)
from assessments.sections import section_of
from assessments.services import calculating, content, edits_saving, what_if
from assessments.services.editing import section_version
from assessments.what_if.edits import (
    FutureMean,
    HabitatArea,
    PartArea,
    PlannedWeedCover,
    PlotValue,
    TreeCount,
    TypedGain,
    ZoneArea,
    plain,
)
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_development")]


@pytest.fixture
def development(staged_development):
    return staged_development


@pytest.fixture
def site(assessor, trust, landholder, release):
    return builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)


def key_of(revision):
    return VegetationZone.objects.filter(revision=revision).first().key


def versions(revision):
    codes = ("zones", "plots", "management_zones", "candidate_species", "trees")
    return {code: section_version(revision, section_of(code)) for code in codes}


def save(revision, *edits, reason="", by=None, expected=None):
    return edits_saving.apply_edits(
        actor=builders.acting(by or revision.assessment.assessor),
        revision_id=revision.pk,
        edits=[plain(edit) for edit in edits],
        reason=reason,
        expected_versions=versions(revision) if expected is None else expected,
    )


def test_trying_stores_nothing(development):
    before = calculating.compute(development)
    tried = what_if.try_edits(development, [PlotValue(key_of(development), "P1", "structure.tree", 60.0)])
    assert tried.difference.differs
    assert tried.before == before[1]
    assert calculating.compute(development) == before


def test_saving_gives_exactly_what_trying_showed(development):
    zone = VegetationZone.objects.get(revision=development)
    builders.add_part(development, zone, "Clearing", 12_000)
    builders.add_part(development, zone, "Edge", 7_000)
    builders.add_candidate(development, zone)
    edits = [
        PlotValue(zone.key, "P1", "composition.tree", 4.0),
        PlotValue(zone.key, "P1", "structure.tree", 33.5),
        PlotValue(zone.key, "P2", "function.litter", 12.5),
        PlotValue(zone.key, "P2", "stems.30_to_49", 1.0),
        PlotValue(zone.key, "P1", "high_threat_weed_cover", 9.0),
        ZoneArea(zone.key, 18_000),
        PartArea(zone.key, "Clearing", 11_000),
        FutureMean(zone.key, "Edge", "structure.tree", 20.0),
        HabitatArea("Phascolarctos cinereus", zone.key, 9_000),
    ]
    tried = what_if.try_edits(development, edits)
    made = save(development, *edits, reason="Surveyed again")
    _, outcome = calculating.compute(Revision.objects.get(pk=development.pk))
    assert made["changed"] == len(edits)
    assert [line.unrounded for line in outcome.credit_lines] == [
        line.unrounded for line in tried.after.credit_lines
    ]
    assert outcome.zones == tuple(
        # The reason a future mean was given with is stored beside it; trying has none.
        type(zone)(**{name: getattr(zone, name) for name in zone.__slots__} | {"management_zones": after})
        for zone, after in zip(
            tried.after.zones, [one.management_zones for one in outcome.zones], strict=True
        )
    )
    assert FutureValue.objects.get(revision=development).reason == "Surveyed again"


def test_a_stewardship_site_keeps_gain_and_weed_cover_that_were_tried(site):
    zone = VegetationZone.objects.get(revision=site)
    builders.add_part(site, zone, "All", zone.area_m2)
    save(site, TypedGain(zone.key, "All", 4.25), PlannedWeedCover(zone.key, 2.5), reason="Expert's estimate")
    part = ManagementZone.objects.get(revision=site)
    zone.refresh_from_db()
    assert (str(part.typed_gain), part.reason) == ("4.2500", "Expert's estimate")
    assert str(zone.planned_weed_cover_percent) == "2.5"


def test_the_number_of_scattered_trees_can_be_tried_and_saved(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority, module="scattered_trees")
    builders.add(
        revision, "trees", pct_id=1592, tree_species="Eucalyptus punctata", trees=3, dbh_cm=40, hollows=True
    )
    save(revision, TreeCount("T1", 8))
    assert ScatteredTreeGroup.objects.get(revision=revision).trees == 8


def test_saving_is_one_event_that_names_every_old_and_new_value(development):
    count = AuditEvent.objects.count()
    zone = key_of(development)
    save(development, PlotValue(zone, "P1", "structure.tree", 33.5), ZoneArea(zone, 20_000))
    assert AuditEvent.objects.count() == count + 1
    event = AuditEvent.objects.filter(action="content.apply_edits").get()
    assert json.loads(event.body)["data"]["changed"] == {
        f"{zone}, P1, structure_tree": ["30.0", "33.5"],
        f"{zone}, area_m2": [19_000, 20_000],
    }


def test_only_the_touched_sections_count_a_change(development):
    before = versions(development)
    save(development, PlotValue(key_of(development), "P1", "structure.tree", 33.5))
    assert versions(development) == before | {"plots": before["plots"] + 1}


def test_one_wrong_value_keeps_all_of_them_out(development):
    zone = key_of(development)
    with pytest.raises(InvalidInput) as refused:
        save(
            development,
            PlotValue(zone, "P1", "structure.tree", 33.5),
            PlotValue(zone, "P2", "structure.tree", 33.55),
        )
    assert [finding.field for finding in refused.value.findings] == ["edits[1].value"]
    assert str(Plot.objects.get(revision=development, label="P1").structure_tree) == "30.0"
    assert not AuditEvent.objects.filter(action="content.apply_edits").exists()


def test_values_that_do_not_fit_each_other_are_refused_together(development):
    zone = VegetationZone.objects.get(revision=development)
    builders.add_part(development, zone, "Clearing", 19_000)
    with pytest.raises(InvalidInput) as refused:
        save(development, ZoneArea(zone.key, 10_000))
    assert {finding.code for finding in refused.value.findings} == {"zone.smaller_than_its_parts"}
    save(development, ZoneArea(zone.key, 10_000), PartArea(zone.key, "Clearing", 10_000))
    zone.refresh_from_db()
    assert zone.area_m2 == 10_000


def test_a_future_mean_at_a_stewardship_site_asks_for_its_reason(site):
    zone = VegetationZone.objects.get(revision=site)
    builders.add_part(site, zone, "All", zone.area_m2)
    edit = FutureMean(zone.key, "All", "structure.tree", 50.0)
    with pytest.raises(InvalidInput) as refused:
        save(site, edit)
    assert [finding.field for finding in refused.value.findings] == ["reason"]
    save(site, edit, reason="Planting of 400 trees")
    save(site, FutureMean(zone.key, "All", "structure.tree", None))
    assert not FutureValue.objects.filter(revision=site).exists()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(development):
    opened = versions(development)
    zone = key_of(development)
    save(development, PlotValue(zone, "P1", "structure.tree", 33.5))
    with pytest.raises(StaleEdit):
        save(development, PlotValue(zone, "P1", "structure.tree", 50.0), expected=opened)
    with pytest.raises(StaleEdit):
        save(development, PlotValue(zone, "P1", "structure.tree", 50.0), expected={})
    assert str(Plot.objects.get(revision=development, label="P1").structure_tree) == "33.5"


def test_a_value_counted_from_the_species_list_is_not_typed_over(development):
    Plot.objects.filter(revision=development, label="P1").update(sums_from_species=True)
    zone = key_of(development)
    with pytest.raises(InvalidInput) as refused:
        save(development, PlotValue(zone, "P1", "composition.fern", 4.0))
    assert [finding.code for finding in refused.value.findings] == ["plot.counted_from_species"]
    save(development, PlotValue(zone, "P1", "function.logs", 40.0))


def test_nothing_to_save_is_said(development):
    with pytest.raises(InvalidInput):
        save(development)


def test_only_the_lead_assessor_saves_and_only_an_open_revision(development, other_assessor):
    edit = PlotValue(key_of(development), "P1", "structure.tree", 33.5)
    with pytest.raises(NotAllowed):
        save(development, edit, by=other_assessor)
    builders.finalise(development)
    with pytest.raises(DomainError) as refused:
        save(development, edit)
    assert refused.value.code == "revision.not_open"


def test_a_final_revision_is_tried_from_its_stored_calculation(development):
    builders.finalise(development)
    stored = json.loads(development.calculations.first().inputs_text)
    # Whatever happens to the rows, what was certified is what is tried.
    Plot.objects.filter(revision=development).update(structure_tree="1.0")
    inputs = what_if.inputs_of(development)
    assert list(inputs.zones[0].plots[0].structure) == stored["zones"][0]["plots"][0]["structure"]
    assert not what_if.try_edits(development, []).difference.differs


def test_sensitivity_of_a_zone_that_is_not_there_is_not_visible(development):
    assert what_if.sensitivity_of(development, key_of(development)).attributes
    with pytest.raises(NotVisible):
        what_if.sensitivity_of(development, "9999_none")


def test_looking_before_saving_gives_what_saving_gives_and_leaves_no_trace(development):
    actor = builders.acting(development.assessment.assessor)
    plot = Plot.objects.get(revision=development, label="P1")
    inputs = {
        "section": "plots",
        "row_id": str(plot.public_id),
        "values": {"structure_tree": "55.0"},
        "expected_version": section_version(development, section_of("plots")),
    }
    events, counted = AuditEvent.objects.count(), SectionVersion.objects.get(section="plots").version
    _, before = calculating.compute(development)
    seen = what_if.difference_of_saving(development, content.change_row, actor=actor, **inputs)
    plot.refresh_from_db()
    assert str(plot.structure_tree) == "30.0"
    assert AuditEvent.objects.count() == events
    assert SectionVersion.objects.get(section="plots").version == counted
    content.change_row(actor=actor, revision_id=development.pk, **inputs)
    _, after = calculating.compute(development)
    assert seen.zones[0].vegetation_integrity.before == before.zones[0].current.score
    assert seen.zones[0].vegetation_integrity.after == after.zones[0].current.score


def test_looking_is_refused_like_saving(development, other_assessor):
    plot = Plot.objects.get(revision=development, label="P1")
    inputs = {"section": "plots", "row_id": str(plot.public_id), "expected_version": 999}
    with pytest.raises(StaleEdit):
        what_if.difference_of_saving(
            development,
            content.change_row,
            actor=builders.acting(development.assessment.assessor),
            values={"structure_tree": "55.0"},
            **inputs,
        )
    with pytest.raises(NotAllowed):
        what_if.difference_of_saving(
            development,
            content.change_row,
            actor=builders.acting(other_assessor),
            values={"structure_tree": "55.0"},
            **inputs,
        )


def test_habitat_larger_than_the_zone_is_refused_by_its_edit(development):
    zone = VegetationZone.objects.get(revision=development)
    builders.add_candidate(development, zone)
    with pytest.raises(InvalidInput) as refused:
        save(development, HabitatArea("Phascolarctos cinereus", zone.key, 25_000))
    assert [finding.code for finding in refused.value.findings] == ["habitat.larger_than_zone"]
    assert SpeciesHabitat.objects.get(revision=development).area_m2 == 10_000


def test_trying_takes_as_many_queries_for_many_zones_as_for_one(assessor, authority, release):
    def count(zones):
        made = builders.complete_development(assessor=assessor, reviewing=authority, zones=zones)
        revision = Revision.objects.select_related("assessment__case", "release").get(pk=made.pk)
        zone = key_of(revision)
        what_if.try_edits(revision, [])
        revision = Revision.objects.select_related("assessment__case", "release").get(pk=made.pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            what_if.try_edits(revision, [PlotValue(zone, "P1", "structure.tree", 3.0)])
        return len(captured)

    assert count(1) == count(6)
