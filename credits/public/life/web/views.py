"""The public pages of one lot and of one agreement, and the search for a number."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments.boundary.outline import boundary_outline_svg_points
from credits.lots.models import Lot
from credits.lots.web import words as lot_words
from credits.market import policies as market_policies
from credits.public.answers import public_page
from credits.public.life import agreements, facts, selectors, words
from credits.public.life.chart import step_chart
from credits.public.map.geometry import Outline, as_geojson
from registry.findings import NotVisible

MOVEMENTS_A_PAGE = 50
FAMILY_A_PAGE = 100
LOTS_A_PAGE = 100
PICTURE_WIDTH, PICTURE_HEIGHT = 640, 360
LONGEST_NUMBER = 30
TRAIL = [("Registers", "/registers/")]


@public_page
def find(request: HttpRequest) -> HttpResponse:
    """One box for the number of a lot, of an agreement or of a transaction."""
    typed = request.GET.get("number", "").replace("\0", "").strip()[:LONGEST_NUMBER]
    number = typed.upper()
    for candidate in dict.fromkeys((typed, number)):
        if candidate and Lot.objects.filter(number=candidate).exists():
            return redirect("public-lot", candidate)
    moved = selectors.moved_under(number)
    if not moved and number:
        try:
            agreements.known(number)
            return redirect("public-agreement", number)
        except NotVisible:
            pass
    context = {
        "typed": typed,
        "moved": moved,
        "kinds": words.KINDS,
        "listing": selectors.listing(number) if number and not moved else None,
        "trail": [*TRAIL, ("Find a lot", "")],
    }
    return render(request, "public_life/find.html", context)


@public_page
def lot_page(request: HttpRequest, number: str) -> HttpResponse:
    """One lot: what it is, where it came from, what moved, and what became of its credits."""
    try:
        lot = selectors.lot(number)
    except NotVisible:
        return _unknown(request, number)
    now = timezone.now()
    life = facts.life_of(lot, on=timezone.localdate(now))
    page = Paginator(selectors.movements(lot), MOVEMENTS_A_PAGE).get_page(request.GET.get("page"))
    rows = facts.movement_rows(list(page.object_list), lot)
    context = {
        "lot": lot,
        "life": life,
        "tags": lot_words.lot_tags(lot, on=timezone.localdate(now)),
        "hint": lot_words.class_hint(lot.credit_class),
        "class_facts": lot_words.class_facts(lot.credit_class),
        "line": [
            {**one, "tag": words.tag(one["status"]), "how": words.minted(one["minted"])}
            for one in life["line"]
        ],
        "offers": [{**one, "price_words": lot_words.price(one["price"])} for one in life["standing_offers"]],
        "enquire": _enquire(request, lot),
        "page": page,
        "movements": [words.movement(row) for row in rows],
        "chart": step_chart(selectors.balances(lot), until=now),
        "not_published": facts.NOT_PUBLISHED if lot.holder.organisation_id is None else (),
        "trail": [*TRAIL, ("Lots", reverse("public-lot-find")), (lot.number, "")],
    }
    return render(request, "public_life/lot.html", context)


def _enquire(request: HttpRequest, lot: Lot) -> str:
    """Where its holder is asked about the credits; empty where nobody is known to ask, nothing is left, and for who has
    signed in and could not ask. A visitor is led to sign in."""
    asked_id = lot.holder.organisation_id
    actor = request.actor  # type: ignore[attr-defined]
    if asked_id is None or not lot.is_open or lot.held == 0:
        return ""
    if not actor.anonymous and not market_policies.may_enquire(actor, asked_id).allowed:
        return ""
    return reverse("lot-enquire", args=[lot.number])


def _unknown(request: HttpRequest, number: str) -> HttpResponse:
    """404 that says what the number may be instead, and lets look for another."""
    typed = number.replace("\0", "")[:LONGEST_NUMBER]
    context = {
        "typed": typed,
        "unknown": True,
        "listing": selectors.listing(typed.upper()),
        "trail": [*TRAIL, ("Lots", reverse("public-lot-find")), ("Not found", "")],
    }
    return render(request, "public_life/find.html", context, status=404)


@public_page
def lot_family(request: HttpRequest, number: str) -> HttpResponse:
    """Every lot of the family, parents before what was minted from them."""
    try:
        lot = selectors.lot(number)
    except NotVisible:
        return _unknown(request, number)
    page = Paginator(selectors.family_order(lot), FAMILY_A_PAGE).get_page(request.GET.get("page"))
    rows = facts.relative_rows(selectors.relatives(list(page.object_list)))
    context = {
        "lot": lot,
        "page": page,
        "rows": [
            {**row, "tag": words.tag(row["status"]), "how": words.minted(row["minted"])} for row in rows
        ],
        "trail": [
            *TRAIL,
            ("Lots", reverse("public-lot-find")),
            (lot.number, reverse("public-lot", args=[lot.number])),
            ("Family", ""),
        ],
    }
    return render(request, "public_life/family.html", context)


@public_page
def lot_file(request: HttpRequest, number: str) -> HttpResponse:
    """The lot's whole life in one JSON file."""
    lot = selectors.lot(number)
    life = facts.whole_life(lot, on=timezone.localdate())
    answer = JsonResponse(life, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="lot-{lot.pk}.json"'
    return answer


@public_page
def agreement_page(request: HttpRequest, number: str) -> HttpResponse:
    """One agreement with its lots."""
    found = agreements.known(number)
    told = agreements.facts_of(found, on=timezone.localdate())
    page = Paginator(agreements.lots_of(number), LOTS_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "told": told,
        "page": page,
        "rows": [_lot_row(lot) for lot in page.object_list],
        "moved": [
            (words.KINDS[kind], told["movements"][kind]) for kind in words.KINDS if kind in told["movements"]
        ],
        "picture": _picture(agreements.outline_of(found)),
        "width": PICTURE_WIDTH,
        "height": PICTURE_HEIGHT,
        "trail": [*TRAIL, ("Agreements", "/registers/agreements/"), (number, "")],
    }
    return render(request, "public_life/agreement.html", context)


def _lot_row(lot: Lot) -> dict[str, Any]:
    return {
        "lot": lot,
        "tag": words.tag(lot.status),
        "hint": lot_words.class_hint(lot.credit_class),
        "holder": facts.holder_name(lot.holder),
    }


def _picture(outline: Outline) -> Any:
    geometry = as_geojson(outline)
    if geometry is None:
        return None
    drawn = {"features": [{"geometry": geometry}]}
    return boundary_outline_svg_points(drawn, PICTURE_WIDTH, PICTURE_HEIGHT - 30)
