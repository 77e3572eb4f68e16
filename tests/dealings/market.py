"""A small market for tests: a seller with a lot, a buyer, two officers, and every dealing brought to every state."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from credits.lots.models import Lot
from credits.lots.services import cancellations, corrections, offers, retirements, transfers
from credits.models import Cancellation, Correction, Offer, Retirement, Transfer
from registry.actor import Actor
from registry.parties.models import Organisation, User
from tests import builders
from tests.builders_ledger import open_lot
from tests.builders_people import Cast

Thing = Offer | Transfer | Retirement | Cancellation | Correction


@dataclass
class Market:
    """People of both sides and the registry's two officers; actors are looked up once for each."""

    holder: Organisation
    buyer: Organisation
    seller_person: User
    buyer_person: User
    registrar: User
    approver: User
    now: datetime = field(default_factory=timezone.now)
    known: dict[int, Actor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def actor(self, user: User) -> Actor:
        """The user as actor today."""
        if user.pk not in self.known:
            self.known[user.pk] = builders.acting(user)
        return self.known[user.pk]

    def signs(self, user: User) -> dict[str, str]:
        return {"typed_name": user.name, "capacity": "Director"}

    def lot(self, quantity: int = 100, **attributes: Any) -> Lot:
        """A lot of the holder."""
        return open_lot(self.holder, quantity, **attributes)

    def offer(self, lot: Lot, quantity: int = 10, *, price: str = "1250.50", **more: Any) -> Offer:
        """An open offer; standing unless a `buyer_id` is given."""
        made = offers.make(
            actor=self.actor(self.seller_person),
            lot_number=lot.number,
            quantity=quantity,
            price=price,
            today=self.today,
            now=self.now,
            **(self.signs(self.seller_person) | more),
        )
        return Offer.objects.get(public_id=made["id"])

    def accept(self, offer: Offer, quantity: int | None = None, **more: Any) -> Transfer:
        """The buyer accepts, all of the offer unless told how many."""
        made = transfers.accept(
            actor=self.actor(self.buyer_person),
            offer_id=str(offer.public_id),
            quantity=offer.remaining if quantity is None else quantity,
            today=self.today,
            now=self.now,
            **(self.signs(self.buyer_person) | more),
        )
        return Transfer.objects.get(public_id=made["id"])

    def apply(self, lot: Lot, quantity: int = 10, **more: Any) -> Retirement:
        """The holder applies to retire, voluntarily unless told otherwise."""
        made = retirements.apply(
            actor=self.actor(self.seller_person),
            lot_number=lot.number,
            quantity=quantity,
            today=self.today,
            now=self.now,
            **({"purpose": "voluntary"} | self.signs(self.seller_person) | more),
        )
        return Retirement.objects.get(public_id=made["id"])

    def propose_cancellation(self, lot: Lot, quantity: int = 10) -> Cancellation:
        made = cancellations.propose(
            actor=self.actor(self.registrar),
            lot_number=lot.number,
            quantity=quantity,
            ground="other",
            ground_note="Issued on a mistaken report.",
            today=self.today,
            now=self.now,
        )
        return Cancellation.objects.get(public_id=made["id"])

    def propose_correction(self, lot: Lot, quantity: int = 10) -> Correction:
        made = corrections.propose(
            actor=self.actor(self.registrar),
            lot_number=lot.number,
            quantity=quantity,
            reason="Sold by mistake.",
            today=self.today,
            now=self.now,
        )
        return Correction.objects.get(public_id=made["id"])

    def act(self, action: str, thing: Thing, by: User | Actor, **more: Any) -> dict[str, Any]:
        """Do what the state tables call `action` with a thing, by that person."""
        actor = by if isinstance(by, Actor) else self.actor(by)
        command, inputs = COMMANDS[type(thing), action]
        values: dict[str, Any] = {inputs[0]: str(thing.public_id), "now": self.now}
        if "today" in inputs:
            values["today"] = self.today
        if "note" in inputs:
            values["note"] = "Register of companies looked at."
        if "reason" in inputs:
            values["reason"] = "Not wanted any more."
        if "fee_not_set_acknowledged" in inputs:
            values["fee_not_set_acknowledged"] = True
        if "quantity" in inputs:
            values |= {"quantity": 1, "typed_name": actor.label, "capacity": "Director"}
        done: dict[str, Any] = command(actor=actor, **(values | more))
        return done

    def checked_transfer(self, lot: Lot, quantity: int = 10, **offered: Any) -> Transfer:
        """A transfer that waits for its settlement."""
        transfer = self.accept(self.offer(lot, quantity, **offered))
        self.act("check", transfer, self.registrar)
        transfer.refresh_from_db()
        return transfer

    def settled_transfer(self, lot: Lot, quantity: int = 10, **offered: Any) -> Transfer:
        """A transfer that moved its credits."""
        transfer = self.checked_transfer(lot, quantity, **offered)
        self.act("settle", transfer, self.approver)
        transfer.refresh_from_db()
        return transfer

    def checked_retirement(self, lot: Lot, quantity: int = 10, **more: Any) -> Retirement:
        """A retirement that waits for the approver."""
        retirement = self.apply(lot, quantity, **more)
        self.act("check", retirement, self.registrar)
        retirement.refresh_from_db()
        return retirement


def market_of(cast: Cast) -> Market:
    """A landholder and a developer with their signatories, and the registry's two officers."""
    return Market(
        holder=cast.organisation("landholder"),
        buyer=cast.organisation("proponent"),
        seller_person=cast.person("landholder_signatory"),
        buyer_person=cast.person("developer"),
        registrar=cast.person("registrar"),
        approver=cast.person("registrar_approver"),
    )


COMMANDS: dict[tuple[type[Any], str], tuple[Any, tuple[str, ...]]] = {
    (Offer, "accept"): (transfers.accept, ("offer_id", "quantity", "today")),
    (Offer, "withdraw"): (offers.withdraw, ("offer_id", "reason")),
    (Transfer, "check"): (transfers.check, ("transfer_id", "note")),
    (Transfer, "settle"): (transfers.settle, ("transfer_id", "fee_not_set_acknowledged", "today")),
    (Transfer, "refuse"): (transfers.refuse, ("transfer_id", "reason")),
    (Transfer, "withdraw"): (transfers.withdraw, ("transfer_id", "reason")),
    (Retirement, "check"): (retirements.check, ("retirement_id", "note")),
    (Retirement, "retire"): (retirements.retire, ("retirement_id", "fee_not_set_acknowledged", "today")),
    (Retirement, "refuse"): (retirements.refuse, ("retirement_id", "reason")),
    (Retirement, "withdraw"): (retirements.withdraw, ("retirement_id", "reason")),
    (Cancellation, "cancel"): (cancellations.cancel, ("cancellation_id", "today")),
    (Cancellation, "withdraw"): (cancellations.withdraw, ("cancellation_id", "reason")),
    (Correction, "post"): (corrections.post, ("correction_id", "today")),
    (Correction, "withdraw"): (corrections.withdraw, ("correction_id", "reason")),
}
