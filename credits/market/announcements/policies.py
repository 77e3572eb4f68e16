"""May this person do this with an announcement? Each answer carries the reason a person reads.

Officers of the trust and of the registrar's office write for their own organisation; a second officer of it approves;
any of them withdraws before the hour; nobody publishes but the clock. Whether the state allows it is the table's
(`credits.market.states.ANNOUNCEMENT`).
"""

from collections.abc import Callable

from credits.market.models import Announcement
from credits.market.states import ANNOUNCERS
from registry.actor import SYSTEM, Actor
from registry.commands import YES, Decision, no


def announcing_organisation_ids(actor: Actor) -> frozenset[int]:
    """The organisations whose announcements the actor writes and reads before they are published."""
    return frozenset(organisation_id for role, organisation_id in actor.offices if role in ANNOUNCERS)


def may_write(actor: Actor, organisation_id: int | None) -> Decision:
    """An officer of the trust or of the registrar's office, for that organisation."""
    if organisation_id in announcing_organisation_ids(actor):
        return YES
    return no(
        "announcement.not_announcer",
        "Only officers of the trust and of the registrar's office announce, for their own organisation.",
    )


def may_change(actor: Actor, announcement: Announcement) -> Decision:
    """Its author."""
    decision = may_write(actor, announcement.organisation_id)
    if decision.allowed and actor.user_id != announcement.written_by_id:
        return no("announcement.not_author", "Only its author changes an announcement. Ask for the change.")
    return decision


def may_approve(actor: Actor, announcement: Announcement) -> Decision:
    """A second officer of the same organisation."""
    decision = may_write(actor, announcement.organisation_id)
    if decision.allowed and actor.user_id == announcement.written_by_id:
        return no(
            "announcement.same_person", "You wrote this: a second officer has to approve it (four eyes)."
        )
    return decision


def may_withdraw(actor: Actor, announcement: Announcement) -> Decision:
    """Any officer of the organisation who announces."""
    return may_write(actor, announcement.organisation_id)


def may_publish(actor: Actor) -> Decision:
    """The registry itself, at the hour that was approved."""
    if actor.has(SYSTEM):
        return YES
    return no(
        "announcement.not_the_clock",
        "An announcement is published at its hour by the registry alone. Withdraw it, or have another approved.",
    )


RULES: dict[str, Callable[[Actor, Announcement], Decision]] = {
    "change": may_change,
    "approve": may_approve,
    "withdraw": may_withdraw,
}
"""Which rule answers for which action of the state table."""
