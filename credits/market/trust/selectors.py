"""What the Trust holds to resell, at which price it bought, what is offered to it and what it sold on (N56).

| who | sees |
|---|---|
| officers and approvers of a trust | that trust's page |
| registrar and approver, auditor | every trust's |
| anybody else | nothing |
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from credits.lots import selectors, states
from credits.lots.dealings import Offer, Transfer
from credits.lots.models import Lot, Movement
from registry.actor import TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.commands import YES, Decision, no
from registry.parties.models import Organisation, OrganisationKind


def trusts_of(actor: Actor) -> QuerySet[Organisation]:
    """The trusts whose dealings the actor may read."""
    trusts = Organisation.objects.filter(kind=OrganisationKind.TRUST)
    if selectors.READS_ALL & actor.roles:
        return trusts
    offices = (TRUST_OFFICER, TRUST_APPROVER)
    return trusts.filter(pk__in=[one for role, one in actor.offices if role in offices])


def may_read(actor: Actor) -> Decision:
    """Officers of a trust, the registrar's office and auditors."""
    if {TRUST_OFFICER, TRUST_APPROVER} & actor.roles or selectors.READS_ALL & actor.roles:
        return YES
    return no("trust.not_officer", "Only officers of the trust, the registrar and auditors read this page.")


def held(trusts: Iterable[Organisation]) -> QuerySet[Lot]:
    """Lots that the trusts hold and can resell, oldest first."""
    rows = Lot.objects.select_related(*selectors.LOT_FACTS)
    return (
        rows.filter(holder__organisation__in=trusts, status__in=Lot.OPEN)
        .exclude(available=0, reserved=0)
        .order_by("pk")
    )


def bought(lots: Iterable[Lot]) -> dict[int, Movement]:
    """The movement that brought each lot to its holder, by the lot's row id, for those that were bought."""
    rows = Movement.objects.select_related("from_lot__holder__organisation").filter(
        to_lot__in=[lot.pk for lot in lots], kind=Movement.MovementKind.TRANSFER
    )
    return {row.to_lot_id: row for row in rows.order_by("-pk")}


def open_offers(lots: Iterable[Lot]) -> dict[int, list[Offer]]:
    """What is offered out of each lot now, by the lot's row id."""
    rows = Offer.objects.select_related("buyer").filter(lot__in=[lot.pk for lot in lots], state=states.OPEN)
    found: dict[int, list[Offer]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.lot_id, []).append(row)
    return found


def waiting_offers(trusts: Iterable[Organisation]) -> QuerySet[Offer]:
    """Open offers made to the trusts, oldest first."""
    rows = Offer.objects.select_related(*selectors.OFFER_FACTS)
    return rows.filter(buyer__in=trusts, state=states.OPEN).order_by("pk")


@dataclass(frozen=True, slots=True)
class Resale:
    """A settled sale of the trust, and the movement by which it had bought the lot; None where it had not."""

    transfer: Transfer
    bought: Movement | None


def resales(trusts: Iterable[Organisation], *, at_most: int) -> list[Resale]:
    """The last settled sales, newest first. Two queries."""
    rows = Transfer.objects.select_related(*selectors.TRANSFER_FACTS).filter(
        seller__organisation__in=trusts, state=states.SETTLED
    )
    sold = list(rows.order_by(F("completed_at").desc(), "-pk")[:at_most])
    known = bought([transfer.lot for transfer in sold])
    return [Resale(transfer, known.get(transfer.lot_id)) for transfer in sold]
