"""The statements that people sign when credits change hands: code with its edition, and the text as it is shown.

Our own words; the approved forms of the scheme are not public here. A changed text gets the next edition.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person signs."""

    code: str
    text: str


def offer_statement(*, holder: str, lot_number: str, quantity: int, price: str, buyer: str = "") -> Statement:
    """The seller's statement under an offer; `buyer` is empty for a standing offer."""
    to = buyer or "anybody who accepts"
    return Statement(
        "offer.seller/1",
        f"I am authorised to sign for {holder}. {holder} is the recorded holder of credit lot {lot_number}. It offers "
        f"{quantity:,} credits of the lot at ${price} each, excluding GST, to {to}, and asks for what is accepted to "
        "be transferred. The duties of the agreement stay with the site and its owner.",
    )


def acceptance_statement(*, buyer: str, seller: str, lot_number: str, quantity: int, price: str) -> Statement:
    """The buyer's statement under an acceptance."""
    return Statement(
        "transfer.buyer/1",
        f"I am authorised to sign for {buyer}. {buyer} accepts {quantity:,} credits of lot {lot_number} from {seller} "
        f"at ${price} each, excluding GST, and asks for the transfer to be recorded.",
    )


def retirement_statement(*, holder: str, lot_number: str, quantity: int, purpose: str) -> Statement:
    """The holder's statement under an application to retire."""
    return Statement(
        "retirement.holder/1",
        f"I am authorised to sign for {holder}. {holder} is the recorded holder of credit lot {lot_number} and applies "
        f"to retire {quantity:,} of its credits for this purpose: {purpose}. Retired credits can never be transferred "
        "or used again.",
    )


def pledge_statement(*, holder: str, lender: str, lot_number: str, quantity: int) -> Statement:
    """The holder's statement under a pledge."""
    return Statement(
        "pledge.holder/1",
        f"I am authorised to sign for {holder}. {holder} is the recorded holder of credit lot {lot_number} and pledges "
        f"{quantity:,} of its credits to {lender}. Until {lender} releases them they cannot be transferred or retired.",
    )


def pledge_acceptance_statement(*, holder: str, lender: str, lot_number: str, quantity: int) -> Statement:
    """The lender's statement under a pledge."""
    return Statement(
        "pledge.lender/1",
        f"I am authorised to sign for {lender}. {lender} accepts the pledge of {quantity:,} credits of lot "
        f"{lot_number} by {holder}. The credits stay those of {holder}.",
    )


def cancellation_statement(*, holder: str, lot_number: str, quantity: int) -> Statement:
    """The holder's statement under a request to cancel."""
    return Statement(
        "cancellation.holder/1",
        f"I am authorised to sign for {holder}. {holder} is the recorded holder of credit lot {lot_number} and asks "
        f"for {quantity:,} of its credits to be cancelled. Cancelled credits can never be transferred or used again.",
    )
