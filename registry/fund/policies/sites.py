"""Who acts for a site's account: its owners, its trust, and nobody of the trust who has an interest in the land."""

from registry.actor import LANDHOLDER, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements import policies as agreements
from registry.commands import Decision, no
from registry.fund.models import SiteAccount

TRUST_ROLES = frozenset({TRUST_OFFICER, TRUST_APPROVER})
APPROVERS = frozenset({TRUST_APPROVER})


def holds_for(actor: Actor, site: SiteAccount) -> bool:
    """Does the actor sign for an owner of the land today?"""
    owners = agreements.holder_ids(site.agreement)
    return any(actor.holds(LANDHOLDER, organisation_id) for organisation_id in owners)


def trust_of(actor: Actor, site: SiteAccount) -> bool:
    """Is the actor an officer or approver of the site's trust?"""
    return agreements.holds_one_of(actor, site.agreement, TRUST_ROLES)


def may_trust(actor: Actor, site: SiteAccount, roles: frozenset[str] = TRUST_ROLES) -> Decision:
    """One of `roles` of the site's trust, and no member of an owner of the land."""
    return agreements.may_have(actor, site.agreement, roles)


def may_record_money(actor: Actor, site: SiteAccount, party_ids: frozenset[int]) -> Decision:
    """Officers and approvers of the trust record money for a dealing; nobody who belongs to its seller or buyer, save
    the trust itself where it buys or sells."""
    decision = may_trust(actor, site)
    if decision.allowed and actor.organisation_ids & (party_ids - {site.agreement.trust_id}):
        return no(
            "settlement.conflict_of_interest",
            "You belong to a party of this dealing, so another person must do this.",
        )
    return decision


def may_clear_money(
    actor: Actor, site: SiteAccount, party_ids: frozenset[int], recorded_by_id: int | None
) -> Decision:
    """As recording it, by another person than recorded it."""
    decision = may_record_money(actor, site, party_ids)
    if decision.allowed and actor.user_id == recorded_by_id:
        return no(
            "settlement.same_person",
            "You recorded this money. Another person of the trust must confirm that it has cleared.",
        )
    return decision
