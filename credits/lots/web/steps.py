"""Which steps a person is offered on a lot, an offer or a dealing: a button, or the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from credits.lots import policies
from credits.lots.dealings import LotSuspension, Offer
from credits.lots.models import Lot
from credits.lots.services import issuing
from credits.lots.web import words
from credits.lots.work import possible_actions
from registry.actor import DEALING_ROLES, REGISTRAR, REGISTRAR_APPROVER, Actor
from registry.commands import Decision, no

STOPPING = frozenset({"refuse", "withdraw"})


@dataclass(frozen=True, slots=True)
class Step:
    """A button with its address, or the reason why this person cannot do it. `kind` colours it."""

    action: str
    label: str
    url: str
    allowed: bool
    reason: str = ""
    kind: str = "dark"


def of_record(actor: Actor, record: Any, address: Callable[[str], str]) -> list[Step]:
    """The steps that the state of an offer or a dealing allows and a role of this person is for."""
    found = []
    for possible in possible_actions(actor, record):
        action, label = possible.transition.action, possible.transition.label
        if (
            action == "withdraw"
            and isinstance(record, Offer)
            and record.buyer_id is None
            and not possible.allowed
        ):
            # Nobody declines what is offered to anybody.
            continue
        if action == "withdraw" and isinstance(record, Offer):
            label = "Withdraw the offer"
            if not actor.deals_for(record.lot.holder.organisation_id):
                label = "Decline the offer"
        kind = "dark-outline" if action in STOPPING else "dark"
        found.append(Step(action, label, address(action), possible.allowed, possible.reason, kind))
    return found


LIST = "list"
"""Listing credits as an expression of interest: it reserves nothing, so a suspension does not stand in its way."""
LOT_STEPS = (
    ("offer", "Offer credits", DEALING_ROLES, policies.may_offer),
    (LIST, "List for sale", DEALING_ROLES, policies.may_offer),
    ("pledge", "Pledge credits", DEALING_ROLES, policies.may_pledge),
    ("retire", "Retire credits", DEALING_ROLES, policies.may_retire),
    ("request-cancellation", "Ask for cancellation", DEALING_ROLES, policies.may_offer),
    ("cancel", "Propose a cancellation", frozenset({REGISTRAR}), policies.may_propose),
    ("correct", "Propose a correction", frozenset({REGISTRAR}), policies.may_propose_correction),
)
SUSPENDING = frozenset({REGISTRAR_APPROVER})


def of_lot(actor: Actor, lot: Lot, *, on: date, suspension: LotSuspension | None) -> list[Step]:
    """What somebody with this person's roles may do with an open lot; empty for a retired or cancelled one."""
    if not lot.is_open:
        return []
    stands = _stands_in_the_way(lot, on)
    offered = []
    for action, label, roles, rule in LOT_STEPS:
        if roles & actor.roles and (action != "pledge" or settings.PLEDGES):
            decision = rule(actor, lot)
            if decision.allowed and action == "correct" and lot.parent_id is None:
                decision = no("lot.root", "A root lot was not minted from another: nothing to go back to.")
            if decision.allowed and stands is not None and not (action == LIST and lot.available):
                decision = stands
            offered.append(_lot_step(action, label, lot, decision))
    if SUSPENDING & actor.roles:
        may = policies.may_suspend(actor, lot)
        offered += [_lot_step(action, label, lot, may) for action, label in _suspending(suspension)]
        offered += _issuing(actor, lot)
    return offered


def _issuing(actor: Actor, lot: Lot) -> list[Step]:
    """For the root lot of an agreement that was varied or renewed: issuing what that brings, or why not now."""
    if lot.agreement is None or not issuing.approved_changes(lot).exists():
        return []
    decision = policies.may_issue_further(actor, lot)
    if decision.allowed:
        decision = issuing.in_force(lot.agreement)
    if decision.allowed and not issuing.open_changes(actor, lot):
        decision = no(
            "lot.nothing_to_issue",
            "Each approved change has issued into this lot already, or you had a part in it (N11).",
        )
    return [_lot_step("issue-further", "Issue further credits", lot, decision)]


def _suspending(suspension: LotSuspension | None) -> list[tuple[str, str]]:
    if suspension is None:
        return [("suspend", "Suspend the lot")]
    extend = [] if suspension.extended_until else [("extend", "Extend the suspension")]
    return [*extend, ("lift", "Lift the suspension")]


def _lot_step(action: str, label: str, lot: Lot, decision: Decision) -> Step:
    kind = "dark" if action in ("offer", "retire") else "dark-outline"
    return Step(action, label, _address(action, lot), decision.allowed, decision.reason, kind)


def _address(action: str, lot: Lot) -> str:
    if action == LIST:
        return f"{reverse('interest-new')}?{urlencode({'lot': lot.number})}"
    return reverse(f"lot-{action}", args=[lot.number])


def _stands_in_the_way(lot: Lot, on: date) -> Decision | None:
    """Why nothing can be taken out of the lot today, whoever asks."""
    if words.is_suspended(lot, on=on):
        until = f"{lot.suspended_until:%d/%m/%Y}"
        return no("lot.suspended", f"The lot is suspended until {until} (BC Act s 6.25).")
    if not lot.available:
        return no("lot.not_enough", "No credits of this lot are available: what is left is reserved.")
    return None
