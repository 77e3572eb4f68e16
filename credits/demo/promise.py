"""Credits promised before there are any: the promise, the buyer's agreement, and the offer once they are issued."""

from datetime import timedelta
from typing import Any

from credits.demo.market import Market
from credits.market.commitments import selectors
from credits.market.commitments.services import fulfilling, promising
from credits.market.models import Commitment
from registry.agreements.models import Agreement

PRICE = "2000.00"
DAYS = 90


def promise(market: Market, agreement_id: str, quantity: int) -> Commitment:
    """The landholder promises species credits of the accepted report to the developer, who agrees."""
    cast, agreement = market.cast, Agreement.objects.get(public_id=agreement_id)
    classes = selectors.promisable(agreement, on=market.today) or []
    species = next(one for one in classes if one.kind == "species")
    made = promising.propose(
        **market.signed(cast.landholder),
        agreement_id=agreement_id,
        buyer_id=str(cast.quarry.public_id),
        kind=species.kind,
        class_name=species.class_name,
        quantity=quantity,
        price=PRICE,
        lapses_on=market.today + timedelta(days=DAYS),
        conditions="If the agreement is registered by then.",
        today=market.today,
    )
    promising.agree(**market.signed(cast.developer), commitment_id=made["id"], today=market.today)
    return Commitment.objects.get(public_id=made["id"])


def keep(market: Market, promised: Commitment) -> dict[str, Any]:
    """The landholder offers the issued credits as promised, the developer accepts, two officers settle."""
    offered = fulfilling.fulfil(
        **market.signed(market.cast.landholder),
        commitment_id=str(promised.public_id),
        today=market.today,
    )
    return market.complete(market.accept(offered["offer"], promised.quantity))
