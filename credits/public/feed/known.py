"""The rows that a batch of events is about, each kind of row read once."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from credits.lots.dealings import Offer, Retirement
from credits.lots.models import Lot, Movement
from credits.market.models import Announcement, Demand, Interest
from credits.obligations.models import FundQuote, Measure, Obligation
from credits.public.feed.told import Known, Told
from registry.agreements.models import Agreement


def known_of(batch: Collection[tuple[str, Told]]) -> Known:
    """What the events name: pairs of action and what is told. At most twelve queries, whatever their number."""
    lots = {told.text("lot") for _, told in batch} - {""}
    wanted: dict[str, Interest | Demand] = {}
    interests = Interest.objects.select_related("lot", "agreement")
    for interest in interests.filter(public_id__in=_subjects(batch, "interest.", "market.")):
        wanted[str(interest.public_id)] = interest
    for demand in Demand.objects.filter(public_id__in=_subjects(batch, "demand.", "market.")):
        wanted[str(demand.public_id)] = demand
    lots |= {one.lot.number for one in wanted.values() if isinstance(one, Interest) and one.lot is not None}
    announced = Announcement.objects.filter(public_id__in=_subjects(batch, "announcement."))
    return Known(
        agreement_of_lot=dict(Lot.objects.filter(number__in=lots).values_list("number", "agreement_number")),
        agreements=_agreements(_subjects(batch, "agreement.")),
        offers=_offers(batch),
        movements=_movements(batch),
        retirements=_retirements(_subjects(batch, "retirement.")),
        wanted=wanted,
        announcements={str(one.public_id): one for one in announced},
        obligations=_obligations(batch),
    )


def _subjects(batch: Iterable[tuple[str, Told]], *begins: str) -> list[UUID]:
    return _ids(told.subject for action, told in batch if action.startswith(begins))


def _ids(texts: Iterable[str]) -> list[UUID]:
    """The public ids among the texts: what an event says is a text, and not every one is an id."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _agreements(ids: list[UUID]) -> dict[str, str]:
    rows = Agreement.objects.filter(public_id__in=ids).values_list("public_id", "number")
    return {str(public_id): number or "" for public_id, number in rows}


def _offers(batch: Collection[tuple[str, Told]]) -> dict[str, Offer]:
    accepted = _ids(told.text("offer") for action, told in batch if action == "transfer.accept")
    ids = [*_subjects(batch, "offer."), *accepted]
    return {str(offer.public_id): offer for offer in Offer.objects.filter(public_id__in=ids)}


def _movements(batch: Collection[tuple[str, Told]]) -> dict[str, Movement]:
    keys = [int(told.text("movement")) for _, told in batch if told.text("movement").isdecimal()]
    return {str(movement.pk): movement for movement in Movement.objects.filter(pk__in=keys)}


def _retirements(ids: list[UUID]) -> dict[str, Retirement]:
    return {str(one.public_id): one for one in Retirement.objects.filter(public_id__in=ids)}


def _obligations(batch: Collection[tuple[str, Told]]) -> dict[str, tuple[str, str]]:
    ids = _subjects(batch, "decision.", "order.", "obligation.")
    found: dict[str, tuple[str, str]] = {}
    rows = Obligation.objects.select_related("application")
    for one in rows.filter(Q(public_id__in=ids) | Q(application__public_id__in=ids)) if ids else ():
        found[str(one.public_id)] = (one.number, one.reference)
        if one.application is not None:
            found[str(one.application.public_id)] = (one.number, one.reference)
    for measure in Measure.objects.filter(public_id__in=_subjects(batch, "measure.")).select_related(
        "line__obligation"
    ):
        found[str(measure.public_id)] = (measure.line.obligation.number, measure.line.obligation.reference)
    for quote in FundQuote.objects.filter(public_id__in=_subjects(batch, "quote.")).select_related(
        "obligation"
    ):
        found[str(quote.public_id)] = (quote.obligation.number, quote.obligation.reference)
    return found
