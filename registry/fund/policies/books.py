"""May this person keep, approve or read the fund's books? With the reason a person reads.

Results, investments and periods concern every site alike, by a formula that nobody chooses. A recovery concerns one
site, so who belongs to an owner of its land, or to the holder that owes it, decides nothing about it.
"""

from collections.abc import Callable

from registry.actor import AUDITOR, REGISTRAR_OFFICE, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements import policies as agreements
from registry.commands import YES, Decision, no
from registry.fund.models import FundPeriod, FundResult, Recovery, SiteAccount

KEEPERS = frozenset({TRUST_OFFICER, TRUST_APPROVER})
READERS = KEEPERS | REGISTRAR_OFFICE | {AUDITOR}


def may_read_books(actor: Actor) -> Decision:
    """The trust, the registrar's office and auditors read the whole books; a holder the statement of its sites."""
    if actor.roles & READERS:
        return YES
    return no(
        "fund.books_not_yours", "The books of the fund are read by the trust, the registrar and auditors."
    )


def may_keep_books(actor: Actor) -> Decision:
    """Who works for the trust enters results and investments."""
    if actor.roles & KEEPERS:
        return YES
    return no("fund.not_of_the_trust", "Only an officer or an approver of the trust can do this.")


def _second_person(actor: Actor, first_id: int | None, *, done: str) -> Decision:
    if not actor.has(TRUST_APPROVER):
        return no("fund.not_the_approver", "Only an approver of the trust can do this.")
    if actor.user_id == first_id:
        return no("fund.four_eyes", f"You {done}; a second person approves it.")
    return YES


def may_approve_result(actor: Actor, result: FundResult) -> Decision:
    """An approver other than who entered it."""
    return _second_person(actor, result.prepared_by_id, done="entered this result")


def may_withdraw_result(actor: Actor, result: FundResult) -> Decision:
    """Who works for the trust."""
    return may_keep_books(actor)


def may_ask_to_close(actor: Actor, period: FundPeriod) -> Decision:
    """Who works for the trust."""
    return may_keep_books(actor)


def may_close(actor: Actor, period: FundPeriod) -> Decision:
    """An approver other than who asked for it."""
    return _second_person(actor, period.closing_asked_by_id, done="asked for the year to be closed")


def may_reverse(actor: Actor) -> Decision:
    """An approver, with a reason."""
    return _second_person(actor, None, done="")


def may_propose_recovery(actor: Actor, site: SiteAccount, party_id: int | None = None) -> Decision:
    """Who works for the site's trust, without an interest in the land, and no member of the holder that is to pay."""
    return _about_recovery(actor, site, party_id, KEEPERS)


def may_approve_recovery(actor: Actor, recovery: Recovery) -> Decision:
    """As proposing it, by an approver other than who proposed it."""
    decision = _about_recovery(actor, recovery.site, recovery.party_id, frozenset({TRUST_APPROVER}))
    if not decision.allowed:
        return decision
    return _second_person(actor, recovery.raised_by_id, done="proposed this recovery")


def may_work_on_recovery(actor: Actor, recovery: Recovery) -> Decision:
    """As proposing it."""
    return may_propose_recovery(actor, recovery.site, recovery.party_id)


def _about_recovery(actor: Actor, site: SiteAccount, party_id: int | None, roles: frozenset[str]) -> Decision:
    decision = agreements.may_have(actor, site.agreement, roles)
    # Who owes may have owned the land before, and be no owner any more.
    if decision.allowed and party_id in actor.organisation_ids:
        return no(
            "fund.conflict_of_interest",
            "You belong to the holder that this is claimed from, so another person must do this.",
        )
    return decision


RESULT_RULES: dict[str, Callable[[Actor, FundResult], Decision]] = {
    "approve": may_approve_result,
    "withdraw": may_withdraw_result,
}
RECOVERY_RULES: dict[str, Callable[[Actor, Recovery], Decision]] = {
    "approve": may_approve_recovery,
    "withdraw": may_work_on_recovery,
    "repay": may_work_on_recovery,
}
PERIOD_RULES: dict[str, Callable[[Actor, FundPeriod], Decision]] = {
    "ask": may_ask_to_close,
    "close": may_close,
}
"""Which rule answers for which action; what only the registry does itself is in none of them."""
