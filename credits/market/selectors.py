"""Which entries and enquiries a person may see, fetched with what their pages show.

| who | sees |
|---|---|
| anybody, signed in or not | entries that are open and have not run out |
| members of the organisation whose entry it is | the entry, always |
| members of either side | the enquiry |
| registrar and approver, auditor | everything |
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, F, Model, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Least

from credits.lots.models import Lot
from credits.lots.selectors import READS_ALL
from credits.market import policies, states
from credits.market.models import Demand, Enquiry, EnquiryMessage, Interest
from registry import public_ids
from registry.actor import Actor
from registry.agreements.states import CLOSED as CLOSED_AGREEMENTS
from registry.findings import NotVisible
from registry.parties.models import Organisation

_Row = TypeVar("_Row", bound=Model)
INTEREST_FACTS = ("holder", "agreement", "lot__credit_class", "lot__holder__organisation")
DEMAND_FACTS = ("buyer",)
ENQUIRY_FACTS = (
    "asker",
    "asked",
    "interest__lot__credit_class",
    "interest__lot__holder",
    "interest__holder",
    "demand__buyer",
    "lot__credit_class",
    "lot__holder__organisation",
)
INTERESTS, DEMANDS = "interest", "demand"
LOT = "lot"


def interests() -> QuerySet[Interest]:
    """Every expression of interest, newest first. `on_offer` is its quantity, for a lot never more than the holder has
    available now: an interest reserves nothing, so the rest may have been sold meanwhile."""
    return Interest.objects.select_related(*INTEREST_FACTS).annotate(on_offer=on_offer()).order_by("-pk")


def on_offer() -> Case:
    """The credits of an expression of interest that are there."""
    has_lot = When(lot__isnull=False, then=Least(F("quantity"), F("lot__available")))
    return Case(has_lot, default=F("quantity"))


def demands() -> QuerySet[Demand]:
    """Every want, newest first."""
    return Demand.objects.select_related(*DEMAND_FACTS).order_by("-pk")


def _listed(on: date) -> Q:
    return Q(state=states.OPEN, expires_on__gte=on)


def really_there() -> Q:
    """Of an expression of interest: credits that are gone are not listed, nor those of an agreement that will never
    be."""
    lot_there = Q(lot=None) | Q(lot__status__in=Lot.OPEN, lot__available__gt=0)
    agreement_there = Q(agreement=None) | ~Q(agreement__state__in=CLOSED_AGREEMENTS)
    return lot_there & agreement_there


def open_interests(on: date) -> QuerySet[Interest]:
    """What stands on the supply register on a day, for everybody: open, not run out, and still there."""
    return interests().filter(_listed(on), really_there())


def open_demands(on: date) -> QuerySet[Demand]:
    """What stands on the demand register on a day, for everybody: open and not run out. None outlasts `needed_by`."""
    return demands().filter(_listed(on))


def _reads_all(actor: Actor) -> bool:
    return bool(READS_ALL & actor.roles)


def interests_visible_to(actor: Actor, on: date) -> QuerySet[Interest]:
    """Every expression of interest the actor may read, newest first."""
    if _reads_all(actor):
        return interests()
    public = _listed(on) & really_there()
    return interests().filter(public | Q(holder__in=actor.organisation_ids))


def demands_visible_to(actor: Actor, on: date) -> QuerySet[Demand]:
    """Every want the actor may read, newest first."""
    if _reads_all(actor):
        return demands()
    return demands().filter(_listed(on) | Q(buyer__in=actor.organisation_ids))


def interests_of(actor: Actor) -> QuerySet[Interest]:
    """Those of the actor's organisations, in every state."""
    return interests().filter(holder__in=actor.organisation_ids)


def demands_of(actor: Actor) -> QuerySet[Demand]:
    """Those of the actor's organisations, in every state."""
    return demands().filter(buyer__in=actor.organisation_ids)


def name_for(actor: Actor, organisation: Organisation) -> str:
    """How an organisation is called towards this person: those who have not signed in see what it agreed to."""
    return organisation.public_name if actor.anonymous else organisation.name


