"""A lot's life as everybody may see it: where it came from, what moved, and what became of its credits.

Lots, movements and their prices are public; holders are named only as `Organisation.public_name` says; offers only
while they stand open to anybody. Everything here costs the same whatever the size of the family.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from credits.certificates.models import IssuedDocument
from credits.lots import states
from credits.lots.dealings import LotSuspension, Offer, Retirement, Transfer
from credits.lots.models import Lot, Movement
from credits.registers.models import RegisterImport, RegisterRemark, SupplyRow
from registry.agreements.models import Agreement
from registry.findings import NotVisible

LOT_FACTS = ("credit_class", "holder__organisation", "agreement", "root", "parent")
MOST_OFFERS, MOST_DOUBTS, MOST_DOCUMENTS, MOST_FOUND = 50, 20, 50, 200

_UP = (
    "WITH RECURSIVE up(id, parent_id, step) AS ("
    "SELECT id, parent_id, 0 FROM credits_lot WHERE id = %s "
    "UNION ALL SELECT l.id, l.parent_id, up.step + 1 FROM credits_lot l JOIN up ON l.id = up.parent_id"
    ") SELECT id FROM up WHERE step > 0 ORDER BY step DESC"
)
_BELOW = (
    "WITH RECURSIVE below(id) AS ("
    "SELECT id FROM credits_lot WHERE parent_id = %s "
    "UNION ALL SELECT l.id FROM credits_lot l JOIN below ON l.parent_id = below.id) "
)
_OUTCOME = (
    f"{_BELOW}SELECT l.status, COUNT(*), SUM(l.available + l.reserved), SUM(l.ended) "  # noqa: S608 (texts of our own)
    "FROM credits_lot l JOIN below ON below.id = l.id GROUP BY l.status"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the credits that left a lot: lots minted from it, at any depth, and what they hold or ended."""

    lots: int
    held: int
    retired: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Relative:
    """A lot of a family and how deep below the root it stands."""

    lot: Lot
    depth: int


def lot(number: str) -> Lot:
    """One lot by its number. Raises NotVisible."""
    found = None if "\0" in number else Lot.objects.select_related(*LOT_FACTS).filter(number=number).first()
    if found is None:
        raise NotVisible("lot")
    return found


def listing(number: str) -> SupplyRow | None:
    """What the published supply register last listed under a number that is no lot."""
    rows = SupplyRow.objects.filter(register_import__state=RegisterImport.REPLAYED, credit_id=number)
    return None if "\0" in number else rows.order_by("-pk").first()


def moved_under(transaction_number: str) -> list[Movement]:
    """The movements of a transaction, oldest first."""
    rows = Movement.objects.filter(transaction_number=transaction_number).select_related("from_lot", "to_lot")
    return [] if not transaction_number else list(rows.order_by("pk")[:MOST_FOUND])


def ancestors(of: Lot) -> list[Lot]:
    """The lots it descends from, the root first. At most two queries."""
    if of.parent_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_UP, [of.pk])
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Lot.objects.select_related("holder__organisation").in_bulk(ids)
    return [found[pk] for pk in ids]


def minting(lots: Collection[Lot]) -> dict[int, Movement]:
    """The movement that minted each of the lots, by the lot's key; none for a root. One query."""
    children = [one.pk for one in lots if one.parent_id is not None]
    rows = Movement.objects.filter(to_lot__in=children, from_lot__isnull=False).exclude(kind="correct")
    found: dict[int, Movement] = {}
    for movement in rows.order_by("pk") if children else ():
        found.setdefault(movement.to_lot_id, movement)
    return found


def movements(of: Lot) -> QuerySet[Movement]:
    """Everything that came into the lot and left it, newest first."""
    return (
        Movement.objects.filter(Q(from_lot=of) | Q(to_lot=of))
        .select_related("from_lot", "to_lot", "to_lot__holder__organisation", "register_row")
        .order_by("-at", "-pk")
    )


def transfers_of(rows: Collection[Movement]) -> dict[str, Transfer]:
    """The transfers behind the movements, by what a movement names as its cause. One query."""
    causes = [one.cause for one in rows if one.source == "transfer"]
    return {str(one.public_id): one for one in Transfer.objects.filter(public_id__in=causes)}


