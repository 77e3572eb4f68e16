"""May this person do this about the yearly report of a site, its inspection, or a hold of its payments?

Holders are the owners of the land now: the duty to report passes with it (N16). For the trust decides nobody who
belongs to an owner. Whether the state allows it is the table's.
"""

from registry.actor import LANDHOLDER, SYSTEM, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements import policies as agreements
from registry.agreements.models import Agreement
from registry.commands import YES, Decision, no
from registry.fund import states
from registry.fund.models import AnnualReport, ComplianceHold

HOLDER = frozenset({LANDHOLDER})
TRUST = frozenset({TRUST_OFFICER, TRUST_APPROVER})


def may_write(actor: Actor, agreement: Agreement) -> Decision:
    """Begin a report and fill it in."""
    return agreements.may_have(actor, agreement, HOLDER)


def may(actor: Actor, agreement: Agreement, action: str) -> Decision:
    """An action of the report's state table, whatever state the report is in."""
    return agreements.may_have(actor, agreement, states.REPORT.find(action).roles)


def may_decide(actor: Actor, agreement: Agreement, report: AnnualReport, action: str) -> Decision:
    """A person of the trust approves or rejects it who did not sign it."""
    decision = may(actor, agreement, action)
    if decision.allowed and report.signature is not None and report.signature.signer_id == actor.user_id:
        return no("report.same_person", "You signed this report. Another person of the trust must decide.")
    return decision


def may_inspect(actor: Actor, agreement: Agreement) -> Decision:
    """Officers and approvers of the trust record what a visit found."""
    return agreements.may_have(actor, agreement, TRUST)


def may_hold(actor: Actor, agreement: Agreement) -> Decision:
    """Officers and approvers of the trust hold the payments of a site."""
    return agreements.may_have(actor, agreement, TRUST)


def may_lift(actor: Actor, agreement: Agreement, hold: ComplianceHold) -> Decision:
    """Another person of the trust than placed it."""
    decision = may_hold(actor, agreement)
    if decision.allowed and hold.placed_by_id == actor.user_id:
        return no("hold.same_person", "You placed this hold. Another person of the trust must lift it.")
    return decision


def may_remind(actor: Actor) -> Decision:
    """The calendar alone."""
    return YES if actor.has(SYSTEM) else no("report.not_yours", "Reminders are sent by the calendar.")
