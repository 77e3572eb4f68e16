"""Which lots, offers and dealings a person may see, fetched with what their pages show.

| who | sees |
|---|---|
| members of the holder | the lot, its offers and dealings |
| members of the buyer | the offers made to them or accepted by them, their transfers |
| the trust's people | the lots of its agreements, with their offers and dealings |
| registrar and approver, auditor | everything |
| anybody signed in | standing offers while they are open |
| anybody else | nothing |
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Case, F, Model, Q, QuerySet, When

from credits.lots import held, states
from credits.lots.dealings import (
    Cancellation,
    Correction,
    LotSuspension,
    Offer,
    Retirement,
    Transfer,
)
from credits.lots.held import HeldRetirement, HeldTransfer
from credits.lots.models import Lot
from registry import public_ids
from registry.actor import AUDITOR, REGISTRAR, REGISTRAR_APPROVER, Actor
from registry.findings import NotVisible

READS_ALL = frozenset({REGISTRAR, REGISTRAR_APPROVER, AUDITOR})
_Row = TypeVar("_Row", bound=Model)

LOT_FACTS = ("credit_class", "holder__organisation", "agreement", "root", "parent__holder")
OFFER_FACTS = (
    "lot__credit_class",
    "lot__holder__organisation",
    "lot__agreement",
    "lot__root",
    "buyer",
    "signature",
    "made_by",
)
_DEALING_FACTS = (
    "lot__credit_class",
    "lot__holder__organisation",
    "lot__agreement",
    "lot__root",
    "lodged_by",
    "checked_by",
    "completed_by",
    "new_lot",
)
TRANSFER_FACTS = (
    *_DEALING_FACTS,
    "offer",
    "seller__organisation",
    "buyer",
    "signature",
    "fee__amount",
)
RETIREMENT_FACTS = (*_DEALING_FACTS, "signature", "fee__amount")
CANCELLATION_FACTS = (*_DEALING_FACTS, "holder_signature")
CORRECTION_FACTS = (*_DEALING_FACTS, "lot__parent__holder__organisation")


def _reads_all(actor: Actor) -> bool:
    return bool(READS_ALL & actor.roles)


def _own_lots(actor: Actor, prefix: str = "") -> Q:
    return Q(**{f"{prefix}holder__organisation__in": actor.organisation_ids}) | Q(
        **{f"{prefix}agreement__trust__in": actor.organisation_ids}
    )


def visible_to(actor: Actor) -> QuerySet[Lot]:
    """Every lot the actor may read, oldest first."""
    rows = Lot.objects.select_related(*LOT_FACTS).order_by("pk")
    if _reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    return rows.filter(_own_lots(actor))


def offers_visible_to(actor: Actor) -> QuerySet[Offer]:
    """Every offer the actor may read, newest first: standing ones while they are open, those of their own, and those
    they accepted something of."""
    rows = Offer.objects.select_related(*OFFER_FACTS).order_by("-pk")
    if _reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    standing = Q(buyer=None, state=states.OPEN)
    accepted = Q(pk__in=Transfer.objects.filter(buyer__in=actor.organisation_ids).values("offer"))
    return rows.filter(standing | accepted | Q(buyer__in=actor.organisation_ids) | _own_lots(actor, "lot__"))


def standing_offers(actor: Actor) -> QuerySet[Offer]:
    """Open offers to anybody, for everybody who signed in (N13)."""
    return offers_visible_to(actor).filter(buyer=None, state=states.OPEN)


def transfers_visible_to(actor: Actor) -> QuerySet[Transfer]:
    """Every transfer the actor may read, newest first: both sides see it."""
    rows = Transfer.objects.select_related(*TRANSFER_FACTS).order_by("-pk")
    if _reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    return rows.filter(Q(buyer__in=actor.organisation_ids) | _own_lots(actor, "lot__"))


def _of_own_lots(actor: Actor, rows: QuerySet[_Row]) -> QuerySet[_Row]:
    if _reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    return rows.filter(_own_lots(actor, "lot__"))


def retirements_visible_to(actor: Actor) -> QuerySet[Retirement]:
    """Every retirement of a lot the actor may read, newest first."""
    return _of_own_lots(actor, Retirement.objects.select_related(*RETIREMENT_FACTS).order_by("-pk"))


def cancellations_visible_to(actor: Actor) -> QuerySet[Cancellation]:
    """Every cancellation of a lot the actor may read, newest first."""
    return _of_own_lots(actor, Cancellation.objects.select_related(*CANCELLATION_FACTS).order_by("-pk"))


def corrections_visible_to(actor: Actor) -> QuerySet[Correction]:
    """Every correction out of a lot the actor may read, newest first."""
    return _of_own_lots(actor, Correction.objects.select_related(*CORRECTION_FACTS).order_by("-pk"))


def suspensions_visible_to(actor: Actor) -> QuerySet[LotSuspension]:
    """Every suspension of a lot the actor may read, newest first."""
    rows = LotSuspension.objects.select_related(
        "lot__holder__organisation", "lot__agreement", "lot__root", "suspended_by", "extended_by", "lifted_by"
    ).order_by("-pk")
    return _of_own_lots(actor, rows)


def lot(actor: Actor, number: str) -> Lot:
    """One lot by its number. Raises NotVisible."""
    found = None if "\x00" in number else visible_to(actor).filter(number=number).first()
    if found is None:
        raise NotVisible("lot")
    return found


def issued_root(actor: Actor, number: str) -> Lot:
    """A lot that was issued with an agreement and not minted from another. Raises NotVisible, also for other lots."""
    found = lot(actor, number)
    if found.parent_id is not None or found.agreement_id is None:
        raise NotVisible("root lot of an agreement")
    return found


def offer(actor: Actor, offer_id: object) -> Offer:
    """One offer by its public id. Raises NotVisible."""
    return public_ids.find(offers_visible_to(actor), offer_id, "offer")


def transfer(actor: Actor, transfer_id: object) -> Transfer:
    """One transfer by its public id. Raises NotVisible."""
    return public_ids.find(transfers_visible_to(actor), transfer_id, "transfer")


def retirement(actor: Actor, retirement_id: object) -> Retirement:
    """One retirement by its public id. Raises NotVisible."""
    return public_ids.find(retirements_visible_to(actor), retirement_id, "retirement")


def cancellation(actor: Actor, cancellation_id: object) -> Cancellation:
    """One cancellation by its public id. Raises NotVisible."""
    return public_ids.find(cancellations_visible_to(actor), cancellation_id, "cancellation")


def correction(actor: Actor, correction_id: object) -> Correction:
    """One correction by its public id. Raises NotVisible."""
    return public_ids.find(corrections_visible_to(actor), correction_id, "correction")


def suspension(actor: Actor, suspension_id: object) -> LotSuspension:
    """One suspension by its public id. Raises NotVisible."""
    return public_ids.find(suspensions_visible_to(actor), suspension_id, "suspension")


_HELD_LOT = ("lot__holder__organisation", "lot__agreement", "lot__root")
_HELD: dict[type[Model], tuple[Callable[[Actor], QuerySet[Any]], tuple[str, ...]]] = {
    Offer: (offers_visible_to, (*_HELD_LOT, "buyer")),
    Transfer: (transfers_visible_to, (*_HELD_LOT, "seller", "buyer", "offer")),
    Retirement: (retirements_visible_to, _HELD_LOT),
    Cancellation: (cancellations_visible_to, _HELD_LOT),
    Correction: (corrections_visible_to, (*_HELD_LOT, "lot__parent__holder__organisation")),
    LotSuspension: (suspensions_visible_to, _HELD_LOT),
}


def hold(kind: type[_Row], actor: Actor, public_id: object) -> _Row:
    """An offer, dealing or suspension the actor sees, locked until the transaction ends, with what its commands need.
    Raises NotVisible.

    Locks are always taken in the order dealing, offer, lot, chain, so that no two commands wait for each other."""
    rows, facts = _HELD[kind]
    # Not for the key: what points at the row need not wait for it.
    locked = (
        rows(actor).select_related(None).select_related(*facts).select_for_update(of=("self",), no_key=True)
    )
    return public_ids.find(locked, public_id, str(kind._meta.verbose_name))


def held_transfer(actor: Actor, public_id: object) -> HeldTransfer:
    """A transfer the actor sees, locked, with the facts of a settlement. Raises NotVisible."""
    return held.transfer(_visible_id(transfers_visible_to, actor, public_id, "transfer"))


def held_retirement(actor: Actor, public_id: object) -> HeldRetirement:
    """A retirement the actor sees, locked, with the facts of its completion. Raises NotVisible."""
    return held.retirement(_visible_id(retirements_visible_to, actor, public_id, "retirement"))


def _visible_id(rows: Callable[[Actor], QuerySet[Any]], actor: Actor, public_id: object, what: str) -> UUID:
    """The id, if the actor sees what it names; officers see everything, so nothing is asked for them."""
    known = public_ids.require(public_id, what)
    if not _reads_all(actor) and not rows(actor).filter(public_id=known).exists():
        raise NotVisible(what)
    return known


@dataclass(frozen=True, slots=True)
class Relative:
    """A lot of a family tree: how deep below the root it stands, and whether the actor may open its page."""

    lot: Lot
    depth: int
    visible: bool


def family_tree(actor: Actor, of: Lot) -> list[Relative]:
    """The whole family of a lot, parents before their children, each child after its parent. Two queries.

    Numbers, quantities and statuses of relatives are public in the register; pages of lots that are not `visible`
    stay closed, and their holders unnamed."""
    root_id = of.root_id or of.pk
    family = list(
        Lot.objects.filter(Q(pk=root_id) | Q(root_id=root_id))
        .select_related("holder__organisation")
        .order_by("pk")
    )
    seen = set(visible_to(actor).filter(Q(pk=root_id) | Q(root_id=root_id)).values_list("pk", flat=True))
    children: dict[int | None, list[Lot]] = {}
    for relative in family:
        children.setdefault(relative.parent_id, []).append(relative)
    tree, waiting = [], [(relative, 0) for relative in reversed(children.get(None, []))]
    while waiting:
        relative, depth = waiting.pop()
        tree.append(Relative(relative, depth, relative.pk in seen))
        waiting += [(child, depth + 1) for child in reversed(children.get(relative.pk, []))]
    return tree


def suspension_in_force(of: Lot, *, on: date) -> LotSuspension | None:
    """The suspension that holds on that day, if there is one."""
    ends = Case(When(extended_until=None, then=F("until")), default=F("extended_until"))
    return (
        LotSuspension.objects.annotate(ends=ends)
        .filter(lot=of, lifted_on=None, suspended_from__lte=on, ends__gte=on)
        .first()
    )
