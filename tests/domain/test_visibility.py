"""Who sees which revision: the table at the head of `assessments.selectors`, person by person and state by state."""

import pytest

from assessments import selectors, states
from assessments.models import CaseParty, Revision
from assessments.services import lifecycle
from registry.actor import public
from registry.findings import NotVisible
from registry.parties.models import Organisation, User
from tests import builders


@pytest.fixture
def people(
    assessor: User,
    other_assessor: User,
    reviewer: User,
    trust_reviewer: User,
    registrar: User,
    landholder_member: User,
    stranger: User,
) -> dict[str, User]:
    return {
        "lead": assessor,
        "other assessor": other_assessor,
        "reviewer": reviewer,
        "other reviewer": trust_reviewer,
        "registrar": registrar,
        "party": landholder_member,
        "stranger": stranger,
    }


def seen_by(revision: Revision, people: dict[str, User]) -> set[str]:
    seen = set()
    for name, user in people.items():
        try:
            selectors.revision_for(builders.acting(user), revision.public_id)
        except NotVisible:
            continue
        seen.add(name)
    return seen


def test_each_state_is_seen_by_the_right_people(
    people: dict[str, User], authority: Organisation, landholder: Organisation, release: object
) -> None:
    revision = builders.complete_development(assessor=people["lead"], reviewing=authority)
    CaseParty.objects.create(case=revision.assessment.case, organisation=landholder, role="landholder")
    assert seen_by(revision, people) == {"lead"}
    builders.finalise(revision)
    assert seen_by(revision, people) == {"lead", "party", "registrar"}
    builders.submit(revision)
    after = {"lead", "party", "registrar", "reviewer"}
    assert seen_by(revision, people) == after
    lifecycle.return_to_assessor(
        actor=builders.acting(people["reviewer"]), revision_id=revision.pk, reason="No."
    )
    assert seen_by(revision, people) == after
    lifecycle.reopen(
        actor=builders.acting(people["lead"]),
        revision_id=revision.pk,
        today=revision.opened_at.date(),
    )
    revision.refresh_from_db()
    assert revision.state == states.SUPERSEDED
    assert seen_by(revision, people) == after
    fresh = Revision.objects.get(assessment=revision.assessment, state=states.OPEN)
    assert seen_by(fresh, people) == {"lead"}


def test_the_public_sees_no_case(assessor: User, authority: Organisation, release: object) -> None:
    revision = builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    with pytest.raises(NotVisible):
        selectors.revision_for(public(), revision.public_id)
    assert not selectors.cases_visible_to(public()).exists()


def test_lists_and_single_rows_agree(
    people: dict[str, User], authority: Organisation, release: object
) -> None:
    for _ in range(2):
        builders.submit(
            builders.finalise(builders.complete_development(assessor=people["lead"], reviewing=authority))
        )
    builders.open_revision(assessor=people["lead"], reviewing=authority, title="Open")
    counts = {
        name: (
            selectors.cases_visible_to(builders.acting(user)).count(),
            selectors.revisions_visible_to(builders.acting(user)).count(),
        )
        for name, user in people.items()
    }
    assert counts == {
        "lead": (3, 3),
        "other assessor": (0, 0),
        "reviewer": (2, 2),
        "other reviewer": (0, 0),
        "registrar": (2, 2),
        "party": (0, 0),
        "stranger": (0, 0),
    }
    assert selectors.awaiting_review_by(builders.acting(people["reviewer"])).count() == 2


def test_a_reviewer_loses_sight_when_the_role_ends(
    people: dict[str, User], authority: Organisation, release: object
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    revision = builders.submit(
        builders.finalise(builders.complete_development(assessor=people["lead"], reviewing=authority))
    )
    assert "reviewer" in seen_by(revision, people)
    people["reviewer"].role_assignments.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert "reviewer" not in seen_by(revision, people)
