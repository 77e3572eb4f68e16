"""What assessor and reviewer write to each other in the demonstration: one comment answered, one left open."""

from assessments.models import Revision
from assessments.services import comments
from registry.actor import Actor


def exchange(revision: Revision, *, reviewer: Actor, assessor: Actor) -> None:
    """Two comments on a submitted revision, and an answer to the first."""
    first = comments.write(
        actor=reviewer,
        revision_id=revision.public_id,
        section="plots",
        text="Plot P04: on the photo I count one large tree and ten metres of logs. The sheet says none, and 6.5 m.",
    )
    comments.write(
        actor=reviewer,
        revision_id=revision.public_id,
        section="impacts",
        text="Who keeps up the glide poles once the quarry has closed? One sentence is enough.",
    )
    comments.write(
        actor=assessor,
        revision_id=revision.public_id,
        section="plots",
        reply_to=first["id"],
        text="You are right, the sheet was copied from an earlier visit. Return it and I put in what the photo shows.",
    )
