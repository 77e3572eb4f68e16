"""States of everything the fund keeps, one table each. They drive buttons, API actions, docs/statuses.md and the
exhaustive tests. Pure: no Django, no clock, no I/O.
"""

from registry.actor import LANDHOLDER, REGISTRAR_APPROVER, SYSTEM, TRUST_APPROVER, TRUST_OFFICER
from registry.states import STAYS, StateTable, Transition

_TRUST = frozenset({TRUST_OFFICER, TRUST_APPROVER})
_APPROVER = frozenset({TRUST_APPROVER})
_HOLDER = frozenset({LANDHOLDER})

PROPOSED, OPEN = "proposed", "open"

# --- settlements --------------------------------------------------------------------------------------------------
AWAITED, RECEIVED, CLEARED, SETTLED, CANCELLED = "awaited", "received", "cleared", "settled", "cancelled"
SETTLEMENT = StateTable(
    name="settlement",
    states=(AWAITED, RECEIVED, CLEARED, SETTLED, CANCELLED),
    initial=AWAITED,
    transitions=(
        Transition(
            "record",
            frozenset({AWAITED, RECEIVED}),
            RECEIVED,
            _TRUST,
            "Record the money received",
            "The whole price with GST, or a retirement's share; a top-up by the seller where the price is below the "
            "share (BC Act s 6.34).",
        ),
        Transition(
            "clear",
            frozenset({RECEIVED}),
            CLEARED,
            _TRUST,
            "Confirm that it has cleared",
            "By a second person of the trust.",
        ),
        Transition(
            "settle",
            frozenset({CLEARED}),
            SETTLED,
            frozenset({REGISTRAR_APPROVER}),
            "Settle with the credits",
            "In the transaction in which the credits move: share into the fund, surplus to the seller (N57).",
        ),
        Transition(
            "cancel",
            frozenset({AWAITED, RECEIVED, CLEARED}),
            CANCELLED,
            _TRUST,
            "Give the money back",
            "When the dealing was refused or withdrawn.",
        ),
    ),
)

# --- money paid in without credits --------------------------------------------------------------------------------
RECORDED, WITHDRAWN = "recorded", "withdrawn"
DIRECT_DEPOSIT = StateTable(
    name="direct deposit",
    states=(RECORDED, CLEARED, WITHDRAWN),
    initial=RECORDED,
    transitions=(
        Transition(
            "clear",
            frozenset({RECORDED}),
            CLEARED,
            _TRUST,
            "Confirm that it has cleared",
            "By a second person of the trust; posted then, and final. Never more than no credit can still bring.",
        ),
        Transition("withdraw", frozenset({RECORDED}), WITHDRAWN, _TRUST, "Withdraw", "With a reason."),
    ),
)

# --- returns, fees and recoveries --------------------------------------------------------------------------------
POSTED, REPAID = "posted", "repaid"
RESULT = StateTable(
    name="fund result",
    states=(PROPOSED, POSTED, WITHDRAWN),
    initial=PROPOSED,
    transitions=(
        Transition(
            "approve", frozenset({PROPOSED}), POSTED, _APPROVER, "Approve and post", "By a second person."
        ),
        Transition("withdraw", frozenset({PROPOSED}), WITHDRAWN, _TRUST, "Withdraw", "With a reason."),
    ),
)
RECOVERY = StateTable(
    name="recovery",
    states=(PROPOSED, OPEN, REPAID, WITHDRAWN),
    initial=PROPOSED,
    transitions=(
        Transition(
            "approve", frozenset({PROPOSED}), OPEN, _APPROVER, "Approve", "By a second person; posted then."
        ),
        Transition(
            "set_off",
            frozenset({OPEN}),
            STAYS,
            _APPROVER,
            "Set off against an instalment",
            "A payment run does it when it is released; what is left stays open.",
        ),
        Transition(
            "repay",
            frozenset({OPEN}),
            STAYS,
            _TRUST,
            "Record a repayment",
            "With the receipt; never more than is owed.",
        ),
        Transition(
            "close",
            frozenset({OPEN}),
            REPAID,
            frozenset({SYSTEM}),
            "Close",
            "By itself, when nothing is outstanding.",
        ),
        Transition("withdraw", frozenset({PROPOSED}), WITHDRAWN, _TRUST, "Withdraw", "With a reason."),
    ),
)

# --- bank details -------------------------------------------------------------------------------------------------
ENTERED, VERIFIED, REFUSED, REPLACED = "entered", "verified", "refused", "replaced"
BANK_DETAIL = StateTable(
    name="bank details",
    states=(ENTERED, VERIFIED, REFUSED, REPLACED),
    initial=ENTERED,
    transitions=(
        Transition(
            "verify",
            frozenset({ENTERED}),
            VERIFIED,
            _TRUST,
            "Verify",
            "By a person of the trust who did not enter them, who says how; usable after the days of cooling off.",
        ),
        Transition("refuse", frozenset({ENTERED}), REFUSED, _TRUST, "Refuse", "With a reason."),
        Transition(
            "replace",
            frozenset({ENTERED, VERIFIED}),
            REPLACED,
            _HOLDER | _TRUST,
            "Replace",
            "By other details; the former ones are not paid any more.",
        ),
    ),
)

