"""The lives of developments, applications, stages, obligations, quotes, measures, questions and variation requests.

These tables drive buttons, API actions, docs/statuses.md and the exhaustive test. Pure: no Django, no clock, no I/O.
"""

from registry.actor import (
    AUTHORITY_DELEGATE,
    AUTHORITY_OFFICER,
    DEALING_ROLES,
    DEVELOPER,
    TRUST_APPROVER,
    TRUST_OFFICER,
)
from registry.states import STAYS, StateTable, Transition

PROPOSED, IN_SCOPE, OUT_OF_SCOPE, APPLIED_FOR = "proposed", "in_scope", "out_of_scope", "applied_for"
LODGED, UNDER_REVIEW, RECOMMENDED, APPROVED, REFUSED = (
    "lodged",
    "under_review",
    "recommended",
    "approved",
    "refused",
)
WITHDRAWN = "withdrawn"
PLANNED, COMMENCED = "planned", "commenced"
IN_FORCE, DISCHARGED, LAPSED = "in_force", "discharged", "lapsed"
SUPERSEDED = "superseded"
REQUESTED, PREPARED, OFFERED, RECEIVED, SETTLED = "requested", "prepared", "offered", "received", "settled"
CHECKED, ACCEPTED = "checked", "accepted"
ASKED, ANSWERED = "asked", "answered"
PENDING, RELEASED = "pending", "released"

_DEVELOPER = frozenset({DEVELOPER})
_OFFICER = frozenset({AUTHORITY_OFFICER})
_DELEGATE = frozenset({AUTHORITY_DELEGATE})
_AUTHORITY = _OFFICER | _DELEGATE
_TRUST_OFFICER = frozenset({TRUST_OFFICER})
_TRUST_APPROVER = frozenset({TRUST_APPROVER})
_TRUST = _TRUST_OFFICER | _TRUST_APPROVER
_HOLDERS = _DEVELOPER | _TRUST
"""Who signs for an organisation that owes credits: a developer, or the Trust for a duty it has taken over (s 6.31)."""

DEVELOPMENT = StateTable(
    name="development",
    states=(PROPOSED, IN_SCOPE, OUT_OF_SCOPE, APPLIED_FOR),
    initial=PROPOSED,
    transitions=(
        Transition(
            "change",
            frozenset({PROPOSED, IN_SCOPE, OUT_OF_SCOPE}),
            PROPOSED,
            _DEVELOPER,
            "Change the facts",
            "The test of scope has to be made again.",
        ),
        Transition(
            "find_in_scope",
            frozenset({PROPOSED, OUT_OF_SCOPE}),
            IN_SCOPE,
            _DEVELOPER,
            "Test whether the scheme applies",
            "The scheme applies: an accredited assessor has to be engaged (N17).",
        ),
        Transition(
            "find_out_of_scope",
            frozenset({PROPOSED, IN_SCOPE}),
            OUT_OF_SCOPE,
            _DEVELOPER,
            "Test whether the scheme applies",
            "The scheme does not apply; it ends here without an obligation and the reason is kept (N18).",
        ),
        Transition(
            "apply",
            frozenset({IN_SCOPE}),
            APPLIED_FOR,
            _DEVELOPER,
            "Apply for approval",
            "With the accepted or submitted development report, else incomplete (N22).",
        ),
        Transition(
            "reopen",
            frozenset({APPLIED_FOR}),
            IN_SCOPE,
            _HOLDERS | _AUTHORITY,
            "",
            "When an application is withdrawn or refused.",
        ),
    ),
)

