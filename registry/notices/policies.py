"""May this person do this with a notice?"""

from registry.actor import Actor
from registry.commands import YES, Decision, no
from registry.notices.models import Notice


def may_mark_read(actor: Actor, notice: Notice) -> Decision:
    """Anybody of the organisation it was sent to, for all of them."""
    if notice.organisation_id in actor.organisation_ids:
        return YES
    return no("notice.not_yours", "This notice was sent to another organisation.")
