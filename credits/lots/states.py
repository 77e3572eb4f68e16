"""The lives of offers and dealings. These tables drive buttons, API actions, docs/statuses.md and the exhaustive test.

Pure: no Django, no clock, no I/O.
"""

from registry.actor import DEALING_ROLES, REGISTRAR, REGISTRAR_APPROVER
from registry.states import STAYS, StateTable, Transition

OPEN, TAKEN, WITHDRAWN = "open", "taken", "withdrawn"
ACCEPTED, CHECKED, SETTLED, REFUSED = "accepted", "checked", "settled", "refused"
APPLIED, RETIRED = "applied", "retired"
PROPOSED, CANCELLED, POSTED = "proposed", "cancelled", "posted"

_CHECKER = frozenset({REGISTRAR})
_APPROVER = frozenset({REGISTRAR_APPROVER})
_OFFICERS = _CHECKER | _APPROVER

OFFER = StateTable(
    name="offer",
    states=(OPEN, TAKEN, WITHDRAWN),
    initial=OPEN,
    transitions=(
        Transition(
            "accept",
            frozenset({OPEN}),
            STAYS,
            DEALING_ROLES,
            "Accept",
            "By a signatory of the named buyer, or of anybody but the holder for a standing offer; becomes taken when "
            "nothing remains (N13).",
        ),
        Transition(
            "withdraw",
            frozenset({OPEN}),
            WITHDRAWN,
            DEALING_ROLES,
            "Withdraw",
            "By a signatory of the holder, or declined by the named buyer; what remains is free again.",
        ),
    ),
)

TRANSFER = StateTable(
    name="transfer",
    states=(ACCEPTED, CHECKED, SETTLED, REFUSED, WITHDRAWN),
    initial=ACCEPTED,
    transitions=(
        Transition(
            "check",
            frozenset({ACCEPTED}),
            CHECKED,
            _CHECKER,
            "Record the check",
            "Signatures and authority looked at by the registrar, who is none of the signers.",
        ),
        Transition(
            "settle",
            frozenset({CHECKED}),
            SETTLED,
            _APPROVER,
            "Settle",
            "By a second officer: fee paid or none set, deposit step answered, lot in force and not suspended.",
        ),
        Transition(
            "refuse",
            frozenset({ACCEPTED, CHECKED}),
            REFUSED,
            _OFFICERS,
            "Refuse",
            "With a reason; credits are freed.",
        ),
        Transition(
            "withdraw",
            frozenset({ACCEPTED, CHECKED}),
            WITHDRAWN,
            DEALING_ROLES,
            "Withdraw",
            "By either side before the registrar has checked; where a cooling-off period is set, also after the check "
            "until it ends.",
        ),
    ),
)

RETIREMENT = StateTable(
    name="retirement",
    states=(APPLIED, CHECKED, RETIRED, REFUSED, WITHDRAWN),
    initial=APPLIED,
    transitions=(
        Transition(
            "check",
            frozenset({APPLIED}),
            CHECKED,
            _CHECKER,
            "Record the check",
            "Duly made, by the recorded holder, for a permitted purpose.",
        ),
        Transition(
            "retire",
            frozenset({CHECKED}),
            RETIRED,
            _APPROVER,
            "Retire the credits",
            "By a second officer: fee paid or none set, deposit step answered, lot in force and not suspended. Final.",
        ),
        Transition(
            "refuse",
            frozenset({APPLIED, CHECKED}),
            REFUSED,
            _OFFICERS,
            "Refuse",
            "With a reason; credits are freed.",
        ),
        Transition("withdraw", frozenset({APPLIED}), WITHDRAWN, DEALING_ROLES, "Withdraw", "By the holder."),
    ),
)

CANCELLATION = StateTable(
    name="cancellation",
    states=(PROPOSED, CANCELLED, WITHDRAWN),
    initial=PROPOSED,
    transitions=(
        Transition(
            "cancel",
            frozenset({PROPOSED}),
            CANCELLED,
            _APPROVER,
            "Cancel the credits",
            "Proposed by the registrar, confirmed by a second officer. Final.",
        ),
        Transition("withdraw", frozenset({PROPOSED}), WITHDRAWN, _OFFICERS, "Drop the proposal", ""),
    ),
)

CORRECTION = StateTable(
    name="correction",
    states=(PROPOSED, POSTED, WITHDRAWN),
    initial=PROPOSED,
    transitions=(
        Transition(
            "post",
            frozenset({PROPOSED}),
            POSTED,
            _APPROVER,
            "Post the correction",
            "Proposed by the registrar, confirmed by a second officer; a new movement, never an edit.",
        ),
        Transition("withdraw", frozenset({PROPOSED}), WITHDRAWN, _OFFICERS, "Drop the proposal", ""),
    ),
)

ACTIVE, RELEASED, DECLINED = "active", "released", "declined"

PLEDGE = StateTable(
    name="pledge",
    states=(PROPOSED, ACTIVE, RELEASED, WITHDRAWN, DECLINED),
    initial=PROPOSED,
    transitions=(
        Transition(
            "accept",
            frozenset({PROPOSED}),
            ACTIVE,
            DEALING_ROLES,
            "Accept the pledge",
            "By a signatory of the lender. The credits stay the holder's; they cannot be sold or retired.",
        ),
        Transition(
            "decline",
            frozenset({PROPOSED}),
            DECLINED,
            DEALING_ROLES,
            "Decline",
            "By the lender; they are free again.",
        ),
        Transition(
            "withdraw",
            frozenset({PROPOSED}),
            WITHDRAWN,
            DEALING_ROLES,
            "Withdraw",
            "By the holder before the lender has accepted.",
        ),
        Transition(
            "release",
            frozenset({ACTIVE}),
            RELEASED,
            DEALING_ROLES,
            "Release",
            "By the lender; they are free again.",
        ),
    ),
)

DEALINGS = {
    "transfer": TRANSFER,
    "retirement": RETIREMENT,
    "cancellation": CANCELLATION,
    "correction": CORRECTION,
}
