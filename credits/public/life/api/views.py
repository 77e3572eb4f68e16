"""Lots and agreements for programs, without sign-in."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from credits.lots.models import Lot
from credits.public.life import agreements, facts, selectors
from credits.public.life.api import serializers as shapes
from credits.public.map.geometry import as_geojson
from registry.api import ActorView, Pages

NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH, description="The number, as published.")
PAGES = [OpenApiParameter("page", int), OpenApiParameter("page_size", int, description="At most 200.")]


class PublicLifeView(ActorView):
    """What all of these share: open to everybody."""

    permission_classes = [AllowAny]
    pagination_class = Pages

    def page_of(
        self,
        rows: "QuerySet[Any] | Sequence[Any]",
        shown: Callable[[Sequence[Any]], list[dict[str, Any]]],
        shape: type[BaseSerializer[Any]],
    ) -> Response:
        """One page of rows, made plain by `shown`."""
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, self.request, view=self)  # type: ignore[arg-type]
        return pages.get_paginated_response(shape(shown(found or []), many=True).data)


class LotLife(PublicLifeView):
    """One lot."""

    @extend_schema(
        operation_id="registers_lots_retrieve", parameters=[NUMBER], responses=shapes.LotLifeSerializer
    )
    def get(self, request: Request, number: str) -> Response:
        """What it is, where it came from, what became of its credits, and what is offered of it."""
        life = facts.life_of(selectors.lot(number), on=timezone.localdate())
        return Response(shapes.LotLifeSerializer(life).data)


class LotMovements(PublicLifeView):
    """What came into the lot and left it."""

    @extend_schema(
        operation_id="registers_lot_movements_list",
        parameters=[NUMBER, *PAGES],
        responses=shapes.PublicMovementSerializer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        """Newest first."""
        lot = selectors.lot(number)
        rows = selectors.movements(lot)
        return self.page_of(
            rows, lambda page: facts.movement_rows(page, lot), shapes.PublicMovementSerializer
        )


class LotFamily(PublicLifeView):
    """The family of the lot."""

    @extend_schema(
        operation_id="registers_lot_family_list",
        parameters=[NUMBER, *PAGES],
        responses=shapes.PublicRelativeSerializer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        """Parents before what was minted from them."""
        order = selectors.family_order(selectors.lot(number))
        return self.page_of(
            order,
            lambda page: facts.relative_rows(selectors.relatives(page)),
            shapes.PublicRelativeSerializer,
        )


class AgreementDetail(PublicLifeView):
    """One agreement."""

    @extend_schema(
        operation_id="registers_agreements_retrieve",
        parameters=[NUMBER],
        responses=shapes.PublicAgreementSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        """What it is, where it is, and the sums of its credits."""
        found = agreements.known(number)
        told = agreements.facts_of(found, on=timezone.localdate())
        outline = as_geojson(agreements.outline_of(found))
        return Response(shapes.PublicAgreementSerializer({**told, "outline": outline}).data)


class AgreementLots(PublicLifeView):
    """The lots of an agreement."""

    @extend_schema(
        operation_id="registers_agreement_lots_list",
        parameters=[NUMBER, *PAGES],
        responses=shapes.PublicAgreementLotSerializer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        """Oldest first: those issued, and those minted from them since."""
        agreements.known(number)
        return self.page_of(agreements.lots_of(number), _lot_rows, shapes.PublicAgreementLotSerializer)


def _lot_rows(lots: Sequence[Lot]) -> list[dict[str, Any]]:
    return [
        {
            "number": lot.number,
            "status": lot.status,
            "credit_class": lot.credit_class,
            "holder": facts.holder_name(lot.holder),
            "parent": lot.parent.number if lot.parent is not None else None,
            "received": lot.received,
            "held": lot.held,
            "available": lot.available,
            "ended": lot.ended,
        }
        for lot in lots
    ]
