"""May this person do this with an entry of the registers or an enquiry? Each answer carries the reason a person reads.

Nobody but the recorded holder lists credits (N15, N55). Whether the thing is in the right state is not asked here:
`credits.market.states` says.
"""

from credits.market.models import Demand, Enquiry, Interest
from registry.actor import DEALING_ROLES, LANDHOLDER, SYSTEM, Actor
from registry.agreements.models import Agreement
from registry.agreements.policies import holder_ids
from registry.commands import YES, Decision, no

Entry = Interest | Demand


def owner_id(entry: Entry) -> int:
    """The organisation whose entry it is."""
    return entry.holder_id if isinstance(entry, Interest) else entry.buyer_id


def signing_ids(actor: Actor) -> frozenset[int]:
    """The organisations that the actor signs for where credits are dealt with."""
    return frozenset(organisation_id for role, organisation_id in actor.offices if role in DEALING_ROLES)


def landholder_ids(actor: Actor) -> frozenset[int]:
    """The organisations that the actor signs for as a landholder."""
    return frozenset(organisation_id for role, organisation_id in actor.offices if role == LANDHOLDER)


def owning_ids(actor: Actor, agreement: Agreement) -> frozenset[int]:
    """The owners of the agreement's land, or its applicant, that the actor signs for."""
    return landholder_ids(actor) & holder_ids(agreement)


def may_list_site(actor: Actor) -> Decision:
    """Any signatory of a landholder, for a site that has no agreement yet."""
    if landholder_ids(actor):
        return YES
    return no(
        "interest.not_landholder",
        "Only a signatory of a landholder can list credits of a planned site. Ask the registrar for the role.",
    )


def may_list_agreement(actor: Actor, agreement: Agreement) -> Decision:
    """A signatory of an owner of the agreement's land."""
    if owning_ids(actor, agreement):
        return YES
    return no(
        "interest.not_owner", "Only a signatory of the landholder can list credits of this agreement (N15)."
    )


def may_enter_demand(actor: Actor) -> Decision:
    """Any signatory of an organisation that can hold credits."""
    if signing_ids(actor):
        return YES
    return no(
        "demand.no_signatory",
        "Only a signatory of an organisation (developer, landholder or trust) can enter a want. Ask the registrar for "
        "the role.",
    )


def may_change(actor: Actor, entry: Entry) -> Decision:
    """A signatory of the organisation whose entry it is: to change, renew, close and withdraw it."""
    if actor.deals_for(owner_id(entry)):
        return YES
    what = "expression of interest" if isinstance(entry, Interest) else "want"
    return no(
        "market.not_yours",
        f"Only a signatory of the organisation that entered this {what} can do this (N15).",
    )


def may_run_out(actor: Actor) -> Decision:
    """The registry itself, by the calendar."""
    if actor.has(SYSTEM):
        return YES
    return no(
        "market.not_the_clock", "Entries run out by the calendar alone. Close or withdraw yours instead."
    )


def asking_ids(actor: Actor, asked_id: int | None) -> frozenset[int]:
    """The organisations for which the actor may ask: any they sign for but the one that is asked."""
    return signing_ids(actor) - {asked_id}


def may_enquire(actor: Actor, asked_id: int | None) -> Decision:
    """A signatory of another organisation."""
    if asking_ids(actor, asked_id):
        return YES
    if signing_ids(actor):
        return no("enquiry.own_entry", "This is your own: a signatory of another organisation can enquire.")
    return no(
        "enquiry.no_signatory",
        "Only a signatory of an organisation (developer, landholder or trust) can enquire. Ask the registrar for the "
        "role.",
    )


def may_write(actor: Actor, enquiry: Enquiry) -> Decision:
    """A signatory of either side answers, and closes."""
    if actor.deals_for(enquiry.asker_id) or actor.deals_for(enquiry.asked_id):
        return YES
    return no(
        "enquiry.not_a_side",
        "Only a signatory of one of the two organisations can answer or close an enquiry.",
    )
