"""The Trust's own page: what it holds to resell, what waits for it, what it sold on and at which margin (N56)."""

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import actor_of, desk_page, require
from credits.lots.dealings import Offer
from credits.lots.models import Lot, Movement
from credits.lots.web import words
from credits.market.edges import MARKET
from credits.market.trust import selectors
from credits.market.trust.margins import Margin, margin
from registry.units import display_dollars

A_PAGE = 50
MOST_RESALES = 50
MOST_OFFERS = 100


@desk_page("GET")
def trust_page(request: HttpRequest) -> HttpResponse:
    """Holdings, offers that wait, and sales with their margins."""
    actor = actor_of(request)
    require(selectors.may_read(actor))
    trusts = list(selectors.trusts_of(actor))
    page = Paginator(selectors.held(trusts), A_PAGE).get_page(request.GET.get("page"))
    lots = list(page.object_list)
    bought, offered = selectors.bought(lots), selectors.open_offers(lots)
    context = {
        "trusts": trusts,
        "page": page,
        "held": [_held_row(lot, bought.get(lot.pk), offered.get(lot.pk, [])) for lot in lots],
        "waiting": [
            {"offer": offer, "price": words.price(offer.price)}
            for offer in selectors.waiting_offers(trusts)[:MOST_OFFERS]
        ],
        "resales": [_resale_row(one) for one in selectors.resales(trusts, at_most=MOST_RESALES)],
        "trail": [MARKET, ("Trust: buying and resale", "")],
    }
    return render(request, "trust/trust.html", context)


def _held_row(lot: Lot, bought: Movement | None, offers: list[Offer]) -> dict[str, Any]:
    return {
        "lot": lot,
        "from": "" if bought is None or bought.from_lot is None else str(bought.from_lot.holder),
        "bought_at": "" if bought is None else words.price(bought.price),
        "offers": [
            {
                "offer": offer,
                "price": words.price(offer.price),
                "margin": _per_credit(margin(_price_of(bought), offer.price, offer.remaining)),
            }
            for offer in offers
        ],
    }


def _resale_row(one: selectors.Resale) -> dict[str, Any]:
    transfer = one.transfer
    found = margin(_price_of(one.bought), transfer.price, transfer.quantity)
    return {
        "transfer": transfer,
        "bought_at": words.price(_price_of(one.bought)),
        "sold_at": words.price(transfer.price),
        "per_credit": _per_credit(found),
        "total": "" if found is None else display_dollars(found.total_cents),
    }


def _price_of(bought: Movement | None) -> str:
    return "" if bought is None else bought.price


def _per_credit(found: Margin | None) -> str:
    """As exact as the prices are, a minus before the dollar sign."""
    if found is None:
        return ""
    sign = "−" if found.per_credit < Decimal(0) else ""
    return sign + words.price(f"{abs(found.per_credit):f}")
