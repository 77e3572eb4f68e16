"""The life of a revision. This one table drives buttons, API actions, docs/statuses.md and the exhaustive test.

Pure: no Django, no clock, no I/O.
"""

from registry.actor import ASSESSOR, REVIEWER
from registry.states import StateTable, Transition

OPEN, FINALISED, SUBMITTED = "open", "finalised", "submitted"
ACCEPTED, RETURNED, SUPERSEDED = "accepted", "returned", "superseded"

ASSESSORS = frozenset({ASSESSOR})
REVIEWERS = frozenset({REVIEWER})

REVISION = StateTable(
    name="revision",
    states=(OPEN, FINALISED, SUBMITTED, ACCEPTED, RETURNED, SUPERSEDED),
    initial=OPEN,
    transitions=(
        Transition(
            "finalise",
            frozenset({OPEN}),
            FINALISED,
            ASSESSORS,
            "Finalise and certify",
            "Everything required is there; the assessor is accredited today and no party to the case.",
        ),
        Transition(
            "submit",
            frozenset({FINALISED}),
            SUBMITTED,
            ASSESSORS,
            "Submit for review",
            "Within the days allowed after certification (BC Act s 6.15).",
        ),
        Transition(
            "accept",
            frozenset({SUBMITTED}),
            ACCEPTED,
            REVIEWERS,
            "Accept",
            "A reviewer of the organisation it was sent to. An earlier accepted revision becomes superseded.",
        ),
        Transition(
            "return",
            frozenset({SUBMITTED}),
            RETURNED,
            REVIEWERS,
            "Return to the assessor",
            "A reviewer of the organisation it was sent to, with a reason.",
        ),
        Transition(
            "reopen",
            frozenset({FINALISED, SUBMITTED, RETURNED}),
            SUPERSEDED,
            ASSESSORS,
            "Reopen as a new revision",
            "The content is copied to a new open revision; this one is kept as it is.",
        ),
        Transition(
            "amend",
            frozenset({ACCEPTED}),
            ACCEPTED,
            ASSESSORS,
            "Amend as a new revision",
            "The content is copied to a new open revision; this one stays accepted until the new one is.",
        ),
    ),
)
