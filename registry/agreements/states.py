"""The life of an agreement. This one table drives buttons, API actions, docs/statuses.md and the exhaustive test.

Suspension is laid over a state (`suspended_on`), because a suspended agreement goes on where it stood. Pure: no
Django, no clock, no I/O.
"""

from registry.actor import (
    LANDHOLDER,
    REGISTRAR,
    REGISTRAR_APPROVER,
    TRUST_APPROVER,
    TRUST_OFFICER,
)
from registry.states import STAYS, StateTable, Transition

INTENTION, APPLIED, NEGOTIATION, AGREED = "intention", "applied", "negotiation", "agreed"
HOLDER_SIGNED, SIGNED = "holder_signed", "signed"
PASSIVE, ACTIVE, REVIEW, MAINTENANCE = "passive", "active", "review", "maintenance"
REFUSED, WITHDRAWN, TERMINATED = "refused", "withdrawn", "terminated"

BEFORE_TERMS = frozenset({INTENTION, APPLIED, NEGOTIATION, AGREED})
BEFORE_REGISTRATION = BEFORE_TERMS | {HOLDER_SIGNED, SIGNED}
IN_FORCE = frozenset({PASSIVE, ACTIVE, REVIEW, MAINTENANCE})
CLOSED = frozenset({REFUSED, WITHDRAWN, TERMINATED})

_HOLDER = frozenset({LANDHOLDER})
_OFFICER = frozenset({TRUST_OFFICER, TRUST_APPROVER})
_APPROVER = frozenset({TRUST_APPROVER})
_REGISTRAR = frozenset({REGISTRAR})
_REGISTRAR_APPROVER = frozenset({REGISTRAR_APPROVER})

AGREEMENT = StateTable(
    name="agreement",
    states=(
        INTENTION,
        APPLIED,
        NEGOTIATION,
        AGREED,
        HOLDER_SIGNED,
        SIGNED,
        PASSIVE,
        ACTIVE,
        REVIEW,
        MAINTENANCE,
        REFUSED,
        WITHDRAWN,
        TERMINATED,
    ),
    initial=INTENTION,
    transitions=(
        Transition(
            "apply",
            frozenset({INTENTION}),
            APPLIED,
            _HOLDER,
            "Apply",
            "With an accepted stewardship report of this site; without it the application is incomplete (N46). The "
            "boundary overlaps no other agreement; the site lies within the holding (N44).",
        ),
        Transition(
            "assess",
            frozenset({APPLIED, NEGOTIATION}),
            STAYS,
            _OFFICER,
            "Record a finding",
            "Eligibility of the person and of the land, consent of interest holders, permitted activities, each "
            "recorded separately (N38, N45).",
        ),
        Transition(
            "propose_terms",
            frozenset({APPLIED, NEGOTIATION}),
            NEGOTIATION,
            _OFFICER,
            "Propose terms",
            "Person and land are eligible and nobody with an interest in the land refuses or is still asked (N38).",
        ),
        Transition(
            "agree_terms",
            frozenset({NEGOTIATION}),
            AGREED,
            _HOLDER,
            "Agree to the terms",
            "The terms as last proposed, with the plan and its costs (N47).",
        ),
        Transition(
            "reopen_terms",
            frozenset({AGREED}),
            NEGOTIATION,
            _OFFICER | _HOLDER,
            "Go back to the terms",
            "Before anybody has signed.",
        ),
        Transition(
            "sign_holder",
            frozenset({AGREED}),
            HOLDER_SIGNED,
            _HOLDER,
            "Sign for the landholder",
            "The plan is frozen from here on (N43).",
        ),
        Transition(
            "sign_trust",
            frozenset({HOLDER_SIGNED}),
            SIGNED,
            _APPROVER,
            "Sign for the Minister",
            "Only an approver of the trust, and never the person who signed for the landholder (N10, N51).",
        ),
        Transition(
            "prepare_registration",
            frozenset({SIGNED}),
            STAYS,
            _REGISTRAR,
            "Enter number and title reference",
            "A number that no agreement and no lot of the register bears yet.",
        ),
        Transition(
            "register",
            frozenset({SIGNED}),
            PASSIVE,
            _REGISTRAR_APPROVER,
            "Register and issue the credits",
            "By a second person; credits are issued in the same transaction, and not before (N11, N51).",
        ),
        Transition(
            "activate",
            frozenset({PASSIVE}),
            ACTIVE,
            _OFFICER,
            "Start full management",
            "Once, when the deposit step says that the threshold is reached (N59).",
        ),
        Transition(
            "begin_review",
            frozenset({ACTIVE}),
            REVIEW,
            _OFFICER,
            "Begin the year-20 review",
            "Twenty years after full management began; the agreement stays in force (N64).",
        ),
        Transition(
            "maintain",
            frozenset({REVIEW}),
            MAINTENANCE,
            _HOLDER,
            "Go on with maintenance",
            "The landholder chooses to keep the site for the maintenance payments (N64).",
        ),
        Transition(
            "renew",
            frozenset({REVIEW, MAINTENANCE}),
            ACTIVE,
            _APPROVER,
            "Approve a renewed plan",
            "The landholder applied again for part of the plan and agreed to the new version (N64).",
        ),
        Transition(
            "vary",
            frozenset(IN_FORCE),
            STAYS,
            _APPROVER,
            "Approve a variation",
            "Proposed by another person of the trust and agreed by every owner; the plan gets a new version (N43).",
        ),
        Transition(
            "change_owner",
            frozenset(IN_FORCE),
            STAYS,
            _REGISTRAR,
            "Record a change of owner",
            "Accepted by the new owners, to whom the duties pass; credits stay with their holders (N16).",
        ),
        Transition(
            "suspend",
            frozenset(IN_FORCE),
            STAYS,
            _APPROVER,
            "Suspend",
            "With a reason; lifted by an approver.",
        ),
        Transition("lift_suspension", frozenset(IN_FORCE), STAYS, _APPROVER, "Lift the suspension", ""),
        Transition(
            "refuse",
            frozenset({INTENTION, APPLIED, NEGOTIATION, AGREED}),
            REFUSED,
            _APPROVER,
            "Refuse",
            "With a reason (N47).",
        ),
        Transition(
            "withdraw",
            frozenset(BEFORE_REGISTRATION),
            WITHDRAWN,
            _HOLDER,
            "Withdraw",
            "Before registration.",
        ),
        Transition(
            "terminate",
            frozenset(IN_FORCE),
            TERMINATED,
            _APPROVER,
            "Approve the termination",
            "Proposed by another person of the trust, with the reference of the Minister's consent.",
        ),
    ),
)
