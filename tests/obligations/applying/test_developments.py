"""Entering a development, testing whether the scheme applies, and applying with its report (N17, N18, N22)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.services import cases
from credits.obligations.models import Application, Development, ScopeTest
from credits.obligations.services import applying, developments
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.notices.models import Notice
from tests import builders
from tests.conftest import make_organisation

pytestmark = pytest.mark.django_db

FACTS = {
    "title": "Warehouse at Ironbark Road",
    "pathway": "local",
    "clearing_m2": 12_000,
    "minimum_lot_m2": 450_000,
    "on_values_map": False,
    "likely_significant": None,
    "in_outstanding_value_area": False,
    "local_government_area": "Cessnock",
}


@pytest.fixture
def enter(act, developer, proponent, authority):
    def make(**changed):
        made = developments.enter(
            actor=act(developer),
            developer_id=str(proponent.public_id),
            authority_id=str(authority.public_id),
            facts=FACTS | changed,
            now=timezone.now(),
        )
        return made

    return make


@pytest.fixture
def scoped(enter, act, developer, today):
    def make(**changed):
        made = enter(**changed)
        return developments.test_scope(
            actor=act(developer), development_id=made["id"], today=today, now=timezone.now()
        )

    return make


@pytest.fixture
def report(assessor, authority, proponent):
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    cases.name_party(
        actor=builders.lead(revision),
        case_id=str(revision.assessment.case.public_id),
        organisation_id=str(proponent.public_id),
        role="proponent",
    )
    return builders.submit(builders.finalise(revision))


def test_a_development_is_entered_with_one_event(enter):
    made = enter()
    stored = Development.objects.get(public_id=made["id"])
    assert (stored.state, stored.number, stored.clearing_m2) == ("proposed", made["number"], 12_000)
    assert AuditEvent.objects.filter(action="development.enter").count() == 1


@pytest.mark.statement("N17")
def test_a_development_passes_the_test_of_scope_before_it_can_be_applied_for(
    enter, act, developer, report, today
):
    made = enter()
    lodge = {
        "actor": act(developer),
        "development_id": made["id"],
        "revision_id": str(report.public_id),
        "today": today,
        "now": timezone.now(),
    }
    with pytest.raises(DomainError) as refused:
        applying.lodge(**lodge)
    assert refused.value.code == "development.wrong_state"
    found = developments.test_scope(
        actor=act(developer), development_id=made["id"], today=today, now=timezone.now()
    )
    assert (found["state"], found["answer"]) == ("in_scope", "yes")
    lodged = applying.lodge(**lodge)
    assert lodged["state"] == "lodged"
    assert Development.objects.get(public_id=made["id"]).state == "applied_for"


@pytest.mark.statement("N18")
def test_what_is_out_of_scope_ends_there_and_the_reason_is_kept(scoped, act, developer, report, today):
    found = scoped(clearing_m2=100, likely_significant=False, significance_evidence="No habitat within 2 km.")
    assert (found["state"], found["answer"]) == ("out_of_scope", "no")
    kept = ScopeTest.objects.get(development__public_id=found["id"])
    assert [part["verdict"] for part in kept.reasons] == ["no"] * 4
    assert kept.facts["clearing_m2"] == 100
    with pytest.raises(DomainError) as refused:
        applying.lodge(
            actor=act(developer),
            development_id=found["id"],
            revision_id=str(report.public_id),
            today=today,
            now=timezone.now(),
        )
    assert refused.value.code == "development.out_of_scope"
    assert not Application.objects.exists()


def test_a_test_that_is_open_is_kept_and_says_what_to_state(scoped):
    found = scoped(clearing_m2=100)
    assert (found["state"], found["answer"], found["missing"]) == ("proposed", "open", ["likely_significant"])
    assert ScopeTest.objects.get().answer == "open"


def test_changed_facts_have_to_be_tested_again(scoped, act, developer):
    found = scoped()
    changed = developments.change(
        actor=act(developer),
        development_id=found["id"],
        facts=FACTS | {"clearing_m2": 100},
        expected_version=found["version"],
    )
    assert changed["state"] == "proposed"
    with pytest.raises(StaleEdit):
        developments.change(
            actor=act(developer),
            development_id=found["id"],
            facts=FACTS,
            expected_version=found["version"],
        )
    assert Development.objects.get().clearing_m2 == 100


@pytest.mark.statement("N22")
def test_an_application_without_its_report_is_incomplete(scoped, act, developer, today):
    found = scoped()
    with pytest.raises(InvalidInput) as refused:
        applying.lodge(
            actor=act(developer), development_id=found["id"], revision_id="", today=today, now=timezone.now()
        )
    (finding,) = refused.value.findings
    assert (finding.code, finding.field) == ("application.incomplete", "revision_id")
    assert not Application.objects.exists()
    assert Development.objects.get().state == "in_scope"


@pytest.mark.statement("N22")
def test_a_report_that_does_not_fit_leaves_it_incomplete_and_every_reason_is_named(
    scoped, act, developer, assessor, proponent, today
):
    council = make_organisation("Another Council", "authority")
    revision = builders.open_revision(assessor=assessor, reviewing=council, kind="part5")
    cases.name_party(
        actor=builders.lead(revision),
        case_id=str(revision.assessment.case.public_id),
        organisation_id=str(proponent.public_id),
        role="proponent",
    )
    found = scoped()
    with pytest.raises(InvalidInput) as refused:
        applying.lodge(
            actor=act(developer),
            development_id=found["id"],
            revision_id=str(revision.public_id),
            today=today,
            now=timezone.now(),
        )
    assert [finding.message.split(".")[0][:40] for finding in refused.value.findings] == [
        "It is a report on a part 5 activity; thi",
        "The report is open",
        "The report was submitted to Another Coun",
    ]


def test_a_report_of_somebody_elses_case_is_refused(scoped, act, developer, assessor, authority, today):
    other = builders.open_revision(assessor=assessor, reviewing=authority)
    found = scoped()
    with pytest.raises(InvalidInput) as refused:
        applying.lodge(
            actor=act(developer),
            development_id=found["id"],
            revision_id=str(other.public_id),
            today=today,
            now=timezone.now(),
        )
    assert "names" in refused.value.findings[0].message


def test_a_second_application_is_refused_while_one_is_open_and_withdrawing_opens_the_way(
    scoped, act, developer, report, authority, today
):
    found = scoped()
    lodge = {
        "actor": act(developer),
        "development_id": found["id"],
        "revision_id": str(report.public_id),
        "today": today,
        "now": timezone.now(),
    }
    first = applying.lodge(**lodge)
    assert Notice.objects.filter(organisation=authority, title__startswith="Application").count() == 1
    with pytest.raises(DomainError) as refused:
        applying.lodge(**lodge)
    assert refused.value.code == "application.open_already"
    gone = applying.withdraw(
        actor=act(developer), application_id=first["id"], reason="Design changes.", now=timezone.now()
    )
    assert gone["state"] == "withdrawn"
    assert Development.objects.get().state == "in_scope"
    assert applying.lodge(**lodge)["state"] == "lodged"


def test_a_modification_needs_a_consent_of_this_registry(scoped, act, developer, report, today):
    found = scoped()
    with pytest.raises(DomainError) as refused:
        applying.lodge(
            actor=act(developer),
            development_id=found["id"],
            revision_id=str(report.public_id),
            kind="modification",
            today=today,
            now=timezone.now(),
        )
    assert refused.value.code == "application.nothing_to_modify"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"pathway": "shortcut"}, "pathway"),
        ({"clearing_m2": -1}, "clearing_m2"),
        ({"clearing_m2": True}, "clearing_m2"),
        ({"minimum_lot_m2": 0}, "minimum_lot_m2"),
        ({"on_values_map": "maybe"}, "on_values_map"),
        ({"likely_significant": False}, "significance_evidence"),
        ({"waived": True, "waiver_reference": "W-1"}, "waived"),
        ({"pathway": "state_development", "waived": True}, "waiver_reference"),
        ({"major_mining": True}, "major_mining"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_kept(enter, changed, field):
    with pytest.raises(InvalidInput) as refused:
        enter(**changed)
    assert field in {finding.field for finding in refused.value.findings}
    assert not Development.objects.exists()


def test_only_who_signs_for_the_developer_enters_and_changes(
    enter, act, authority_officer, proponent, proponent_member, authority, stranger
):
    made = enter()
    for person in (authority_officer, proponent_member):
        with pytest.raises(NotAllowed):
            developments.enter(
                actor=act(person),
                developer_id=str(proponent.public_id),
                authority_id=str(authority.public_id),
                facts=FACTS,
                now=timezone.now(),
            )
        with pytest.raises(NotAllowed):
            developments.change(actor=act(person), development_id=made["id"], facts=FACTS, expected_version=1)
    with pytest.raises(NotVisible):
        developments.change(actor=act(stranger), development_id=made["id"], facts=FACTS, expected_version=1)


def test_stages_are_numbered_changed_and_taken_from_the_end(enter, act, developer, today):
    made = enter()
    say = {"actor": act(developer), "development_id": made["id"]}
    developments.add_stage(**say, title="Earthworks", planned_start=today + timedelta(days=60))
    developments.add_stage(**say, title="Buildings")
    developments.change_stage(**say, number=2, title="Buildings and road")
    stages = Development.objects.get().stages
    assert list(stages.values_list("number", "title")) == [(1, "Earthworks"), (2, "Buildings and road")]
    with pytest.raises(DomainError) as refused:
        developments.remove_stage(**say, number=1)
    assert refused.value.code == "development.not_the_last_stage"
    developments.remove_stage(**say, number=2)
    assert stages.count() == 1
    with pytest.raises(NotVisible):
        developments.change_stage(**say, number=7, title="Nothing")


def test_once_applied_for_facts_and_stages_are_the_authoritys(scoped, act, developer, report, today):
    found = scoped()
    applying.lodge(
        actor=act(developer),
        development_id=found["id"],
        revision_id=str(report.public_id),
        today=today,
        now=timezone.now(),
    )
    with pytest.raises(DomainError):
        developments.change(actor=act(developer), development_id=found["id"], facts=FACTS, expected_version=3)
    with pytest.raises(DomainError):
        developments.add_stage(actor=act(developer), development_id=found["id"], title="Late")
    with pytest.raises(DomainError):
        developments.test_scope(
            actor=act(developer), development_id=found["id"], today=today, now=timezone.now()
        )


def test_the_same_request_twice_has_one_effect(enter, act, developer, proponent, authority):
    say = {
        "actor": act(developer),
        "key": "once",
        "developer_id": str(proponent.public_id),
        "authority_id": str(authority.public_id),
        "facts": FACTS,
    }
    first = developments.enter(**say, now=timezone.now())
    assert developments.enter(**say, now=timezone.now()) == first
    assert Development.objects.count() == 1
