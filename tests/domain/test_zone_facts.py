"""Facts the assessor entered about a zone go where the zone goes."""

import json
from typing import Any

import pytest

from assessments.models import EnteredFact, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import calculating, content, editing
from registry.audit.models import AuditEvent
from registry.findings import InvalidInput, StaleEdit
from tests import builders

pytestmark = pytest.mark.usefixtures("staged_development")

OTHER_PCT = 3262


@pytest.fixture
def revision(staged_development: Revision) -> Revision:
    return staged_development


def change(revision: Revision, zone: VegetationZone, **values: Any) -> None:
    content.change_row(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        section="zones",
        row_id=str(zone.public_id),
        values=values,
        expected_version=editing.section_version(revision, section_of("zones")),
    )


def about_zones(revision: Revision) -> set[tuple[str, str, str]]:
    rows = EnteredFact.objects.filter(revision=revision, subject_kind="zone")
    return {(row.subject_key, row.code, row.value) for row in rows}


def credits_of(revision: Revision) -> list[int | None]:
    return [line.credits for line in calculating.compute(revision)[1].credit_lines]


def test_a_zone_that_gets_another_condition_keeps_its_facts_and_its_credits(revision: Revision) -> None:
    before = credits_of(revision)
    change(revision, VegetationZone.objects.get(revision=revision), condition_class="moderate")
    assert about_zones(revision) == {("1592_moderate", "risk_weighting", "1.5")}
    assert credits_of(revision) == before


def test_a_zone_of_another_community_keeps_what_is_about_the_land_and_not_what_is_about_the_vegetation(
    revision: Revision,
) -> None:
    zone = VegetationZone.objects.get(revision=revision)
    builders.enter_fact(revision, "zone", zone.key, "obligation_reduction_percent", "20")
    change(revision, zone, pct_id=OTHER_PCT, pct_name="Another forest")
    assert about_zones(revision) == {(f"{OTHER_PCT}_good1", "obligation_reduction_percent", "20")}
    event = AuditEvent.objects.filter(action="content.change").order_by("-pk").first()
    assert event is not None
    assert json.loads(event.body)["data"]["facts"] == {"risk_weighting": ["1.5", None]}


def test_a_zone_that_is_removed_takes_its_facts_along(revision: Revision) -> None:
    zone = VegetationZone.objects.get(revision=revision)
    content.remove_row(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        section="zones",
        row_id=str(zone.public_id),
        expected_version=editing.section_version(revision, section_of("zones")),
    )
    assert about_zones(revision) == set()
    kinds = EnteredFact.objects.filter(revision=revision).values_list("subject_kind", flat=True)
    assert sorted(kinds) == ["pct", "species"], "what is true of the world stays"


def test_facts_of_other_zones_and_other_changes_are_left_alone(revision: Revision) -> None:
    zone = VegetationZone.objects.get(revision=revision)
    other = builders.add_zone(revision, number=2, condition="poor")
    builders.enter_fact(revision, "zone", other.key, "risk_weighting", "2")
    version = editing.section_version(revision, section_of("facts"))
    change(revision, zone, area_m2=20_000)
    assert editing.section_version(revision, section_of("facts")) == version
    change(revision, zone, condition_class="fair")
    assert about_zones(revision) == {
        ("1592_fair", "risk_weighting", "1.5"),
        ("1592_poor", "risk_weighting", "2"),
    }


def test_a_form_about_facts_opened_before_the_zone_was_renamed_is_refused(revision: Revision) -> None:
    fact = EnteredFact.objects.get(revision=revision, subject_kind="zone")
    version = editing.section_version(revision, section_of("facts"))
    change(revision, VegetationZone.objects.get(revision=revision), condition_class="fair")
    with pytest.raises(StaleEdit):
        content.change_row(
            actor=builders.acting(revision.assessment.assessor),
            revision_id=revision.pk,
            section="facts",
            row_id=str(fact.public_id),
            values={"value": "2"},
            expected_version=version,
        )


def test_a_fact_about_a_zone_that_is_not_there_is_refused(revision: Revision) -> None:
    with pytest.raises(InvalidInput) as refusal:
        builders.enter_fact(revision, "zone", "1592_goood1", "risk_weighting", "2")
    assert [finding.field for finding in refusal.value.findings] == ["subject_key"]


def test_a_zone_is_not_made_smaller_than_the_habitat_in_it(revision: Revision) -> None:
    zone = VegetationZone.objects.get(revision=revision)
    builders.add_candidate(revision, zone)
    with pytest.raises(InvalidInput) as refusal:
        change(revision, zone, area_m2=9_900)
    assert [finding.code for finding in refusal.value.findings] == ["zone.smaller_than_its_habitat"]
