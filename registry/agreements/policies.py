"""May this person do this to an agreement? One answer for each action of the state table, with the reason in words.

Visibility is decided in `registry.agreements.selectors`: what is not visible is answered as not existing. Whether the
state allows the action is the table's; here it is who.
"""

from registry.actor import (
    LANDHOLDER,
    REGISTRAR,
    REGISTRAR_APPROVER,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementChange, OwnerChange
from registry.commands import YES, Decision, no

HOLDER_ROLES = frozenset({LANDHOLDER})
OFFICER_ROLES = frozenset({TRUST_OFFICER, TRUST_APPROVER})

CALLED = {
    LANDHOLDER: "a person who signs for the landholder",
    TRUST_OFFICER: "an officer of the trust",
    TRUST_APPROVER: "an approver of the trust",
    REGISTRAR: "the registrar",
    REGISTRAR_APPROVER: "the registrar's approver",
}


def holder_ids(agreement: Agreement) -> frozenset[int]:
    """The organisations that owe the duties now: the owners, or the applicant until there are owners (N16)."""
    owners = {share.organisation_id for share in agreement.owner_shares.all() if share.valid_to is None}
    return frozenset(owners or {agreement.applicant_id})


def holds_one_of(actor: Actor, agreement: Agreement, roles: frozenset[str]) -> bool:
    """Does the actor hold one of `roles` for the side of this agreement that the role belongs to?"""
    for role in roles:
        if role == LANDHOLDER:
            if any(actor.holds(role, organisation_id) for organisation_id in holder_ids(agreement)):
                return True
        elif role in OFFICER_ROLES:
            if actor.holds(role, agreement.trust_id):
                return True
        elif actor.has(role):
            return True
    return False


def _only(roles: frozenset[str]) -> Decision:
    names = " or ".join(CALLED[role] for role in sorted(roles))
    return no("agreement.not_yours", f"Only {names} can do this.")


def _without_interest(actor: Actor, agreement: Agreement) -> Decision:
    """Who belongs to an owner of the land decides nothing about it for the trust or the registrar."""
    if actor.organisation_ids & holder_ids(agreement):
        return no(
            "agreement.conflict_of_interest",
            "You belong to an owner of this land, so another person must do this.",
        )
    return YES


def may_have(actor: Actor, agreement: Agreement, roles: frozenset[str]) -> Decision:
    """One of `roles` on its side; and no interest in the land where the role is an office."""
    if not holds_one_of(actor, agreement, roles):
        return _only(roles)
    if holds_one_of(actor, agreement, roles & HOLDER_ROLES):
        return YES
    return _without_interest(actor, agreement)


def may(actor: Actor, agreement: Agreement, action: str) -> Decision:
    """May the actor take `action` of the state table, whatever state the agreement is in?"""
    return may_have(actor, agreement, states.AGREEMENT.find(action).roles)


def may_lodge(actor: Actor, applicant_id: int | None) -> Decision:
    """A person who signs for the landholder applies in the landholder's name, and nobody else."""
    return YES if actor.holds(LANDHOLDER, applicant_id) else _only(HOLDER_ROLES)


def may_change_intention(actor: Actor, agreement: Agreement) -> Decision:
    """The landholder words the intention."""
    return may_have(actor, agreement, HOLDER_ROLES)


def may_edit_plan(actor: Actor, agreement: Agreement) -> Decision:
    """Both sides write on the plan and its costs while it is open (N47)."""
    return may_have(actor, agreement, HOLDER_ROLES | OFFICER_ROLES)


def may_sign_for_the_minister(actor: Actor, agreement: Agreement, signers: frozenset[int]) -> Decision:
    """An approver of the trust who signed for no owner (N10, N51). `signers` are the owners' signers."""
    decision = may(actor, agreement, "sign_trust")
    if decision.allowed and actor.user_id in signers:
        return no(
            "agreement.same_person",
            "You signed this agreement for the landholder. Another person must sign for the Minister.",
        )
    return decision


def may_propose_change(actor: Actor, agreement: Agreement) -> Decision:
    """Officers and approvers of the trust propose variations, renewals and terminations (N43)."""
    return may_have(actor, agreement, OFFICER_ROLES)


def may_agree_to_change(actor: Actor, agreement: Agreement) -> Decision:
    """The owners agree to a variation or a renewal."""
    return may_have(actor, agreement, HOLDER_ROLES)


def may_approve_change(
    actor: Actor, agreement: Agreement, change: AgreementChange, signers: frozenset[int]
) -> Decision:
    """An approver of the trust who neither proposed it nor signed it for an owner (N43)."""
    decision = may_have(actor, agreement, frozenset({TRUST_APPROVER}))
    if decision.allowed and actor.user_id in signers | {change.proposed_by_id}:
        return no(
            "agreement.same_person", "You proposed this or signed it. Another approver must approve it."
        )
    return decision


def may_lodge_owner_change(actor: Actor, agreement: Agreement) -> Decision:
    """The owners, or the registrar who learns of it from the land title."""
    return may_have(actor, agreement, HOLDER_ROLES | {REGISTRAR})


def may_accept_owner_change(actor: Actor, organisation_ids: frozenset[int]) -> Decision:
    """A person who signs for one of the owners after the change."""
    if any(actor.holds(LANDHOLDER, organisation_id) for organisation_id in organisation_ids):
        return YES
    return no("agreement.not_a_new_owner", "Only a person who signs for one of the new owners can accept.")


def may_record_owner_change(
    actor: Actor, agreement: Agreement, change: OwnerChange, new_owner_ids: frozenset[int]
) -> Decision:
    """The registrar, but not the person who lodged it and nobody who belongs to an owner before or after."""
    decision = may(actor, agreement, "change_owner")
    if not decision.allowed:
        return decision
    if actor.organisation_ids & new_owner_ids:
        return no(
            "agreement.conflict_of_interest",
            "You belong to an owner of this land, so another person must do this.",
        )
    if actor.user_id == change.lodged_by_id:
        return no(
            "agreement.same_person", "You lodged this change of owner. Another registrar must record it."
        )
    return YES


def may_withdraw_owner_change(actor: Actor, agreement: Agreement) -> Decision:
    """Who may lodge it may take it back."""
    return may_lodge_owner_change(actor, agreement)


def may_record_earlier_agreement(actor: Actor) -> Decision:
    """The registrar enters agreements of the scheme before this one (N1)."""
    return YES if actor.has(REGISTRAR) else _only(frozenset({REGISTRAR}))
