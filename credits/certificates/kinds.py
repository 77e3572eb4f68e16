"""The seven kinds of documents and what is said of each before one is made. Pure."""

from dataclasses import dataclass

TRANSFER = "transfer_confirmation"
RETIREMENT = "retirement_certificate"
HOLDING = "holding_statement"
AGREEMENT = "agreement_summary"
DECISION = "decision_notice"
DISCHARGE = "discharge_statement"
FUND = "fund_statement"

PUBLIC = frozenset({RETIREMENT, AGREEMENT})
"""Kinds that state public facts only: anybody may read and keep them."""


@dataclass(frozen=True, slots=True)
class Described:
    """A kind in words: its name, the button that makes one, and what it is good for."""

    title: str
    button: str
    purpose: str


KINDS = {
    TRANSFER: Described(
        "Transfer confirmation",
        "Make the transfer confirmation",
        "Says what was sold, by whom and to whom, at which price, and which lot the buyer holds since.",
    ),
    RETIREMENT: Described(
        "Retirement certificate",
        "Make the retirement certificate",
        "Says which credits were retired, for which purpose and obligation. For the authority that asked for them.",
    ),
    HOLDING: Described(
        "Holding statement",
        "Make the holding statement",
        "Says which lots an organisation holds, and what of them is available, reserved and pledged.",
    ),
    AGREEMENT: Described(
        "Agreement summary",
        "Make the agreement summary",
        "Says what the public register says of an agreement, its credits and what became of them.",
    ),
    DECISION: Described(
        "Decision notice",
        "Make the decision notice",
        "Says what was decided on an application, line by line as proposed and as required, with reasons, authors, "
        "findings, concurrences, conditions and stages.",
    ),
    DISCHARGE: Described(
        "Discharge statement",
        "Make the discharge statement",
        "Says what an obligation requires line by line, what was discharged in which way, and what is outstanding.",
    ),
    FUND: Described(
        "Section 6.33 statement",
        "Make the section 6.33 statement",
        "Says what was paid into the Biodiversity Conservation Fund for which credits, and that the Trust owes them "
        "since.",
    ),
}
