"""State tables: what is not listed is refused, and the refusal says which state would do."""

import pytest

from registry.findings import DomainError
from registry.states import StateTable, Transition

TABLE = StateTable(
    name="gate",
    states=("open", "closed", "locked"),
    initial="open",
    transitions=(
        Transition("close", frozenset({"open"}), "closed", frozenset({"walker", "ranger"}), "Close"),
        Transition("lock", frozenset({"closed"}), "locked", frozenset({"ranger"}), "Lock"),
        Transition("open", frozenset({"closed", "locked"}), "open", frozenset({"ranger"}), "Open"),
    ),
)


def test_an_action_is_offered_only_to_its_roles_and_from_its_states():
    assert [t.action for t in TABLE.actions("closed", ["ranger"])] == ["lock", "open"]
    assert TABLE.actions("closed", ["walker"]) == ()
    assert [t.action for t in TABLE.actions("open", ["walker"])] == ["close"]


def test_every_listed_pair_is_allowed_and_every_other_refused():
    allowed = {(t.action, source) for t in TABLE.transitions for source in t.sources}
    for transition in TABLE.transitions:
        for state in TABLE.states:
            if (transition.action, state) in allowed:
                assert TABLE.require(transition.action, state).target in TABLE.states
            else:
                with pytest.raises(DomainError):
                    TABLE.require(transition.action, state)


def test_a_refusal_names_the_state_and_those_that_would_do():
    with pytest.raises(DomainError) as refusal:
        TABLE.require("open", "open")
    assert refusal.value.code == "gate.wrong_state"
    assert refusal.value.message == "This cannot be done while the gate is open; it must be closed or locked."


def test_an_unknown_action_is_a_bug():
    with pytest.raises(KeyError):
        TABLE.find("paint")
