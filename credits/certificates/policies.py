"""May this person have a document made? Whether the thing it is about is theirs to see is asked by the selectors."""

from registry.actor import AUDITOR, Actor
from registry.commands import YES, Decision, no


def may_issue(actor: Actor) -> Decision:
    """Anybody who has signed in and sees what it is about, save the auditor, who changes nothing."""
    if actor.anonymous:
        return no("document.sign_in", "Sign in to have a document made.")
    if actor.has(AUDITOR):
        return no(
            "document.auditor_reads",
            "An auditor reads documents that were issued and has none made. The holder or the registrar can.",
        )
    return YES
