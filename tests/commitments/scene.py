"""A landholder with an agreement on its way, a developer who wants its credits, and what they promise each other."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from credits.market import states
from credits.market.commitments.services import closing, fulfilling, promising
from credits.market.models import Commitment
from registry.actor import Actor
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement
from tests import builders_agreements as made
from tests.builders_ledger import open_lot
from tests.builders_people import Cast

GROUP = "Hunter-Macleay Dry Sclerophyll Forests <50%"
"""The class of `builders_ledger.make_class`, and a group of the reference facts."""

COMMANDS: dict[str, Any] = {
    "agree": promising.agree,
    "decline": closing.decline,
    "withdraw": closing.withdraw,
    "fulfil": fulfilling.fulfil,
    "end": closing.end,
}


@dataclass
class Scene:
    """Promises between the landholder's and the developer's signatories."""

    cast: Cast
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def actor(self, person: str) -> Actor:
        return made.actor(self.cast, person)

    def agreement(self, state: str = agreement_states.INTENTION, **more: Any) -> Agreement:
        """A bare agreement in that state, without a report."""
        in_force = state in agreement_states.IN_FORCE
        registered = {"registered_on": self.today, "number": "BS9001", "title_reference": "AB1"}
        return Agreement.objects.create(
            state=state,
            site_name="Ironbark Hills",
            applicant=self.cast.organisation("landholder"),
            trust=self.cast.organisation("trust"),
            created_by=self.cast.person("landholder_signatory"),
            **((registered if in_force else {}) | more),
        )

    def terms(self, agreement: Agreement, **more: Any) -> dict[str, Any]:
        """What is promised unless told otherwise; whoever buys has somebody who signs."""
        self.cast.person("developer")
        return {
            "agreement_id": str(agreement.public_id),
            "buyer_id": str(self.cast.organisation("proponent").public_id),
            "kind": "ecosystem",
            "class_name": GROUP,
            "quantity": 40,
            "price": "1250.50",
            "lapses_on": self.today + timedelta(days=90),
        } | more

    def promise(
        self, agreement: Agreement | None = None, *, by: str = "landholder_signatory", **more: Any
    ) -> Commitment:
        """A promise that waits for the buyer."""
        result = promising.propose(
            actor=self.actor(by),
            today=self.today,
            now=self.now,
            **self.signs(by),
            **self.terms(agreement or self.agreement(), **more),
        )
        return Commitment.objects.get(public_id=result["id"])

    def signs(self, person: str) -> dict[str, str]:
        return {"typed_name": made.name_of(person), "capacity": "Owner"}

    def act(self, action: str, commitment: Commitment, by: str | Actor, **more: Any) -> dict[str, Any]:
        """Take that action of the state table."""
        actor = by if isinstance(by, Actor) else self.actor(by)
        values: dict[str, Any] = {"commitment_id": str(commitment.public_id), "now": self.now}
        if action in ("agree", "fulfil"):
            values |= {"typed_name": actor.label, "capacity": "Director", "today": self.today}
        else:
            values["reason"] = "Not wanted any more."
        done: dict[str, Any] = COMMANDS[action](actor=actor, **(values | more))
        return done

    def agreed(self, agreement: Agreement | None = None, **more: Any) -> Commitment:
        """A promise that both sides have signed."""
        commitment = self.promise(agreement, **more)
        self.act("agree", commitment, "developer")
        commitment.refresh_from_db()
        return commitment

    def register(self, agreement: Agreement, quantity: int = 100) -> None:
        """Put the agreement in force with one lot of the promised class."""
        Agreement.objects.filter(pk=agreement.pk).update(
            state="passive", registered_on=self.today, number="BS9001", title_reference="AB1"
        )
        agreement.refresh_from_db()
        open_lot(self.cast.organisation("landholder"), quantity, agreement=agreement)

    def brought_to(self, state: str) -> Commitment:
        """A promise in that state, of an agreement that is registered once the promise is agreed."""
        agreement = self.agreement()
        commitment = self.promise(agreement)
        if state in (states.AGREED, states.FULFILLED, states.ENDED):
            self.act("agree", commitment, "developer")
            self.register(agreement)
        last = {
            states.FULFILLED: ("fulfil", "landholder_signatory"),
            states.ENDED: ("end", "developer"),
            states.DECLINED: ("decline", "developer"),
            states.WITHDRAWN: ("withdraw", "landholder_signatory"),
        }
        if state in last:
            action, person = last[state]
            self.act(action, commitment, person)
        commitment.refresh_from_db()
        assert commitment.state == state
        return commitment
