"""The lives of what is published on the market before credits move. These tables drive buttons, API actions,
docs/statuses.md and the exhaustive test.

Pure: no Django, no clock, no I/O.
"""

from registry.actor import DEALING_ROLES, LANDHOLDER, REGISTRAR_OFFICE, TRUST_APPROVER, TRUST_OFFICER
from registry.states import STAYS, StateTable, Transition

OPEN, CLOSED, WITHDRAWN, EXPIRED = "open", "closed", "withdrawn", "expired"
PROPOSED, AGREED, FULFILLED, DECLINED, ENDED = "proposed", "agreed", "fulfilled", "declined", "ended"
DRAFT, APPROVED, PUBLISHED = "draft", "approved", "published"

_DEALERS = DEALING_ROLES
_TRUST = frozenset({TRUST_OFFICER, TRUST_APPROVER})
_SELLERS = frozenset({LANDHOLDER}) | _TRUST
_ANNOUNCERS = _TRUST | REGISTRAR_OFFICE

INTEREST = StateTable(
    name="interest",
    states=(OPEN, CLOSED, WITHDRAWN, EXPIRED),
    initial=OPEN,
    transitions=(
        Transition(
            "change", frozenset({OPEN}), STAYS, _DEALERS, "Change", "Quantity, price, note or last day."
        ),
        Transition(
            "close", frozenset({OPEN}), CLOSED, _DEALERS, "Close", "What was looked for has been found."
        ),
        Transition("withdraw", frozenset({OPEN}), WITHDRAWN, _DEALERS, "Withdraw", "With a reason."),
    ),
)
"""An expression of interest to sell, on the supply register (N55). Binds nobody and reserves nothing."""

DEMAND = StateTable(
    name="demand",
    states=(OPEN, CLOSED, WITHDRAWN, EXPIRED),
    initial=OPEN,
    transitions=(
        Transition(
            "change", frozenset({OPEN}), STAYS, _DEALERS, "Change", "Quantity, price, note or last day."
        ),
        Transition("close", frozenset({OPEN}), CLOSED, _DEALERS, "Close", "The credits have been found."),
        Transition("withdraw", frozenset({OPEN}), WITHDRAWN, _DEALERS, "Withdraw", "With a reason."),
    ),
)
"""A want on the demand register. Binds nobody."""

COMMITMENT = StateTable(
    name="commitment",
    states=(PROPOSED, AGREED, FULFILLED, DECLINED, WITHDRAWN, ENDED),
    initial=PROPOSED,
    transitions=(
        Transition(
            "agree", frozenset({PROPOSED}), AGREED, _DEALERS, "Agree", "By a signatory of the named buyer."
        ),
        Transition("decline", frozenset({PROPOSED}), DECLINED, _DEALERS, "Decline", "By the named buyer."),
        Transition("withdraw", frozenset({PROPOSED}), WITHDRAWN, _SELLERS, "Withdraw", "By the seller."),
        Transition(
            "fulfil",
            frozenset({AGREED}),
            FULFILLED,
            _SELLERS,
            "Offer the credits",
            "Once the credits are issued: the holder offers them to this buyer at the agreed price.",
        ),
        Transition(
            "end",
            frozenset({AGREED}),
            ENDED,
            _DEALERS,
            "End",
            "By either side with a reason, or with the agreement.",
        ),
    ),
)
"""A promise to sell credits of an agreement before it is registered (N53): no credits exist, none move."""

ANNOUNCEMENT = StateTable(
    name="announcement",
    states=(DRAFT, APPROVED, PUBLISHED, WITHDRAWN),
    initial=DRAFT,
    transitions=(
        Transition("change", frozenset({DRAFT}), STAYS, _ANNOUNCERS, "Change", "By its author."),
        Transition(
            "approve",
            frozenset({DRAFT}),
            APPROVED,
            _ANNOUNCERS,
            "Approve",
            "By a second officer; it is published at its hour, to everybody at one moment.",
        ),
        Transition(
            "withdraw",
            frozenset({DRAFT, APPROVED}),
            WITHDRAWN,
            _ANNOUNCERS,
            "Withdraw",
            "Before it is published.",
        ),
    ),
)
"""An unpublished fact that can move prices, and the moment at which everybody learns it."""

TABLES = {"interest": INTEREST, "demand": DEMAND, "commitment": COMMITMENT, "announcement": ANNOUNCEMENT}

ANNOUNCERS = _ANNOUNCERS
"""Who may write and read an announcement before it is published; each reading is recorded."""