APPLICATION = StateTable(
    name="application",
    states=(LODGED, UNDER_REVIEW, RECOMMENDED, APPROVED, REFUSED, WITHDRAWN),
    initial=LODGED,
    transitions=(
        Transition(
            "begin_review",
            frozenset({LODGED}),
            UNDER_REVIEW,
            _AUTHORITY,
            "Begin the review",
            "The lines of the report become proposed lines.",
        ),
        Transition(
            "set_line",
            frozenset({UNDER_REVIEW}),
            STAYS,
            _AUTHORITY,
            "Set a line",
            "Final quantity and stage, with a reason where it is not the report's (N26).",
        ),
        Transition(
            "set_conditions", frozenset({UNDER_REVIEW}), STAYS, _AUTHORITY, "Write conditions", "N27."
        ),
        Transition(
            "record_impact_finding",
            frozenset({UNDER_REVIEW}),
            STAYS,
            _AUTHORITY,
            "Record a finding on serious and irreversible impacts",
            "BC Act s 6.5, s 7.16 (N24).",
        ),
        Transition(
            "record_concurrence",
            frozenset({UNDER_REVIEW}),
            STAYS,
            _AUTHORITY,
            "Record a concurrence",
            "Where fewer credits than the report's are required (s 7.12; for major projects the Minister's).",
        ),
        Transition(
            "recommend",
            frozenset({UNDER_REVIEW}),
            RECOMMENDED,
            _OFFICER,
            "Recommend a decision",
            "Nothing is missing that the decision needs.",
        ),
        Transition(
            "return",
            frozenset({RECOMMENDED}),
            UNDER_REVIEW,
            _DELEGATE,
            "Return to the officer",
            "With a reason.",
        ),
        Transition(
            "approve",
            frozenset({RECOMMENDED}),
            APPROVED,
            _DELEGATE,
            "Approve",
            "By another person than who recommended: the obligation becomes a condition of the consent (N25).",
        ),
        Transition(
            "refuse",
            frozenset({RECOMMENDED}),
            REFUSED,
            _DELEGATE,
            "Refuse",
            "By another person than who recommended, with the reason.",
        ),
        Transition(
            "withdraw",
            frozenset({LODGED, UNDER_REVIEW, RECOMMENDED}),
            WITHDRAWN,
            _DEVELOPER,
            "Withdraw",
            "By the developer before the decision.",
        ),
    ),
)

STAGE = StateTable(
    name="stage",
    states=(PLANNED, COMMENCED),
    initial=PLANNED,
    transitions=(
        Transition(
            "commence",
            frozenset({PLANNED}),
            COMMENCED,
            _DEVELOPER,
            "Record commencement",
            "Only when nothing that this or an earlier stage owes is outstanding (N28, BC Act s 7.13, s 7.14(4)).",
        ),
    ),
)

OBLIGATION = StateTable(
    name="obligation",
    states=(IN_FORCE, DISCHARGED, LAPSED),
    initial=IN_FORCE,
    transitions=(
        Transition(
            "discharge",
            frozenset({IN_FORCE}),
            DISCHARGED,
            _HOLDERS | _AUTHORITY,
            "",
            "By the last part that brings what is outstanding to zero (N4).",
        ),
        Transition(
            "modify",
            frozenset({IN_FORCE, DISCHARGED}),
            IN_FORCE,
            _DELEGATE,
            "Apply a modification",
            "An approved modification supersedes lines; what was discharged stays discharged.",
        ),
        Transition(
            "lapse",
            frozenset({IN_FORCE}),
            LAPSED,
            _DELEGATE,
            "Record that the consent has lapsed",
            "Only before any stage has commenced.",
        ),
        Transition(
            "change_holder",
            frozenset({IN_FORCE, DISCHARGED}),
            STAYS,
            _DELEGATE,
            "Record another developer",
            "The duty passes with the consent; who owed it before is kept.",
        ),
    ),
)

