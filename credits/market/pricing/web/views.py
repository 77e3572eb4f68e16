"""The price calculator: open to everybody, linkable, nothing stored."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.web.answers import actor_of
from assessments.web.charts import Bar, bar_chart
from credits.lots.prices import MOST_DIGITS
from credits.market.edges import MARKET
from credits.market.pricing import reading
from credits.market.pricing.build_up import Asking, BuildUp
from credits.market.pricing.selectors import lots_to_price
from credits.market.pricing.web.forms import CalculatorForm
from registry.actor import Actor
from registry.units import display_dollars

CALCULATOR = "price-calculator"


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The form, and below it what came of what was typed (N74-N77)."""
    asked = any(name in request.GET for name in reading.FIELDS)
    form = CalculatorForm(request.GET if asked else None)
    context: dict[str, Any] = {"form": form, "trail": [MARKET, ("Price calculator", "")]}
    status = 200
    if form.is_bound:
        if form.is_valid():
            context |= _shown(form.result, actor_of(request))
        else:
            status = 400
    return render(request, "pricing/calculator.html", context, status=status)


def _shown(result: BuildUp, actor: Actor) -> dict[str, Any]:
    costs = result.costs
    rows = [
        {"label": line.label, "amount": display_dollars(line.cents), "share": _share(line.share_tenths)}
        for line in result.lines
        if line.cents
    ]
    bars = [
        Bar(line.label, line.share_tenths / 10, f"{display_dollars(line.cents)}, {_share(line.share_tenths)}")
        for line in result.lines
        if line.cents
    ]
    asked = result.asked
    margins = list(result.usual)
    if asked not in margins:
        margins = sorted([*margins, asked], key=lambda one: one.margin_points)
    return {
        "result": result,
        "rows": rows,
        "total": display_dollars(costs.total_cents),
        "chart": bar_chart(title="Shares of the cost in per cent", bars=bars),
        "margins": [_margin_row(one, one == asked) for one in margins],
        "price": display_dollars(asked.price_cents),
        "credits_number": f"{costs.credits:,}",
        "floor": "" if costs.floor_cents is None else display_dollars(costs.floor_cents),
        "to_use": _to_use(asked, actor),
    }


def _margin_row(one: Asking, asked: bool) -> dict[str, Any]:
    return {
        "margin": one.margin_text,
        "total": display_dollars(one.total_cents),
        "price": display_dollars(one.price_cents),
        "below_floor": one.below_floor,
        "outside": one.outside_usual,
        "asked": asked,
    }


def _to_use(asked: Asking, actor: Actor) -> list[dict[str, str]]:
    """The person's lots that can be offered at this price, each with the address of its offer form."""
    if not 0 <= asked.price_cents < 10**MOST_DIGITS * 100:
        return []
    query = urlencode({"price": asked.price_text})
    return [
        {
            "number": lot.number,
            "name": str(lot.credit_class),
            "available": f"{lot.available:,}",
            "url": f"{reverse('lot-offer', args=[lot.number])}?{query}",
        }
        for lot in lots_to_price(actor)
    ]


def _share(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10} %"
