"""The statements under a promise of credits, one for each side. A changed text gets the next edition."""

from dataclasses import dataclass
from datetime import date

from credits.lots.statements_signed import Statement
from credits.market.models import Commitment


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, in the words of the statements."""

    seller: str
    buyer: str
    site: str
    kind: str
    class_name: str
    quantity: int
    price: str
    lapses_on: date
    conditions: str = ""
    related_party: bool = False

    def tail(self) -> str:
        """What both statements end with."""
        related = " Seller and buyer are related." if self.related_party else ""
        conditions = f" Conditions: {self.conditions}" if self.conditions else ""
        return (
            f"The promise holds until {self.lapses_on:%d/%m/%Y}. No credits exist before the agreement is registered, "
            "so none are reserved or transferred by it, and the agreement may come to give fewer or none."
            f"{related}{conditions}"
        )

    def credits(self) -> str:
        """Quantity, class and price."""
        return (
            f"{self.quantity:,} {self.kind} credits of the class “{self.class_name}” at ${self.price} each, "
            "excluding GST"
        )


def promise_of(commitment: Commitment) -> Promise:
    """A stored promise in the words of the statements."""
    return Promise(
        seller=str(commitment.seller),
        buyer=str(commitment.buyer),
        site=commitment.agreement.site_name,
        kind=commitment.kind,
        class_name=commitment.class_name,
        quantity=commitment.quantity,
        price=commitment.price,
        lapses_on=commitment.lapses_on,
        conditions=commitment.conditions,
        related_party=commitment.related_party,
    )


def seller_statement(promise: Promise) -> Statement:
    """The seller's statement under a promise."""
    return Statement(
        "commitment.seller/1",
        f"I am authorised to sign for {promise.seller}. Once the agreement for {promise.site} is registered and its "
        f"credits are issued, {promise.seller} will offer {promise.credits()}, to {promise.buyer}. {promise.tail()}",
    )


def buyer_statement(promise: Promise) -> Statement:
    """The buyer's statement under a promise."""
    return Statement(
        "commitment.buyer/1",
        f"I am authorised to sign for {promise.buyer}. Once the agreement for {promise.site} is registered and "
        f"{promise.seller} offers {promise.credits()}, {promise.buyer} will accept them. {promise.tail()}",
    )
