"""May this person do this with a development? Each answer carries the reason a person reads."""

from credits.obligations.models import Application, Development
from registry.actor import DEVELOPER, Actor
from registry.commands import YES, Decision, no


def may_enter(actor: Actor, developer_id: int | None) -> Decision:
    """A person who signs for the developer."""
    if actor.holds(DEVELOPER, developer_id):
        return YES
    return no("development.not_yours", "Only a person who signs for the developer can do this.")


def may_change(actor: Actor, development: Development) -> Decision:
    """A person who signs for its developer; the state table decides when."""
    return may_enter(actor, development.developer_id)


def may_withdraw(actor: Actor, application: Application) -> Decision:
    """A person who signs for the developer."""
    return may_enter(actor, application.development.developer_id)
