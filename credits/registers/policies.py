"""Who may bring the published register in, and who sees an import.

One registrar suffices: the lines were checked and signed in the published register already, and each is marked as
'not published' for those steps. What is posted here later needs two people again.
"""

from registry.actor import AUDITOR, REGISTRAR, REGISTRAR_APPROVER, SYSTEM, Actor
from registry.commands import YES, Decision, no

READERS = (REGISTRAR, REGISTRAR_APPROVER, AUDITOR, SYSTEM)


def may_import(actor: Actor) -> Decision:
    """The registrar, and the registry itself by its management command."""
    if actor.has(REGISTRAR) or actor.has(SYSTEM):
        return YES
    return no("register.not_registrar", "Only the registrar can import the published register.")


def may_read(actor: Actor) -> Decision:
    """Officers of the registrar and the auditor: what an import found is not published."""
    if any(actor.has(role) for role in READERS):
        return YES
    return no(
        "register.not_officer",
        "Imports of the register are shown to the registrar's officers and the auditor.",
    )
