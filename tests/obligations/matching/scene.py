"""An obligation of the proponent, lots of a landholder, and offers of them: what the tests of matching look at."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from credits.lots.models import CreditClass, Lot
from credits.lots.services import offers
from credits.matching.services import diary, questions, variations
from credits.models import Offer
from credits.obligations.models import Obligation, ObligationLine, Question, VariationRequest
from registry.actor import Actor
from tests import builders
from tests.builders_ledger import open_lot
from tests.builders_people import Cast
from tests.obligations import builders as made

PERMITTED = date(2020, 5, 4)
"""Day of an approval whose conditions allow variation."""
COMMUNITY = "Hunter Lowland Redgum Forest"
COMMUNITY_TEST = "like_for_like.community_for_class"
SIGNATORIES = {"proponent": "developer", "trust": "trust_officer"}


@dataclass
class Scene:
    """Acts on one day for the people of the cast."""

    cast: Cast
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def actor(self, name: str) -> Actor:
        """The person of that name as actor."""
        return builders.acting(self.cast.person(name))

    def obligation(self, *lines: Any, **values: Any) -> Obligation:
        """An obligation of the proponent with those lines."""
        return made.obligation(self.cast, lines=lines, **values)

    def line(
        self, credit_class: CreditClass | None = None, required: int = 10, **values: Any
    ) -> ObligationLine:
        """The one line of an obligation; `values` are of the line, `of` of the obligation."""
        of = values.pop("of", {})
        told = {"credit_class": credit_class or made.eco_class(), "required": required} | values
        return self.obligation(told, **of).lines.select_related("credit_class", "obligation__authority").get()

    def lot(self, credit_class: CreditClass | None = None, quantity: int = 100, **values: Any) -> Lot:
        """A lot of the landholder, or of the organisation named as `holder`."""
        holder = self.cast.organisation(values.pop("holder", "landholder"))
        until = values.pop("suspended_until", None)
        made_lot = open_lot(holder, quantity, credit_class=credit_class or made.eco_class(), **values)
        if until is not None:
            Lot.objects.filter(pk=made_lot.pk).update(suspended_until=until)
        return made_lot

    def offer(self, lot: Lot, quantity: int, price: str = "1000", *, to: str = "") -> Offer:
        """An offer of the landholder: standing, or to the organisation of that name."""
        seller = self.cast.person("landholder_signatory")
        if to:
            # An offer is made to an organisation that has somebody to sign.
            self.cast.person(SIGNATORIES[to])
        answer = offers.make(
            actor=builders.acting(seller),
            lot_number=lot.number,
            quantity=quantity,
            price=price,
            buyer_id=str(self.cast.organisation(to).public_id) if to else None,
            today=self.today,
            now=self.now,
            typed_name=seller.name,
            capacity="Owner",
        )
        return Offer.objects.get(public_id=answer["id"])

    def ask_question(self, line: ObligationLine, of: CreditClass, **more: Any) -> Question:
        """The developer puts the community test of that class to the authority."""
        told = {"class_id": of.pk, "test": COMMUNITY_TEST, **self.clock} | more
        made = questions.ask(actor=self.actor("developer"), line_id=str(line.public_id), **told)
        return Question.objects.get(public_id=made["id"])

    @property
    def clock(self) -> dict[str, Any]:
        return {"today": self.today, "now": self.now}

    def steps_taken(self, line: ObligationLine) -> None:
        """All three reasonable steps, in the diary."""
        developer = self.actor("developer")
        diary.search(actor=developer, line_id=str(line.public_id), **self.clock)
        for step in ("enquiry", "demand"):
            diary.note(
                actor=developer,
                obligation_id=str(line.obligation.public_id),
                line_number=line.number,
                step=step,
                on=self.today,
                text="Asked around.",
                **self.clock,
            )

    def ask_variation(self, line: ObligationLine, **more: Any) -> VariationRequest:
        """The developer asks to use the variation rules."""
        told = {"statement": "No such credits exist.", "no_other_option": True, **self.clock} | more
        made = variations.ask(actor=self.actor("developer"), line_id=str(line.public_id), **told)
        return VariationRequest.objects.get(public_id=made["id"])

    def variation_line(self, credit_class: CreditClass | None = None, **values: Any) -> ObligationLine:
        """A line whose consent permits variation."""
        return self.line(credit_class, of={"variation_permitted_on": PERMITTED}, **values)
