"""May this person do this to an application or an obligation, for the authority? Each answer carries its reason.

Whether the state allows it is the table's; here it is who. The officers and delegates of the authority that decides,
and of no other; nobody who belongs to the developer. Who decides neither recommended it nor lodged it (N25).
"""

from credits.obligations import states
from credits.obligations.models import Application, Obligation
from credits.obligations.policies_development import may_withdraw
from registry.actor import AUTHORITY_DELEGATE, AUTHORITY_OFFICER, DEVELOPER, SYSTEM, Actor
from registry.commands import YES, Decision, no

CALLED = {
    AUTHORITY_OFFICER: "an officer of the authority",
    AUTHORITY_DELEGATE: "a delegate of the authority",
    DEVELOPER: "a person who signs for the developer",
}
AUTHORITY = frozenset({AUTHORITY_OFFICER, AUTHORITY_DELEGATE})


def _only(roles: frozenset[str]) -> Decision:
    names = " or ".join(CALLED[role] for role in sorted(roles & CALLED.keys()))
    return no("application.not_yours", f"Only {names} can do this.")


def _for_the_authority(
    actor: Actor, roles: frozenset[str], authority_id: int, interested: frozenset[int]
) -> Decision:
    if not any(actor.holds(role, authority_id) for role in roles & AUTHORITY):
        return _only(roles)
    return _without_interest(actor, interested)


def _without_interest(actor: Actor, interested: frozenset[int]) -> Decision:
    if actor.organisation_ids & interested:
        return no(
            "application.conflict_of_interest",
            "You belong to an organisation that this is about, so another person must do this.",
        )
    return YES


def may(actor: Actor, application: Application, action: str) -> Decision:
    """May the actor take `action` of the table of applications, whatever state it is in?"""
    development = application.development
    roles = states.APPLICATION.find(action).roles
    if DEVELOPER in roles:
        return YES if may_withdraw(actor, application).allowed else _only(roles)
    return _for_the_authority(actor, roles, development.authority_id, frozenset({development.developer_id}))


def may_decide(actor: Actor, application: Application, action: str) -> Decision:
    """A delegate who neither recommended the decision nor lodged the application (N25)."""
    decision = may(actor, application, action)
    if decision.allowed and actor.user_id in (application.recommended_by_id, application.lodged_by_id):
        part = "lodged" if actor.user_id == application.lodged_by_id else "recommended"
        return no("application.same_person", f"You {part} this yourself. Another person must decide it.")
    if decision.allowed and application.kind == Application.ApplicationKind.MODIFICATION:
        holders = application.development.obligations.values_list("holder", flat=True)
        return _without_interest(actor, frozenset(holders))
    return decision


def may_meet_condition(actor: Actor, application: Application) -> Decision:
    """An officer or delegate of the authority ticks a condition off (N27)."""
    development = application.development
    return _for_the_authority(
        actor, AUTHORITY, development.authority_id, frozenset({development.developer_id})
    )


def may_show_condition(actor: Actor, application: Application, holder_id: int | None) -> Decision:
    """Who signs for the developer, or for who owes the obligation now, hands in evidence for a condition."""
    owners = {application.development.developer_id, holder_id}
    return (
        YES
        if any(actor.holds(DEVELOPER, owner) for owner in owners if owner)
        else _only(frozenset({DEVELOPER}))
    )


def may_on_obligation(actor: Actor, obligation: Obligation, action: str) -> Decision:
    """May the actor take `action` of the table of obligations for the authority that imposed it?"""
    roles = states.OBLIGATION.find(action).roles
    return _for_the_authority(actor, roles, obligation.authority_id, frozenset({obligation.holder_id}))


def may_enter_order(actor: Actor, authority_id: int | None) -> Decision:
    """A delegate of the authority that sees the order discharged."""
    return YES if actor.holds(AUTHORITY_DELEGATE, authority_id) else _only(frozenset({AUTHORITY_DELEGATE}))


def may_load(actor: Actor, authority_id: int | None) -> Decision:
    """An officer or delegate of the authority hands in its earlier consents; or the operator, by a command."""
    if actor.has(SYSTEM):
        return YES
    held = any(actor.holds(role, authority_id) for role in AUTHORITY)
    return YES if held else _only(AUTHORITY)
