"""Every state x action x person of a quote and of a measure, against the tables that also drive the buttons."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from credits.obligations import states
from credits.obligations.models import FundQuote, Measure
from credits.obligations.services import fund_payments, measures, quotes
from credits.obligations.web import fund_shown
from registry.actor import Actor
from registry.commands import rehearse
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.states import StateTable
from tests.builders_agreements import actor
from tests.builders_people import PEOPLE, Cast
from tests.obligations.fund import scene

pytestmark = pytest.mark.django_db

ROLES = {
    "developer",
    "authority_officer",
    "authority_delegate",
    "trust_officer",
    "trust_approver",
}
SEES = {
    *("developer", "proponent_member", "reviewer", "authority_officer", "authority_delegate"),
    *("registrar", "registrar_approver", "auditor"),
}
SEES_QUOTE = {*SEES, "trust_reviewer", "trust_officer", "trust_approver"}
TODAY, NOW = timezone.localdate(), timezone.now()
Given = Callable[[Any], dict[str, Any]]
WHY = {"reason": "Another plan.", "now": NOW}
BOTH = {"today": TODAY, "now": NOW}


def a_charge(quote: FundQuote) -> dict[str, Any]:
    """A charge for each line."""
    return {
        "line_prices": {str(row.line.public_id): "1250.50" for row in quote.lines.all()},
        "risk_premium_cents": 0,
        "delivery_fee_cents": 0,
        "gst_cents": 0,
        "source": "Determination 12.",
    }


def a_payment(quote: FundQuote) -> dict[str, Any]:
    """The whole amount."""
    return {
        "received_cents": scene.TOTAL_CENTS,
        "received_on": TODAY,
        "receipt_reference": "R-1",
        "not_indexed": True,
        "today": TODAY,
    }


def just(**inputs: Any) -> Given:
    """The same for every thing."""
    return lambda thing: inputs


QUOTE: dict[str, tuple[Callable[..., Any], Given]] = {
    "prepare": (quotes.prepare, a_charge),
    "offer": (quotes.offer, just(**BOTH)),
    "refuse": (quotes.refuse, just(**WHY)),
    "withdraw": (quotes.withdraw, just(**WHY)),
    "receive": (fund_payments.receive, a_payment),
    "settle": (fund_payments.settle, just(**BOTH)),
}
MEASURE: dict[str, tuple[Callable[..., Any], Given]] = {
    "check": (measures.check, just(note="Read.")),
    "accept": (measures.accept, just(**BOTH)),
    "refuse": (measures.refuse, just(**WHY)),
    "withdraw": (measures.withdraw, just(**WHY)),
}


def attempt(execute: Callable[..., Any], who: Actor, thing: Any, inputs: dict[str, Any]) -> tuple[str, str]:
    """What comes of the action, and the state afterwards; all of it is undone."""
    name = "quote_id" if isinstance(thing, FundQuote) else "measure_id"
    try:
        state = rehearse(
            execute,
            actor=who,
            look=lambda: type(thing).objects.get(pk=thing.pk).state,
            **{name: str(thing.public_id)},
            **inputs,
        )
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal).__name__, thing.state
    except DomainError as refusal:
        return refusal.code, thing.state
    return "done", state


def expected(table: StateTable, sees: set[str], state: str, action: str, person: str) -> tuple[str, str]:
    """What the table says comes of it."""
    transition = table.find(action)
    if person not in sees:
        return "NotVisible", state
    if person not in transition.roles & ROLES or (table is states.MEASURE and person.startswith("trust")):
        return "NotAllowed", state
    if state not in transition.sources:
        return f"{table.name}.wrong_state", state
    return "done", transition.target


def differences(
    cast: Cast,
    thing: Any,
    table: StateTable,
    actions: dict[str, tuple[Callable[..., Any], Given]],
    sees: set[str],
    steps: Callable[[Actor, Any], list[Any]],
) -> list[Any]:
    """Where a person gets something else than the table says, or is offered other buttons."""
    wrong: list[Any] = []
    for person in PEOPLE:
        who = actor(cast, person)
        can = set()
        for action, (execute, given) in actions.items():
            found = attempt(execute, who, thing, given(thing))
            wanted = expected(table, sees, thing.state, action, person)
            if found != wanted:
                wrong.append((person, action, found, wanted))
            if wanted[0] == "done":
                can.add(action)
        if person in sees:
            offered = {step.action for step in steps(who, thing) if step.allowed}
            if offered != can:
                wrong.append((person, offered, can))
    return wrong


@pytest.mark.parametrize("state", states.QUOTE.states)
def test_each_person_can_do_to_a_quote_exactly_what_the_table_says(state: str, cast: Cast) -> None:
    cast.everybody()
    made = FundQuote.objects.get(pk=scene.quote_in(state, cast).pk)
    assert differences(cast, made, states.QUOTE, QUOTE, SEES_QUOTE, fund_shown.quote_steps) == []


@pytest.mark.parametrize("state", states.MEASURE.states)
def test_each_person_can_do_to_a_measure_exactly_what_the_table_says(state: str, cast: Cast) -> None:
    cast.everybody()
    made = Measure.objects.get(pk=scene.measure_in(state, cast).pk)
    assert differences(cast, made, states.MEASURE, MEASURE, SEES, fund_shown.measure_steps) == []


def test_every_action_is_tried() -> None:
    assert set(QUOTE) == {transition.action for transition in states.QUOTE.transitions}
    assert set(MEASURE) == {transition.action for transition in states.MEASURE.transitions}


@pytest.mark.parametrize(
    ("state", "action", "mine"), [("prepared", "offer", "prepared_by"), ("received", "settle", "received_by")]
)
def test_who_took_a_step_is_told_why_a_second_person_takes_the_next(
    state: str, action: str, mine: str, cast: Cast
) -> None:
    made = scene.quote_in(state, cast, **{mine: cast.person("trust_approver")})
    steps = fund_shown.quote_steps(actor(cast, "trust_approver"), made)
    (step,) = [one for one in steps if one.action == action]
    assert not step.allowed
    assert "a second person" in step.reason


def test_the_statuses_page_of_the_documentation_agrees_with_the_tables() -> None:
    text = (Path(__file__).parents[3] / "docs" / "statuses.md").read_text()
    for table in (states.QUOTE, states.MEASURE):
        for transition in table.transitions:
            row = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {transition.target} |"
            assert row in text, f"docs/statuses.md lacks: {row}"
