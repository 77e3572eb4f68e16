"""Comments on sections: who takes part, what follows to the next revision, and what is refused."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import CaseParty, Revision, SectionComment
from assessments.services import comments, history, lifecycle
from registry.actor import REVIEWER
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.parties.models import Membership, Organisation, User
from tests import builders
from tests.conftest import give_role, make_user
from tests.domain.test_delegates import end, name_delegate

pytestmark = pytest.mark.usefixtures("staged_development")


@pytest.fixture
def revision(staged_development: Revision, landholder: Organisation) -> Revision:
    """Open, complete, with a party."""
    revision = staged_development
    CaseParty.objects.create(case=revision.assessment.case, organisation=landholder, role="landholder")
    return revision


@pytest.fixture
def submitted(revision: Revision) -> Revision:
    return builders.submit(builders.finalise(revision))


def write(revision: Revision, by: User, text: str = "Look again.", **inputs: Any) -> SectionComment:
    place = {} if "reply_to" in inputs else {"section": "zones"}
    made = comments.write(
        actor=builders.acting(by), revision_id=revision.public_id, text=text, **{**place, **inputs}
    )
    return SectionComment.objects.get(public_id=made["id"])


def resolve(comment: SectionComment, by: User, revision: Revision | None = None) -> None:
    comments.resolve(
        actor=builders.acting(by),
        revision_id=(revision or comment.revision).public_id,
        comment_id=comment.public_id,
    )


def read_by(user: User, revision: Revision, section: str = "") -> list[SectionComment]:
    return list(comments.threads(builders.acting(user), revision, section))


def next_revision(revision: Revision, reviewer: User) -> Revision:
    """Returned by the reviewer and opened again."""
    lifecycle.return_to_assessor(
        actor=builders.acting(reviewer), revision_id=revision.pk, reason="See comments."
    )
    lifecycle.reopen(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        today=timezone.localdate(),
    )
    return Revision.objects.select_related("assessment__case").get(
        assessment=revision.assessment, state="open"
    )


# --- who takes part ----------------------------------------------------------------------------------------------
def test_lead_delegate_and_reviewer_read_and_write_and_nobody_else(
    submitted: Revision,
    assessor: User,
    other_assessor: User,
    reviewer: User,
    trust_reviewer: User,
    registrar: User,
    landholder_member: User,
    stranger: User,
) -> None:
    name_delegate(submitted, other_assessor.email)
    for person in (assessor, other_assessor, reviewer):
        write(submitted, person)
        assert read_by(person, submitted)
    for person in (registrar, landholder_member):
        assert read_by(person, submitted) == []
        with pytest.raises(NotAllowed) as refusal:
            write(submitted, person)
        assert refusal.value.code == "comment.not_yours"
    for person in (trust_reviewer, stranger):
        assert read_by(person, submitted) == []
        with pytest.raises(NotVisible):
            write(submitted, person)
    assert SectionComment.objects.count() == 3


def test_a_reviewer_takes_part_from_the_submission_on(
    revision: Revision, assessor: User, reviewer: User
) -> None:
    comment = write(revision, assessor, "Ask the land council first.")
    assert read_by(reviewer, revision) == []
    builders.submit(builders.finalise(revision))
    assert read_by(reviewer, revision) == [comment]


def test_a_reviewer_who_belongs_to_a_party_has_no_part(
    submitted: Revision, reviewer: User, landholder: Organisation
) -> None:
    Membership.objects.create(user=reviewer, organisation=landholder)
    with pytest.raises(NotAllowed):
        write(submitted, reviewer)


def test_a_removed_delegate_reads_no_comment(
    revision: Revision, assessor: User, other_assessor: User
) -> None:
    delegate = name_delegate(revision, other_assessor.email)
    write(revision, assessor)
    assert len(read_by(other_assessor, revision)) == 1
    end(revision, delegate)
    assert read_by(other_assessor, revision) == []


def test_the_history_of_a_party_does_not_tell_that_somebody_commented(
    submitted: Revision, assessor: User, reviewer: User, registrar: User, landholder_member: User
) -> None:
    write(submitted, reviewer)

    def told(user: User) -> bool:
        events = history.events(builders.acting(user), submitted)
        return events.filter(action__startswith="comment.").exists()

    assert [told(user) for user in (assessor, reviewer, registrar, landholder_member)] == [
        True,
        True,
        False,
        False,
    ]


# --- from one revision to the next -------------------------------------------------------------------------------
def test_open_comments_follow_to_the_next_revision_and_resolved_ones_stay(
    submitted: Revision, assessor: User, reviewer: User
) -> None:
    still_open = write(submitted, reviewer, "Patch size?")
    settled = write(submitted, reviewer, "Typing error.")
    resolve(settled, reviewer)
    fresh = next_revision(submitted, reviewer)
    assert read_by(assessor, fresh) == [still_open]
    assert read_by(assessor, fresh)[0].revision.number == 1
    assert read_by(assessor, submitted) == [still_open, settled]
    answer = write(fresh, assessor, "Measured anew.", reply_to=still_open.public_id)
    assert (answer.revision, answer.section) == (submitted, "zones")
    assert [row.text for row in read_by(reviewer, submitted)[0].replies.all()] == ["Measured anew."]


def test_a_comment_on_a_later_revision_does_not_go_back(
    submitted: Revision, assessor: User, reviewer: User
) -> None:
    fresh = next_revision(submitted, reviewer)
    later = write(fresh, assessor)
    assert read_by(assessor, submitted) == [] and read_by(reviewer, submitted) == []
    assert read_by(assessor, fresh) == [later]


def test_the_reviewer_resolves_an_older_comment_from_the_newer_revision(
    submitted: Revision, assessor: User, reviewer: User
) -> None:
    comment = write(submitted, reviewer)
    fresh = builders.submit(builders.finalise(next_revision(submitted, reviewer)))
    assert read_by(reviewer, fresh) == [comment]
    resolve(comment, reviewer, fresh)
    assert read_by(reviewer, fresh) == []
    with pytest.raises(DomainError) as refusal:
        resolve(comment, reviewer, fresh)
    assert refusal.value.code == "comment.resolved"


def test_comments_of_one_assessment_are_not_those_of_another(
    submitted: Revision, assessor: User, reviewer: User, authority: Organisation
) -> None:
    comment = write(submitted, reviewer)
    other = builders.open_revision(assessor=assessor, reviewing=authority)
    assert read_by(assessor, other) == []
    with pytest.raises(NotVisible):
        write(other, assessor, reply_to=comment.public_id)
    with pytest.raises(NotVisible):
        resolve(comment, assessor, other)


# --- resolving ---------------------------------------------------------------------------------------------------
def test_the_side_that_wrote_it_resolves_it(
    submitted: Revision, assessor: User, other_assessor: User, reviewer: User, authority: Organisation
) -> None:
    delegate = name_delegate(submitted, other_assessor.email)
    colleague = make_user("Ria Second")
    give_role(colleague, authority, REVIEWER, since=timezone.localdate())
    asked, ours = write(submitted, reviewer), write(submitted, other_assessor)
    end(submitted, delegate)
    for comment, wrong in ((asked, assessor), (ours, reviewer)):
        with pytest.raises(NotAllowed) as refusal:
            resolve(comment, wrong)
        assert refusal.value.code == "comment.other_side"
    resolve(asked, colleague)
    resolve(ours, assessor)
    asked.refresh_from_db()
    assert asked.resolved_by == colleague and asked.resolved_at is not None


def test_the_page_offers_to_resolve_what_the_policy_allows(
    submitted: Revision, assessor: User, reviewer: User
) -> None:
    write(submitted, assessor), write(submitted, reviewer)
    both = {assessor.pk, reviewer.pk}
    for user in (assessor, reviewer):
        assert comments.resolvable_authors(builders.acting(user), submitted, both) == {user.pk}


def test_a_resolved_comment_is_neither_resolved_nor_answered_again(
    submitted: Revision, assessor: User, reviewer: User
) -> None:
    comment = write(submitted, reviewer)
    resolve(comment, reviewer)
    with pytest.raises(DomainError) as refusal:
        resolve(comment, reviewer)
    assert refusal.value.code == "comment.resolved"
    with pytest.raises(DomainError) as refusal:
        write(submitted, assessor, reply_to=comment.public_id)
    assert refusal.value.code == "comment.resolved"


def test_an_answer_is_neither_answered_nor_resolved(
    submitted: Revision, assessor: User, reviewer: User
) -> None:
    answer = write(submitted, assessor, reply_to=write(submitted, reviewer).public_id)
    with pytest.raises(NotVisible):
        write(submitted, reviewer, reply_to=answer.public_id)
    with pytest.raises(NotVisible):
        resolve(answer, assessor)


# --- what is typed -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["", "   \r\n ", "\x00", "a" * 4001])
def test_an_empty_or_too_long_comment_is_refused(revision: Revision, assessor: User, text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        write(revision, assessor, text)
    assert [(finding.code, finding.field) for finding in refusal.value.findings] == [("comment.text", "text")]


def test_a_comment_of_the_greatest_length_is_kept_with_a_line_break_as_one_character(
    revision: Revision, assessor: User
) -> None:
    comment = write(revision, assessor, "a" * 1000 + "\r\n" + "b\x00" * 2999)
    assert comment.text == "a" * 1000 + "\n" + "b" * 2999


@pytest.mark.parametrize("section", ["trees", "management_plan", "nothing", ""])
def test_a_section_that_does_not_apply_is_not_there(revision: Revision, assessor: User, section: str) -> None:
    with pytest.raises(NotVisible):
        write(revision, assessor, section=section)


def test_a_comment_on_a_part_of_a_section_stands_on_the_section(revision: Revision, assessor: User) -> None:
    assert write(revision, assessor, section="plot_species").section == "plots"


def test_an_answer_stands_where_its_comment_stands(revision: Revision, assessor: User) -> None:
    comment = write(revision, assessor)
    with pytest.raises(InvalidInput) as refusal:
        write(revision, assessor, section="plots", reply_to=comment.public_id)
    assert [finding.code for finding in refusal.value.findings] == ["comment.section"]
    assert write(revision, assessor, reply_to=comment.public_id).section == "zones"
    with pytest.raises(NotVisible):
        write(revision, assessor, reply_to=uuid4())


def test_threads_show_open_ones_first_and_one_section_alone(revision: Revision, assessor: User) -> None:
    first, second, other = (write(revision, assessor, section=code) for code in ("zones", "zones", "plots"))
    resolve(first, assessor)
    assert read_by(assessor, revision) == [second, other, first]
    assert read_by(assessor, revision, "zones") == [second, first]
    assert comments.open_by_section(builders.acting(assessor), revision) == {"zones": 1, "plots": 1}


# --- the command -------------------------------------------------------------------------------------------------
def test_the_audit_event_says_where_but_not_what(revision: Revision, assessor: User) -> None:
    comment = write(revision, assessor, "The owner is ill.")
    event = AuditEvent.objects.get(action="comment.write")
    assert "ill" not in event.body
    assert f'"subject":"{revision.public_id}/zones/{comment.public_id}"' in event.body


def test_the_same_comment_sent_again_is_written_once(revision: Revision, assessor: User) -> None:
    assert write(revision, assessor, key="k") == write(revision, assessor, key="k")
    assert SectionComment.objects.count() == 1
    with pytest.raises(DomainError) as refusal:
        write(revision, assessor, "Another.", key="k")
    assert refusal.value.code == "idempotency.key_reused"


@pytest.mark.parametrize("broken", ["time without person", "person without time", "an answer"])
def test_the_database_holds_who_resolved_and_when_together(
    revision: Revision, assessor: User, broken: str
) -> None:
    comment = write(revision, assessor)
    now, changes = timezone.now(), {}
    if broken == "time without person":
        changes = {"resolved_at": now}
    elif broken == "person without time":
        changes = {"resolved_by": assessor}
    else:
        comment = write(revision, assessor, reply_to=comment.public_id)
        changes = {"resolved_at": now, "resolved_by": assessor}
    with pytest.raises(IntegrityError, match="comment_resolved_by_somebody"), transaction.atomic():
        SectionComment.objects.filter(pk=comment.pk).update(**changes)


# --- counts for the list of what waits ---------------------------------------------------------------------------
def test_open_comments_are_counted_for_those_who_take_part_alone(
    submitted: Revision, assessor: User, reviewer: User, registrar: User, landholder: Organisation
) -> None:
    comment = write(submitted, reviewer)
    write(submitted, assessor, reply_to=comment.public_id)
    resolve(write(submitted, reviewer), reviewer)

    def counted(user: User, *revisions: Revision) -> dict[int, int]:
        return comments.open_on(builders.acting(user), revisions)

    assert counted(reviewer, submitted) == counted(assessor, submitted) == {submitted.pk: 1}
    assert counted(registrar, submitted) == {}
    fresh = next_revision(submitted, reviewer)
    write(fresh, assessor)
    assert counted(assessor, submitted, fresh) == {submitted.pk: 1, fresh.pk: 2}
    assert counted(reviewer, submitted) == {submitted.pk: 1}
    Membership.objects.create(user=reviewer, organisation=landholder)
    assert counted(reviewer, submitted) == {}


def test_a_comment_has_a_public_id_of_its_own(revision: Revision, assessor: User) -> None:
    assert isinstance(write(revision, assessor).public_id, UUID)
