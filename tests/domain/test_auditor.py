"""The auditor reads what any officer reads, and changes nothing."""

from typing import Any

import pytest

from assessments import policies, selectors
from assessments.models import Revision
from assessments.services import comments, history
from assessments.states import REVISION
from registry.findings import NotAllowed
from registry.jobs import selectors as jobs
from registry.jobs.models import Job
from registry.parties import selectors as people
from registry.parties.models import User
from registry.parties.services import organisations
from registry.reference import policies as of_reference
from registry.states import Transition
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_submission")]


@pytest.fixture
def submitted(staged_submission: Revision) -> Revision:
    return staged_submission


@pytest.fixture
def comment(submitted: Revision, reviewer: User) -> Any:
    return comments.write(
        actor=builders.acting(reviewer), revision_id=submitted.public_id, section="zones", text="Look again."
    )


def test_the_auditor_reads_what_the_reviewer_reads(act, auditor, reviewer, submitted, comment):
    seeing, other = act(auditor), act(reviewer)
    for read in (
        selectors.revisions_visible_to,
        selectors.awaiting_review_by,
        selectors.calculations_visible_to,
        lambda actor: comments.threads(actor, submitted),
        lambda actor: history.events(actor, submitted),
    ):
        rows = list(read(seeing))
        assert rows == list(read(other))
        assert rows


def test_the_auditor_does_not_see_what_is_not_certified(act, auditor, assessor, authority, submitted):
    builders.open_revision(assessor=assessor, reviewing=authority)
    assert list(selectors.revisions_visible_to(act(auditor))) == [submitted]
    assert list(selectors.cases_visible_to(act(auditor))) == [submitted.assessment.case]


@pytest.mark.parametrize("step", REVISION.transitions, ids=lambda step: step.action)
def test_the_auditor_takes_no_step_of_a_revision(act, auditor, submitted, step: Transition):
    decide = policies.STEPS.get(step.action)
    assert not step.roles & act(auditor).roles
    if decide is not None:
        assert not decide(act(auditor), submitted.assessment).allowed


def test_the_auditor_neither_comments_nor_resolves(act, auditor, submitted, comment):
    actor = act(auditor)
    with pytest.raises(NotAllowed):
        comments.write(actor=actor, revision_id=submitted.public_id, section="zones", text="Hm.")
    with pytest.raises(NotAllowed):
        comments.resolve(actor=actor, revision_id=submitted.public_id, comment_id=comment["id"])
    assert comments.resolvable_authors(actor, submitted, {submitted.assessment.assessor_id}) == set()


def test_the_pages_show_the_auditor_the_words_and_no_form(client_for, auditor, submitted, comment):
    client = client_for(auditor)
    text = client.get(f"/revisions/{submitted.public_id}/sections/zones/").content.decode()
    assert "Look again." in text
    main = text[text.index("<main") : text.index("</main>")]
    assert "<form" not in main
    assert ">Answer<" not in main
    queue = client.get("/reviews/").content.decode()
    assert "You read them; their reviewers decide." in queue
    assert ">Read<" in queue


def test_the_auditor_sees_people_and_changes_none(act, client_for, auditor, assessor, registrar):
    actor = act(auditor)
    assert set(people.people(actor)) == {auditor, assessor, registrar}
    assert people.person(actor, assessor.public_id) == assessor
    with pytest.raises(NotAllowed):
        organisations.create_organisation(actor=actor, name="New", kind="landholder")
    text = client_for(auditor).get(f"/people/{assessor.public_id}/").content.decode()
    assert "Only the registrar manages people, roles and accreditations." in text
    assert "Give a role" not in text


def test_the_auditor_sees_everybodys_jobs_and_an_officer_only_their_own(act, auditor, registrar, assessor):
    theirs = Job.objects.create(kind="test", requested_by=assessor)
    nobodys = Job.objects.create(kind="test")
    of_the_submission = Job.objects.exclude(kind="test")
    assert set(jobs.visible_to(act(auditor))) == {theirs, nobodys, *of_the_submission}
    assert not jobs.visible_to(act(registrar)).exists()


def test_the_auditor_reads_loads_and_loads_nothing(act, auditor):
    assert of_reference.may_read_loads(act(auditor)).allowed
    assert not of_reference.may_load(act(auditor)).allowed
