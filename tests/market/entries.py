"""Builders of expressions of interest, wants and enquiries through the commands that people use."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from credits import ledger
from credits.ledger import Cause, RootLot
from credits.lots.models import HolderAccount, Lot
from credits.market.models import Demand, Enquiry, Interest
from credits.market.services import demands, enquiries, interests
from credits.market.wanted import Asked
from registry.actor import Actor
from tests import builders
from tests.builders_ledger import ISSUED_AT, ISSUED_ON, make_class
from tests.builders_people import Cast
from tests.dealings.market import Market

GROUP = "Hunter-Macleay Dry Sclerophyll Forests <50%"
OWN_WORDS = Asked(kind="ecosystem", subregions=("Hunter",))


class Entries:
    """`landholder_signatory` sells, `developer` looks for credits and asks."""

    def __init__(self, cast: Cast, now: datetime | None = None) -> None:
        self.cast = cast
        self.now = now or timezone.now()
        self._actors: dict[str, Actor] = {}

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def actor(self, name: str) -> Actor:
        """That person of the cast as actor."""
        if name not in self._actors:
            self._actors[name] = builders.acting(self.cast.person(name))
        return self._actors[name]

    def listed(self, by: str = "landholder_signatory", **values: Any) -> dict[str, Any]:
        """The answer of listing 40 credits of a planned site, or as `values` say."""
        given = {"quantity": 40, "today": self.today, "now": self.now}
        if not values.keys() & {"lot_number", "agreement_id", "asked"}:
            given["asked"] = OWN_WORDS
        return interests.list_interest(actor=self.actor(by), **(given | values))

    def interest(self, by: str = "landholder_signatory", **values: Any) -> Interest:
        return Interest.objects.get(public_id=self.listed(by, **values)["id"])

    def of_lot(self, lot: Lot, quantity: int = 10, **values: Any) -> Interest:
        """An interest in selling credits of a lot of `landholder`."""
        return self.interest(lot_number=lot.number, quantity=quantity, **values)

    def entered(self, by: str = "developer", **values: Any) -> dict[str, Any]:
        """The answer of entering a want of 25 credits."""
        given = {"asked": OWN_WORDS, "quantity": 25, "today": self.today, "now": self.now}
        return demands.enter(actor=self.actor(by), **(given | values))

    def demand(self, by: str = "developer", **values: Any) -> Demand:
        return Demand.objects.get(public_id=self.entered(by, **values)["id"])

    def asked(self, about: Interest | Demand | Lot, by: str = "developer", **values: Any) -> dict[str, Any]:
        """The answer of enquiring about it."""
        if isinstance(about, Lot):
            kind, name = "lot", about.number
        else:
            kind = "interest" if isinstance(about, Interest) else "demand"
            name = str(about.public_id)
        given = {"text": "Are they still to be had?", "today": self.today, "now": self.now}
        return enquiries.open_enquiry(actor=self.actor(by), about=kind, about_id=name, **(given | values))

    def enquiry(self, about: Interest | Demand | Lot, by: str = "developer", **values: Any) -> Enquiry:
        return Enquiry.objects.get(public_id=self.asked(about, by, **values)["id"])


def retired_lot(market: Market) -> Lot:
    """Five retired credits of the market's holder."""
    retirement = market.checked_retirement(market.lot(10), 5)
    market.act("retire", retirement, market.approver)
    retirement.refresh_from_db()
    return retirement.new_lot


def lot_of_unknown_holder(number: str = "CR-77") -> Lot:
    """A lot of the published register, whose holder was not published."""
    root = RootLot(
        holder_id=HolderAccount.objects.create(unknown_holder_of=number).pk,
        credit_class_id=make_class().pk,
        status=Lot.ISSUED,
        issued_on=ISSUED_ON,
        number=number,
        agreement_number="BS0001",
    )
    cause = Cause(source="register_import", reference=f"supply-{number}", at=ISSUED_AT)
    return Lot.objects.get(pk=ledger.issue(root, quantity=5, cause=cause).lot_id)
