"""Lots on the supply register: those in force that hold credits, and the cancelled ones, now or at the end of a day."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf, TruncDate

from credits.lots import states
from credits.lots.dealings import Cancellation, LotSuspension, Offer, Transfer
from credits.lots.models import Lot
from credits.public.registers import expressions as e
from credits.public.registers.asking import Ask
from credits.public.registers.columns import supply as words
from credits.public.registers.sources.conditions import between, of_class
from credits.public.registers.sources.listings import earlier_credit
from credits.public.registers.sources.part import Part
from credits.registers.models import SupplyRow


def standing_offers(ask: Ask) -> QuerySet[Any]:
    """Offers to anybody of the lot outside, as they stood, each with what remained of it as `left`."""
    rows = Offer.objects.filter(lot=OuterRef("pk"), buyer=None).order_by()
    if ask.instant is None:
        return rows.filter(state=states.OPEN).annotate(left=F("remaining"))
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gt=ask.instant), made_at__lte=ask.instant)
    undone = Q(state__in=[states.REFUSED, states.WITHDRAWN], completed_at__lte=ask.instant)
    accepted = (
        Transfer.objects.filter(offer=OuterRef("pk"), lodged_at__lte=ask.instant)
        .exclude(undone)
        .order_by()
        .values("offer")
        .annotate(sum=Sum("quantity"))
        .values("sum")
    )
    return rows.annotate(left=F("quantity") - Coalesce(Subquery(accepted), 0, output_field=BigIntegerField()))


def suspensions(ask: Ask) -> QuerySet[Any]:
    """The suspension of the lot outside on the day."""
    return (
        LotSuspension.objects.filter(Q(lifted_on=None) | Q(lifted_on__gt=ask.day), lot=OuterRef("pk"))
        .annotate(ends=Coalesce("extended_until", "until"))
        .filter(suspended_from__lte=ask.day, ends__gte=ask.day)
        .order_by("-pk")
    )


def credits_of(ask: Ask) -> Any:
    """What the lot holds; of a cancelled one, what was cancelled."""
    if ask.instant is not None:
        return e.HeldThen(F("pk"), instant=ask.instant)
    return F("available") + F("reserved") + F("ended")


def in_force_credits(ask: Ask) -> Any:
    """What counts in the register's sum: credits in force."""
    return Case(When(status__in=Lot.OPEN, then=credits_of(ask)), default=0, output_field=BigIntegerField())


def rows(ask: Ask) -> QuerySet[Lot] | None:
    """The lots that fit."""
    if ask.given("listing") not in (None, "lot"):
        return None
    found = Lot.objects.exclude(status=Lot.RETIRED)
    if ask.instant is None:
        found = found.filter(Q(available__gt=0) | Q(reserved__gt=0) | Q(status=Lot.CANCELLED))
    else:
        found = found.filter(pk__in=e.holding_then(ask.instant))
    found = found.filter(of_class(ask, "credit_class", ("number", "agreement_number")))
    found = found.filter(between(ask, "issued_on", "issued"))
    if ask.given("issued_from") or ask.given("issued_to"):
        found = found.filter(issue_date_published=True)
    if ask.given("agreement"):
        found = found.filter(agreement_number__iexact=ask.given("agreement"))
    status = ask.given("status")
    if status == "suspended":
        found = found.filter(Exists(suspensions(ask)), status__in=Lot.OPEN)
    elif status in (Lot.ISSUED, Lot.EQUIVALENCE, Lot.CANCELLED):
        found = found.filter(status=status)
    elif status is not None:
        return None
    prices = between(ask, "price_millionths", "price")
    if prices or ask.given("offered"):
        found = found.filter(Exists(standing_offers(ask).filter(prices, left__gt=0)))
    return found


def _as_published(ask: Ask, field: str, nothing: Any) -> Any:
    """What the last imported supply register says of the lot."""
    if ask.last_import is None:
        return nothing
    row = SupplyRow.objects.filter(register_import=ask.last_import, credit_id=OuterRef("number"))
    return Subquery(row.annotate(said=earlier_credit()).order_by("row").values(field)[:1])


