"""The step of a thing from state to state: one conditional update, and a look at the row count."""

from typing import Any

from django.db.models import Model

from registry.findings import DomainError
from registry.states import StateTable


def take(thing: Model, table: StateTable, action: str, *, called: str = "", **changes: Any) -> None:
    """Move `thing` from its `state` along the table, with `changes`. `called`: the thing in a sentence, where the
    table's name is not what people say.

    Raises DomainError where the table does not allow it, or where somebody else was faster."""
    held: Any = thing
    transition = table.require(action, held.state)
    target = transition.target or held.state
    moved = type(held)._default_manager.filter(pk=held.pk, state=held.state).update(state=target, **changes)
    if not moved:
        raise DomainError(
            f"{table.name.replace(' ', '_')}.moved_meanwhile",
            f"Somebody else has just changed this {called or table.name}. Look again.",
        )
    held.state = target
