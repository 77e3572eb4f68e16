"""May this person see, prepare, approve or release a payment run? With the reason a person reads.

A run concerns every site by rules that nobody chooses. Still, who belongs to an organisation that a run pays neither
approves nor releases it, nor decides on its lines.
"""

from collections.abc import Collection

from registry.actor import AUDITOR, REGISTRAR_OFFICE, SYSTEM, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.commands import YES, Decision, no
from registry.fund.models import PaymentRun

WORKERS = frozenset({TRUST_OFFICER, TRUST_APPROVER})
READERS = WORKERS | REGISTRAR_OFFICE | {AUDITOR}


def may_read(actor: Actor) -> Decision:
    """The trust, the registrar's office and auditors; a holder sees its own payments elsewhere."""
    if actor.roles & READERS:
        return YES
    return no("run.not_yours", "Payment runs are seen by the trust, the registrar and auditors.")


def may_work_on(actor: Actor) -> Decision:
    """Open, prepare, cancel, settle: officers and approvers of the trust, and the calendar."""
    if actor.roles & WORKERS or actor.has(SYSTEM):
        return YES
    return no("run.not_of_the_trust", "Only an officer or an approver of the trust can do this.")


def may_approve(actor: Actor, run: PaymentRun, payee_ids: Collection[int]) -> Decision:
    """Somebody of the trust who did not prepare it, and belongs to nobody that it pays."""
    if not actor.roles & WORKERS:
        return may_work_on(actor) if not actor.has(SYSTEM) else _only_people()
    if run.prepared_by_id == actor.user_id:
        return no("run.four_eyes", "You prepared this run; another person of the trust approves it.")
    return without_interest(actor, payee_ids)


def may_release(actor: Actor, run: PaymentRun, payee_ids: Collection[int]) -> Decision:
    """An approver of the trust who did not approve it, and belongs to nobody that it pays."""
    if not actor.has(TRUST_APPROVER):
        return no("run.not_the_approver", "Only an approver of the trust can do this.")
    if run.approved_by_id == actor.user_id:
        return no("run.four_eyes", "You approved this run; another approver of the trust releases it.")
    return without_interest(actor, payee_ids)


def may_decide(actor: Actor, payee_ids: Collection[int]) -> Decision:
    """An approver of the trust who belongs to nobody that the line pays."""
    if not actor.has(TRUST_APPROVER):
        return no("run.not_the_approver", "Only an approver of the trust can do this.")
    return without_interest(actor, payee_ids)


def may_pay_again(actor: Actor, payee_ids: Collection[int], read_by_id: int | None) -> Decision:
    """As deciding on a line, by another person than read that the payment came back: nobody alone pays twice."""
    decision = may_decide(actor, payee_ids)
    if decision.allowed and actor.user_id == read_by_id:
        return no(
            "run.four_eyes",
            "You read the file by which this payment came back; another approver of the trust pays it again.",
        )
    return decision


def without_interest(actor: Actor, payee_ids: Collection[int]) -> Decision:
    """Nobody decides on money for an organisation it belongs to."""
    if actor.organisation_ids & frozenset(payee_ids):
        return no(
            "run.conflict_of_interest",
            "You belong to an organisation that is paid here, so another person must do this.",
        )
    return YES


def _only_people() -> Decision:
    return no("run.not_a_person", "A payment run is approved by people, never by the calendar.")
