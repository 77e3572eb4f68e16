"""Who may do what with reference facts. Everybody may read them."""

from registry.actor import OFFICER_ROLES, REGISTRAR, SYSTEM, Actor
from registry.commands import YES, Decision, no


def may_publish(actor: Actor) -> Decision:
    """The registrar, and the registry itself at set-up, publish reference facts."""
    if actor.has(REGISTRAR) or actor.has(SYSTEM):
        return YES
    return no("reference.not_registrar", "Only the registrar can publish reference facts.")


def may_load(actor: Actor) -> Decision:
    """The registrar, and the registry itself, bring in official data and decide on them."""
    if actor.has(REGISTRAR) or actor.has(SYSTEM):
        return YES
    return no("reference.not_registrar", "Only the registrar can load official data.")


def may_read_loads(actor: Actor) -> Decision:
    """Officers of the registry, the trust and the approval authorities, and the auditor, see what is being loaded; it
    is not published yet."""
    if actor.roles & OFFICER_ROLES or actor.has(SYSTEM):
        return YES
    return no("reference.not_officer", "Loads of official data are shown to officers only.")
