"""Every state x action x person of an announcement, against the table that drives buttons, API and documentation."""

from pathlib import Path

import pytest
from django.db import transaction

from credits.market import states
from credits.market.announcements.policies import RULES
from credits.market.announcements.web.views import steps_of
from credits.market.models import Announcement
from registry.actor import Actor, public
from registry.findings import DomainError, NotAllowed, NotVisible
from tests.announcements.scene import AUTHOR, COMMANDS, SECOND, Scene
from tests.builders_people import PEOPLE

pytestmark = pytest.mark.django_db
TABLE = states.ANNOUNCEMENT
VISITOR = "visitor"
READS_EARLY = {AUTHOR, SECOND, "registrar", "auditor"}
MAY = {"change": {AUTHOR}, "approve": {SECOND}, "withdraw": {AUTHOR, SECOND}}


def outcome(scene: Scene, action: str, found: Announcement, actor: Actor) -> object:
    """What comes of it: the state it ends in, or the refusal; undone afterwards."""
    before = transaction.savepoint()
    try:
        scene.act(action, found, actor)
        return Announcement.objects.values_list("state", flat=True).get(pk=found.pk)
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal)
    except DomainError as refusal:
        return refusal.code
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("state", TABLE.states)
def test_each_person_can_do_exactly_what_the_table_says(scene: Scene, state: str) -> None:
    announcement = scene.brought_to(state)
    found, expected = {}, {}
    for person in [*PEOPLE, VISITOR]:
        actor = public() if person == VISITOR else scene.actor(person)
        for transition in TABLE.transitions:
            cell = (person, transition.action)
            found[cell] = outcome(scene, transition.action, announcement, actor)
            if state != states.PUBLISHED and person not in READS_EARLY:
                expected[cell] = NotVisible
            elif person not in MAY[transition.action]:
                expected[cell] = NotAllowed
            elif state not in transition.sources:
                expected[cell] = "announcement.wrong_state"
            else:
                expected[cell] = transition.target or state
    assert found == expected


@pytest.mark.parametrize("state", TABLE.states)
def test_buttons_are_those_that_would_go_through(scene: Scene, state: str) -> None:
    announcement = scene.brought_to(state)
    for person in PEOPLE:
        buttons = {step.action for step in steps_of(scene.actor(person), announcement) if step.allowed}
        assert buttons == {
            transition.action
            for transition in TABLE.transitions
            if state in transition.sources and person in MAY[transition.action]
        }, person


def test_no_action_is_left_without_a_command_or_a_rule() -> None:
    actions = {transition.action for transition in TABLE.transitions}
    assert set(COMMANDS) == set(RULES) == set(MAY) == actions


def test_the_statuses_page_of_the_documentation_agrees_with_the_table() -> None:
    text = (Path(__file__).parents[2] / "docs" / "statuses.md").read_text()
    section = text.partition("`ANNOUNCEMENT` in `credits/market/states.py`")[2].partition("\n## ")[0]
    for transition in TABLE.transitions:
        sources = ", ".join(sorted(transition.sources))
        assert f"| {transition.action} | {sources} | {transition.target or 'stays'} |" in section
