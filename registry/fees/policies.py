"""May this person do this with fees? Each answer carries the reason a person reads."""

from registry.actor import AUDITOR, REGISTRAR, REGISTRAR_OFFICE, Actor
from registry.commands import YES, Decision, no


def may_keep_fees(actor: Actor) -> Decision:
    """The registrar enters amounts and marks charges as paid."""
    if actor.has(REGISTRAR):
        return YES
    return no("fee.not_registrar", "Only the registrar enters fees and marks them as paid.")


def may_read_charges(actor: Actor) -> Decision:
    """The registrar's office and the auditor see what everybody was charged; a party sees its own on its dealing."""
    if actor.roles & (REGISTRAR_OFFICE | {AUDITOR}):
        return YES
    return no("fee.not_officer", "Charges are shown to the registrar's office and the auditor only.")
