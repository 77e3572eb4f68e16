"""From an empty revision to an accepted report, and every refusal on the way."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import states
from assessments.models import (
    Calculation,
    CaseParty,
    EnteredFact,
    Plot,
    PredictedSpecies,
    Revision,
    SectionVersion,
    VegetationZone,
)
from assessments.services import calculating, comparing, completeness, content, lifecycle
from registry.actor import Actor
from registry.audit.events import verify_all
from registry.audit.models import AuditEvent
from registry.findings import DomainError, NotAllowed, StaleEdit
from registry.parties.models import Accreditation, Membership, Organisation, Suspension, User
from tests import builders

pytestmark = pytest.mark.usefixtures("staged_development")

Act = Callable[[User], Actor]


@pytest.fixture
def development(staged_development: Revision) -> Revision:
    return staged_development


@pytest.fixture
def stewardship(assessor: User, trust: Organisation, landholder: Organisation, release: object) -> Revision:
    return builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)


def missing_codes(revision: Revision) -> set[str]:
    return {finding.code for finding in completeness.missing(revision, today=timezone.localdate())}


def test_a_new_development_lists_everything_that_is_missing(
    assessor: User, authority: Organisation, release: object
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    assert missing_codes(revision) == {
        "proposal.description.missing",
        "proposal.lots.missing",
        "proposal.entry_trigger.missing",
        "proposal.local_government_area.missing",
        "site.subregion_code.missing",
        "site.landscape_name.missing",
        "site.native_vegetation_cover_percent.missing",
        "boundary.file.missing",
        "zones.zones.missing",
        "plots.plots.missing",
        "avoidance.measures.missing",
    }


def test_a_complete_development_is_finalised_with_stored_credits(development: Revision) -> None:
    assert missing_codes(development) == set()
    revision = builders.finalise(development)
    assert revision.state == states.FINALISED
    assert revision.accreditation_number == "BAAS17001"
    calculation = Calculation.objects.get(revision=revision)
    line = calculation.credit_lines.get()
    assert (line.credit_class, line.pct_id, line.area_m2) == (
        "ecosystem",
        builders.PCT_WITH_BENCHMARK,
        19_000,
    )
    outcome = json.loads(calculation.outcome_text)
    loss = -outcome["zones"][0]["change"]
    assert line.credits == round(loss * 1.9 * 1.5 * 0.25)
    assert calculation.ecosystem_credits == line.credits
    assert calculation.provisional


@pytest.mark.statement("N3")
@pytest.mark.statement("N21")
def test_no_development_is_finalised_without_a_measure_that_avoids_or_minimises(
    development: Revision,
) -> None:
    measure = development.avoidancemeasure_set.get()
    content.remove_row(
        actor=builders.acting(development.assessment.assessor),
        revision_id=development.pk,
        section="avoidance",
        row_id=str(measure.public_id),
        expected_version=1,
    )
    with pytest.raises(DomainError) as refusal:
        builders.finalise(development)
    assert [finding.code for finding in refusal.value.findings] == ["avoidance.measures.missing"]
    assert Calculation.objects.filter(revision=development).count() == 0


@pytest.mark.statement("N21")
def test_a_report_states_number_and_type_of_credits_or_is_not_finalised(
    assessor: User, authority: Organisation, release: object
) -> None:
    revision = builders.open_revision(
        assessor=assessor, reviewing=authority, module="scattered_trees", title="Six paddock trees"
    )
    builders.describe(revision)
    builders.add(revision, "avoidance", kind="minimise", phase="construction", description="Fence the roots.")
    builders.add(revision, "trees", pct_id=1592, tree_species="Corymbia maculata", trees=3, dbh_cm=12)
    with pytest.raises(DomainError) as refusal:
        builders.finalise(revision)
    assert refusal.value.code == "revision.no_credits"
    revision.refresh_from_db()
    assert revision.state == states.OPEN


@pytest.mark.statement("N19")
def test_a_lapsed_assessor_cannot_finalise(
    lapsed_assessor: User, authority: Organisation, release: object
) -> None:
    revision = builders.complete_development(assessor=lapsed_assessor, reviewing=authority)
    with pytest.raises(NotAllowed) as refusal:
        builders.finalise(revision)
    assert refusal.value.code == "assessment.not_accredited"


@pytest.mark.statement("N19")
def test_a_suspended_assessor_cannot_finalise_and_a_lifted_suspension_lets_them(
    development: Revision,
) -> None:
    today = timezone.localdate()
    accreditation = Accreditation.objects.get(number="BAAS17001")
    suspension = Suspension.objects.create(
        accreditation=accreditation, suspended_from=today, reason="Audit of three reports"
    )
    with pytest.raises(NotAllowed):
        builders.finalise(development)
    suspension.lifted_on = today
    suspension.save()
    assert builders.finalise(development).state == states.FINALISED


@pytest.mark.statement("N19")
def test_accreditation_must_hold_on_the_certification_date_too(development: Revision) -> None:
    with pytest.raises(DomainError) as refusal:
        builders.finalise(development, on=timezone.localdate() - timedelta(days=400))
    assert refusal.value.code == "assessment.not_accredited_then"


def test_a_certification_date_in_the_future_is_refused(development: Revision) -> None:
    with pytest.raises(DomainError) as refusal:
        builders.finalise(development, on=timezone.localdate() + timedelta(days=1))
    assert refusal.value.findings[0].field == "certified_on"


def test_a_report_is_not_certified_for_a_day_before_its_last_change(development: Revision) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(DomainError) as refusal:
        builders.finalise(development, on=yesterday)
    assert [finding.code for finding in refusal.value.findings] == ["certification.before_last_change"]
    Revision.objects.filter(pk=development.pk).update(edited_at=timezone.now() - timedelta(days=1))
    assert builders.finalise(development, on=yesterday).certified_on == yesterday


def test_a_member_of_a_party_to_the_case_cannot_certify_it(
    development: Revision, proponent: Organisation
) -> None:
    CaseParty.objects.create(case=development.assessment.case, organisation=proponent, role="proponent")
    Membership.objects.create(user=development.assessment.assessor, organisation=proponent)
    with pytest.raises(NotAllowed) as refusal:
        builders.finalise(development)
    assert refusal.value.code == "assessment.conflict_of_interest"


def test_another_assessor_cannot_change_or_finalise(
    development: Revision, other_assessor: User, act: Act
) -> None:
    with pytest.raises(NotAllowed):
        content.add_row(
            actor=act(other_assessor),
            revision_id=development.pk,
            section="avoidance",
            values={"kind": "avoid", "phase": "planning", "description": "x"},
        )
    today = timezone.localdate()
    with pytest.raises(NotAllowed):
        lifecycle.finalise(
            actor=act(other_assessor), revision_id=development.pk, certified_on=today, today=today
        )


def test_a_final_revision_cannot_be_edited(development: Revision) -> None:
    builders.finalise(development)
    with pytest.raises(DomainError) as refusal:
        builders.add(development, "impacts", kind="indirect", title="Dust", description="On the edge.")
    assert refusal.value.code == "revision.not_open"


def test_submission_is_refused_fifteen_days_after_certification(development: Revision, act: Act) -> None:
    today = timezone.localdate()
    builders.finalise(development, on=today)
    actor = act(development.assessment.assessor)
    with pytest.raises(DomainError) as refusal:
        lifecycle.submit(actor=actor, revision_id=development.pk, today=today + timedelta(days=15))
    assert refusal.value.code == "revision.certification_too_old"
    lifecycle.submit(actor=actor, revision_id=development.pk, today=today + timedelta(days=14))
    development.refresh_from_db()
    assert development.state == states.SUBMITTED


def test_the_reviewer_of_the_receiving_organisation_accepts(
    development: Revision, reviewer: User, act: Act
) -> None:
    builders.submit(builders.finalise(development))
    lifecycle.accept(actor=act(reviewer), revision_id=development.pk, reason="Complete and consistent.")
    development.refresh_from_db()
    assert (development.state, development.decided_by) == (states.ACCEPTED, reviewer)


def test_a_reviewer_of_another_organisation_cannot_decide(
    development: Revision, trust_reviewer: User, act: Act
) -> None:
    builders.submit(builders.finalise(development))
    with pytest.raises(NotAllowed):
        lifecycle.accept(actor=act(trust_reviewer), revision_id=development.pk, reason="")


def test_returning_needs_a_reason(development: Revision, reviewer: User, act: Act) -> None:
    builders.submit(builders.finalise(development))
    with pytest.raises(DomainError) as refusal:
        lifecycle.return_to_assessor(actor=act(reviewer), revision_id=development.pk, reason="  ")
    assert refusal.value.findings[0].field == "reason"
    lifecycle.return_to_assessor(
        actor=act(reviewer), revision_id=development.pk, reason="Plot P2 lacks logs."
    )
    development.refresh_from_db()
    assert development.state == states.RETURNED


def test_reopening_copies_everything_and_keeps_the_old_revision(development: Revision, act: Act) -> None:
    builders.finalise(development)
    actor = act(development.assessment.assessor)
    today = timezone.localdate()
    made = lifecycle.reopen(actor=actor, revision_id=development.pk, today=today)
    fresh = Revision.objects.get(public_id=made["revision_id"])
    development.refresh_from_db()
    assert (development.state, fresh.state, fresh.number) == (states.SUPERSEDED, states.OPEN, 2)
    assert comparing.compare(development, fresh) == []
    assert Plot.objects.filter(revision=fresh, zone__revision=fresh).count() == 2
    species = PredictedSpecies.objects.get(revision=fresh)
    assert [zone.revision_id for zone in species.confirmed_zones.all()] == [fresh.pk]
    stored = Calculation.objects.get(revision=development)
    assert calculating.is_current(fresh, stored)
    with pytest.raises(DomainError) as refusal:
        lifecycle.reopen(actor=actor, revision_id=development.pk, today=today)
    assert refusal.value.code in {"revision.wrong_state", "revision.open_exists"}


def test_an_accepted_revision_stays_accepted_until_the_amended_one_is(
    development: Revision, reviewer: User, act: Act
) -> None:
    builders.submit(builders.finalise(development))
    lifecycle.accept(actor=act(reviewer), revision_id=development.pk, reason="")
    made = lifecycle.reopen(
        actor=act(development.assessment.assessor), revision_id=development.pk, today=timezone.localdate()
    )
    fresh = Revision.objects.get(public_id=made["revision_id"])
    development.refresh_from_db()
    assert development.state == states.ACCEPTED
    builders.submit(builders.finalise(fresh))
    lifecycle.accept(actor=act(reviewer), revision_id=fresh.pk, reason="")
    development.refresh_from_db()
    fresh.refresh_from_db()
    assert (development.state, fresh.state) == (states.SUPERSEDED, states.ACCEPTED)


def test_comparison_names_what_changed_between_revisions(development: Revision, act: Act) -> None:
    builders.finalise(development)
    actor = act(development.assessment.assessor)
    made = lifecycle.reopen(actor=actor, revision_id=development.pk, today=timezone.localdate())
    fresh = Revision.objects.get(public_id=made["revision_id"])
    plot = Plot.objects.get(revision=fresh, label="P2")
    content.change_row(
        actor=actor,
        revision_id=fresh.pk,
        section="plots",
        row_id=str(plot.public_id),
        values={"large_trees": 1},
        expected_version=0,
    )
    changes = comparing.compare(development, fresh)
    assert [(c.section, c.what, c.kind, c.fields) for c in changes] == [
        ("Plots", "1592_good1, plot P2", "changed", {"large trees": (4, 1)})
    ]


def test_of_two_people_editing_one_section_the_second_is_told_and_nothing_is_lost(
    development: Revision, act: Act
) -> None:
    actor = act(development.assessment.assessor)
    measure = development.avoidancemeasure_set.get()
    version = SectionVersion.objects.get(revision=development, section="avoidance").version

    def edit(text: str) -> None:
        content.change_row(
            actor=actor,
            revision_id=development.pk,
            section="avoidance",
            row_id=str(measure.public_id),
            values={"description": text},
            expected_version=version,
        )

    edit("First")
    with pytest.raises(StaleEdit) as refusal:
        edit("Second")
    assert "Alex Assessor changed" in refusal.value.message
    measure.refresh_from_db()
    assert measure.description == "First"


@pytest.mark.statement("N40")
def test_a_stewardship_report_states_number_and_type_of_credits(stewardship: Revision) -> None:
    revision = builders.finalise(stewardship)
    calculation = Calculation.objects.get(revision=revision)
    line = calculation.credit_lines.get()
    assert line.credit_class == "ecosystem"
    assert line.credits is not None and line.credits > 0
    outcome = json.loads(calculation.outcome_text)
    assert line.credits == round(outcome["zones"][0]["change"] * 5 * 0.25)


@pytest.mark.statement("N41")
@pytest.mark.statement("N42")
def test_a_stewardship_plan_answers_every_required_action_and_restoration_measure(
    stewardship: Revision,
) -> None:
    actor = builders.acting(stewardship.assessment.assessor)
    for version, action in enumerate(stewardship.managementaction_set.all()):
        content.remove_row(
            actor=actor,
            revision_id=stewardship.pk,
            section="management_plan",
            row_id=str(action.public_id),
            expected_version=7 + version,
        )
    with pytest.raises(DomainError) as refusal:
        builders.finalise(stewardship)
    named = {(finding.clause, finding.message.partition(":")[0]) for finding in refusal.value.findings}
    assert named == {
        ("N41", "Grazing management"),
        ("N41", "Native vegetation management"),
        ("N41", "Threatened species habitat management"),
        ("N41", "Integrated pest animal control"),
        ("N42", "Habitat enhancement"),
        ("N42", "Native vegetation and habitat augmentation"),
        ("N42", "High threat weed control"),
    }


def test_finalising_twice_with_one_key_has_one_effect(development: Revision, act: Act) -> None:
    today = timezone.localdate()
    actor = act(development.assessment.assessor)
    first = lifecycle.finalise(
        actor=actor, key="k1", revision_id=development.pk, certified_on=today, today=today
    )
    again = lifecycle.finalise(
        actor=actor, key="k1", revision_id=development.pk, certified_on=today, today=today
    )
    assert first == again
    assert Calculation.objects.filter(revision=development).count() == 1
    assert AuditEvent.objects.filter(action="revision.finalise").count() == 1


def test_the_audit_chain_of_a_case_holds(development: Revision) -> None:
    builders.submit(builders.finalise(development))
    results = {str(chain): breaks for chain, breaks in verify_all()}
    key = f"assessment_case/{development.assessment.case.public_id}"
    assert results[key] == []


def test_the_same_content_gives_the_same_hash(development: Revision, act: Act) -> None:
    actor = act(development.assessment.assessor)
    calculating.calculate(actor=actor, revision_id=development.pk)
    calculating.calculate(actor=actor, revision_id=development.pk)
    first, second = Calculation.objects.filter(revision=development).order_by("version")
    assert (first.inputs_text, first.outcome_text) == (second.inputs_text, second.outcome_text)
    assert second.version == 2


def test_an_accepted_revision_is_not_amended_beside_a_later_one_that_is_on_its_way(
    development: Revision, reviewer: User, act: Act
) -> None:
    today = timezone.localdate()
    builders.submit(builders.finalise(development))
    lifecycle.accept(actor=act(reviewer), revision_id=development.pk, reason="")
    lead = builders.acting(development.assessment.assessor)
    lifecycle.reopen(actor=lead, revision_id=development.pk, today=today)
    second = Revision.objects.get(assessment=development.assessment, number=2)
    for step in (builders.finalise, builders.submit):
        step(second)
        with pytest.raises(DomainError) as refusal:
            lifecycle.reopen(actor=lead, revision_id=development.pk, today=today)
        assert refusal.value.code == "revision.later_exists"
    lifecycle.return_to_assessor(actor=act(reviewer), revision_id=second.pk, reason="Look again.")
    with pytest.raises(DomainError):
        lifecycle.reopen(actor=lead, revision_id=development.pk, today=today)
    lifecycle.reopen(actor=lead, revision_id=second.pk, today=today)
    assert Revision.objects.filter(assessment=development.assessment, state=states.OPEN).get().number == 3


def test_a_zone_made_smaller_than_the_habitat_in_it_stops_the_finalising(development: Revision) -> None:
    zone = VegetationZone.objects.get(revision=development)
    builders.add_candidate(development, zone)
    VegetationZone.objects.filter(pk=zone.pk).update(area_m2=9_900)
    assert "candidate_species.habitat.larger_than_zone" in missing_codes(development)


@pytest.mark.statement("N21")
def test_a_report_in_which_no_number_can_be_stated_is_not_finalised(development: Revision) -> None:
    EnteredFact.objects.filter(revision=development, code="large_tree_threshold_cm").delete()
    with pytest.raises(DomainError) as refusal:
        builders.finalise(development)
    assert refusal.value.code == "revision.no_credits"
    development.refresh_from_db()
    assert development.state == states.OPEN
    assert not Calculation.objects.filter(revision=development).exists()
