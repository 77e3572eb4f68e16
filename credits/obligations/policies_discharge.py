"""May this person have a retirement counted, or record that a stage commenced? With the reason a person reads."""

from credits.obligations.models import Development, Obligation
from registry.actor import AUTHORITY_OFFICER, DEVELOPER, Actor
from registry.commands import YES, Decision, no


def may_retire_for(actor: Actor, obligation: Obligation) -> Decision:
    """A signatory of who owes it: they retire credits of their own."""
    if actor.deals_for(obligation.holder_id):
        return YES
    return no(
        "obligation.not_yours",
        f"Only a signatory of {obligation.holder}, who owes it, retires credits for this obligation.",
    )


def may_link(actor: Actor, obligation: Obligation) -> Decision:
    """An officer of the authority that imposed it, who belongs neither to who owes it nor to who once owed it."""
    if not actor.holds(AUTHORITY_OFFICER, obligation.authority_id):
        return no(
            "obligation.not_the_officer",
            f"Only an officer of {obligation.authority} counts an earlier retirement towards it.",
        )
    owners = {obligation.holder_id, *obligation.duty_holders.values_list("organisation", flat=True)}
    if actor.organisation_ids & owners:
        return no(
            "obligation.conflict_of_interest",
            "You belong to an organisation that owes or owed this, so another officer must do it.",
        )
    return YES


def may_commence(actor: Actor, development: Development) -> Decision:
    """Who signs for the developer, or for a developer that owes one of its obligations now."""
    owners = {development.developer_id, *development.obligations.values_list("holder", flat=True)}
    if any(actor.holds(DEVELOPER, owner) for owner in owners):
        return YES
    return no(
        "stage.not_yours", "Only a person who signs for the developer records that a stage has commenced."
    )
