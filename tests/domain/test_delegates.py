"""Delegates: what they may do for the lead assessor, what stays with the lead, and how it ends."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import policies, selectors
from assessments.models import AvoidanceMeasure, Delegate, FormDraft, Revision
from assessments.services import calculating, content, delegates, documents, history, importing, lifecycle
from registry.actor import ASSESSOR, REVIEWER
from registry.audit.events import verify_all
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.parties.models import Organisation, RoleAssignment, User
from tests import builders
from tests.conftest import give_role, make_user
from tests.domain.test_plot_import import sheet

pytestmark = pytest.mark.usefixtures("staged_development")


@pytest.fixture
def revision(staged_development: Revision) -> Revision:
    return staged_development


@pytest.fixture
def helper(firm: Organisation) -> User:
    """An assessor without accreditation."""
    user = make_user("Hanna Helper")
    give_role(user, firm, ASSESSOR, since=timezone.localdate())
    return user


def name_delegate(revision: Revision, email: str, *, by: User | None = None, key: str = "") -> Delegate:
    made = delegates.add_delegate(
        actor=builders.acting(by or revision.assessment.assessor),
        key=key,
        assessment_id=revision.assessment.public_id,
        email=email,
        today=timezone.localdate(),
    )
    return Delegate.objects.get(public_id=made["id"])


def end(revision: Revision, delegate: Delegate, *, by: User | None = None) -> dict[str, Any]:
    return delegates.remove_delegate(
        actor=builders.acting(by or revision.assessment.assessor),
        assessment_id=revision.assessment.public_id,
        delegate_id=delegate.public_id,
    )


def add_measure(revision: Revision, by: User) -> str:
    made = content.add_row(
        actor=builders.acting(by),
        revision_id=revision.pk,
        section="avoidance",
        values={"kind": "avoid", "phase": "planning", "description": "The dam was moved."},
    )
    return str(made["id"])


def codes(refusal: InvalidInput) -> list[str]:
    return [finding.code for finding in refusal.findings]


def refused(revision: Revision, email: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as refusal:
        name_delegate(revision, email)
    return refusal.value


def test_before_the_naming_the_assessment_is_not_there_for_another_assessor(
    revision: Revision, helper: User
) -> None:
    with pytest.raises(NotVisible):
        selectors.revision_for(builders.acting(helper), revision.public_id)
    with pytest.raises(NotAllowed):
        add_measure(revision, helper)


def test_a_delegate_sees_edits_imports_and_calculates(revision: Revision, helper: User) -> None:
    name_delegate(revision, helper.email)
    actor = builders.acting(helper)
    assert selectors.revision_for(actor, revision.public_id) == revision
    assert revision in selectors.waiting_for(actor)
    row = AvoidanceMeasure.objects.get(public_id=add_measure(revision, helper))
    assert row.description == "The dam was moved."
    staged = importing.upload(actor=actor, revision_id=revision.pk, filename="p.csv", content=sheet({}))
    assert selectors.plot_import_for(actor, staged["id"]).filename == "p.csv"
    stored = calculating.calculate(actor=actor, revision_id=revision.pk)
    calculation = selectors.calculation_for(actor, stored["id"])
    assert calculation.calculated_by == helper
    asked = documents.request(actor=actor, revision_id=revision.pk)
    assert asked["job_id"]


def test_history_names_who_typed_and_whom_the_lead_named(revision: Revision, helper: User) -> None:
    delegate = name_delegate(revision, helper.email)
    add_measure(revision, helper)
    events = history.events(builders.acting(revision.assessment.assessor), revision)
    newest, naming = events[0], events.get(action="delegate.add")
    assert (newest.action, newest.actor_label) == ("content.add", "Hanna Helper")
    assert naming.actor_label == "Alex Assessor" and '"delegate":"Hanna Helper"' in naming.body
    assert helper.email not in naming.body
    assert naming in history.events(builders.acting(helper), revision)
    end(revision, delegate)
    assert AuditEvent.objects.filter(action="delegate.remove").count() == 1
    assert all(not breaks for _, breaks in verify_all())


@pytest.mark.statement("N19")
def test_certifying_and_every_other_step_stay_with_the_lead_assessor(
    revision: Revision, other_assessor: User
) -> None:
    """`other_assessor` is accredited, so nothing but the part as delegate stands against it."""
    name_delegate(revision, other_assessor.email)
    actor, today = builders.acting(other_assessor), timezone.localdate()
    pk = revision.pk

    def refuses(step: Any, **inputs: Any) -> None:
        with pytest.raises(NotAllowed) as refusal:
            step(actor=actor, revision_id=pk, **inputs)
        assert refusal.value.code == "assessment.not_lead_assessor"

    refuses(lifecycle.finalise, certified_on=today, today=today)
    builders.finalise(revision)
    refuses(lifecycle.submit, today=today)
    refuses(lifecycle.reopen, today=today)
    Revision.objects.filter(pk=pk).update(state="accepted")
    refuses(lifecycle.reopen, today=today)
    assert Revision.objects.filter(assessment=revision.assessment).count() == 1


def test_a_delegate_names_and_removes_nobody(
    revision: Revision, helper: User, other_assessor: User, lapsed_assessor: User
) -> None:
    name_delegate(revision, helper.email)
    other = name_delegate(revision, other_assessor.email)
    with pytest.raises(NotAllowed):
        name_delegate(revision, lapsed_assessor.email, by=helper)
    with pytest.raises(NotAllowed):
        end(revision, other, by=helper)
    assert Delegate.objects.filter(removed_at__isnull=True).count() == 2


def test_a_removed_delegate_loses_all_and_can_be_named_again(revision: Revision, helper: User) -> None:
    delegate = name_delegate(revision, helper.email)
    FormDraft.objects.create(revision=revision, person=helper, form="/x/", values=[], saved_at=timezone.now())
    end(revision, delegate)
    with pytest.raises(NotVisible):
        selectors.revision_for(builders.acting(helper), revision.public_id)
    with pytest.raises(NotAllowed):
        add_measure(revision, helper)
    with pytest.raises(NotVisible):
        end(revision, delegate)
    again = name_delegate(revision, helper.email)
    assert again.pk != delegate.pk
    add_measure(revision, helper)


def test_a_delegate_whose_role_of_assessor_ends_loses_all(revision: Revision, helper: User) -> None:
    name_delegate(revision, helper.email)
    RoleAssignment.objects.filter(user=helper).delete()
    actor = builders.acting(helper)
    with pytest.raises(NotVisible):
        selectors.revision_for(actor, revision.public_id)
    assert not selectors.cases_visible_to(actor).exists()
    assert not selectors.waiting_for(actor).exists()
    with pytest.raises(NotAllowed):
        add_measure(revision, helper)


def test_nobody_with_that_address_and_no_assessor_are_answered_alike(
    revision: Revision, stranger: User, trust_reviewer: User, other_assessor: User
) -> None:
    other_assessor.is_active = False
    other_assessor.save()
    answers = {
        (finding.code, finding.message, finding.field)
        for email in ("nobody@example.org", stranger.email, trust_reviewer.email, other_assessor.email)
        for finding in refused(revision, email).findings
    }
    assert [code for code, _, _ in answers] == ["delegate.unknown"]


def test_an_address_is_found_in_capitals_and_with_spaces(revision: Revision, helper: User) -> None:
    assert name_delegate(revision, f" {helper.email.upper()} ").person == helper


def test_the_lead_assessor_is_no_delegate(revision: Revision) -> None:
    assert codes(refused(revision, revision.assessment.assessor.email)) == ["delegate.lead"]


def test_a_delegate_is_named_once(revision: Revision, helper: User) -> None:
    name_delegate(revision, helper.email)
    assert codes(refused(revision, helper.email)) == ["delegate.there_already"]
    with pytest.raises(IntegrityError, match=r"delegate_once|UNIQUE"), transaction.atomic():
        Delegate.objects.create(
            assessment=revision.assessment,
            person=helper,
            added_by=revision.assessment.assessor,
            added_at=timezone.now(),
        )


def test_the_same_naming_sent_again_has_one_effect(revision: Revision, helper: User) -> None:
    assert name_delegate(revision, helper.email, key="k") == name_delegate(revision, helper.email, key="k")
    assert Delegate.objects.count() == 1


def test_there_is_an_end_to_the_number_of_delegates(
    revision: Revision, helper: User, other_assessor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delegates, "MOST_DELEGATES", 1)
    name_delegate(revision, helper.email)
    with pytest.raises(DomainError) as refusal:
        name_delegate(revision, other_assessor.email)
    assert refusal.value.code == "delegate.too_many"


def test_a_reviewer_of_the_receiving_organisation_is_not_named(
    revision: Revision, helper: User, authority: Organisation
) -> None:
    give_role(helper, authority, REVIEWER, since=timezone.localdate())
    assert codes(refused(revision, helper.email)) == ["delegate.reviewer"]


@pytest.mark.parametrize("ended", [False, True])
def test_a_delegate_who_becomes_a_reviewer_decides_nothing_also_after_the_part_ended(
    revision: Revision, helper: User, authority: Organisation, ended: bool
) -> None:
    delegate = name_delegate(revision, helper.email)
    if ended:
        end(revision, delegate)
    builders.submit(builders.finalise(revision))
    give_role(helper, authority, REVIEWER, since=timezone.localdate())
    with pytest.raises(NotAllowed) as refusal:
        lifecycle.accept(actor=builders.acting(helper), revision_id=revision.pk, reason="")
    assert refusal.value.code == "assessment.conflict_of_interest"
    assert policies.may_comment(builders.acting(helper), revision).allowed is not ended
