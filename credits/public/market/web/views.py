"""The market as pages for everybody: all of it, and one page for each trading group and species."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from credits.market.trust.selectors import may_read as may_read_trust
from credits.public.answers import public_page
from credits.public.market import charts, picture, selectors, shown
from credits.public.market.figures import SET_APART
from credits.public.market.naming import KINDS, SPECIES
from credits.public.market.picture import MarketOf
from credits.public.market.selectors import Traded

ROWS_A_PAGE = 50
HOME = "Market"
LONGEST_FILTER = 120
SORTS = {
    "available": ("Most available", lambda one: (-one.available, one.name.casefold())),
    "wanted": ("Most wanted", lambda one: (-one.wanted, -one.available, one.name.casefold())),
    "owed": ("Most owed", lambda one: (-one.owed, -one.available, one.name.casefold())),
    "offered": ("Most on offer", lambda one: (-one.on_offer, -one.available, one.name.casefold())),
    "name": ("By name", lambda one: one.name.casefold()),
}
SHOWN = {"": "Ecosystem and species credits", "ecosystem": "Ecosystem credits", "species": "Species credits"}


@public_page
def market(request: HttpRequest) -> HttpResponse:
    """What there is, what is offered, what is wanted and what was paid, for every trading group and species."""
    on = timezone.localdate()
    every = selectors.all_traded(on)
    wanted = _wanted(request)
    rows = sorted(matching(every, **wanted), key=SORTS[_sort(request)][1])
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    selectors.with_prices(list(page.object_list))
    context = {
        "totals": totals(every),
        "year": selectors.year_so_far(on),
        "page": page,
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "kinds": SHOWN.items(),
        "sort": _sort(request),
        "sorts": [(code, words) for code, (words, _) in SORTS.items()],
        "reads_trust": may_read_trust(request.actor).allowed,  # type: ignore[attr-defined]
        "now": timezone.now(),
        "trail": [(HOME, "")],
    }
    return render(request, "public_market/market.html", context)


def _wanted(request: HttpRequest) -> dict[str, str]:
    """The filter; what cannot be read counts as not given."""
    kind = request.GET.get("kind", "")
    return {
        "search": request.GET.get("search", "").replace("\0", "").strip()[:120],
        "kind": kind if kind in SHOWN else "",
    }


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in SORTS else "available"


def matching(rows: list[Traded], *, search: str, kind: str) -> list[Traded]:
    """Those of that kind with every word in the name."""
    words = search.casefold().split()
    return [
        one
        for one in rows
        if (not kind or one.kind == kind)
        and all(word in f"{one.name} {one.common_name}".casefold() for word in words)
    ]


def totals(rows: list[Traded]) -> dict[str, int]:
    """Credits of all of them together."""
    return {
        "available": sum(one.available for one in rows),
        "reserved": sum(one.reserved for one in rows),
        "offered": sum(one.on_offer for one in rows),
        "hoped": sum(one.hoped for one in rows),
        "wanted": sum(one.wanted for one in rows),
        "owed": sum(one.owed for one in rows),
        "ended": sum(one.ended for one in rows),
        "names": len(rows),
    }


def found_market(word: str, slug: str) -> MarketOf:
    """The market with that address. Raises Http404 for an unknown one."""
    traded = selectors.find(KINDS[word], slug, timezone.localdate())
    if traded is None:
        raise Http404
    return picture.market_of(traded, timezone.localdate())


@public_page
def one_market(request: HttpRequest, word: str, slug: str) -> HttpResponse:
    """One trading group or species: supply, wants, prices and what moved, as tables and pictures."""
    found = found_market(word, slug)
    names = [one.name for one in found.quarters]
    context: dict[str, Any] = {
        "market": found,
        "traded": found.traded,
        "volumes": charts.volumes(
            names,
            {one.name: one.moved["transfer"] for one in found.quarters},
            {one.name: one.moved["retire"] for one in found.quarters},
        ),
        "boxes": charts.prices(names, picture.five_numbers(found.quarters)),
        "told": [one for one in reversed(found.quarters) if any(one.moved.values())],
        "apart_words": SET_APART,
        "supply_query": supply_query(found.traded),
        "now": timezone.now(),
        "trail": [(HOME, "/market/"), (found.traded.common_name or found.traded.name, "")],
    }
    return render(request, "public_market/one.html", context)


def supply_query(traded: Traded) -> str:
    """The filter of the supply register that finds its lots; a field of a filter takes 120 characters."""
    name = "species" if traded.kind == SPECIES else "group"
    return urlencode({name: traded.name[:LONGEST_FILTER]})


@public_page
def one_file(request: HttpRequest, word: str, slug: str, form: str) -> HttpResponse:
    """The same figures as a file: all of them as JSON, the quarters as CSV."""
    found = found_market(word, slug)
    if form == "json":
        answer: HttpResponse = JsonResponse(shown.market_as_json(found), json_dumps_params={"indent": 1})
    else:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(shown.PERIOD_COLUMNS)
        writer.writerows(shown.lines(found))
        answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="market-{slug}.{form}"'
    return answer
