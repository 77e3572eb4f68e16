"""Who runs the clock of obligations."""

from registry.actor import SYSTEM, Actor
from registry.commands import YES, Decision, no


def may_remind(actor: Actor) -> Decision:
    """The registry itself, each night."""
    if actor.has(SYSTEM):
        return YES
    return no("obligation.clock_only", "Only the registry's own clock sends reminders.")
