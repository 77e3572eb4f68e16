"""What the market holds, offers, wants and has paid: for all trading groups and species, and for one of them.

Numbers of queries do not depend on how many lots there are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Min, Model, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf, TruncQuarter
from django.utils import timezone

from credits.lots import states
from credits.lots.dealings import Offer
from credits.lots.models import CreditClass, Lot, Movement
from credits.market import selectors as entries
from credits.market.models import Demand, Interest
from credits.obligations.models import ObligationLine
from credits.periods import quarter
from credits.public.market.figures import PriceFigures, Sale, price_figures
from credits.public.market.naming import SPECIES, slug_of, word_of
from credits.public.market.sales import named_sales, sales_of, transfers

Key = tuple[str, str]
"""Kind of credits, and the name under which the market trades them."""

MOST_LINES = 10


def traded_name(prefix: str = "") -> Case:
    """The trading group of a class, or of an entry; its plant community type where no group is told; a species."""
    group = Coalesce(NullIf(F(f"{prefix}offset_trading_group"), Value("")), F(f"{prefix}pct_name"))
    return Case(
        When(**{f"{prefix}kind": SPECIES}, then=F(f"{prefix}scientific_name")),
        default=group,
        output_field=CharField(),
    )


@dataclass(slots=True)
class Traded:
    """One trading group or species: what there is, in whole credits."""

    kind: str
    name: str
    common_name: str = ""
    lots: int = 0
    available: int = 0
    reserved: int = 0
    ended: int = 0
    on_offer: int = 0
    lowest_millionths: int | None = None
    hoped: int = 0
    wanted: int = 0
    required: int = 0
    discharged: int = 0
    prices: PriceFigures = field(default_factory=lambda: price_figures([]))

    @property
    def slug(self) -> str:
        return slug_of(self.name)

    @property
    def owed(self) -> int:
        """Credits that developments and others still owe."""
        return self.required - self.discharged

    @property
    def word(self) -> str:
        return word_of(self.kind)

    @property
    def lowest(self) -> Decimal | None:
        """Lowest price asked, to a millionth of a dollar."""
        return None if self.lowest_millionths is None else Decimal(self.lowest_millionths) / 1_000_000


def standing() -> QuerySet[Offer]:
    """Offers that anybody may accept today."""
    return Offer.objects.filter(buyer=None, state=states.OPEN, lot__status__in=Lot.OPEN).order_by()


def all_traded(on: date, *, only: Key | None = None) -> list[Traded]:
    """Every trading group and species that somebody holds, held, hopes for, wants or owes, by name; or one of them
    alone. Five queries."""
    found: dict[Key, Traded] = {}

    def row(one: dict[str, Any]) -> Traded:
        return found.setdefault((one["of"], one["name"]), Traded(one["of"], one["name"]))

    def by_name(rows: QuerySet[Any], prefix: str) -> Any:
        named = rows.annotate(of=F(f"{prefix}kind"), name=traded_name(prefix))
        if only is not None:
            named = named.filter(of=only[0], name=only[1])
        return named.values("of", "name")

    _add_lots(by_name(Lot.objects.order_by(), "credit_class__"), row)
    offers = by_name(standing(), "lot__credit_class__")
    for one in offers.annotate(left=Sum("remaining"), lowest=Min("price_millionths")):
        traded = row(one)
        traded.on_offer, traded.lowest_millionths = one["left"], one["lowest"]
    for model, attribute in ((Interest, "hoped"), (Demand, "wanted")):
        summed = by_name(_open(model, on), "").annotate(credits=Sum("quantity"), common=Min("common_name"))
        for one in summed:
            traded = row(one)
            setattr(traded, attribute, one["credits"])
            traded.common_name = traded.common_name or one["common"] or ""
    due = by_name(ObligationLine.objects.filter(state=ObligationLine.IN_FORCE).order_by(), "credit_class__")
    for one in due.annotate(
        due=Sum("required"), met=Sum("discharged"), common=Min("credit_class__common_name")
    ):
        traded = row(one)
        traded.required, traded.discharged = one["due"], one["met"]
        traded.common_name = traded.common_name or one["common"] or ""
    return sorted((one for one in found.values() if one.name), key=lambda one: one.name.casefold())


def _add_lots(rows: Any, row: Callable[[dict[str, Any]], Traded]) -> None:
    open_lots = Q(status__in=Lot.OPEN)
    sums = rows.annotate(
        common=Min("credit_class__common_name"),
        lots=Count("pk", filter=open_lots & (Q(available__gt=0) | Q(reserved__gt=0))),
        free=Sum("available", default=0),
        kept=Sum("reserved", default=0),
        gone=Sum("ended", filter=~open_lots, default=0),
    )
    for one in sums:
        traded = row(one)
        traded.common_name, traded.lots = one["common"] or "", one["lots"]
        traded.available, traded.reserved, traded.ended = one["free"], one["kept"], one["gone"]


def _open(model: type[Model], on: date) -> QuerySet[Any]:
    """The open entries of a register, without what their pages fetch."""
    rows: Any = entries.open_interests(on) if model is Interest else entries.open_demands(on)
    return model._default_manager.filter(pk__in=rows.order_by().values("pk")).order_by()


def with_prices(rows: list[Traded]) -> list[Traded]:
    """The same rows with the figures of their settled sales. One query, over these names alone."""
    names = [row.name for row in rows]
    of_names = transfers().annotate(name=traded_name("to_lot__credit_class__")).filter(name__in=names)
    sales: dict[str, list[Sale]] = {}
    for name, sale in named_sales(of_names, "name"):
        sales.setdefault(name, []).append(sale)
    for row in rows:
        row.prices = price_figures(sales.get(row.name, []))
    return rows


def find(kind: str, slug: str, on: date) -> Traded | None:
    """The trading group or species with that address, also where nothing of it is left; None for an unknown one."""
    for model in (CreditClass, Interest, Demand):
        names = model._default_manager.order_by().filter(kind=kind).annotate(name=traded_name())
        for name in names.values_list("name", flat=True).distinct():
            if name and slug_of(name) == slug:
                rows = all_traded(on, only=(kind, name))
                return rows[0] if rows else Traded(kind, name)
    return None


def class_ids(traded: Traded) -> list[int]:
    """The classes of credits traded under the name. One query."""
    rows = CreditClass.objects.annotate(name=traded_name()).filter(kind=traded.kind, name=traded.name)
    return list(rows.order_by().values_list("pk", flat=True))


def sales_in(classes: Iterable[int]) -> list[Sale]:
    """Every settled sale of those classes, oldest first. One query."""
    return sales_of(transfers().filter(to_lot__credit_class__in=list(classes)))


def moved_by_quarter(classes: Iterable[int] | None = None) -> dict[str, dict[str, int]]:
    """Credits by kind of movement and quarter; of all classes unless told. One query."""
    rows = Movement.objects.order_by()
    if classes is not None:
        rows = rows.filter(to_lot__credit_class__in=list(classes))
    summed = rows.annotate(begun=TruncQuarter("at")).values("kind", "begun").annotate(credits=Sum("quantity"))
    found: dict[str, dict[str, int]] = {}
    for one in summed:
        name = quarter(timezone.localdate(one["begun"]))
        found.setdefault(one["kind"], {})[name] = one["credits"]
    return found


def offers_in(classes: Iterable[int]) -> list[Offer]:
    """Standing offers of those classes, cheapest first, as many as a page shows. One query."""
    rows = standing().filter(lot__credit_class__in=list(classes)).select_related("lot__credit_class")
    return list(rows.order_by("price_millionths", "pk")[:MOST_LINES])


def entries_of(model: type[Model], traded: Traded, on: date) -> list[Any]:
    """Open interests or wants of the name, most credits first. One query."""
    rows: Any = entries.open_interests(on) if model is Interest else entries.open_demands(on)
    named = rows.annotate(name=traded_name()).filter(kind=traded.kind, name=traded.name)
    return list(named.order_by("-quantity", "pk")[:MOST_LINES])


def subregions_of(classes: Iterable[int]) -> list[dict[str, Any]]:
    """Credits in force by subregion, most first. One query."""
    rows = Lot.objects.filter(credit_class__in=list(classes), status__in=Lot.OPEN).order_by()
    summed = rows.values("credit_class__subregion").annotate(
        lots=Count("pk", filter=Q(available__gt=0) | Q(reserved__gt=0)),
        available=Sum("available", default=0),
        reserved=Sum("reserved", default=0),
    )
    held: list[dict[str, Any]] = [dict(one) for one in summed if one["lots"]]
    return sorted(held, key=lambda one: (-one["available"], one["credit_class__subregion"]))


def year_so_far(on: date) -> PriceFigures:
    """The prices of the twelve months up to a day, over everything sold. One query."""
    begun = timezone.make_aware(datetime.combine(on - timedelta(days=365), time.min))
    return price_figures(sales_of(transfers().filter(at__gte=begun)))
