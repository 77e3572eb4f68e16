"""One step on a quote or a measure over the API: the same command as the page's, who may asked before the body."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.api.answers import NothingSerializer, StrictSerializer, read, require
from credits.lots.api.answers import CreditsView, changing
from credits.obligations import policies_fund
from credits.obligations.api import fund_shapes as shapes
from credits.obligations.selectors import fund

tagged = extend_schema(tags=["obligations"])
CLOCKS: dict[str, Callable[[], Any]] = {"now": timezone.now, "today": timezone.localdate}
THINGS: dict[str, tuple[Callable[..., Any], dict[str, Callable[..., Any]], Any]] = {
    "quote": (fund.quote, policies_fund.QUOTE_RULES, shapes.QuoteDoneSerializer),
    "measure": (fund.measure, policies_fund.MEASURE_RULES, shapes.MeasureDoneSerializer),
}
"""How each is found, who may do what with it, and what an answer looks like."""


def step(
    thing: str,
    action: str,
    command: Callable[..., dict[str, Any]],
    *,
    body: type[StrictSerializer] = NothingSerializer,
    clock: tuple[str, ...] = (),
) -> type[APIView]:
    """A view that takes one step of a state table with the fields of `body`."""
    find, rules, answer = THINGS[thing]
    name = f"{thing}_id"

    def post(self: CreditsView, request: Request, **ids: UUID) -> Response:
        require(rules[action](self.actor, find(self.actor, ids[name])))
        values = read(body(data=request.data))
        clocks = {one: CLOCKS[one]() for one in clock}
        done = command(actor=self.actor, key=self.key, **{name: str(ids[name])}, **values, **clocks)
        return Response(done)

    post.__doc__ = (command.__doc__ or "").partition("\n")[0]
    asked = None if body is NothingSerializer else body
    method = tagged(changing(f"fund_{thing}s_{action}", answer, request=asked)(post))
    return type(
        f"{thing}_{action}", (CreditsView,), {"post": method, "__doc__": f"{thing.capitalize()}: {action}."}
    )
