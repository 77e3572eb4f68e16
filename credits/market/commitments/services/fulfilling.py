"""Keeping a promise: once credits are issued, their holder offers them to the buyer at the agreed price (N53)."""

from datetime import date, datetime
from typing import Any

from credits.lots import prices
from credits.lots.dealings import Channel
from credits.lots.models import Lot
from credits.lots.services import dealing, offers
from credits.lots.services.signing import Signing
from credits.market.commitments import policies, selectors
from credits.market.commitments.services import holding
from credits.market.commitments.services.promising import require_current
from credits.market.models import Commitment
from credits.market.states import COMMITMENT
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput


@command("commitment.fulfil")
def fulfil(
    run: Run,
    *,
    commitment_id: str,
    lot_number: str | None = None,
    zero_price_reason: str = "",
    note: str = "",
    typed_name: str,
    capacity: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Offer the promised credits to the promised buyer; they are reserved at once.

    `lot_number` is needed only where several lots of the seller would do. Raises DomainError before the agreement is
    registered, after the promise lapsed, and where no lot of the class has enough available."""
    found = selectors.commitment(run.actor, commitment_id)
    run.allow(policies.may_sell(run.actor, found))
    COMMITMENT.require("fulfil", found.state)
    require_current(found, today)
    lot = _lot(found, lot_number)
    price = prices.parse_price(found.price)
    note = dealing.optional_text(note, field="note")
    offers.require_reason_for_nothing(price, zero_price_reason, note)
    offer = offers.place(
        run,
        lot=lot,
        buyer=found.buyer,
        terms=offers.Terms(
            quantity=found.quantity,
            price=price,
            zero_price_reason=zero_price_reason,
            related_party=found.related_party,
            note=note,
        ),
        channel=Channel.COMMITMENT,
        signing=Signing(typed_name, capacity),
        today=today,
        now=now,
    )
    holding.step(found, "fulfil", offer=offer, closed_at=now)
    return holding.answer(found, offer=str(offer.public_id), lot=lot.number)


def require_issued(commitment: Commitment) -> None:
    """Raises DomainError while no credits exist: before registration there is nothing to offer (N53)."""
    if not commitment.agreement.in_force:
        raise DomainError(
            "commitment.no_credits",
            "The agreement is not registered, so no credits exist that could be offered. They come with registration.",
        )


def _lot(commitment: Commitment, number: str | None) -> Lot:
    require_issued(commitment)
    lots = selectors.lots_for(commitment)
    if number not in (None, ""):
        lots = lots.filter(number=str(number).replace("\x00", ""))
    found = list(lots[:2])
    if not found:
        raise DomainError(
            "commitment.no_lot",
            f"No lot of {commitment.seller} out of this agreement has {commitment.quantity:,} credits of this class "
            "available.",
        )
    if len(found) > 1:
        message = "Several of your lots would do: choose one."
        raise InvalidInput([Finding("commitment.lot_unclear", message, "lot")])
    return found[0]
