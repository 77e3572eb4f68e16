"""Quotes for paying into the fund over the API (N32)."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.requests import ReasonSerializer
from credits.obligations import policies_fund, states
from credits.obligations.api import fund_shapes as shapes
from credits.obligations.api.fund_steps import step, tagged
from credits.obligations.selectors import fund, visible
from credits.obligations.services import fund_payments, quotes
from registry.actor import DEVELOPER

STATE = OpenApiParameter("state", str, enum=states.QUOTE.states)
PARTS = ("lines__line__credit_class",)


class QuoteList(CreditsView):
    """Quotes."""

    @tagged
    @described("fund_quotes_list", shapes.QuoteSerializer(many=True), refusals=[401], parameters=[STATE])
    def get(self, request: Request) -> Response:
        """Those you may see, newest first; `state` narrows them."""
        rows = fund.quotes(self.actor).prefetch_related(*PARTS)
        state = self.asked("state")
        if state in states.QUOTE.states:
            rows = rows.filter(state=state)
        return self.page_of(rows, shapes.QuoteSerializer)

    @tagged
    @changing(
        "fund_quotes_request", shapes.QuoteDoneSerializer, status=201, request=shapes.QuoteAskedSerializer
    )
    def post(self, request: Request) -> Response:
        """Ask the Trust what paying for so many credits of each line costs."""
        self.require_role(frozenset({DEVELOPER}))
        values = read(shapes.QuoteAskedSerializer(data=request.data))
        require(policies_fund.may_request(self.actor, visible.obligation(self.actor, values["obligation"])))
        made = quotes.request(
            actor=self.actor,
            key=self.key,
            obligation_id=str(values["obligation"]),
            trust_id=str(values["trust"]),
            lines=[{"line": str(one["line"]), "quantity": one["quantity"]} for one in values["lines"]],
            now=timezone.now(),
        )
        return Response(made, status=201)


class QuoteDetail(CreditsView):
    """One quote."""

    @tagged
    @described("fund_quotes_retrieve", shapes.QuoteSerializer)
    def get(self, request: Request, quote_id: UUID) -> Response:
        """With its lines and parts."""
        return Response(shapes.QuoteSerializer(fund.quote(self.actor, quote_id)).data)


STEPS = {
    "prepare": step("quote", "prepare", quotes.prepare, body=shapes.ChargeSerializer),
    "offer": step("quote", "offer", quotes.offer, clock=("today", "now")),
    "refuse": step("quote", "refuse", quotes.refuse, body=ReasonSerializer, clock=("now",)),
    "withdraw": step("quote", "withdraw", quotes.withdraw, body=ReasonSerializer, clock=("now",)),
    "receive": step(
        "quote", "receive", fund_payments.receive, body=shapes.PaymentSerializer, clock=("today",)
    ),
    "settle": step("quote", "settle", fund_payments.settle, clock=("today", "now")),
}
"""By the end of the address."""
