"""May this person do this with credits? Each answer carries the reason a person reads.

Only signatories of the recorded holder offer, price and retire (N15); a signatory of any other organisation buys
(N13). The registrar's check and the approver's completion come from two people, neither of whom signed or belongs to
a side. Whether the thing is in the right state is not asked here: `credits.lots.states` says.
"""

from collections.abc import Callable
from typing import Any, Protocol

from credits.lots import states
from credits.lots.dealings import Cancellation, Correction, Dealing, Offer, Retirement, Transfer
from credits.lots.models import HolderAccount, Lot
from credits.lots.securities import Pledge
from registry.actor import (
    DEALING_ROLES,
    REGISTRAR,
    REGISTRAR_APPROVER,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)
from registry.agreements import policies as agreement_policies
from registry.commands import YES, Decision, no
from registry.parties.models import Organisation

TRUST_ROLES = frozenset({TRUST_OFFICER, TRUST_APPROVER})


def _may_sign_for_holder(actor: Actor, holder: HolderAccount, lot_number: str) -> Decision:
    if holder.organisation is None:
        return no(
            "lot.holder_unknown",
            f"The holder of lot {lot_number} was not published with the register, so nobody can deal with its credits "
            "here.",
        )
    if actor.deals_for(holder.organisation_id):
        return YES
    return no(
        "lot.not_holder",
        f"Only a signatory of the recorded holder, {holder}, can offer, price, transfer, retire or give up these "
        "credits (N15).",
    )


def may_offer(actor: Actor, lot: Lot) -> Decision:
    """A signatory of the recorded holder."""
    return _may_sign_for_holder(actor, lot.holder, lot.number)


def may_withdraw_offer(actor: Actor, offer: Offer) -> Decision:
    """A signatory of the holder; a signatory of the named buyer declines."""
    if offer.buyer_id is not None and actor.deals_for(offer.buyer_id):
        return YES
    return _may_sign_for_holder(actor, offer.lot.holder, offer.lot.number)


def buying_organisation_ids(actor: Actor, offer: Offer) -> frozenset[int]:
    """The organisations for which the actor may accept: the named buyer, or any but the holder."""
    signing = {organisation_id for role, organisation_id in actor.offices if role in DEALING_ROLES}
    allowed = signing - {offer.lot.holder.organisation_id}
    return frozenset(allowed if offer.buyer_id is None else allowed & {offer.buyer_id})


def may_accept(actor: Actor, offer: Offer) -> Decision:
    """A signatory of the named buyer, or of anybody but the holder for a standing offer."""
    if buying_organisation_ids(actor, offer):
        return YES
    if offer.buyer is not None:
        return no(
            "offer.not_buyer", f"This offer was made to {offer.buyer}; only its signatories can accept it."
        )
    if actor.deals_for(offer.lot.holder.organisation_id):
        return no("offer.own_credits", "These are your own credits: another organisation has to accept them.")
    return no(
        "offer.no_signatory",
        "Only a signatory of an organisation (developer, landholder or trust) can buy credits. Ask the registrar for "
        "the role.",
    )


def may_pledge(actor: Actor, lot: Lot) -> Decision:
    """A signatory of the recorded holder."""
    return _may_sign_for_holder(actor, lot.holder, lot.number)


def may_answer_pledge(actor: Actor, pledge: Pledge) -> Decision:
    """A signatory of the lender accepts, declines and releases."""
    if actor.deals_for(pledge.lender_id):
        return YES
    return no("pledge.not_lender", f"Only a signatory of the lender, {pledge.lender}, can do this.")


def may_withdraw_pledge(actor: Actor, pledge: Pledge) -> Decision:
    """A signatory of the holder."""
    return _may_sign_for_holder(actor, pledge.lot.holder, pledge.lot.number)


def may_keep_counterparties(actor: Actor, organisation: Organisation) -> Decision:
    """A signatory of the organisation whose list it is."""
    if actor.deals_for(organisation.pk):
        return YES
    return no("counterparty.not_signatory", f"Only a signatory of {organisation} keeps its list.")


def may_retire(actor: Actor, lot: Lot) -> Decision:
    """A signatory of the recorded holder applies."""
    return _may_sign_for_holder(actor, lot.holder, lot.number)


def may_withdraw_retirement(actor: Actor, retirement: Retirement) -> Decision:
    """A signatory of the holder."""
    return _may_sign_for_holder(actor, retirement.lot.holder, retirement.lot.number)


def may_withdraw_transfer(actor: Actor, transfer: Transfer) -> Decision:
    """A signatory of either side; after the check only where there is a cooling-off period."""
    if actor.deals_for(transfer.buyer_id) or actor.deals_for(transfer.seller.organisation_id):
        if transfer.state == states.CHECKED and transfer.settles_from is None:
            return no(
                "transfer.checked", "The registrar has checked this transfer: neither side withdraws it now."
            )
        return YES
    return no("transfer.not_a_side", "Only a signatory of the seller or the buyer can withdraw a transfer.")


class OfTwoSides(Protocol):
    """What the rules of four eyes ask of a dealing, read as a whole or as its bare facts (`credits.lots.held`)."""

    @property
    def signer_ids(self) -> frozenset[int]:
        """The people who signed or proposed it."""
        ...

    @property
    def side_ids(self) -> frozenset[int | None]:
        """The organisations between which the credits move."""
        ...

    @property
    def checked_by_id(self) -> int | None:
        """Who recorded the registrar's check."""
        ...


