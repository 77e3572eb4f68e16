"""Lots, their families, movements and balances over the API, and holdings by class."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read, require
from credits.lots import listings, policies, selectors
from credits.lots.api import requests, shapes
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.balances import held_at
from credits.lots.models import Lot, Movement
from credits.lots.services import issuing
from registry.findings import Finding, InvalidInput

NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH, description="The number of the lot.")


class LotList(CreditsView):
    """Lots."""

    @described(
        "lots_list",
        shapes.LotSerializer(many=True),
        refusals=[401],
        parameters=[
            OpenApiParameter("status", str, enum=[code for code, _ in Lot.STATUSES]),
            OpenApiParameter(
                "search", str, description="Number of a lot or agreement, words of class or place."
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        """The lots you may see: your organisations', your trust's agreements', all of them for the registry."""
        rows = selectors.visible_to(self.actor)
        if status := self.asked("status"):
            rows = rows.filter(status=status)
        rows = listings.matching_lots(rows, state="all", search=self.asked("search"), on=timezone.localdate())
        return self.page_of(rows, shapes.LotSerializer)


class LotDetail(CreditsView):
    """One lot."""

    @described("lots_retrieve", shapes.LotSerializer, parameters=[NUMBER])
    def get(self, request: Request, number: str) -> Response:
        """With its class, holder and balances now."""
        return Response(shapes.LotSerializer(selectors.lot(self.actor, number)).data)


class LotFamily(CreditsView):
    """The family of a lot."""

    @described("lot_family_list", shapes.RelativeSerializer(many=True), parameters=[NUMBER])
    def get(self, request: Request, number: str) -> Response:
        """The lot issued first and all that was minted from it, parents before their children."""
        tree = selectors.family_tree(self.actor, selectors.lot(self.actor, number))
        numbers = {relative.lot.pk: relative.lot.number for relative in tree}
        return self.page_of(tree, shapes.RelativeSerializer, numbers=numbers)


class LotMovements(CreditsView):
    """The movements of a lot."""

    @described("lot_movements_list", shapes.MovementSerializer(many=True), parameters=[NUMBER])
    def get(self, request: Request, number: str) -> Response:
        """In and out, newest first."""
        lot = selectors.lot(self.actor, number)
        rows = Movement.objects.filter(Q(from_lot=lot) | Q(to_lot=lot)).select_related("from_lot", "to_lot")
        return self.page_of(rows.order_by("-at", "-pk"), shapes.MovementSerializer)


class DaySerializer(serializers.Serializer[Any]):
    """A day."""

    on = serializers.DateField(required=False)


class LotBalance(CreditsView):
    """What a lot held."""

    @described(
        "lot_balance_retrieve",
        shapes.BalanceSerializer,
        refusals=[400, 401, 404],
        parameters=[
            NUMBER,
            OpenApiParameter("on", OpenApiTypes.DATE, description="Today where left out."),
        ],
    )
    def get(self, request: Request, number: str) -> Response:
        """At the end of a day in Sydney; today until now."""
        lot = selectors.lot(self.actor, number)
        today = timezone.localdate()
        values = read(
            DaySerializer(data={"on": request.query_params["on"]} if "on" in request.query_params else {})
        )
        day = values.get("on", today)
        if day > today:
            raise InvalidInput([Finding("balance.in_future", "Nobody knows a balance to come.", "on")])
        return Response(
            {
                "number": lot.number,
                "on": day.isoformat(),
                "held": held_at(lot.pk, instant=listings.end_of(day)),
            }
        )


class LotIssueFurther(CreditsView):
    """Issuing further credits."""

    @changing(
        "lots_issue_further",
        requests.FurtherIssuedSerializer,
        status=201,
        request=requests.IssueFurtherSerializer,
        parameters=[NUMBER],
    )
    def post(self, request: Request, number: str) -> Response:
        """Into a root lot, because of an approved variation or renewal: by the registrar's approver."""
        lot = selectors.issued_root(self.actor, number)
        require(policies.may_issue_further(self.actor, lot))
        values = read(requests.IssueFurtherSerializer(data=request.data))
        made = issuing.issue_further(
            actor=self.actor,
            key=self.key,
            lot_number=lot.number,
            change_id=str(values["change"]),
            quantity=values["quantity"],
            reason=values["reason"],
            now=timezone.now(),
        )
        return Response(made, status=201)


class Holdings(CreditsView):
    """Holdings by class."""

    @described(
        "holdings_list",
        shapes.HoldingSerializer(many=True),
        refusals=[401],
        parameters=[OpenApiParameter("state", str, enum=list(listings.LOT_STATES))],
    )
    def get(self, request: Request) -> Response:
        """What the lots you may see add up to, one line for each class."""
        state = self.asked("state")
        rows = listings.matching_lots(
            selectors.visible_to(self.actor),
            state=state if state in listings.LOT_STATES else "open",
            search="",
            on=timezone.localdate(),
        )
        pages = self.pagination_class()
        found: Any = pages.paginate_queryset(listings.class_sums(rows), self.request, view=self)
        lines = listings.with_classes(found)
        return pages.get_paginated_response(shapes.HoldingSerializer(lines, many=True).data)