def retirements_of(rows: Collection[Movement]) -> dict[str, Retirement]:
    """The retirements behind the movements, by what a movement names as its cause. One query."""
    causes = [one.cause for one in rows if one.source == "retirement"]
    return {str(one.public_id): one for one in Retirement.objects.filter(public_id__in=causes)}


def balances(of: Lot) -> list[tuple[datetime, int]]:
    """What the lot held after each of its movements, in order; a retired or cancelled lot: what has ended in it."""
    rows = Movement.objects.filter(Q(from_lot=of) | Q(to_lot=of)).order_by("at", "pk")
    values = rows.values_list("at", "from_lot", "from_held_after", "to_held_after")
    return [
        (timezone.localtime(at), (after_out or 0) if source == of.pk else after_in)
        for at, source, after_out, after_in in values
    ]


def outcome(of: Lot) -> Outcome:
    """What became of the credits that left the lot. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOME, [of.pk])
        rows = {status: (int(lots), int(held), int(ended)) for status, lots, held, ended in cursor.fetchall()}
    nothing = (0, 0, 0)
    return Outcome(
        lots=sum(lots for lots, _, _ in rows.values()),
        held=sum(held for _, held, _ in rows.values()),
        retired=rows.get(Lot.RETIRED, nothing)[2],
        cancelled=rows.get(Lot.CANCELLED, nothing)[2],
    )


def family_order(of: Lot) -> list[tuple[int, int]]:
    """Key and depth of every lot of the family, parents before children, each child after its parent. One query."""
    root_id = of.root_id or of.pk
    children: dict[int | None, list[int]] = {}
    pairs = (
        Lot.objects.filter(Q(pk=root_id) | Q(root_id=root_id)).order_by("-pk").values_list("pk", "parent_id")
    )
    for pk, parent_id in pairs:
        children.setdefault(parent_id, []).append(pk)
    order, waiting = [], [(root_id, 0)]
    while waiting:
        pk, depth = waiting.pop()
        order.append((pk, depth))
        waiting += [(child, depth + 1) for child in children.get(pk, ())]
    return order


def relatives(part: Collection[tuple[int, int]]) -> list[Relative]:
    """The lots of a part of `family_order`. One query."""
    found = Lot.objects.select_related("holder__organisation", "parent").in_bulk([pk for pk, _ in part])
    return [Relative(found[pk], depth) for pk, depth in part]


def standing_offers(of: Lot) -> list[Offer]:
    """What is offered to anybody out of the lot, cheapest first."""
    rows = Offer.objects.filter(lot=of, buyer=None, state=states.OPEN)
    return list(rows.order_by("price_millionths", "pk")[:MOST_OFFERS])


def suspensions(of: Lot) -> list[LotSuspension]:
    """The lot's suspensions, newest first."""
    return list(LotSuspension.objects.filter(lot=of))


def doubts(of: Lot) -> list[str]:
    """What the import of the published register found doubtful about the lot, in sentences."""
    rows = RegisterRemark.objects.filter(
        register_import__state=RegisterImport.REPLAYED, kind=RegisterRemark.DOUBTFUL, lot_number=of.number
    )
    return list(dict.fromkeys(rows.order_by("-pk").values_list("reason", flat=True)[:MOST_DOUBTS]))


def documents(subjects: Collection[str]) -> list[IssuedDocument]:
    """The documents about these subjects that tell public facts only, newest first; without their facts and files."""
    rows = IssuedDocument.objects.filter(organisation=None, subject__in=subjects).defer("facts")
    return list(rows.exclude(kind=IssuedDocument.DocumentKind.TRANSFER_CONFIRMATION)[:MOST_DOCUMENTS])


def agreement(number: str) -> Agreement | None:
    """An agreement that was registered here under a number, in force or terminated; None for any other."""
    if "\0" in number or not number:
        return None
    rows = Agreement.objects.select_related("trust").filter(number=number, registered_on__isnull=False)
    return rows.first()
