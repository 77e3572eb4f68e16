"""What stands on the register, by class: credits available, on offer to this buyer, and held already.

Everything is summed by the database, by class and standing; no lot is fetched. A lot that is suspended on the day
counts by itself: its credits serve nobody meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from credits.lots import states as lot_states
from credits.lots.dealings import Offer
from credits.lots.models import CreditClass, Lot
from credits.matching.deciding import SUSPENDED
from credits.schemes.nsw_bos.facts import LotStatus

Key = tuple[int, LotStatus]
"""A class, and the standing of the lots of it."""


@dataclass(slots=True)
class Stock:
    """Open lots of one class in one standing. `lowest_millionths`: the lowest price per credit on offer, rounded, for
    sorting only; None where nothing is on offer."""

    credit_class_id: int
    status: LotStatus
    lots: int = 0
    available: int = 0
    held_by_buyer: int = 0
    offers: int = 0
    offered: int = 0
    lowest_millionths: int | None = None


def stocks(*, buyer_id: int | None, on: date, class_id: int | None = None) -> list[Stock]:
    """Every open lot of the register, summed, or those of one class. Three queries.

    `buyer_id`: the organisation that owes; its own lots are told apart, and offers made to it alone count."""
    found: dict[Key, Stock] = {}
    only = {} if class_id is None else {"credit_class": class_id}
    # The standing is worked out on the groups, not on every lot: most lots were never suspended.
    rows = (
        Lot.objects.filter(status__in=Lot.OPEN, **only)
        .order_by()
        .values_list("credit_class_id", "status", "suspended_until")
        .annotate(lots=Count("pk"), credits=Sum("available"))
    )
    for of, status, until, lots, available in rows:
        stock = _stock(found, of, status, until, on)
        stock.lots += lots
        stock.available += available
    own = rows.filter(holder__organisation=buyer_id) if buyer_id is not None else rows.none()
    for of, status, until, _, available in own:
        _stock(found, of, status, until, on).held_by_buyer += available
    for of, status, until, offers, offered, lowest in _offered(buyer_id, class_id):
        stock = _stock(found, of, status, until, on)
        stock.offers += offers
        stock.offered += offered
        stock.lowest_millionths = min(
            lowest, lowest if stock.lowest_millionths is None else stock.lowest_millionths
        )
    return list(found.values())


def _stock(found: dict[Key, Stock], class_id: int, status: Any, until: date | None, on: date) -> Stock:
    key: Key = (class_id, SUSPENDED if until is not None and until >= on else status)
    if key not in found:
        found[key] = Stock(*key)
    return found[key]


def offers_for(buyer_id: int | None) -> QuerySet[Offer]:
    """Open offers that the buyer may accept: standing ones of others, and those made to it."""
    rows = Offer.objects.filter(state=lot_states.OPEN, lot__status__in=Lot.OPEN)
    if buyer_id is None:
        return rows.filter(buyer=None)
    return rows.filter(Q(buyer=None) | Q(buyer=buyer_id)).exclude(lot__holder__organisation=buyer_id)


def _offered(buyer_id: int | None, class_id: int | None) -> Iterable[tuple[Any, ...]]:
    rows = offers_for(buyer_id)
    if class_id is not None:
        rows = rows.filter(lot__credit_class=class_id)
    return (
        rows.order_by()
        .values_list("lot__credit_class_id", "lot__status", "lot__suspended_until")
        .annotate(offers=Count("pk"), offered=Sum("remaining"), lowest=Min("price_millionths"))
    )


_KEPT: dict[tuple[int, str], CreditClass] = {}
_MOST_KEPT = 20_000


def classes_by_id(ids: Iterable[int]) -> dict[int, CreditClass]:
    """The classes. A class never changes, so what was read once is kept for the process; its key and fingerprint are
    read each time. One query, and one more for those that are new."""
    wanted = set(ids)
    prints = {
        pk: print_
        for pk, print_ in CreditClass.objects.order_by().values_list("pk", "fingerprint")
        if pk in wanted
    }
    new = [pk for pk, print_ in prints.items() if (pk, print_) not in _KEPT]
    if new:
        if len(_KEPT) + len(new) > _MOST_KEPT:
            _KEPT.clear()
        rows = CreditClass.objects.filter(pk__in=new) if len(new) <= 500 else CreditClass.objects.all()
        _KEPT.update({(row.pk, row.fingerprint): row for row in rows.order_by()})
    return {pk: _KEPT[pk, print_] for pk, print_ in prints.items()}


def cheapest(class_ids: Iterable[int], *, buyer_id: int | None, on: date) -> dict[Key, Offer]:
    """The cheapest open offer of each of these classes, by class and standing. One query."""
    found: dict[Key, Offer] = {}
    rows = offers_for(buyer_id).filter(lot__credit_class__in=set(class_ids)).select_related("lot")
    for offer in rows.order_by("price_millionths", "pk"):
        lot = offer.lot
        is_suspended = lot.suspended_until is not None and lot.suspended_until >= on
        status: LotStatus = SUSPENDED if is_suspended else lot.status  # type: ignore[assignment]
        found.setdefault((lot.credit_class_id, status), offer)
    return found


def lots_of(class_id: int) -> QuerySet[Lot]:
    """The open lots of a class, those with most available first."""
    rows = Lot.objects.filter(status__in=Lot.OPEN, credit_class=class_id).select_related("holder")
    return rows.order_by("-available", "pk")
