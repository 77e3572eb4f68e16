"""Holdings: every lot a person may see, found and filtered, with totals; and the same added up by class."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import actor_of, desk_page, today
from credits.lots import listings, selectors
from credits.lots.models import HolderAccount, Lot
from credits.lots.web import words
from registry.actor import Actor

ROWS_A_PAGE = 50
MOST_HOLDERS = 200
LOTS, CLASSES = "lots", "classes"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    show: str
    state: str
    search: str
    holder: str

    @property
    def narrowed(self) -> bool:
        """Is anything filtered out beyond the page's own start?"""
        return bool(self.search or self.holder or self.state != "open")


def wanted(request: HttpRequest) -> Wanted:
    """The filter; what cannot be read counts as not given."""
    state, show = request.GET.get("state", "open"), request.GET.get("show", LOTS)
    return Wanted(
        show=show if show == CLASSES else LOTS,
        state=state if state in listings.LOT_STATES else "open",
        search=request.GET.get("search", "").replace("\0", "").strip()[:120],
        holder=request.GET.get("holder", "")[:36],
    )


def chosen_holder(filters: Wanted, holders: list[HolderAccount]) -> Q:
    """The lots of the holder that was chosen from the list; all lots where none was."""
    chosen = [account for account in holders if str(account.public_id) == filters.holder]
    return Q(holder=chosen[0]) if chosen else Q()


@desk_page("GET")
def holding_list(request: HttpRequest) -> HttpResponse:
    """Lots with what is available and reserved; totals above; or one line for each class."""
    actor = actor_of(request)
    filters = wanted(request)
    sees_all = bool(selectors.READS_ALL & actor.roles)
    holders = [] if sees_all else holders_of(actor)
    rows = listings.matching_lots(
        selectors.visible_to(actor), state=filters.state, search=filters.search, on=today()
    ).filter(chosen_holder(filters, holders))
    in_force = Q(suspended_until__gte=today(), status__in=Lot.OPEN)
    # First, while both names still mean the columns.
    held = Sum(F("available") + F("reserved"), filter=in_force, default=0)
    totals = rows.aggregate(
        suspended=held,
        available=Sum("available", default=0),
        reserved=Sum("reserved", default=0),
        ended=Sum("ended", default=0),
        lots=Count("pk"),
        classes=Count("credit_class", distinct=True),
    )
    listed: Any = listings.class_sums(rows) if filters.show == CLASSES else rows.order_by("-pk")
    page = Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "states": [(code, label) for code, (label, _) in listings.LOT_STATES.items()],
        "holders": holders,
        "totals": totals,
        "several_holders": sees_all or len(holders) > 1,
        "rows": class_rows(page.object_list) if filters.show == CLASSES else lot_rows(page.object_list),
        "sees_all": sees_all,
        "trail": [("Holdings", "")],
    }
    return render(request, "credits/holdings/list.html", context)


def holders_of(actor: Actor) -> list[HolderAccount]:
    """The accounts to choose from, by name: those whose lots a person of a side sees."""
    seen = selectors.visible_to(actor).select_related(None).order_by().values("holder")
    rows = HolderAccount.objects.filter(pk__in=seen).select_related("organisation")
    return list(rows.order_by("organisation__name")[:MOST_HOLDERS])


def class_rows(sums: Any) -> list[dict[str, Any]]:
    """The page's classes as the table shows them."""
    return [
        {**row, "name": str(row["credit_class"]), "hint": words.class_hint(row["credit_class"])}
        for row in listings.with_classes(sums)
    ]


def lot_rows(lots: Any) -> list[dict[str, Any]]:
    """The page's lots as the table shows them."""
    day = today()
    return [
        {
            "lot": lot,
            "name": str(lot.credit_class),
            "hint": words.class_hint(lot.credit_class),
            "tags": words.lot_tags(lot, on=day),
            "agreement": words.agreement_words(lot),
        }
        for lot in lots
    ]