QUOTE = StateTable(
    name="quote",
    states=(REQUESTED, PREPARED, OFFERED, RECEIVED, SETTLED, WITHDRAWN, REFUSED),
    initial=REQUESTED,
    transitions=(
        Transition(
            "prepare",
            frozenset({REQUESTED, PREPARED}),
            PREPARED,
            _TRUST_OFFICER,
            "Enter the charge",
            "Price per credit with its source, line by line; nothing is guessed.",
        ),
        Transition(
            "offer", frozenset({PREPARED}), OFFERED, _TRUST_APPROVER, "Issue the quote", "By a second person."
        ),
        Transition("refuse", frozenset({REQUESTED, PREPARED}), REFUSED, _TRUST, "Refuse", "With a reason."),
        Transition(
            "withdraw",
            frozenset({REQUESTED, PREPARED, OFFERED}),
            WITHDRAWN,
            _DEVELOPER,
            "Withdraw",
            "By the developer before anything is paid.",
        ),
        Transition(
            "receive",
            frozenset({OFFERED}),
            RECEIVED,
            _TRUST_OFFICER,
            "Record the payment",
            "The whole amount, within three years of the quote, indexed to the day.",
        ),
        Transition(
            "settle",
            frozenset({RECEIVED}),
            SETTLED,
            _TRUST_APPROVER,
            "Confirm and issue the statement",
            "By a second person: section 6.33 statement, line discharged, duty of the Trust (s 6.31, N32).",
        ),
    ),
)

MEASURE = StateTable(
    name="measure",
    states=(PROPOSED, CHECKED, ACCEPTED, REFUSED, WITHDRAWN),
    initial=PROPOSED,
    transitions=(
        Transition(
            "check", frozenset({PROPOSED}), CHECKED, _OFFICER, "Record the check", "Evidence looked at."
        ),
        Transition(
            "accept",
            frozenset({CHECKED}),
            ACCEPTED,
            _DELEGATE,
            "Accept",
            "By a second person: the quantity is discharged (N30, N31).",
        ),
        Transition("refuse", frozenset({PROPOSED, CHECKED}), REFUSED, _AUTHORITY, "Refuse", "With a reason."),
        Transition(
            "withdraw", frozenset({PROPOSED}), WITHDRAWN, _HOLDERS, "Withdraw", "Before it is checked."
        ),
    ),
)
"""A listed conservation action, rehabilitation of a mine site, or a measure approved in a strategic certification."""

QUESTION = StateTable(
    name="question",
    states=(ASKED, ANSWERED, WITHDRAWN),
    initial=ASKED,
    transitions=(
        Transition(
            "answer",
            frozenset({ASKED}),
            ANSWERED,
            _DELEGATE,
            "Decide",
            "Yes or no with reasons, for this line and class; not by who asked.",
        ),
        Transition("withdraw", frozenset({ASKED}), WITHDRAWN, DEALING_ROLES, "Withdraw", "By who asked."),
    ),
)
"""An open test of the rules, put to a person."""

VARIATION = StateTable(
    name="variation request",
    states=(ASKED, APPROVED, REFUSED, WITHDRAWN),
    initial=ASKED,
    transitions=(
        Transition(
            "approve",
            frozenset({ASKED}),
            APPROVED,
            _DELEGATE,
            "Approve",
            "Permission in the consent before 7 March 2025, reasonable steps shown, none found, no other way chosen "
            "(cl 6.4, N34).",
        ),
        Transition("refuse", frozenset({ASKED}), REFUSED, _DELEGATE, "Refuse", "With a reason."),
        Transition("withdraw", frozenset({ASKED}), WITHDRAWN, _DEVELOPER, "Withdraw", "By the developer."),
    ),
)

CLAIM = StateTable(
    name="claim",
    states=(PENDING, DISCHARGED, RELEASED),
    initial=PENDING,
    transitions=(
        Transition(
            "discharge", frozenset({PENDING}), DISCHARGED, frozenset(), "", "When the retirement is recorded."
        ),
        Transition(
            "release",
            frozenset({PENDING}),
            RELEASED,
            frozenset(),
            "",
            "When the application is refused or withdrawn.",
        ),
    ),
)
"""Which part of a retirement is for which line; it follows the retirement."""

TABLES = {
    "development": DEVELOPMENT,
    "application": APPLICATION,
    "stage": STAGE,
    "obligation": OBLIGATION,
    "quote": QUOTE,
    "measure": MEASURE,
    "question": QUESTION,
    "variation": VARIATION,
    "claim": CLAIM,
}
