"""May this person keep, approve or read the fund's books? With the reason a person reads.

Results, investments and periods concern every site alike, by a formula that nobody chooses. A recovery concerns one
site, so who belongs to an owner of its land decides nothing about it.
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


def may_propose_recovery(actor: Actor, site: SiteAccount) -> Decision:
    """Who works for the site's trust, without an interest in the land."""
    return agreements.may_have(actor, site.agreement, KEEPERS)


def may_approve_recovery(actor: Actor, recovery: Recovery) -> Decision:
    """An approver of the site's trust other than who proposed it, without an interest in the land."""
    decision = agreements.may_have(actor, recovery.site.agreement, frozenset({TRUST_APPROVER}))
    if not decision.allowed:
        return decision
    return _second_person(actor, recovery.raised_by_id, done="proposed this recovery")


def may_work_on_recovery(actor: Actor, recovery: Recovery) -> Decision:
    """Who works for the site's trust, without an interest in the land."""
    return may_propose_recovery(actor, recovery.site)


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
