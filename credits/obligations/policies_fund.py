"""May this person do this with a quote of the fund, a measure, or an ancillary list? With the reason a person reads."""

from collections.abc import Callable

from credits.obligations.models import FundQuote, Measure, Obligation
from registry.actor import (
    AUTHORITY_DELEGATE,
    AUTHORITY_OFFICER,
    DEVELOPER,
    REGISTRAR,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)
from registry.commands import YES, Decision, no


def may_owe(actor: Actor, obligation: Obligation) -> Decision:
    """A person who signs for whoever owes the obligation."""
    if actor.holds(DEVELOPER, obligation.holder_id) or _of_trust(actor, obligation.holder_id):
        return YES
    return no("obligation.not_yours", f"Only a person who signs for {obligation.holder} can do this.")


def may_request(actor: Actor, obligation: Obligation) -> Decision:
    """A developer that owes it; the Trust does not pay itself."""
    if actor.holds(DEVELOPER, obligation.holder_id):
        return YES
    return no("quote.not_yours", f"Only a person who signs for {obligation.holder} can ask for a quote.")


def _of_trust(actor: Actor, organisation_id: int) -> bool:
    return actor.holds(TRUST_OFFICER, organisation_id) or actor.holds(TRUST_APPROVER, organisation_id)


def may_prepare(actor: Actor, quote: FundQuote) -> Decision:
    """An officer of the Trust that was asked."""
    if actor.holds(TRUST_OFFICER, quote.trust_id):
        return YES
    return no("quote.not_the_officer", f"Only an officer of {quote.trust} can do this.")


def may_offer(actor: Actor, quote: FundQuote) -> Decision:
    """An approver of the Trust, other than who entered the charge."""
    if not actor.holds(TRUST_APPROVER, quote.trust_id):
        return no("quote.not_the_approver", f"Only an approver of {quote.trust} can do this.")
    if actor.user_id == quote.prepared_by_id:
        return no("quote.four_eyes", "You entered the charge; a second person issues the quote.")
    return YES


def may_settle(actor: Actor, quote: FundQuote) -> Decision:
    """An approver of the Trust, other than who recorded the payment."""
    if not actor.holds(TRUST_APPROVER, quote.trust_id):
        return no("quote.not_the_approver", f"Only an approver of {quote.trust} can do this.")
    if actor.user_id == quote.received_by_id:
        return no("quote.four_eyes", "You recorded the payment; a second person confirms it.")
    return YES


def may_refuse_quote(actor: Actor, quote: FundQuote) -> Decision:
    """Anybody who works on quotes for the Trust that was asked."""
    if _of_trust(actor, quote.trust_id):
        return YES
    return no("quote.not_of_the_trust", f"Only {quote.trust} can refuse to quote.")


def may_withdraw_quote(actor: Actor, quote: FundQuote) -> Decision:
    """Who signs for the developer that owes the obligation."""
    return may_request(actor, quote.obligation)


QUOTE_RULES: dict[str, Callable[[Actor, FundQuote], Decision]] = {
    "prepare": may_prepare,
    "offer": may_offer,
    "refuse": may_refuse_quote,
    "withdraw": may_withdraw_quote,
    "receive": may_prepare,
    "settle": may_settle,
}
"""Which rule answers for which action of the state table."""


def may_check_measure(actor: Actor, measure: Measure) -> Decision:
    """An officer of the authority, other than who proposed it."""
    authority = measure.line.obligation.authority
    if not actor.holds(AUTHORITY_OFFICER, authority.pk):
        return no("measure.not_the_officer", f"Only an officer of {authority} can do this.")
    if actor.user_id == measure.proposed_by_id:
        return no("measure.own", "You proposed it; somebody else checks it.")
    return _without_interest(actor, measure)


def may_accept_measure(actor: Actor, measure: Measure) -> Decision:
    """A delegate of the authority, who neither proposed nor checked it."""
    authority = measure.line.obligation.authority
    if not actor.holds(AUTHORITY_DELEGATE, authority.pk):
        return no("measure.not_the_delegate", f"Only a delegate of {authority} can do this.")
    if actor.user_id in (measure.proposed_by_id, measure.checked_by_id):
        return no("measure.four_eyes", "You proposed or checked it; a second person decides.")
    return _without_interest(actor, measure)


def _without_interest(actor: Actor, measure: Measure) -> Decision:
    if measure.line.obligation.holder_id in actor.organisation_ids:
        return no(
            "measure.conflict_of_interest",
            "You belong to the organisation that owes the credits, so another person must do this.",
        )
    return YES


def may_refuse_measure(actor: Actor, measure: Measure) -> Decision:
    """An officer or a delegate of the authority."""
    authority = measure.line.obligation.authority
    if actor.holds(AUTHORITY_OFFICER, authority.pk) or actor.holds(AUTHORITY_DELEGATE, authority.pk):
        return YES
    return no("measure.not_the_authority", f"Only {authority} can refuse it.")


def may_withdraw_measure(actor: Actor, measure: Measure) -> Decision:
    """Who signs for whoever owes the line."""
    return may_owe(actor, measure.line.obligation)


MEASURE_RULES: dict[str, Callable[[Actor, Measure], Decision]] = {
    "check": may_check_measure,
    "accept": may_accept_measure,
    "refuse": may_refuse_measure,
    "withdraw": may_withdraw_measure,
}
"""Which rule answers for which action of the state table."""


def may_keep_lists(actor: Actor) -> Decision:
    """A registrar, who keeps the ancillary lists for the agency head."""
    if actor.has(REGISTRAR):
        return YES
    return no("ancillary.not_the_registrar", "Only a registrar enters what the ancillary rules list.")