def is_listed(entry: policies.Entry, on: date) -> bool:
    """Does everybody see the entry on that day?"""
    rows: QuerySet[Any] = open_interests(on) if isinstance(entry, Interest) else open_demands(on)
    return rows.filter(pk=entry.pk).exists()


def interest(actor: Actor, public_id: object, *, on: date) -> Interest:
    """One expression of interest. Raises NotVisible."""
    return public_ids.find(interests_visible_to(actor, on), public_id, "expression of interest")


def demand(actor: Actor, public_id: object, *, on: date) -> Demand:
    """One want. Raises NotVisible."""
    return public_ids.find(demands_visible_to(actor, on), public_id, "want")


VISIBLE: dict[str, Callable[..., Any]] = {INTERESTS: interest, DEMANDS: demand}


def enquiries_visible_to(actor: Actor) -> QuerySet[Enquiry]:
    """Every enquiry the actor may read, the one last written to first. `last_sender` is who wrote last."""
    last = EnquiryMessage.objects.filter(enquiry=OuterRef("pk")).order_by("-pk").values("sender")[:1]
    rows = (
        Enquiry.objects.select_related(*ENQUIRY_FACTS)
        .annotate(last_sender=Subquery(last))
        .order_by("-last_at", "-pk")
    )
    if _reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    mine = actor.organisation_ids
    return rows.filter(Q(asker__in=mine) | Q(asked__in=mine))


def enquiries_waiting_for(actor: Actor) -> QuerySet[Enquiry]:
    """Open enquiries in which the other side wrote last and the actor signs for this one, the longest waiting first."""
    mine = policies.signing_ids(actor)
    if not mine:
        return Enquiry.objects.none()
    sides = Q(asker__in=mine) | Q(asked__in=mine)
    rows = enquiries_visible_to(actor).filter(sides, closed_at=None).exclude(last_sender__in=mine)  # type: ignore[misc]
    return rows.order_by("last_at", "pk")


def enquiry(actor: Actor, public_id: object) -> Enquiry:
    """One enquiry. Raises NotVisible."""
    return public_ids.find(enquiries_visible_to(actor), public_id, "enquiry")


def messages_of(about: Enquiry) -> QuerySet[EnquiryMessage]:
    """What was written, oldest first, with the organisation that wrote it and no person."""
    return EnquiryMessage.objects.filter(enquiry=about).select_related("sender").order_by("pk")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an enquiry is or would be about: `kind` interest, demand or lot, `asked` whose it is, None for a holder that
    was not published; `open` says whether it can still be asked about."""

    kind: str
    thing: Interest | Demand | Lot
    asked: Organisation | None
    open: bool


def subject(actor: Actor, kind: str, name: str, *, on: date) -> Subject:
    """What `kind` and public id (of a lot: its number) stand for. Lots are public. Raises NotVisible."""
    if kind in VISIBLE:
        entry = VISIBLE[kind](actor, name, on=on)
        return Subject(kind, entry, entry.holder if kind == INTERESTS else entry.buyer, is_listed(entry, on))
    rows = Lot.objects.select_related("credit_class", "holder__organisation", "agreement", "root")
    found = rows.filter(number=name).first() if kind == LOT and "\x00" not in name else None
    if found is None:
        raise NotVisible(kind if kind == LOT else "entry")
    return Subject(LOT, found, found.holder.organisation, found.is_open and found.held > 0)


@dataclass(frozen=True, slots=True)
class OfferAnswer:
    """An enquiry's natural end: the lot to offer from, to whom, how many, and at what price where one was listed."""

    lot: Lot
    buyer: Organisation
    quantity: int
    price: str


def offer_answer(actor: Actor, about: Enquiry) -> OfferAnswer | None:
    """What a signatory of the asked holder would offer to the asker; None for everybody else, where no lot is asked
    about, and where nothing of it is available."""
    lot = about.lot or (about.interest.lot if about.interest else None)
    if lot is None or not lot.available or not lot.is_open or not actor.deals_for(about.asked_id):
        return None
    listed = about.interest
    quantity = min(listed.quantity, lot.available) if listed else lot.available
    return OfferAnswer(lot, about.asker, quantity, listed.price if listed else "")
