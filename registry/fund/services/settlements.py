"""Money of one first transfer or first retirement, until the credits move: recorded, cleared, given back (N57).

Plain functions inside commands: the caller knows the dealing, this module knows money.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.findings import Finding, InvalidInput
from registry.fund import ledger, states
from registry.fund.chart import (
    FUND_BANK,
    SELLER_PAYABLE,
    SETTLEMENT_BANK,
    STEWARDSHIP,
    UNALLOCATED_RECEIPTS,
)
from registry.fund.ledger import Posting
from registry.fund.models import Settlement, SiteAccount
from registry.fund.services.owed import Asked, Dealing, Kind, asked, in_words
from registry.transitions import take
from registry.units import display_dollars

RECEIVED_SOURCE = "settlement"
LONGEST_RECEIPT = 120
LINES_BACK = 10
"""Money given back is posted in lines after those in which it came."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money as it came: whole cents, the day, and the bank's references."""

    received_cents: int
    received_on: date
    receipt: str
    top_up_cents: int = 0
    top_up_receipt: str = ""


def record(
    site: SiteAccount, dealing: Dealing, receipt: Receipt, *, today: date, now: datetime, by_id: int
) -> Settlement:
    """Record the money received for a dealing: exactly what is asked, again until it is confirmed.

    Raises InvalidInput."""
    wanted = asked(site, dealing, on=today)
    findings = _about_receipt(wanted, receipt, dealing, today)
    if findings:
        raise InvalidInput(findings)
    settlement, _ = Settlement.objects.get_or_create(
        subject=dealing.subject,
        defaults={
            "kind": dealing.kind,
            "site": site,
            "lot_number": dealing.lot_number,
            "quantity": dealing.quantity,
            "value_cents": dealing.value_cents,
            "seller_id": dealing.seller_id,
            "payer_id": dealing.payer_id,
            "created_at": now,
        },
    )
    take(
        settlement,
        states.SETTLEMENT,
        "record",
        gst_cents=wanted.gst_cents,
        received_cents=receipt.received_cents,
        received_on=receipt.received_on,
        receipt=receipt.receipt.strip(),
        top_up_cents=receipt.top_up_cents,
        top_up_receipt=receipt.top_up_receipt.strip(),
        recorded_by_id=by_id,
    )
    settlement.refresh_from_db()
    return settlement


def _about_receipt(wanted: Asked, receipt: Receipt, dealing: Dealing, today: date) -> list[Finding]:
    findings = []
    if receipt.received_cents != wanted.payer_cents:
        of = (
            f"{display_dollars(dealing.value_cents)} and {display_dollars(wanted.gst_cents)} tax"
            if dealing.is_sale
            else "the share of the deposit"
        )
        message = f"Exactly {display_dollars(wanted.payer_cents)} is needed: {of}."
        findings.append(Finding("settlement.amount", message, "received_cents"))
    if receipt.top_up_cents != wanted.top_up_cents:
        message = (
            f"The price is {display_dollars(wanted.top_up_cents)} below the share of the deposit. The seller pays "
            "exactly that in before the credits can move."
            if wanted.top_up_cents
            else "The price covers the share, so no top-up is taken. Enter 0."
        )
        findings.append(Finding("settlement.top_up", message, "top_up_cents"))
    if receipt.received_on > today:
        findings.append(
            Finding("settlement.received_on", "Enter the day it came, not a day to come.", "received_on")
        )
    needed = [("receipt", receipt.receipt, receipt.received_cents)]
    needed.append(("top_up_receipt", receipt.top_up_receipt, receipt.top_up_cents))
    for field, text, cents in needed:
        if cents and not text.strip():
            findings.append(Finding("settlement.no_receipt", "Enter the bank's reference.", field))
        if len(text.strip()) > LONGEST_RECEIPT:
            message = f"At most {LONGEST_RECEIPT} characters."
            findings.append(Finding("settlement.receipt_too_long", message, field))
    return findings


def clear(settlement: Settlement, *, cleared_on: date, today: date, now: datetime, by_id: int) -> None:
    """Confirm that the money is there, on its value date, and post it. Raises InvalidInput, DomainError."""
    states.SETTLEMENT.require("clear", settlement.state)
    if settlement.received_on is None or not settlement.received_on <= cleared_on <= today:
        message = "Money clears on the day it was received or later, and not on a day to come."
        raise InvalidInput([Finding("settlement.cleared_on", message, "cleared_on")])
    take(settlement, states.SETTLEMENT, "clear", cleared_by_id=by_id, cleared_on=cleared_on)
    post(
        settlement,
        _postings_received(settlement),
        source=RECEIVED_SOURCE,
        value_on=cleared_on,
        posted_on=today,
        now=now,
        by_id=by_id,
    )


def _postings_received(settlement: Settlement) -> list[Posting]:
    """The price is other people's money until the credits move; a share or a top-up waits as a receipt of the fund."""
    if settlement.kind == Kind.SALE:
        found = [
            Posting(
                SETTLEMENT_BANK,
                SELLER_PAYABLE,
                settlement.received_cents,
                "Price and tax received",
                settlement.site_id,
                settlement.seller_id,
            )
        ]
    else:
        found = [
            Posting(
                FUND_BANK,
                UNALLOCATED_RECEIPTS,
                settlement.received_cents,
                "Share of the deposit received for a retirement",
                settlement.site_id,
                settlement.payer_id,
            )
        ]
    found.append(
        Posting(
            FUND_BANK,
            UNALLOCATED_RECEIPTS,
            settlement.top_up_cents,
            "Top-up received from the seller",
            settlement.site_id,
            settlement.seller_id,
        )
    )
    return [posting for posting in found if posting.amount_cents]


def cancel(settlement: Settlement, *, reason: str, today: date, now: datetime, by_id: int) -> None:
    """Give the money back: the dealing ended without moving credits, which the caller has made sure of."""
    states.SETTLEMENT.require("cancel", settlement.state)
    entries = ledger.entries_of(source=RECEIVED_SOURCE, cause=str(settlement.public_id))
    take(settlement, states.SETTLEMENT, "cancel", closing_reason=reason)
    post(
        settlement,
        [
            replace(
                ledger.reversal(entry, memo="Given back: the dealing ended"), line=LINES_BACK + entry.line
            )
            for entry in entries
        ],
        source=RECEIVED_SOURCE,
        value_on=today,
        posted_on=today,
        now=now,
        by_id=by_id,
    )


def post(
    settlement: Settlement,
    postings: list[Posting],
    *,
    source: str,
    value_on: date,
    posted_on: date,
    now: datetime,
    by_id: int,
) -> None:
    """Write the entries of a settlement."""
    ledger.post(
        postings,
        fund=STEWARDSHIP,
        source=source,
        cause=str(settlement.public_id),
        value_on=value_on,
        posted_on=posted_on,
        now=now,
        recorded_by_id=by_id,
    )


def waiting_for(settlement: Settlement | None, site: SiteAccount, dealing: Dealing, *, on: date) -> str:
    """Why the credits cannot move yet, as a sentence."""
    if settlement is None or settlement.state == states.AWAITED:
        owed = in_words(site, dealing, on=on)
        return f"The share of the deposit is owed to the fund, and no money is recorded yet. {owed}"
    if settlement.state == states.RECEIVED:
        return (
            f"{display_dollars(settlement.received_cents + settlement.top_up_cents)} is recorded; another person of "
            "the trust still confirms that it has cleared."
        )
    if settlement.state == states.CANCELLED:
        return "The money for this dealing was given back."
    return "The money for this dealing has been split already."
