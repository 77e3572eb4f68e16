"""Every state x action x person of entries, against the tables that drive buttons, API and documentation."""

from pathlib import Path

import pytest
from django.db import transaction

from credits.market import states
from credits.market.kinds import KINDS, actions_for
from credits.market.models import Demand, Interest
from registry.actor import public
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.states import STAYS
from tests.builders_people import PEOPLE

pytestmark = pytest.mark.django_db

VISITOR = "visitor"
READ_ALL = {"registrar", "registrar_approver", "auditor"}
MEMBERS = {
    "interest": {"landholder_member", "landholder_signatory"},
    "demand": {"proponent_member", "developer"},
}
SIGNATORY = {"interest": "landholder_signatory", "demand": "developer"}
MODELS = {"interest": Interest, "demand": Demand}
INPUTS = {
    "change": {"quantity": 3},
    "close": {},
    "withdraw": {"reason": "Not any more."},
}
CELLS = [(kind, state) for kind, of in KINDS.items() for state in of.table.states]


def made(entries, kind, state):
    """An entry in that state."""
    entry = entries.interest() if kind == "interest" else entries.demand()
    entry.state = state
    entry.save()
    return entry


def outcome(entries, kind, action, entry, actor):
    """What comes of it: the state it ends in, or the refusal; undone afterwards."""
    of, before = KINDS[kind], transaction.savepoint()
    try:
        of.commands[action](
            actor=actor,
            today=entries.today,
            now=entries.now,
            **{of.id_name: str(entry.public_id)},
            **INPUTS[action],
        )
        return MODELS[kind].objects.values_list("state", flat=True).get(pk=entry.pk)
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal)
    except DomainError as refusal:
        return refusal.code
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize(("kind", "state"), CELLS, ids=[" ".join(cell) for cell in CELLS])
def test_each_person_can_do_exactly_what_the_table_says(entries, kind, state):
    entry, table = made(entries, kind, state), KINDS[kind].table
    found, expected = {}, {}
    for person in [*PEOPLE, VISITOR]:
        actor = public() if person == VISITOR else entries.actor(person)
        for transition in table.transitions:
            cell = (person, transition.action)
            found[cell] = outcome(entries, kind, transition.action, entry, actor)
            if state != states.OPEN and person not in READ_ALL | MEMBERS[kind]:
                expected[cell] = NotVisible
            elif person != SIGNATORY[kind]:
                expected[cell] = NotAllowed
            elif state not in transition.sources:
                expected[cell] = f"{table.name}.wrong_state"
            else:
                expected[cell] = state if transition.target == STAYS else transition.target
    assert found == expected


@pytest.mark.parametrize(("kind", "state"), CELLS, ids=[" ".join(cell) for cell in CELLS])
def test_buttons_are_those_that_would_go_through(entries, kind, state):
    entry, table = made(entries, kind, state), KINDS[kind].table
    for person in PEOPLE:
        expected = [t.action for t in table.transitions if state in t.sources and person == SIGNATORY[kind]]
        assert [t.action for t in actions_for(entries.actor(person), entry)] == expected, person


@pytest.mark.parametrize("kind", KINDS)
def test_every_action_has_its_command_and_its_row_in_the_documentation(kind):
    table = KINDS[kind].table
    assert set(KINDS[kind].commands) == {t.action for t in table.transitions} | {"renew"}
    text = (Path(__file__).parents[2] / "docs" / "statuses.md").read_text()
    heading = {"interest": "An expression of interest", "demand": "A want on the demand register"}[kind]
    chapter = text.split(f"\n## {heading} ", 1)[1].split("\n## ", 1)[0]
    for transition in table.transitions:
        row = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {transition.target or 'stays'} |"
        assert row in chapter, row


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_closes_once(entries, kind):
    entry = made(entries, kind, states.OPEN)
    of, actor = KINDS[kind], entries.actor(SIGNATORY[kind])
    given = {of.id_name: str(entry.public_id), "today": entries.today, "now": entries.now}
    of.commands["close"](actor=actor, **given)
    entry.refresh_from_db()
    assert (entry.state, entry.closed_at) == (states.CLOSED, entries.now)
    with pytest.raises(DomainError) as refusal:
        of.commands["withdraw"](actor=actor, reason="Too late.", **given)
    assert refusal.value.code == f"{kind}.wrong_state"


@pytest.mark.parametrize("kind", KINDS)
def test_who_comes_second_at_the_same_moment_is_told_so(entries, kind):
    """The row was read while it was open, and closed by somebody else before the update."""
    from credits.market.services import entries as steps

    entry = made(entries, kind, states.OPEN)
    MODELS[kind].objects.filter(pk=entry.pk).update(state=states.CLOSED)
    with pytest.raises(DomainError) as refusal:
        steps.step(entry, "close", now=entries.now)
    assert refusal.value.code == f"{kind}.moved_meanwhile"


@pytest.mark.parametrize("kind", KINDS)
def test_a_withdrawal_gives_its_reason(entries, kind):
    entry, of = made(entries, kind, states.OPEN), KINDS[kind]
    given = {of.id_name: str(entry.public_id), "today": entries.today, "now": entries.now}
    with pytest.raises(DomainError) as refusal:
        of.commands["withdraw"](actor=entries.actor(SIGNATORY[kind]), reason="  ", **given)
    assert [finding.field for finding in refusal.value.findings] == ["reason"]
    of.commands["withdraw"](actor=entries.actor(SIGNATORY[kind]), reason="Sold at home.", **given)
    entry.refresh_from_db()
    assert (entry.state, entry.closing_reason) == (states.WITHDRAWN, "Sold at home.")
