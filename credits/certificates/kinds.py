"""The four kinds of documents and what is said of each before one is made. Pure."""

from dataclasses import dataclass

TRANSFER = "transfer_confirmation"
RETIREMENT = "retirement_certificate"
HOLDING = "holding_statement"
AGREEMENT = "agreement_summary"

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
}
