"""Naming and removing a delegate, and resolving and answering a comment, by two people at once."""

from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Delegate, Revision, SectionComment
from assessments.services import comments, delegates
from registry.audit.events import verify_all
from registry.findings import DomainError, InvalidInput, NotVisible
from registry.parties.models import Organisation, User
from tests import builders
from tests.concurrency.test_assessment_races import AT_ONCE, all_at_once

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def revision(release: object, assessor: User, authority: Organisation) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=authority)


def test_naming_the_same_person_at_once_makes_one_delegate(revision: Revision, other_assessor: User) -> None:
    actor, today = builders.acting(revision.assessment.assessor), timezone.localdate()
    assessment_id = revision.assessment.public_id

    def name() -> Any:
        return delegates.add_delegate(
            actor=actor, assessment_id=assessment_id, email=other_assessor.email, today=today
        )

    def remove() -> Any:
        delegate = Delegate.objects.get()
        return delegates.remove_delegate(
            actor=actor, assessment_id=assessment_id, delegate_id=delegate.public_id
        )

    named = all_at_once(*[name] * AT_ONCE)
    assert sum(isinstance(result, dict) for result in named) == 1
    for refusal in (result for result in named if not isinstance(result, dict)):
        assert isinstance(refusal, InvalidInput)
        assert [finding.code for finding in refusal.findings] == ["delegate.there_already"]
    assert Delegate.objects.count() == 1
    ended = all_at_once(*[remove] * AT_ONCE)
    assert sum(isinstance(result, dict) for result in ended) == 1
    assert all(isinstance(result, dict | NotVisible) for result in ended)
    assert all(not breaks for _, breaks in verify_all())


def test_a_comment_is_resolved_once_and_no_answer_comes_after(revision: Revision) -> None:
    actor = builders.acting(revision.assessment.assessor)
    made = comments.write(actor=actor, revision_id=revision.public_id, section="zones", text="Why?")

    def resolve() -> Any:
        return comments.resolve(actor=actor, revision_id=revision.public_id, comment_id=made["id"])

    def answer() -> Any:
        return comments.write(
            actor=actor, revision_id=revision.public_id, text="Because.", reply_to=made["id"]
        )

    first, second, *answers = all_at_once(resolve, resolve, answer, answer, answer)
    assert {type(first), type(second)} == {dict, DomainError}
    kept = sum(isinstance(result, dict) for result in answers)
    assert {result.code for result in answers if isinstance(result, DomainError)} <= {"comment.resolved"}
    comment = SectionComment.objects.get(public_id=made["id"])
    assert comment.replies.count() == kept
    assert comment.resolved_at is not None
