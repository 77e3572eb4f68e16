"""The split of a settlement: the portion into the fund, the rest to the seller, when the credits move (N57, N59).

Whatever locks several rows takes them in the order dealing, agreement, site account, settlement, balances, lot, audit
chain.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from registry.agreements.models import Agreement
from registry.findings import DomainError
from registry.fund import states
from registry.fund.chart import FUND_BANK, PRINCIPAL, SELLER_PAYABLE, SETTLEMENT_BANK, UNALLOCATED_RECEIPTS
from registry.fund.ledger import Posting
from registry.fund.models import Settlement, SiteAccount
from registry.fund.services import activating
from registry.fund.services.owed import (
    Dealing,
    Kind,
    counted_credits,
    deposit_cents,
    nothing_owed,
    portion_cents,
)
from registry.fund.services.settlements import post, waiting_for
from registry.transitions import take
from registry.units import display_dollars

SPLIT_SOURCE = "deposit"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Did the money side settle? With what the event keeps of it, or why not."""

    settled: bool
    step: str = ""
    reason: str = ""
    told: dict[str, Any] | None = None


def settle(
    site: SiteAccount, agreement: Agreement, dealing: Dealing, *, on: date, now: datetime, by_id: int
) -> Outcome:
    """Split the money in the transaction in which the credits move: the portion into the fund, the rest to the seller.

    `site` and `agreement` are held. With the deposit that reaches the threshold full management begins (N59)."""
    portion = portion_cents(site, dealing)
    settlement = Settlement.objects.select_for_update(no_key=True).filter(subject=dealing.subject).first()
    if settlement is None and nothing_owed(site, dealing):
        _count(site, dealing, 0)
        told: dict[str, Any] = {"portion_cents": 0} | activating.begin_if_reached(
            site, agreement, on=on, now=now
        )
        return Outcome(True, "not_required", "Nothing is owed to the fund for these credits.", told)
    if settlement is None or settlement.state != states.CLEARED:
        return Outcome(False, reason=waiting_for(settlement, site, dealing, on=on))
    from_price = min(portion, dealing.value_cents)
    beside = portion - from_price
    surplus = settlement.received_cents + settlement.top_up_cents - portion
    if surplus < 0:
        return Outcome(
            False, reason=f"{display_dollars(-surplus)} of the share is missing. Withdraw and begin again."
        )
    ruling = _ruling(site, dealing, portion, beside, surplus)
    _count(site, dealing, portion)
    take(
        settlement,
        states.SETTLEMENT,
        "settle",
        portion_cents=portion,
        surplus_cents=surplus,
        settled_on=on,
        ruling=ruling,
    )
    post(
        settlement,
        _postings_split(settlement, from_price, beside),
        source=SPLIT_SOURCE,
        value_on=on,
        posted_on=on,
        now=now,
        by_id=by_id,
    )
    told = {"settlement": str(settlement.public_id), **ruling}
    told |= activating.begin_if_reached(site, agreement, on=on, now=now)
    return Outcome(True, "done", "The share of the deposit is in the fund.", told)


def _ruling(
    site: SiteAccount, dealing: Dealing, portion: int, beside: int, surplus: int
) -> dict[str, int | str]:
    """How the portion was computed, as it is kept."""
    return {
        "regime": site.regime,
        "deposit_cents": deposit_cents(site),
        "credits_total": site.credits_total,
        "credits_before": site.credits_settled,
        "credits_counted": counted_credits(site, dealing.quantity),
        "deposited_before_cents": site.deposited_cents,
        "portion_cents": portion,
        "top_up_cents": beside,
        "surplus_cents": surplus,
    }


def _count(site: SiteAccount, dealing: Dealing, portion: int) -> None:
    """Move the site's figures by one conditional update; the row is held, and what was read is asked again."""
    moved = SiteAccount.objects.filter(
        pk=site.pk, credits_settled=site.credits_settled, deposited_cents=site.deposited_cents
    ).update(
        credits_settled=F("credits_settled") + counted_credits(site, dealing.quantity),
        deposited_cents=F("deposited_cents") + portion,
        sale_income_cents=F("sale_income_cents") + dealing.value_cents,
    )
    if not moved:
        raise DomainError(
            "settlement.moved_meanwhile", "Another sale of this site has just settled. Try again."
        )
    site.refresh_from_db()


def _postings_split(settlement: Settlement, from_price: int, beside: int) -> list[Posting]:
    """The portion out of the price into the fund's bank and the site's principal; a top-up or a retirement's share out
    of the receipts; what is left of the price to the seller, a cent left of a receipt back to who paid it."""
    site_id, seller_id = settlement.site_id, settlement.seller_id
    left_of_price = settlement.received_cents - from_price if settlement.kind == Kind.SALE else 0
    receipts = settlement.top_up_cents if settlement.kind == Kind.SALE else settlement.received_cents
    payer_id = seller_id if settlement.kind == Kind.SALE else settlement.payer_id
    found = (
        Posting(
            SELLER_PAYABLE, SETTLEMENT_BANK, from_price, "Share of the deposit moved", site_id, seller_id
        ),
        Posting(FUND_BANK, PRINCIPAL, from_price, "Share of the deposit into the fund", site_id, seller_id),
        Posting(UNALLOCATED_RECEIPTS, PRINCIPAL, beside, "Share of the deposit paid in", site_id, payer_id),
        Posting(
            SELLER_PAYABLE,
            SETTLEMENT_BANK,
            left_of_price,
            "Surplus and tax to the seller",
            site_id,
            seller_id,
        ),
        Posting(UNALLOCATED_RECEIPTS, FUND_BANK, receipts - beside, "Given back", site_id, payer_id),
    )
    return [posting for posting in found if posting.amount_cents]
