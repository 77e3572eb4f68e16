"""Which promises of credits a person may see, and what is read of them.

| who | sees |
|---|---|
| members of the seller, members of the buyer | the promise, with its conditions |
| registrar and approver, auditor | all |
| anybody else, the trust of the agreement too | none: it is between two sides, and no credits exist |
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from credits.lots.entitlements import calculation_of, entitlements_of
from credits.lots.models import CreditClass, Lot
from credits.lots.recovery import promise_findings
from credits.lots.selectors import READS_ALL
from credits.market import states
from credits.market.models import Commitment
from registry import public_ids
from registry.actor import DEALING_ROLES, Actor
from registry.agreements import selectors as agreement_selectors
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement
from registry.agreements.money_terms import deposit_of
from registry.findings import DomainError

FACTS = ("agreement", "seller", "buyer", "seller_signature", "buyer_signature", "offer")
HOLDING_STATES = (states.PROPOSED, states.AGREED)


def visible_to(actor: Actor) -> QuerySet[Commitment]:
    """Every promise the actor may read, newest first."""
    rows = Commitment.objects.select_related(*FACTS).order_by("-pk")
    if READS_ALL & actor.roles:
        return rows
    if actor.user_id is None:
        return rows.none()
    mine = Q(seller__in=actor.organisation_ids) | Q(buyer__in=actor.organisation_ids)
    return rows.filter(mine)


def commitment(actor: Actor, commitment_id: object) -> Commitment:
    """One promise by its public id. Raises NotVisible."""
    return public_ids.find(visible_to(actor), commitment_id, "commitment")


def waiting_for(actor: Actor, *, on: date) -> QuerySet[Commitment]:
    """Promises that wait for this person's answer, oldest first."""
    signing = {organisation_id for role, organisation_id in actor.offices if role in DEALING_ROLES}
    rows = visible_to(actor).filter(state=states.PROPOSED, buyer__in=signing, lapses_on__gte=on)
    return rows.order_by("pk")


@dataclass(frozen=True, slots=True)
class Promisable:
    """A class of the accepted report: what it entitles to, and what of that is promised and not lapsed."""

    kind: str
    class_name: str
    entitled: int
    promised: int

    @property
    def left(self) -> int:
        """What can still be promised."""
        return max(self.entitled - self.promised, 0)


def promisable(agreement: Agreement, *, on: date, except_for: int | None = None) -> list[Promisable] | None:
    """What can be promised of each class of the accepted report, in the order of the report.

    None where the agreement rests on no accepted report yet: then classes and quantities are estimates. `except_for` is
    the row id of a promise that does not count. Raises DomainError where the report's classes are not determined."""
    if agreement.revision is None:
        return None
    entitled: dict[tuple[str, str], int] = {}
    for one in entitlements_of(calculation_of(agreement.revision)).issued:
        key = _class_of(one.attributes)
        entitled[key] = entitled.get(key, 0) + one.quantity
    promised = _promised(agreement, on=on, except_for=except_for)
    return [
        Promisable(kind, name, quantity, promised.get((kind, name), 0))
        for (kind, name), quantity in entitled.items()
    ]


def recovery_warnings(agreement: Agreement, price: str, *, on: date) -> list[str]:
    """That all credits of the accepted report at this price would not recover the deposit that the plan comes to (N58);
    nothing where either is not known yet."""
    deposit = deposit_of(agreement, agreement_selectors.plan_now(agreement), on=on)
    try:
        total = sum(one.entitled for one in promisable(agreement, on=on) or [])
    except DomainError:
        return []
    return [one.message for one in promise_findings(deposit.deposit_cents, total, price)]


def _class_of(attributes: Any) -> tuple[str, str]:
    kind = str(attributes["kind"])
    named_by = "scientific_name" if kind == CreditClass.SPECIES else "offset_trading_group"
    return kind, str(attributes[named_by])


def _promised(agreement: Agreement, *, on: date, except_for: int | None) -> dict[tuple[str, str], int]:
    rows = Commitment.objects.filter(agreement=agreement, state__in=HOLDING_STATES, lapses_on__gte=on)
    if except_for is not None:
        rows = rows.exclude(pk=except_for)
    sums = rows.order_by().values_list("kind", "class_name").annotate(quantity=Sum("quantity"))
    return {(kind, name): quantity for kind, name, quantity in sums}


def lots_for(commitment: Commitment) -> QuerySet[Lot]:
    """The seller's lots out of which the promise can be kept, largest first: issued with the agreement, of the promised
    class, with enough available."""
    species = commitment.kind == CreditClass.SPECIES
    named_by = "credit_class__scientific_name" if species else "credit_class__offset_trading_group"
    return (
        Lot.objects.select_related("credit_class", "holder__organisation", "agreement", "root")
        .filter(
            agreement=commitment.agreement_id,
            holder__organisation=commitment.seller_id,
            status__in=Lot.OPEN,
            available__gte=commitment.quantity,
            credit_class__kind=commitment.kind,
            **{named_by: commitment.class_name},
        )
        .order_by("-available", "pk")
    )


def standing_in_words(commitment: Commitment, *, on: date) -> str:
    """What the state alone does not tell, derived: that the agreement has ended or is registered, that the day passed.

    Empty where there is nothing to add."""
    if commitment.state not in HOLDING_STATES:
        return ""
    if commitment.agreement.state in agreement_states.CLOSED:
        return "The agreement has ended: no credits come of it. Either side can end the promise."
    if commitment.lapses_on < on:
        return f"It lapsed after {commitment.lapses_on:%d/%m/%Y}: nobody is held to it any more."
    if commitment.agreement.in_force and commitment.state == states.AGREED:
        return "The agreement is registered: the seller can offer the credits now."
    return ""
