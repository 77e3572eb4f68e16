"""May this person do this with a development? Each answer carries the reason a person reads."""

from credits.obligations import states
from credits.obligations.models import Application, Development
from registry.actor import DEVELOPER, Actor
from registry.commands import YES, Decision, no

APPROVAL = Application.ApplicationKind.APPROVAL


def may_enter(actor: Actor, developer_id: int | None) -> Decision:
    """A person who signs for the developer."""
    if actor.holds(DEVELOPER, developer_id):
        return YES
    return no("development.not_yours", "Only a person who signs for the developer can do this.")


def may_change(actor: Actor, development: Development) -> Decision:
    """A person who signs for its developer; the state table decides when."""
    return may_enter(actor, development.developer_id)


def may_apply(actor: Actor, development: Development, kind: str = "") -> Decision:
    """For approval, who signs for the developer; for a modification, who signs for a developer that owes the credits
    of its consent now, as the duty passes with the consent. Without a kind: for either."""
    holders = set() if kind == APPROVAL else _owing(development)
    if kind and holders:
        if any(actor.holds(DEVELOPER, holder) for holder in holders):
            return YES
        return no(
            "development.not_the_holder",
            "The duty has passed on: only a person who signs for who owes the credits now applies for a modification."
            if actor.holds(DEVELOPER, development.developer_id)
            else "Only a person who signs for who owes the credits can do this.",
        )
    if any(actor.holds(DEVELOPER, holder) for holder in holders):
        return YES
    return may_change(actor, development)


def _owing(development: Development) -> set[int]:
    rows = development.obligations.exclude(state=states.LAPSED).filter(application__isnull=False)
    return set(rows.values_list("holder", flat=True))


def may_withdraw(actor: Actor, application: Application) -> Decision:
    """Who may lodge such an application."""
    return may_apply(actor, application.development, application.kind)
