"""Every state x action x person of questions and requests to use variation, against the tables that drive them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from credits.matching.services import questions, variations
from credits.obligations import states
from credits.obligations.models import Question, VariationRequest
from registry.actor import Actor, public
from registry.findings import DomainError, NotAllowed, NotVisible
from tests.builders_people import PEOPLE
from tests.obligations.builders import eco_class
from tests.obligations.matching.scene import COMMUNITY, Scene

pytestmark = pytest.mark.django_db
VISITOR = "visitor"
Thing = Question | VariationRequest
HOLDER, AUTHORITY = {"developer"}, {"authority_delegate"}
SEES = {
    "developer",
    "proponent_member",
    "reviewer",
    "authority_officer",
    "authority_delegate",
    "registrar",
    "registrar_approver",
    "auditor",
}


def decided(action: Callable[..., Any], **more: Any) -> Callable[[Scene, Thing, Actor], Any]:
    """The action on the thing, with a reason."""

    def act(scene: Scene, thing: Thing, actor: Actor) -> Any:
        name = "question_id" if isinstance(thing, Question) else "request_id"
        return action(actor=actor, now=scene.now, **{name: str(thing.public_id)}, **more)

    return act


def answered(scene: Scene, thing: Thing, actor: Actor) -> Any:
    return decided(questions.answer, answer=True, reasons="Looked at.", today=scene.today)(
        scene, thing, actor
    )


ACTIONS: dict[str, dict[str, tuple[Callable[[Scene, Thing, Actor], Any], set[str]]]] = {
    "question": {
        "answer": (answered, AUTHORITY),
        "withdraw": (decided(questions.withdraw), HOLDER),
    },
    "variation": {
        "approve": (decided(variations.approve, reason="Shown."), AUTHORITY),
        "refuse": (decided(variations.refuse, reason="Not shown."), AUTHORITY),
        "withdraw": (decided(variations.withdraw), HOLDER),
    },
}
WHO = {"answer": "authority_delegate", "approve": "authority_delegate", "refuse": "authority_delegate"}


def made(scene: Scene, kind: str, state: str) -> Thing:
    """The thing, brought to `state` by the people who may."""
    thing: Thing
    if kind == "question":
        thing = scene.ask_question(scene.line(eco_class()), eco_class(community_name=COMMUNITY))
    else:
        line = scene.variation_line()
        scene.steps_taken(line)
        thing = scene.ask_variation(line)
    for transition in states.TABLES[kind].transitions:
        if state != states.ASKED and transition.target == state:
            ACTIONS[kind][transition.action][0](
                scene, thing, scene.actor(WHO.get(transition.action, "developer"))
            )
    return thing


def outcome(scene: Scene, kind: str, action: str, thing: Thing, actor: Actor) -> object:
    """What comes of it: the state it ends in, or the refusal; undone afterwards."""
    before = transaction.savepoint()
    try:
        ACTIONS[kind][action][0](scene, thing, actor)
        return type(thing)._default_manager.values_list("state", flat=True).get(pk=thing.pk)
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal)
    except DomainError as refusal:
        return refusal.code
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize(
    ("kind", "state"), [(kind, state) for kind in ACTIONS for state in states.TABLES[kind].states]
)
def test_each_person_can_do_exactly_what_the_table_says(scene: Scene, kind: str, state: str) -> None:
    thing = made(scene, kind, state)
    found, expected = {}, {}
    for person in [*PEOPLE, VISITOR]:
        actor = public() if person == VISITOR else scene.actor(person)
        for transition in states.TABLES[kind].transitions:
            cell = (person, transition.action)
            found[cell] = outcome(scene, kind, transition.action, thing, actor)
            if person not in SEES:
                expected[cell] = NotVisible
            elif person not in ACTIONS[kind][transition.action][1]:
                expected[cell] = NotAllowed
            elif state not in transition.sources:
                expected[cell] = f"{states.TABLES[kind].name}.wrong_state"
            else:
                expected[cell] = transition.target
    assert found == expected


@pytest.mark.parametrize("kind", list(ACTIONS))
def test_no_action_is_left_without_a_command(kind: str) -> None:
    assert set(ACTIONS[kind]) == {transition.action for transition in states.TABLES[kind].transitions}


def test_the_statuses_page_of_the_documentation_agrees_with_the_tables() -> None:
    text = (Path(__file__).parents[3] / "docs" / "statuses.md").read_text()
    for kind in ACTIONS:
        section = text.partition(f"`{kind.upper()}` in `credits/obligations/states.py`")[2].partition(
            "\n## "
        )[0]
        for transition in states.TABLES[kind].transitions:
            line = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {transition.target} |"
            assert line in section
            assert transition.rule in section
