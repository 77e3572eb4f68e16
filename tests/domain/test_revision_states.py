"""Every state x action x person of a revision, against the one table that also drives the buttons."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from assessments import states
from assessments.models import Revision
from assessments.services import lifecycle
from registry.actor import Actor
from registry.findings import DomainError, NotAllowed
from registry.parties.models import Organisation, User
from tests import builders

TODAY = timezone.localdate


def finalise(actor: Actor, revision: Revision) -> None:
    lifecycle.finalise(actor=actor, revision_id=revision.pk, certified_on=TODAY(), today=TODAY())


def submit(actor: Actor, revision: Revision) -> None:
    lifecycle.submit(actor=actor, revision_id=revision.pk, today=TODAY())


def accept(actor: Actor, revision: Revision) -> None:
    lifecycle.accept(actor=actor, revision_id=revision.pk, reason="Fine.")


def return_(actor: Actor, revision: Revision) -> None:
    lifecycle.return_to_assessor(actor=actor, revision_id=revision.pk, reason="Not fine.")


def reopen(actor: Actor, revision: Revision) -> None:
    lifecycle.reopen(actor=actor, revision_id=revision.pk, today=TODAY())


ACTIONS: dict[str, Callable[[Actor, Revision], None]] = {
    "finalise": finalise,
    "submit": submit,
    "accept": accept,
    "return": return_,
    "reopen": reopen,
    "amend": reopen,
}


@pytest.fixture
def people(
    assessor: User,
    other_assessor: User,
    reviewer: User,
    trust_reviewer: User,
    registrar: User,
    stranger: User,
) -> dict[str, User]:
    return {
        "assessor": assessor,
        "other_assessor": other_assessor,
        "reviewer": reviewer,
        "trust_reviewer": trust_reviewer,
        "registrar": registrar,
        "stranger": stranger,
    }


def revision_in(state: str, people: dict[str, User], authority: Organisation) -> Revision:
    """A revision brought to `state` by the people who may."""
    revision = builders.complete_development(assessor=people["assessor"], reviewing=authority)
    lead, officer = builders.acting(people["assessor"]), builders.acting(people["reviewer"])
    path: dict[str, list[Any]] = {
        states.OPEN: [],
        states.FINALISED: [(finalise, lead)],
        states.SUBMITTED: [(finalise, lead), (submit, lead)],
        states.ACCEPTED: [(finalise, lead), (submit, lead), (accept, officer)],
        states.RETURNED: [(finalise, lead), (submit, lead), (return_, officer)],
        states.SUPERSEDED: [(finalise, lead), (reopen, lead)],
    }
    for step, actor in path[state]:
        step(actor, revision)
    revision.refresh_from_db()
    assert revision.state == state
    return revision


def may_act(person: str, action: str) -> bool:
    """The people the table means: the lead assessor, and a reviewer of the receiving organisation."""
    role = next(iter(states.REVISION.find(action).roles))
    return person == {"assessor": "assessor", "reviewer": "reviewer"}[role]


@pytest.mark.parametrize("state", states.REVISION.states)
def test_each_person_can_do_exactly_what_the_table_says(
    state: str, people: dict[str, User], authority: Organisation, release: object
) -> None:
    revision = revision_in(state, people, authority)
    for action in ("finalise", "submit", "accept", "return", "reopen"):
        table_action = "amend" if action == "reopen" and state == states.ACCEPTED else action
        allowed_here = state in states.REVISION.find(table_action).sources
        for person, user in people.items():
            Revision.objects.filter(pk=revision.pk).update(state=state)
            Revision.objects.filter(assessment=revision.assessment, number__gt=revision.number).update(
                state=states.SUPERSEDED, certified_on=TODAY()
            )
            revision.refresh_from_db()
            who = builders.acting(user)
            if not may_act(person, table_action):
                with pytest.raises(NotAllowed):
                    ACTIONS[table_action](who, revision)
            elif not allowed_here:
                with pytest.raises(DomainError) as refusal:
                    ACTIONS[table_action](who, revision)
                assert refusal.value.code == "revision.wrong_state", (person, action, state)
            else:
                ACTIONS[table_action](who, revision)
                revision.refresh_from_db()
                assert revision.state == states.REVISION.find(table_action).target, (person, action, state)


def test_every_state_is_reached_and_every_action_leads_to_a_known_state() -> None:
    reached = {states.REVISION.initial} | {t.target for t in states.REVISION.transitions}
    assert reached == set(states.REVISION.states)
    for transition in states.REVISION.transitions:
        assert transition.sources <= set(states.REVISION.states)


def test_the_statuses_page_of_the_documentation_agrees_with_the_table() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs" / "statuses.md").read_text()
    for transition in states.REVISION.transitions:
        row = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {transition.target} |"
        assert row in text, f"docs/statuses.md lacks: {row}"
