"""May this person do this in the search for credits? Each answer carries the reason a person reads.

Who signs for the organisation that owes asks and notes; a delegate of the obligation's authority decides, and never
what they asked themselves. Whether the state allows it is the table's (`credits.obligations.states`).
"""

from credits.obligations.models import Obligation, Question, VariationRequest
from credits.obligations.states import QUESTION, VARIATION
from registry.actor import Actor
from registry.commands import YES, Decision, no

_ANSWERING = QUESTION.find("answer").roles
_DECIDING = VARIATION.find("approve").roles
_ASKING_VARIATION = VARIATION.find("withdraw").roles


def may_search(actor: Actor, obligation: Obligation) -> Decision:
    """A person who signs for who owes: ask questions, record searches and steps."""
    if actor.deals_for(obligation.holder_id):
        return YES
    return no(
        "matching.not_holder",
        f"Only a person who signs for {obligation.holder}, who owes the credits, can do this.",
    )


def may_ask_for_variation(actor: Actor, obligation: Obligation) -> Decision:
    """A signatory of the developer who owes. The Trust needs no request: its hierarchy has a step for it (cl 6.5)."""
    if any(actor.holds(role, obligation.holder_id) for role in _ASKING_VARIATION):
        return YES
    return no(
        "variation.not_developer",
        f"Only a signatory of {obligation.holder}, as the developer who owes the credits, can ask for this (cl 6.4).",
    )


def sees_holdings(actor: Actor, obligation: Obligation) -> bool:
    """May they learn what the organisation that owes holds, and what is offered to it alone?"""
    return obligation.holder_id in actor.organisation_ids


def may_answer(actor: Actor, question: Question) -> Decision:
    """A delegate of the authority that imposed the obligation, not who asked."""
    return _decides(actor, question.line.obligation, question.asked_by_id, _ANSWERING)


def may_withdraw_question(actor: Actor, question: Question) -> Decision:
    """A person who signs for the organisation it was asked for."""
    if actor.deals_for(question.asked_for_id):
        return YES
    return no(
        "question.not_asker", f"Only a person who signs for {question.asked_for}, who asked, can withdraw it."
    )


def may_decide_variation(actor: Actor, request: VariationRequest) -> Decision:
    """A delegate of the authority that imposed the obligation, not who asked."""
    return _decides(actor, request.line.obligation, request.asked_by_id, _DECIDING)


def may_withdraw_variation(actor: Actor, request: VariationRequest) -> Decision:
    """A signatory of the developer who owes."""
    return may_ask_for_variation(actor, request.line.obligation)


def _decides(actor: Actor, obligation: Obligation, asker_id: int, roles: frozenset[str]) -> Decision:
    if not any(actor.holds(role, obligation.authority_id) for role in roles):
        return no("matching.not_delegate", f"Only a delegate of {obligation.authority} can decide this.")
    if actor.user_id == asker_id:
        return no("matching.own_question", "You asked this yourself: another delegate has to decide it.")
    if obligation.holder_id in actor.organisation_ids:
        return no(
            "matching.conflict_of_interest",
            "You belong to the organisation that owes the credits, so another delegate has to decide it.",
        )
    return YES
