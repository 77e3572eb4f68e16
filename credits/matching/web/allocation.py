"""The cheapest way to meet the lines of an obligation, out of what is on offer and held now."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, today
from credits.lots.web import words
from credits.matching import policies
from credits.matching.allocation import MOST_LINES, Use, allocate
from credits.matching.web import shown
from credits.obligations.models import ObligationLine
from credits.obligations.selectors import visible


@desk_page("GET")
def allocation_page(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Which offers to accept, and which lots held already to use, for which lines; what stays unmet."""
    actor = actor_of(request)
    obligation = visible.obligation(actor, obligation_id)
    rows = obligation.lines.filter(state=ObligationLine.IN_FORCE).order_by("number")
    lines = [
        line
        for line in rows.select_related("credit_class", "obligation__authority", "obligation__holder")
        if line.outstanding > 0
    ]
    asked = (one for one in request.GET.getlist("line") if one.isascii() and one.isdigit() and len(one) < 9)
    chosen = {int(one) for one in asked}
    if not chosen and len(lines) > MOST_LINES:
        # Of very many lines the first are worked out, until some are chosen.
        chosen = {line.number for line in lines[:MOST_LINES]}
    for_holder = policies.sees_holdings(actor, obligation)
    # A form that was sent without the box says that held credits are to be kept.
    with_held = "held" in request.GET or not request.GET
    wanted = [line for line in lines if not chosen or line.number in chosen]
    found = allocate(wanted, on=today(), with_held=with_held, for_holder=for_holder)
    buys = actor.deals_for(obligation.holder_id)
    context = {
        "obligation": obligation,
        "lines": [(line, not chosen or line.number in chosen) for line in lines],
        "found": found,
        "asked": sum(line.outstanding for line in wanted),
        "total": words.money(found.total_cents),
        "rows": [_row(use, buys=buys) for use in found.uses],
        "with_held": with_held,
        "for_holder": for_holder,
        "trail": shown.trail_of(obligation, ("Cheapest way", "")),
    }
    return render(request, "obligations/matching/allocation.html", context)


def _row(use: Use, *, buys: bool) -> dict[str, Any]:
    source = use.source
    offer = source.offer
    if offer is not None:
        url, label = (
            shown.offer_url(offer, quantity=use.quantity, buys=buys),
            "Buy" if buys else "See the offer",
        )
    else:
        url, label = reverse("lot-retire", args=[source.lot.number]) if buys else "", "Retire"
    return {
        "use": use,
        "price": "" if offer is None else words.price(offer.price),
        "value": "" if offer is None else words.money(use.value_cents),
        "shares": [
            (share.line.number, f"{share.quantity:,}", shown.rule_words(share.rule)) for share in use.shares
        ],
        "url": url,
        "label": label,
    }
