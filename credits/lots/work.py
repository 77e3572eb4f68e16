"""What waits for a person: offers and pledges made to them, dealings for the registry's officers, and what each button
needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q

from credits.lots import pledges, policies, selectors, states
from credits.lots.dealings import Offer, Retirement, Transfer
from credits.lots.deposit import DepositAnswer, answer_for
from credits.lots.securities import Pledge
from credits.lots.tables import TABLES, AnyDealing, WithStates
from registry.actor import DEALING_ROLES, REGISTRAR, REGISTRAR_APPROVER, Actor
from registry.fees.standing import standing
from registry.states import Transition


@dataclass(frozen=True, slots=True)
class PossibleAction:
    """A button: the transition, whether this person may press it, and why not."""

    transition: Transition
    allowed: bool
    reason: str


def possible_actions(actor: Actor, thing: Offer | AnyDealing) -> list[PossibleAction]:
    """What can be done with an offer or dealing in its state, for whom the actor's roles allow it at all; each with the
    reason where this very person may not."""
    table = TABLES[type(thing)]
    decisions = [
        (transition, policies.RULES[type(thing), transition.action](actor, thing))
        for transition in table.actions(thing.state, actor.roles)
    ]
    return [
        PossibleAction(transition, decision.allowed, decision.reason) for transition, decision in decisions
    ]


def missing(dealing: AnyDealing, *, on: date, deposit: DepositAnswer | None = None) -> list[str]:
    """What still stands in the way of settling or retiring, in sentences: fee, deposit, suspension. `deposit`: the
    answer, where a list asked for all of its dealings at once."""
    found = []
    if isinstance(dealing, (Transfer, Retirement)):
        fee = standing(dealing.fee)
        if not fee.settled:
            found.append(f"Fee: {fee.text}")
        answer = deposit or answer_for(dealing, on=on)
        if not answer.settled:
            found.append(f"Deposit: {answer.reason}")
    if isinstance(dealing, Transfer) and dealing.settles_from is not None and on < dealing.settles_from:
        found.append(f"Either side may still withdraw: it settles from {dealing.settles_from:%d/%m/%Y}.")
    until = dealing.lot.suspended_until
    if until is not None and until >= on:
        found.append(f"Lot {dealing.lot.number} is suspended until {until:%d/%m/%Y}.")
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for this person: what kind, which, since when, and what they are to do."""

    kind: str
    thing: WithStates
    since: datetime
    action: Transition


def open_work(actor: Actor) -> list[Waiting]:
    """Everything that waits for the actor, oldest first. At most one query for each kind; none for a visitor.

    Offers and pledges made to an organisation the actor signs for; for the registrar what is to be checked; for the
    approver what is to be completed, unless they signed, proposed or checked it themselves."""
    found: list[Waiting] = []
    signing = {organisation_id for role, organisation_id in actor.offices if role in DEALING_ROLES}
    if signing:
        offers = selectors.offers_visible_to(actor).filter(state=states.OPEN, buyer__in=signing)
        found += _waiting(actor, offers, "accept")
        if settings.PLEDGES:
            lent_on = pledges.visible_to(actor).filter(state=states.PROPOSED, lender__in=signing)
            found += _waiting(actor, lent_on, "accept")
    to_check = Q(state__in=[states.ACCEPTED, states.APPLIED]) if actor.has(REGISTRAR) else Q(pk=None)
    to_complete = (
        Q(state__in=[states.CHECKED, states.PROPOSED]) if actor.has(REGISTRAR_APPROVER) else Q(pk=None)
    )
    if actor.has(REGISTRAR) or actor.has(REGISTRAR_APPROVER):
        wanted = to_check | to_complete
        transfers = list(selectors.transfers_visible_to(actor).filter(wanted))
        retirements = list(selectors.retirements_visible_to(actor).filter(wanted))
        found += _waiting(actor, [t for t in transfers if t.state == states.ACCEPTED], "check")
        found += _waiting(actor, [t for t in transfers if t.state == states.CHECKED], "settle")
        found += _waiting(actor, [r for r in retirements if r.state == states.APPLIED], "check")
        found += _waiting(actor, [r for r in retirements if r.state == states.CHECKED], "retire")
    if actor.has(REGISTRAR_APPROVER):
        found += _waiting(actor, selectors.cancellations_visible_to(actor).filter(to_complete), "cancel")
        found += _waiting(actor, selectors.corrections_visible_to(actor).filter(to_complete), "post")
    return sorted(found, key=lambda waiting: waiting.since)


def _waiting(actor: Actor, things: Iterable[WithStates], action: str) -> list[Waiting]:
    """Those of the things that this very person may act on."""
    found = []
    for thing in things:
        kind = TABLES[type(thing)].name
        if policies.RULES[type(thing), action](actor, thing).allowed:
            found.append(Waiting(kind, thing, _since(thing), TABLES[type(thing)].find(action)))
    return found


def _since(thing: WithStates) -> datetime:
    if isinstance(thing, Offer):
        return thing.made_at
    return thing.proposed_at if isinstance(thing, Pledge) else (thing.checked_at or thing.lodged_at)