# --- annual reports -----------------------------------------------------------------------------------------------
DRAFT, SUBMITTED, QUERIED, APPROVED, REJECTED = "draft", "submitted", "queried", "approved", "rejected"
REPORT = StateTable(
    name="annual report",
    states=(DRAFT, SUBMITTED, QUERIED, APPROVED, REJECTED),
    initial=DRAFT,
    transitions=(
        Transition(
            "save",
            frozenset({DRAFT, QUERIED, REJECTED}),
            STAYS,
            _HOLDER,
            "Save",
            "As often as wanted; nothing is lost.",
        ),
        Transition(
            "submit",
            frozenset({DRAFT, QUERIED, REJECTED}),
            SUBMITTED,
            _HOLDER,
            "Submit",
            "Each action of the year answered, spending stated, declaration signed (N63).",
        ),
        Transition(
            "query",
            frozenset({SUBMITTED}),
            QUERIED,
            _TRUST,
            "Ask a question",
            "The holder answers and submits again.",
        ),
        Transition(
            "approve",
            frozenset({SUBMITTED}),
            APPROVED,
            _TRUST,
            "Approve",
            "With the share of the next payment, the whole unless actions were not carried out.",
        ),
        Transition(
            "reject",
            frozenset({SUBMITTED}),
            REJECTED,
            _TRUST,
            "Reject",
            "With a reason; it can be submitted again.",
        ),
    ),
)

# --- payment runs -------------------------------------------------------------------------------------------------
OPENED, PREPARED, RELEASED = "opened", "prepared", "released"
UNFINISHED_RUN = frozenset({OPENED, PREPARED, APPROVED})
RUN = StateTable(
    name="payment run",
    states=(OPENED, PREPARED, APPROVED, RELEASED, SETTLED, CANCELLED),
    initial=OPENED,
    transitions=(
        Transition(
            "prepare",
            frozenset({OPENED}),
            PREPARED,
            frozenset({SYSTEM}),
            "Prepare",
            "By itself once it is opened: every unpaid line due on or before the day is planned, or held with its "
            "reason.",
        ),
        Transition(
            "prepare_again",
            frozenset({OPENED, PREPARED, APPROVED}),
            OPENED,
            _TRUST,
            "Prepare again",
            "Facts changed since: its lines are worked out anew, and an approval falls away.",
        ),
        Transition(
            "approve",
            frozenset({PREPARED}),
            APPROVED,
            _TRUST,
            "Approve",
            "By another person than prepared it, for exactly the lines that were shown.",
        ),
        Transition(
            "release",
            frozenset({APPROVED}),
            RELEASED,
            _APPROVER,
            "Release",
            "By a third act of an approver who did not approve it: entries, bank file, invoices, notices.",
        ),
        Transition(
            "settle",
            frozenset({RELEASED}),
            SETTLED,
            _TRUST,
            "Record that the bank has paid",
            "The bank took every file.",
        ),
        Transition(
            "cancel",
            frozenset({OPENED, PREPARED, APPROVED}),
            CANCELLED,
            _TRUST,
            "Cancel",
            "Before it is released; its lines are free again.",
        ),
    ),
)

HELD, PLANNED, PAID, RETURNED_LINE, DROPPED = "held", "planned", "paid", "returned", "dropped"
CLAIMING = frozenset({PLANNED, RELEASED, PAID, RETURNED_LINE})
LINE = StateTable(
    name="payment line",
    states=(HELD, PLANNED, RELEASED, PAID, RETURNED_LINE, DROPPED),
    initial=PLANNED,
    transitions=(
        Transition(
            "release", frozenset({PLANNED}), RELEASED, frozenset({SYSTEM}), "Release", "With its run."
        ),
        Transition("pay", frozenset({RELEASED}), PAID, frozenset({SYSTEM}), "Pay", "The bank took the file."),
        Transition(
            "return",
            frozenset({RELEASED, PAID}),
            RETURNED_LINE,
            _TRUST,
            "Returned by the bank",
            "From the return file.",
        ),
        Transition(
            "retry",
            frozenset({RETURNED_LINE}),
            RELEASED,
            _APPROVER,
            "Pay again",
            "The same line, the next attempt; no second entitlement.",
        ),
        Transition(
            "drop",
            frozenset({HELD, PLANNED}),
            DROPPED,
            _TRUST | {SYSTEM},
            "Drop",
            "Its run was cancelled.",
        ),
    ),
)

# --- management years ---------------------------------------------------------------------------------------------
DUE, PART_PAID, ENDED = "due", "part_paid", "ended"
YEAR = StateTable(
    name="management year",
    states=(DUE, PART_PAID, PAID, ENDED),
    initial=DUE,
    transitions=(
        Transition(
            "pay_part", frozenset({DUE, PART_PAID, PAID}), PART_PAID, frozenset({SYSTEM}), "Paid in part", ""
        ),
        Transition(
            "pay",
            frozenset({DUE, PART_PAID}),
            PAID,
            frozenset({SYSTEM}),
            "Paid",
            "Every owner's line is paid or set off.",
        ),
        Transition(
            "end",
            frozenset({DUE}),
            ENDED,
            frozenset({SYSTEM}),
            "Ended",
            "The agreement was terminated before its day.",
        ),
    ),
)

TABLES = (SETTLEMENT, DIRECT_DEPOSIT, RESULT, RECOVERY, BANK_DETAIL, REPORT, RUN, LINE, YEAR)