def _may_as_officer(actor: Actor, dealing: OfTwoSides, roles: frozenset[str], who: str) -> Decision:
    """One of `roles`, who neither signed nor belongs to a side."""
    if not roles & actor.roles:
        return no("dealing.not_officer", f"Only {who} can do this.")
    if actor.user_id in dealing.signer_ids:
        return no(
            "dealing.same_person", "You signed or proposed this: another officer has to do it (four eyes)."
        )
    if actor.organisation_ids & dealing.side_ids:
        return no("dealing.conflict", "You belong to a side of this dealing: another officer has to do it.")
    return YES


def may_check(actor: Actor, dealing: Dealing) -> Decision:
    """The registrar, neither a signer nor of a side."""
    return _may_as_officer(actor, dealing, frozenset({REGISTRAR}), "the registrar")


def may_complete(actor: Actor, dealing: OfTwoSides) -> Decision:
    """The registrar's approver: another person than every signer, the proposer and the checker."""
    decision = _may_as_officer(actor, dealing, frozenset({REGISTRAR_APPROVER}), "the registrar's approver")
    if decision.allowed and actor.user_id == dealing.checked_by_id:
        return no(
            "dealing.same_person", "You recorded the check: a second officer has to complete it (four eyes)."
        )
    return decision


def may_refuse(actor: Actor, dealing: Dealing) -> Decision:
    """Either officer of the registry, neither a signer nor of a side."""
    return _may_as_officer(
        actor, dealing, frozenset({REGISTRAR, REGISTRAR_APPROVER}), "an officer of the registry"
    )


def may_drop(actor: Actor, dealing: Dealing) -> Decision:
    """Either officer of the registry, the proposer included."""
    if {REGISTRAR, REGISTRAR_APPROVER} & actor.roles:
        return YES
    return no("dealing.not_officer", "Only an officer of the registry can drop a proposal.")


def may_propose(actor: Actor, lot: Lot) -> Decision:
    """The registrar, who does not belong to the holder, proposes cancellations."""
    return _may_on_lot(actor, lot, REGISTRAR, "the registrar")


def may_propose_correction(actor: Actor, lot: Lot) -> Decision:
    """As `may_propose`; nor does the registrar belong to the holder that gets the credits back."""
    decision = may_propose(actor, lot)
    parent = lot.parent
    if decision.allowed and parent is not None and parent.holder.organisation_id in actor.organisation_ids:
        return no(
            "dealing.conflict",
            "You belong to the holder of the lot it came from: another officer has to do it.",
        )
    return decision


def may_suspend(actor: Actor, lot: Lot) -> Decision:
    """The registrar's approver, who does not belong to the holder."""
    return _may_on_lot(actor, lot, REGISTRAR_APPROVER, "the registrar's approver")


def may_state_outside_deposit(actor: Actor, lot: Lot) -> Decision:
    """An officer or approver of a trust: of the agreement's, where the agreement is held here; and no member of the
    holder."""
    trusts = {organisation_id for role, organisation_id in actor.offices if role in TRUST_ROLES}
    if not trusts or (lot.agreement is not None and lot.agreement.trust_id not in trusts):
        return no("outside_deposit.not_trust", "Only an officer or approver of the trust can do this.")
    if actor.organisation_ids & ({lot.holder.organisation_id} - trusts):
        return no(
            "outside_deposit.conflict_of_interest",
            "You belong to the holder of this lot, so another person must do this.",
        )
    return YES


def may_confirm_outside_deposit(actor: Actor, lot: Lot, stated_by_id: int) -> Decision:
    """The same, by another person than stated it."""
    decision = may_state_outside_deposit(actor, lot)
    if decision.allowed and actor.user_id == stated_by_id:
        return no(
            "outside_deposit.same_person", "You stated this. Another person of the trust must confirm it."
        )
    return decision


def may_issue_further(actor: Actor, lot: Lot) -> Decision:
    """The registrar's approver, who belongs neither to the holder, whose credits become more, nor to an owner of the
    land. Raises ValueError for a lot without an agreement: nothing is issued into such a one."""
    if lot.agreement is None:
        raise ValueError(f"lot {lot.number} has no agreement")
    decision = _may_on_lot(actor, lot, REGISTRAR_APPROVER, "the registrar's approver")
    if not decision.allowed:
        return decision
    return agreement_policies.may_have(actor, lot.agreement, frozenset({REGISTRAR_APPROVER}))


def _may_on_lot(actor: Actor, lot: Lot, role: str, who: str) -> Decision:
    if not actor.has(role):
        return no("dealing.not_officer", f"Only {who} can do this.")
    if lot.holder.organisation_id in actor.organisation_ids:
        return no("dealing.conflict", "You belong to the holder of this lot: another officer has to do it.")
    return YES


RULES: dict[tuple[type[Any], str], Callable[[Actor, Any], Decision]] = {
    (Offer, "accept"): may_accept,
    (Offer, "withdraw"): may_withdraw_offer,
    (Transfer, "check"): may_check,
    (Transfer, "settle"): may_complete,
    (Transfer, "refuse"): may_refuse,
    (Transfer, "withdraw"): may_withdraw_transfer,
    (Retirement, "check"): may_check,
    (Retirement, "retire"): may_complete,
    (Retirement, "refuse"): may_refuse,
    (Retirement, "withdraw"): may_withdraw_retirement,
    (Cancellation, "cancel"): may_complete,
    (Cancellation, "withdraw"): may_drop,
    (Correction, "post"): may_complete,
    (Correction, "withdraw"): may_drop,
    (Pledge, "accept"): may_answer_pledge,
    (Pledge, "decline"): may_answer_pledge,
    (Pledge, "release"): may_answer_pledge,
    (Pledge, "withdraw"): may_withdraw_pledge,
}
"""Which rule answers for which action of the state tables."""