def columns(ask: Ask) -> dict[str, Any]:
    """An expression for each column that can have a value."""
    cancelled, open_offers = Q(status=Lot.CANCELLED), standing_offers(ask).filter(left__gt=0)
    ground = Cancellation.objects.filter(new_lot=OuterRef("pk")).annotate(
        said=e.worded("ground", {str(one.value): str(one.label) for one in Cancellation.Ground})
    )
    area = Coalesce("agreement__site_area_m2", _as_published(ask, "site_area_m2", e.NO_NUMBER))
    return {
        "credit_id": F("number"),
        "bsa_id": F("agreement_number"),
        "credit_status": e.worded(
            "status",
            {
                Lot.ISSUED: words.ISSUED,
                Lot.EQUIVALENCE: words.EQUIVALENCE,
                Lot.CANCELLED: words.CANCELLED,
            },
        ),
        "issued_on": Case(When(issue_date_published=True, then=F("issued_on")), default=e.NO_DAY),
        "credits": credits_of(ask),
        "subregion": F("credit_class__subregion"),
        "region": F("credit_class__region"),
        "kind": e.worded("credit_class__kind", e.KINDS),
        "pct_id": F("credit_class__pct_id"),
        "pct_name": F("credit_class__pct_name"),
        "vegetation_formation": F("credit_class__vegetation_formation"),
        "offset_trading_group": F("credit_class__offset_trading_group"),
        "community_name": F("credit_class__community_name"),
        "vegetation_class": F("credit_class__vegetation_class"),
        "hollow_bearing_trees": e.worded("credit_class__hollow_bearing_trees", e.HOLLOWS),
        "species_id": F("credit_class__species_id"),
        "scientific_name": F("credit_class__scientific_name"),
        "common_name": F("credit_class__common_name"),
        "suspended_from": Subquery(suspensions(ask).values("suspended_from")[:1]),
        "suspended_to": Subquery(suspensions(ask).values("ends")[:1]),
        "cancelled_on": Case(When(cancelled, then=TruncDate("last_moved_at")), default=e.NO_DAY),
        "cancellation_ground": Case(
            When(
                cancelled,
                then=Coalesce(
                    Subquery(ground.values("said")[:1]), _as_published(ask, "cancellation_ground", e.NO_TEXT)
                ),
            ),
            default=e.NO_TEXT,
            output_field=TextField(),
        ),
        "site_area_ha": e.Hectares(area),
        "local_government_area": Coalesce(
            NullIf(F("agreement__local_government_area"), Value("")),
            _as_published(ask, "local_government_area", e.NO_TEXT),
            output_field=TextField(),
        ),
        "listed_on": _as_published(ask, "listed_on", e.NO_DAY),
        "case_number": _as_published(ask, "case_number", e.NO_TEXT),
        "expires_on": _as_published(ask, "expires_on", e.NO_DAY),
        "comment": _as_published(ask, "said", e.NO_TEXT),
        "listing": e.text(words.LISTINGS[0]),
        "available": e.NO_NUMBER if ask.past else F("available"),
        "on_offer": Subquery(
            open_offers.values("lot").annotate(sum=Sum("left")).values("sum"), output_field=BigIntegerField()
        ),
        "lowest_price": Subquery(open_offers.order_by("price_millionths", "pk").values("price")[:1]),
        "holder": e.public_name("holder__organisation"),
        "parent_lot": F("parent__number"),
    }


def sorts(ask: Ask) -> dict[str, Any]:
    """What lots can be sorted by."""
    cheapest = standing_offers(ask).filter(left__gt=0).order_by("price_millionths")
    return {
        "credits": credits_of(ask),
        "group": F("credit_class__offset_trading_group"),
        "subregion": F("credit_class__subregion"),
        "price": Coalesce(
            Subquery(cheapest.values("price_millionths")[:1]), e.NO_PRICE, output_field=BigIntegerField()
        ),
    }


LOTS = Part("lot", rows, columns, in_force_credits, sorts)
