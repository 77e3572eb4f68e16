"""Adding, changing and removing content: what is checked, and that nothing is half-saved."""

from decimal import Decimal

import pytest

from assessments.models import EnteredFact, ManagementZone, Plot, Revision, SectionVersion, VegetationZone
from assessments.services import content, future_values
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotVisible
from registry.parties.models import Organisation, User
from tests import builders


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: object) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def site(assessor: User, trust: Organisation, release: object) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=trust, kind="stewardship", title="Site")


def fields_refused(error: InvalidInput) -> set[str]:
    return {finding.field for finding in error.findings}


def test_a_zone_takes_its_name_from_the_reference_facts(revision: Revision) -> None:
    zone = builders.add_zone(revision)
    assert zone.pct_name.startswith("Spotted Gum")
    assert zone.key == "1592_good"


def test_an_unknown_community_needs_a_name(revision: Revision) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.add_zone(revision, pct_id=99_999)
    assert fields_refused(refusal.value) == {"pct_name"}
    assert not VegetationZone.objects.filter(revision=revision).exists()
    assert builders.add_zone(revision, pct_id=99_999, pct_name="A forest nobody listed").pct_id == 99_999


@pytest.mark.parametrize("area_m2", [0, 50, 99])
def test_a_zone_below_a_hundredth_of_a_hectare_is_refused(revision: Revision, area_m2: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.add_zone(revision, area_m2=area_m2)
    assert "area_m2" in fields_refused(refusal.value) or "" in fields_refused(refusal.value)
    assert not VegetationZone.objects.filter(revision=revision).exists()


def test_a_patch_smaller_than_its_zone_is_refused(revision: Revision) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.add_zone(revision, area_m2=20_000, patch_size_m2=19_900)
    assert fields_refused(refusal.value) == {"patch_size_m2"}


@pytest.mark.parametrize("condition", ["good one", "a" * 21, "", "gut!"])
def test_a_condition_class_the_template_cannot_hold_is_refused(revision: Revision, condition: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.add_zone(revision, condition=condition)
    assert fields_refused(refusal.value) == {"condition_class"}


def test_two_zones_of_one_community_and_condition_are_refused(revision: Revision) -> None:
    builders.add_zone(revision)
    with pytest.raises(InvalidInput):
        builders.add_zone(revision, number=2)
    assert VegetationZone.objects.filter(revision=revision).count() == 1


def test_management_zones_never_exceed_their_zone(revision: Revision) -> None:
    zone = builders.add_zone(revision, area_m2=19_000)
    builders.add_part(revision, zone, "Road", 14_000)
    with pytest.raises(InvalidInput) as refusal:
        builders.add_part(revision, zone, "APZ", 5_001)
    assert fields_refused(refusal.value) == {"area_m2"}
    builders.add_part(revision, zone, "APZ", 5_000)
    with pytest.raises(InvalidInput) as shrink:
        content.change_row(
            actor=builders.acting(revision.assessment.assessor),
            revision_id=revision.pk,
            section="zones",
            row_id=str(zone.public_id),
            values={"area_m2": 18_000},
            expected_version=1,
        )
    assert fields_refused(shrink.value) == {"area_m2"}


def test_a_row_of_another_revision_is_a_strangers(revision: Revision, authority: Organisation) -> None:
    other = builders.open_revision(assessor=revision.assessment.assessor, reviewing=authority, title="Other")
    theirs = builders.add_zone(other)
    with pytest.raises(InvalidInput) as refusal:
        builders.add_plot(revision, theirs)
    assert fields_refused(refusal.value) == {"zone"}
    with pytest.raises(NotVisible):
        content.remove_row(
            actor=builders.acting(revision.assessment.assessor),
            revision_id=revision.pk,
            section="zones",
            row_id=str(theirs.public_id),
            expected_version=0,
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("composition_tree", -1),
        ("composition_tree", "four"),
        ("structure_tree", "600.1"),
        ("litter_cover_percent", "100.1"),
        ("bearing", 360),
        ("mga_zone", 57),
        ("stems_5_to_9", 2),
        ("weed_cover_percent", "NaN"),
    ],
)
def test_a_plot_value_that_cannot_be_is_refused_by_name(
    revision: Revision, field: str, value: object
) -> None:
    zone = builders.add_zone(revision)
    with pytest.raises(InvalidInput) as refusal:
        builders.add_plot(revision, zone, **{field: value})
    assert fields_refused(refusal.value) == {field}
    assert Plot.objects.filter(revision=revision).count() == 0


def test_a_refused_change_leaves_no_event_and_no_version(revision: Revision) -> None:
    builders.add_zone(revision)
    events = AuditEvent.objects.count()
    with pytest.raises(InvalidInput):
        builders.add_zone(revision)
    assert AuditEvent.objects.count() == events
    assert SectionVersion.objects.get(revision=revision, section="zones").version == 1


def test_unknown_fields_are_refused_and_state_is_never_one(revision: Revision) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.add_zone(revision, **{"public_id": "x", "state": "accepted", "id": 1})
    assert fields_refused(refusal.value) == {"public_id", "state", "id"}


def test_a_section_of_another_kind_is_refused(revision: Revision, site: Revision) -> None:
    with pytest.raises(DomainError) as refusal:
        builders.add(revision, "management_plan", action_code="grazing", planned=False, reason_not_needed="x")
    assert refusal.value.code == "section.not_applicable"
    with pytest.raises(DomainError):
        builders.add(site, "avoidance", kind="avoid", phase="planning", description="x")


def test_presence_cannot_be_assumed_at_a_stewardship_site(site: Revision) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.add(site, "candidate_species", scientific_name="Litoria aurea", presence="assumed_present")
    assert fields_refused(refusal.value) == {"presence"}


def test_an_entered_gain_needs_a_reason(site: Revision) -> None:
    zone = builders.add_zone(site)
    with pytest.raises(InvalidInput) as refusal:
        builders.add_part(site, zone, "All", 19_000, typed_gain="12.5")
    assert fields_refused(refusal.value) == {"reason"}
    builders.add_part(site, zone, "All", 19_000, typed_gain="12.5", reason="As the official tool showed.")


def test_future_values_are_set_together_or_not_at_all(revision: Revision) -> None:
    zone = builders.add_zone(revision)
    part = builders.add_part(revision, zone, "APZ", 19_000)
    actor = builders.acting(revision.assessment.assessor)

    def fill(values: dict[str, Decimal | None], version: int) -> None:
        future_values.set_future_values(
            actor=actor,
            revision_id=revision.pk,
            management_zone_id=str(part.public_id),
            values=values,
            reason="",
            expected_version=version,
        )

    with pytest.raises(InvalidInput) as refusal:
        fill({"structure.tree": Decimal(5), "function.regeneration": Decimal(2)}, 1)
    assert fields_refused(refusal.value) == {"function.regeneration"}
    assert not ManagementZone.objects.get(pk=part.pk).future_values.exists()
    fill({"structure.tree": Decimal(5), "structure.forb": Decimal(1)}, 1)
    fill({"structure.tree": None}, 2)
    assert [value.attribute for value in part.future_values.all()] == ["structure.forb"]


@pytest.mark.parametrize(
    ("subject_kind", "code", "value", "field"),
    [
        ("pct", "benchmark.function.litter", "101", "value"),
        ("pct", "large_tree_threshold_cm", "45", "value"),
        ("zone", "risk_weighting", "3.1", "value"),
        ("zone", "risk_weighting", "two", "value"),
        ("species", "percent_cleared", "10", "code"),
        ("community", "bc_listing", "CE", "value"),
    ],
)
def test_a_fact_out_of_range_or_about_the_wrong_thing_is_refused(
    revision: Revision, subject_kind: str, code: str, value: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.enter_fact(revision, subject_kind, "1592", code, value)
    assert fields_refused(refusal.value) == {field}


def test_a_fact_without_a_source_is_refused_and_with_one_names_who_entered_it(revision: Revision) -> None:
    fact = {"subject_kind": "pct", "subject_key": "1592", "code": "percent_cleared", "value": "44"}
    with pytest.raises(InvalidInput) as refusal:
        builders.add(revision, "facts", **fact, source="")
    assert fields_refused(refusal.value) == {"source"}
    builders.add(revision, "facts", **fact, source="Department's table of March 2026, row 12")
    assert EnteredFact.objects.get(revision=revision).entered_by == revision.assessment.assessor


def test_removing_a_zone_takes_its_plots_along_and_says_so(revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone)
    content.remove_row(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        section="zones",
        row_id=str(zone.public_id),
        expected_version=1,
    )
    assert not Plot.objects.filter(revision=revision).exists()
    event = AuditEvent.objects.get(action="content.remove")
    assert '"assessments.Plot":1' in event.body
