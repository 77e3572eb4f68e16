"""How lists of lots and offers are narrowed, sorted and added up, for pages and programs alike."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from credits.lots.dealings import Offer
from credits.lots.models import CreditClass, Lot

LOT_STATES = {
    "open": ("In force", Q(status__in=Lot.OPEN)),
    "available": ("With credits available", Q(available__gt=0)),
    "suspended": ("Suspended", Q(status__in=Lot.OPEN, suspended_until__isnull=False)),
    "retired": ("Retired", Q(status=Lot.RETIRED)),
    "cancelled": ("Cancelled", Q(status=Lot.CANCELLED)),
    "all": ("All", Q()),
}
LOT_WORDS = (
    "number",
    "agreement_number",
    "credit_class__offset_trading_group",
    "credit_class__pct_name",
    "credit_class__scientific_name",
    "credit_class__common_name",
    "credit_class__subregion",
    "holder__organisation__name",
)
OFFER_WORDS = (
    "offset_trading_group",
    "pct_name",
    "scientific_name",
    "common_name",
    "subregion",
    "region",
)
"""Where words are looked for."""

MOST_WORDS = 8
OFFER_SORTS = {
    "newest": ("Newest first", ("-pk",)),
    "cheapest": ("Lowest price first", ("price_millionths", "-pk")),
    "dearest": ("Highest price first", ("-price_millionths", "-pk")),
    "most": ("Most credits first", ("-remaining", "-pk")),
}


def matching_lots(rows: QuerySet[Lot], *, state: str, search: str, on: date) -> QuerySet[Lot]:
    """The lots in that state of `LOT_STATES` with every word somewhere in what names them."""
    rows = rows.filter(LOT_STATES[state][1])
    if state == "suspended":
        rows = rows.filter(suspended_until__gte=on)
    for word in search.split()[:MOST_WORDS]:
        named = Q()
        for field in LOT_WORDS:
            named |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(named)
    return rows


def matching_offers(rows: QuerySet[Offer], *, kind: str, search: str, sort: str) -> QuerySet[Offer]:
    """The offers of that kind of credits with every word in class or place, sorted."""
    if kind in dict(CreditClass.KINDS):
        rows = rows.filter(lot__credit_class__kind=kind)
    for word in search.split()[:MOST_WORDS]:
        named = Q(lot__number__iexact=word)
        for field in OFFER_WORDS:
            named |= Q(**{f"lot__credit_class__{field}__icontains": word})
        rows = rows.filter(named)
    return rows.order_by(*OFFER_SORTS[sort if sort in OFFER_SORTS else "newest"][1])


def class_sums(rows: QuerySet[Lot]) -> Any:
    """For each class of the lots: how many, available, reserved and ended; most available first."""
    return (
        rows.select_related(None)
        .order_by()
        .values("credit_class")
        .annotate(
            lots=Count("pk"),
            available_sum=Sum("available"),
            reserved_sum=Sum("reserved"),
            ended_sum=Sum("ended"),
        )
        .order_by("-available_sum", "credit_class")
    )


def with_classes(sums: Any) -> list[dict[str, Any]]:
    """A page of the sums, each with its class itself. One query."""
    rows = list(sums)
    classes = CreditClass.objects.in_bulk([row["credit_class"] for row in rows])
    return [
        {
            "credit_class": classes[row["credit_class"]],
            "lots": row["lots"],
            "available": row["available_sum"],
            "reserved": row["reserved_sum"],
            "ended": row["ended_sum"],
        }
        for row in rows
    ]


def end_of(day: date) -> datetime:
    """The last instant of a day in Sydney."""
    following = datetime.combine(day, time.min) + timedelta(days=1)
    return timezone.make_aware(following) - timedelta(microseconds=1)
