"""The two kinds of entries, and which selectors, tables and commands belong to each: one way for pages and programs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from credits.market import policies, selectors, states
from credits.market.models import Interest
from credits.market.services import demands, interests
from registry.actor import Actor
from registry.parties.models import Organisation
from registry.states import StateTable, Transition


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entries. `commands` by the name of the action; each takes the entry's id as `id_name`."""

    name: str
    title: str
    plural: str
    table: StateTable
    listed: Callable[[date], QuerySet[Any]]
    own: Callable[[Actor], QuerySet[Any]]
    find: Callable[..., Any]
    commands: dict[str, Callable[..., dict[str, Any]]]

    @property
    def id_name(self) -> str:
        """What the commands call the entry's public id."""
        return f"{self.name}_id"


KINDS = {
    "interest": Kind(
        name="interest",
        title="expression of interest",
        plural="expressions of interest",
        table=states.INTEREST,
        listed=selectors.open_interests,
        own=selectors.interests_of,
        find=selectors.interest,
        commands={
            "change": interests.change,
            "renew": interests.renew,
            "close": interests.close,
            "withdraw": interests.withdraw,
        },
    ),
    "demand": Kind(
        name="demand",
        title="want",
        plural="wants",
        table=states.DEMAND,
        listed=selectors.open_demands,
        own=selectors.demands_of,
        find=selectors.demand,
        commands={
            "change": demands.change,
            "renew": demands.renew,
            "close": demands.close,
            "withdraw": demands.withdraw,
        },
    ),
}


def kind_of(entry: policies.Entry) -> Kind:
    """Which kind of entry it is."""
    return KINDS["interest" if isinstance(entry, Interest) else "demand"]


def owner_of(entry: policies.Entry) -> Organisation:
    """The organisation whose entry it is."""
    return entry.holder if isinstance(entry, Interest) else entry.buyer


def actions_for(actor: Actor, entry: policies.Entry) -> tuple[Transition, ...]:
    """What the actor may do with the entry as it stands: the buttons, and the API's list of actions."""
    if not policies.may_change(actor, entry).allowed:
        return ()
    return kind_of(entry).table.actions(entry.state, actor.roles)
