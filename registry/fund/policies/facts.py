"""May this person enter a fact of the fund?"""

from registry.actor import REGISTRAR_APPROVER, TRUST_APPROVER, Actor
from registry.commands import YES, Decision, no


def may_enter_facts(actor: Actor) -> Decision:
    """Approvers of the trust and of the registrar's office. Everybody may read: the facts are public."""
    if actor.roles & {TRUST_APPROVER, REGISTRAR_APPROVER}:
        return YES
    return no(
        "fund_fact.not_approver",
        "Only an approver of the trust or of the registrar's office enters rates, rules, index numbers and holidays.",
    )
