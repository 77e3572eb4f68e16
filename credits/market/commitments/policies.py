"""May this person do this with a promise of credits? Each answer carries the reason a person reads.

A signatory of an owner of the land promises, withdraws and keeps the promise; a signatory of the named buyer agrees or
declines; either side ends it. Whether the state allows it is the table's (`credits.market.states.COMMITMENT`).
"""

from collections.abc import Callable

from credits.market.models import Commitment
from credits.market.states import COMMITMENT
from registry.actor import LANDHOLDER, Actor
from registry.agreements import policies as agreement_policies
from registry.agreements.models import Agreement
from registry.commands import YES, Decision, no

SELLING_ROLES = COMMITMENT.find("fulfil").roles


def may_propose(actor: Actor, agreement: Agreement) -> Decision:
    """A person who signs for an owner of the land, or for the applicant until there are owners."""
    return agreement_policies.may_have(actor, agreement, agreement_policies.HOLDER_ROLES)


def selling_organisation_ids(actor: Actor, agreement: Agreement) -> frozenset[int]:
    """The owners of the land for which the actor may promise."""
    owners = agreement_policies.holder_ids(agreement)
    return frozenset(one for one in owners if actor.holds(LANDHOLDER, one))


def _sells(actor: Actor, commitment: Commitment) -> bool:
    return any(actor.holds(role, commitment.seller_id) for role in SELLING_ROLES)


def _buys(actor: Actor, commitment: Commitment) -> bool:
    return actor.deals_for(commitment.buyer_id)


def may_answer(actor: Actor, commitment: Commitment) -> Decision:
    """A signatory of the named buyer."""
    if _buys(actor, commitment):
        return YES
    return no(
        "commitment.not_buyer", f"It was made to {commitment.buyer}; only its signatories can answer it."
    )


def may_sell(actor: Actor, commitment: Commitment) -> Decision:
    """A signatory of the landholder who promised."""
    if _sells(actor, commitment):
        return YES
    return no("commitment.not_seller", f"Only a signatory of {commitment.seller}, who promised, can do this.")


def may_end(actor: Actor, commitment: Commitment) -> Decision:
    """A signatory of either side."""
    if _sells(actor, commitment) or _buys(actor, commitment):
        return YES
    return no("commitment.not_a_side", "Only a signatory of one of the two sides can end it.")


RULES: dict[str, Callable[[Actor, Commitment], Decision]] = {
    "agree": may_answer,
    "decline": may_answer,
    "withdraw": may_sell,
    "fulfil": may_sell,
    "end": may_end,
}
"""Which rule answers for which action of the state table."""
