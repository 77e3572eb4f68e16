"""Every state x action x person of a development, against the table that also drives the buttons."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from credits.obligations import states
from credits.obligations.models import Development
from credits.obligations.services import applying, developments
from registry.commands import rehearse
from registry.findings import DomainError, NotAllowed, NotVisible
from tests.builders_agreements import actor
from tests.builders_people import PEOPLE, Cast
from tests.obligations import builders as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]

SEES = {
    "developer",
    "proponent_member",
    "authority_officer",
    "authority_delegate",
    "reviewer",
    "registrar",
    "registrar_approver",
    "auditor",
}
TODAY, NOW = timezone.localdate(), timezone.now()
OUTSIDE = {
    "clearing_m2": 0,
    "on_values_map": False,
    "likely_significant": False,
    "in_outstanding_value_area": False,
}
FACTS = {"title": "Quarry", "pathway": "local", "clearing_m2": 1}


def attempt(
    execute: Any, cast: Cast, person: str, held: Development, inputs: dict[str, Any]
) -> tuple[str, str]:
    """What comes of the action, and the state afterwards; all of it is undone."""
    try:
        state = rehearse(
            execute,
            actor=actor(cast, person),
            look=lambda: Development.objects.get(pk=held.pk).state,
            development_id=str(held.public_id),
            **inputs,
        )
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal).__name__, held.state
    except DomainError as refusal:
        return refusal.code, held.state
    return "done", state


def expected(state: str, action: str, person: str) -> tuple[str, str]:
    """What the table says comes of it; a test that gives the same answer again is no step, and is kept."""
    transition = states.DEVELOPMENT.find(action)
    if person not in SEES:
        return "NotVisible", state
    if person != "developer":
        return "NotAllowed", state
    if state in transition.sources or (action.startswith("find") and state == transition.target):
        return "done", transition.target
    if action == "apply" and state == states.OUT_OF_SCOPE:
        return "development.out_of_scope", state
    return "development.wrong_state", state


@pytest.mark.parametrize("state", states.DEVELOPMENT.states)
def test_each_person_can_do_to_a_development_exactly_what_the_table_says(state: str, cast: Cast) -> None:
    cast.everybody()
    inside = made.development(cast, state=state)
    outside = made.development(cast, state=state, **OUTSIDE)
    report = made.bare_development_report(cast)
    test = {"today": TODAY, "now": NOW}
    actions: dict[str, tuple[Any, Development, dict[str, Any]]] = {
        "change": (developments.change, inside, {"facts": FACTS, "expected_version": inside.version}),
        "find_in_scope": (developments.test_scope, inside, test),
        "find_out_of_scope": (developments.test_scope, outside, test),
        "apply": (applying.lodge, inside, {"revision_id": str(report.public_id), **test}),
    }
    wrong = []
    for person in PEOPLE:
        for action, (execute, held, inputs) in actions.items():
            found, wanted = attempt(execute, cast, person, held, inputs), expected(state, action, person)
            if found != wanted:
                wrong.append((person, action, found, wanted))
    assert wrong == []
    tried = {*actions, "reopen"}
    assert tried == {transition.action for transition in states.DEVELOPMENT.transitions}


@pytest.mark.parametrize("state", ["lodged", "under_review", "recommended"])
def test_a_withdrawn_application_opens_the_development_again(state: str, cast: Cast) -> None:
    application = made.application(cast, state=state)
    applying.withdraw(
        actor=actor(cast, "developer"),
        application_id=str(application.public_id),
        reason="Redesign.",
        now=NOW,
    )
    assert Development.objects.get(pk=application.development_id).state == states.IN_SCOPE


def test_the_statuses_page_of_the_documentation_agrees_with_the_table() -> None:
    text = (Path(__file__).parents[3] / "docs" / "statuses.md").read_text()
    for transition in states.DEVELOPMENT.transitions:
        row = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {transition.target} |"
        assert row in text, f"docs/statuses.md lacks: {row}"
