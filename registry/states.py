"""State tables: which transitions exist, who may make them, and what they need.

One table per thing drives buttons, API actions, the documentation and an exhaustive test. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.findings import DomainError

STAYS = ""
"""A target that is the state the thing is in: the action makes a record or lays something over the state."""


@dataclass(frozen=True, slots=True)
class Transition:
    """`action` moves a thing from one of `sources` to `target`. `roles` may ask for it; `label` is the button.
    `target` may be `STAYS`."""

    action: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    label: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class StateTable:
    """All states and transitions of one kind of thing. Anything not listed is refused."""

    name: str
    states: tuple[str, ...]
    initial: str
    transitions: tuple[Transition, ...]

    def find(self, action: str) -> Transition:
        """The transition called `action`. Raises KeyError when the table has none."""
        for transition in self.transitions:
            if transition.action == action:
                return transition
        raise KeyError(action)

    def actions(self, state: str, roles: Iterable[str]) -> tuple[Transition, ...]:
        """What somebody with `roles` may do to a thing in `state`."""
        held = frozenset(roles)
        return tuple(t for t in self.transitions if state in t.sources and held & t.roles)

    def require(self, action: str, state: str) -> Transition:
        """The transition, if `state` allows it. Raises DomainError that names the states that do."""
        transition = self.find(action)
        if state not in transition.sources:
            allowed = " or ".join(sorted(transition.sources))
            raise DomainError(
                f"{self.name}.wrong_state",
                f"This cannot be done while the {self.name} is {state}; it must be {allowed}.",
            )
        return transition
