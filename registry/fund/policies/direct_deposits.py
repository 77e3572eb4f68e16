"""Who records, confirms and withdraws money that is paid into a site's account without credits."""

from collections.abc import Callable

from registry.actor import Actor
from registry.commands import Decision, no
from registry.fund.models import DirectDeposit, SiteAccount
from registry.fund.policies.sites import may_trust


def may_record(actor: Actor, site: SiteAccount, payer_id: int | None = None) -> Decision:
    """Officers and approvers of the site's trust; nobody who belongs to an owner of the land or to who pays, save the
    trust itself."""
    decision = may_trust(actor, site)
    if decision.allowed and payer_id != site.agreement.trust_id and payer_id in actor.organisation_ids:
        return no(
            "direct_deposit.conflict_of_interest",
            "You belong to the organisation that pays, so another person must do this.",
        )
    return decision


def may_clear(actor: Actor, deposit: DirectDeposit) -> Decision:
    """As recording it, by another person than recorded it."""
    decision = may_record(actor, deposit.site, deposit.payer_id)
    if decision.allowed and actor.user_id == deposit.recorded_by_id:
        return no(
            "direct_deposit.same_person",
            "You recorded this money. Another person of the trust must confirm that it has cleared.",
        )
    return decision


def may_withdraw(actor: Actor, deposit: DirectDeposit) -> Decision:
    """As recording it."""
    return may_record(actor, deposit.site, deposit.payer_id)


RULES: dict[str, Callable[[Actor, DirectDeposit], Decision]] = {"clear": may_clear, "withdraw": may_withdraw}
"""Which rule answers for which action."""
