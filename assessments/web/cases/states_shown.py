"""How a revision's state and its possible steps are shown: the tag, the buttons, and why a button is missing."""

from dataclasses import dataclass

from django.urls import reverse

from assessments import policies, states
from assessments.models import Revision
from registry.actor import Actor
from registry.states import Transition

TAG_KINDS = {
    states.OPEN: "doing",
    states.FINALISED: "doing",
    states.SUBMITTED: "doing",
    states.ACCEPTED: "done",
    states.RETURNED: "problem",
    states.SUPERSEDED: "none",
}

PAGES = {
    "finalise": "revision-finalise",
    "submit": "revision-submit",
    "accept": "revision-review",
    "return": "revision-review",
    "reopen": "revision-reopen",
    "amend": "revision-reopen",
}


def tag_of(revision: Revision) -> dict[str, str]:
    """Text and kind of the revision's status tag."""
    return {"text": revision.get_state_display(), "kind": TAG_KINDS[revision.state]}


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the state allows and that belongs to a role this person holds: a button, or the reason why not."""

    transition: Transition
    url: str
    allowed: bool
    reason: str = ""


def offers(actor: Actor, revision: Revision) -> tuple[Offer, ...]:
    """The steps to offer, from the state table; what the policy refuses carries its reason."""
    found = []
    for transition in states.REVISION.actions(revision.state, actor.roles):
        decision = policies.STEPS[transition.action](actor, revision.assessment)
        url = reverse(PAGES[transition.action], args=[revision.public_id])
        found.append(Offer(transition, url, decision.allowed, decision.reason))
    return tuple(found)
