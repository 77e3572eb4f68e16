"""Every state x action x person of an application, and of an obligation for the authority, against the tables that also
drive the buttons."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from credits.obligations import states
from credits.obligations.models import Application, Obligation
from credits.obligations.selectors import review
from credits.obligations.services import (
    applying,
    changing,
    conditions,
    deciding_application,
    impact_findings,
    recommending,
    reviewing,
)
from registry.actor import Actor
from registry.commands import rehearse
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.states import STAYS, StateTable
from tests.builders_agreements import actor
from tests.builders_people import PEOPLE, Cast, give_role, make_organisation
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]

ROLE_OF = {
    "developer": "developer",
    "authority_officer": "authority_officer",
    "authority_delegate": "authority_delegate",
}
SEES = {*ROLE_OF, "proponent_member", "reviewer", "registrar", "registrar_approver", "auditor"}
TODAY, NOW = steps.today(), steps.now()
Given = Callable[[Application], dict[str, Any]]


def a_line(application: Application) -> dict[str, Any]:
    """The first line, as the report proposes it."""
    line = application.lines.order_by("number").first()
    return {"line_id": str(line.public_id) if line else "", "quantity": line.proposed_quantity if line else 1}


def nothing(application: Application) -> dict[str, Any]:
    """No inputs of its own."""
    return {}


ACTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any], Given]] = {
    "begin_review": (reviewing.begin, {"now": NOW}, nothing),
    "set_line": (reviewing.set_line, {"now": NOW}, a_line),
    "set_conditions": (conditions.write, {"text": "Fence the gully."}, nothing),
    "record_impact_finding": (
        impact_findings.record,
        {"entity": "Koala", "serious": False, "principles": ["range"], "evidence": "Counted.", "now": NOW},
        nothing,
    ),
    "record_concurrence": (
        impact_findings.record_concurrence,
        {"giver": "agency_head", "given_on": TODAY, "reference": "DOC26/1", "today": TODAY, "now": NOW},
        nothing,
    ),
    "recommend": (
        recommending.recommend,
        {"recommendation": "Approve.", "today": TODAY, "now": NOW},
        nothing,
    ),
    "return": (recommending.give_back, {"reason": "Line 2.", "now": NOW}, nothing),
    "approve": (
        deciding_application.approve,
        {"consent_number": "DA-9/2026", "decided_on": TODAY, "today": TODAY, "now": NOW},
        nothing,
    ),
    "refuse": (deciding_application.refuse, {"reason": "No.", "today": TODAY, "now": NOW}, nothing),
    "withdraw": (applying.withdraw, {"reason": "Redesign.", "now": NOW}, nothing),
}


def in_state(state: str, cast: Cast) -> Application:
    """An application in that state with all that it has there."""
    if state == states.LODGED:
        return steps.lodged_with_report(cast)
    if state == states.UNDER_REVIEW:
        return steps.begun(cast)
    if state == states.RECOMMENDED:
        return steps.recommended(cast)
    if state == states.APPROVED:
        return steps.begun(cast, **made.approved(cast))
    return steps.begun(cast, state=state)


def attempt(execute: Callable[..., Any], actor: Actor, thing: Any, name: str, inputs: dict[str, Any]) -> Any:
    """What comes of the action, and the state afterwards; all of it is undone."""
    try:
        state = rehearse(
            execute,
            actor=actor,
            look=lambda: type(thing).objects.get(pk=thing.pk).state,
            **{name: str(thing.public_id)},
            **inputs,
        )
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal).__name__, thing.state
    except DomainError as refusal:
        return refusal.code, thing.state
    return "done", state


def expected(table: StateTable, state: str, action: str, person: str) -> tuple[str, str]:
    """What the table says comes of it."""
    transition = table.find(action)
    if person not in SEES:
        return "NotVisible", state
    if ROLE_OF.get(person) not in transition.roles:
        return "NotAllowed", state
    if state not in transition.sources:
        return f"{table.name}.wrong_state", state
    return "done", state if transition.target == STAYS else transition.target


@pytest.mark.parametrize("state", states.APPLICATION.states)
def test_each_person_can_do_to_an_application_exactly_what_the_table_says(state: str, cast: Cast) -> None:
    cast.everybody()
    application = in_state(state, cast)
    wrong = []
    for person in PEOPLE:
        who = actor(cast, person)
        for action, (execute, inputs, given) in ACTIONS.items():
            found = attempt(execute, who, application, "application_id", inputs | given(application))
            wanted = expected(states.APPLICATION, state, action, person)
            if found != wanted:
                wrong.append((person, action, found, wanted))
        if person in SEES:
            buttons = {one.action for one in review.actions_for(who, application)}
            table = {one for one in ACTIONS if expected(states.APPLICATION, state, one, person)[0] == "done"}
            assert buttons == table, person
    assert wrong == []


def test_every_action_on_an_application_is_tried() -> None:
    assert set(ACTIONS) == {transition.action for transition in states.APPLICATION.transitions}


@pytest.mark.parametrize("state", states.OBLIGATION.states)
def test_each_person_can_do_to_an_obligation_exactly_what_the_table_says(state: str, cast: Cast) -> None:
    cast.everybody()
    day = made.CONSENT_DAY
    dates = {states.DISCHARGED: {"discharged_on": day}, states.LAPSED: {"lapsed_on": day}}.get(state, {})
    obligation = made.obligation(cast, state=state, **dates)
    other = make_organisation("Harbour Sheds", "proponent")
    give_role(cast.person("stranger"), other, "developer", since=day)
    lapse = {"lapsed_on": day, "reason": "Nothing began.", "today": TODAY, "now": NOW}
    pass_on = {
        "holder_id": str(other.public_id),
        "held_from": day,
        "reason": "Sold, dealing AC1.",
        "today": TODAY,
        "now": NOW,
    }
    wrong = []
    for person in PEOPLE:
        for action, execute, inputs in (
            ("lapse", changing.lapse, lapse),
            ("change_holder", changing.change_holder, pass_on),
        ):
            found = attempt(execute, actor(cast, person), obligation, "obligation_id", inputs)
            wanted = expected(states.OBLIGATION, state, action, person)
            if found != wanted:
                wrong.append((person, action, found, wanted))
    assert wrong == []


@pytest.mark.parametrize("state", states.OBLIGATION.states)
def test_a_modification_changes_what_is_in_force_or_discharged_and_nothing_that_lapsed(
    state: str, cast: Cast
) -> None:
    obligation = made.staged_obligation(cast, lines=[(made.eco_class(), 10)])
    dates = {states.DISCHARGED: {"discharged_on": TODAY}, states.LAPSED: {"lapsed_on": TODAY}}.get(state, {})
    Obligation.objects.update(state=state, **dates)
    application = steps.recommended(
        cast, kind="modification", development=obligation.development, lines=[(made.eco_class(), 12)]
    )
    can = state in states.OBLIGATION.find("modify").sources
    if can:
        steps.approve(cast, application, consent_number="MOD 1")
    else:
        with pytest.raises(DomainError) as refusal:
            steps.approve(cast, application, consent_number="MOD 1")
        assert refusal.value.code == "decision.nothing_to_modify"
    obligation.refresh_from_db()
    assert obligation.state == (states.IN_FORCE if can else state)


def test_the_statuses_page_of_the_documentation_agrees_with_the_tables() -> None:
    text = (Path(__file__).parents[3] / "docs" / "statuses.md").read_text()
    for table in (states.APPLICATION, states.OBLIGATION):
        for transition in table.transitions:
            target = transition.target or "stays"
            row = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {target} |"
            assert row in text, f"docs/statuses.md lacks: {row}"
