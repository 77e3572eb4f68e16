"""Who may do what with reference facts. Everybody may read them."""

from registry.actor import REGISTRAR, SYSTEM, Actor
from registry.commands import YES, Decision, no


def may_publish(actor: Actor) -> Decision:
    """The registrar, and the registry itself at set-up, publish reference facts."""
    if actor.has(REGISTRAR) or actor.has(SYSTEM):
        return YES
    return no("reference.not_registrar", "Only the registrar can publish reference facts.")
