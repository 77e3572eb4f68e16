"""Offers over the API: reading, making, accepting, withdrawing."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read, require
from credits.lots import listings, policies, selectors
from credits.lots.api import requests, shapes
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.services import offers, transfers
from credits.lots.states import OPEN
from registry.actor import DEALING_ROLES


def signed(values: dict[str, Any]) -> dict[str, Any]:
    """The signature's part of a body."""
    return {"typed_name": values["typed_name"], "capacity": values["capacity"]}


def today() -> Any:
    """Today in Sydney."""
    return timezone.localdate()


class OfferList(CreditsView):
    """Offers."""

    @described(
        "offers_list",
        shapes.OfferSerializer(many=True),
        refusals=[401],
        parameters=[
            OpenApiParameter("standing", bool, description="Only open offers to anybody."),
            OpenApiParameter("kind", str, enum=["ecosystem", "species"]),
            OpenApiParameter("sort", str, enum=list(listings.OFFER_SORTS)),
        ],
    )
    def get(self, request: Request) -> Response:
        """Open offers to anybody, and those your organisations made or were made."""
        rows = selectors.offers_visible_to(self.actor)
        if self.asked("standing") == "true":
            rows = rows.filter(buyer=None, state=OPEN)
        rows = listings.matching_offers(rows, kind=self.asked("kind"), search="", sort=self.asked("sort"))
        return self.page_of(rows, shapes.OfferSerializer)

    @changing(
        "offers_create",
        requests.OfferMadeSerializer,
        status=201,
        request=requests.MakeOfferSerializer,
    )
    def post(self, request: Request) -> Response:
        """Offer credits of a lot of yours; they are reserved at once. The request is your signature."""
        self.require_role(DEALING_ROLES)
        values = read(requests.MakeOfferSerializer(data=request.data))
        made = offers.make(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            quantity=values["quantity"],
            price=values["price"],
            buyer_id=None if values["buyer"] is None else str(values["buyer"]),
            note=values["note"],
            zero_price_reason=values["zero_price_reason"],
            related_party=values["related_party"],
            from_enquiry=values["from_enquiry"],
            today=today(),
            now=timezone.now(),
            **signed(values),
        )
        return Response(made, status=201)


class OfferDetail(CreditsView):
    """One offer."""

    @described("offers_retrieve", shapes.OfferSerializer)
    def get(self, request: Request, offer_id: UUID) -> Response:
        """With what remains."""
        return Response(shapes.OfferSerializer(selectors.offer(self.actor, offer_id)).data)


class OfferAccept(CreditsView):
    """Accepting an offer."""

    @changing(
        "offers_accept",
        requests.CreditStateSerializer,
        status=201,
        request=requests.AcceptOfferSerializer,
    )
    def post(self, request: Request, offer_id: UUID) -> Response:
        """Accept some or all of what remains: a transfer begins. The request is your signature."""
        require(policies.may_accept(self.actor, selectors.offer(self.actor, offer_id)))
        values = read(requests.AcceptOfferSerializer(data=request.data))
        made = transfers.accept(
            actor=self.actor,
            key=self.key,
            offer_id=str(offer_id),
            quantity=values["quantity"],
            buyer_id=None if values["buyer"] is None else str(values["buyer"]),
            related_party=values["related_party"],
            today=today(),
            now=timezone.now(),
            **signed(values),
        )
        return Response(made, status=201)


class OfferWithdraw(CreditsView):
    """Ending an offer."""

    @changing("offers_withdraw", requests.CreditStateSerializer, request=requests.ReasonSerializer)
    def post(self, request: Request, offer_id: UUID) -> Response:
        """Take an offer back, or decline one made to you."""
        require(policies.may_withdraw_offer(self.actor, selectors.offer(self.actor, offer_id)))
        values = read(requests.ReasonSerializer(data=request.data))
        ended = offers.withdraw(
            actor=self.actor,
            key=self.key,
            offer_id=str(offer_id),
            reason=values["reason"],
            now=timezone.now(),
        )
        return Response(ended)
