"""Fees over the API: amounts for everybody who has signed in, charges for the registrar's office and the auditor."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import ActorView, Pages
from registry.bodies import JsonBody
from registry.commands import Decision
from registry.fees import selectors
from registry.fees.api import serializers
from registry.fees.policies import may_keep_fees
from registry.fees.services.amounts import enter_fee_amount
from registry.fees.services.payments import record_fee_paid
from registry.findings import NotAllowed

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 80 characters of your choice. The same request with the same key is done once.",
)


def _require(decision: Decision) -> None:
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


class Fees(ActorView):
    """Fees by kind."""

    parser_classes = [JsonBody]

    @extend_schema(operation_id="fees_list", responses=serializers.KindOfFeeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every kind of fee with the amount in force today and all that were entered."""
        rows = selectors.kinds(on=timezone.localdate())
        return Response(serializers.KindOfFeeSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="fees_create",
        parameters=[KEY],
        request=serializers.NewFeeAmountSerializer,
        responses={201: serializers.FeeEnteredSerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter an amount, for the registrar. It is never edited: a later one ends it."""
        _require(may_keep_fees(self.actor))
        wanted = serializers.NewFeeAmountSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        made = enter_fee_amount(actor=self.actor, key=self.key, **wanted.validated_data)
        return Response(serializers.FeeEnteredSerializer(made).data, status=201)


class Charges(ActorView):
    """What was charged."""

    pagination_class = Pages

    @extend_schema(
        operation_id="fee_charges_list",
        parameters=[OpenApiParameter("state", str, enum=list(selectors.OF_STATE))],
        responses=serializers.FeeChargeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Newest first, of one state or of all."""
        rows = selectors.charges(self.actor, state=request.query_params.get("state", ""))
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(serializers.FeeChargeSerializer(found or [], many=True).data)


class Charge(ActorView):
    """One charge."""

    @extend_schema(operation_id="fee_charges_retrieve", responses=serializers.FeeChargeSerializer)
    def get(self, request: Request, charge_id: UUID) -> Response:
        return Response(serializers.FeeChargeSerializer(selectors.charge_for(self.actor, charge_id)).data)


class ChargePaid(ActorView):
    """The payment of a charge."""

    parser_classes = [JsonBody]

    @extend_schema(
        operation_id="fee_charges_paid",
        parameters=[KEY],
        request=serializers.PaidSerializer,
        responses=serializers.FeeChargeSerializer,
    )
    def post(self, request: Request, charge_id: UUID) -> Response:
        """Mark it as paid, for the registrar."""
        selectors.charge_for(self.actor, charge_id)
        _require(may_keep_fees(self.actor))
        wanted = serializers.PaidSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        record_fee_paid(
            actor=self.actor,
            key=self.key,
            charge_id=charge_id,
            today=timezone.localdate(),
            **wanted.validated_data,
        )
        return Response(serializers.FeeChargeSerializer(selectors.charge_for(self.actor, charge_id)).data)
