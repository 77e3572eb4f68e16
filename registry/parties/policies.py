"""May this person do this to people, roles and accreditations? Each answer carries the reason a person reads."""

from registry.actor import AUDITOR, REGISTRAR, SYSTEM, Actor
from registry.commands import YES, Decision, no


def may_manage_people(actor: Actor) -> Decision:
    """The registrar alone, and the system itself at set-up, when there is no registrar yet."""
    if actor.has(REGISTRAR) or actor.has(SYSTEM):
        return YES
    return no("people.not_registrar", "Only the registrar manages people, roles and accreditations.")


def may_read_people(actor: Actor) -> Decision:
    """Who manages people sees them, and the auditor, who changes nothing."""
    if actor.has(AUDITOR):
        return YES
    return may_manage_people(actor)


def may_change_person(actor: Actor, user_id: int) -> Decision:
    """The registrar, but never about themselves: another registrar must do it (four eyes)."""
    managing = may_manage_people(actor)
    if managing.allowed and actor.user_id == user_id:
        return no(
            "people.own_record",
            "You cannot change your own roles or accreditation. Ask another registrar to do it.",
        )
    return managing


def may_publish_name(actor: Actor, organisation_id: int) -> Decision:
    """Whoever signs for the organisation where credits are dealt with."""
    if actor.deals_for(organisation_id):
        return YES
    return no("organisation.not_signatory", "Only a signatory of the organisation decides on its name.")


def may_keep_account(actor: Actor, user_id: int) -> Decision:
    """Everybody their own account, nobody another's."""
    if actor.user_id is not None and actor.user_id == user_id:
        return YES
    return no("account.not_yours", "This belongs to another person's account.")
