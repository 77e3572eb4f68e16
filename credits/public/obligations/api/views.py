"""One obligation, and no net loss, for programs without sign-in."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from credits.lots.api.shapes import CreditClassSerializer
from credits.obligations.selectors.standing import STANDINGS
from credits.public.life.api.serializers import NAMED
from credits.public.obligations import facts, net_loss
from credits.public.obligations.asking import PeriodForm
from registry.api import ActorView

Data = dict[str, Any]
NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH, description="The number, as OB-000012.")


class PublicObligationLineSerializer(serializers.Serializer[Data]):
    """One line: required, discharged, still owed (N4)."""

    number = serializers.IntegerField()
    state = serializers.CharField(help_text="in_force, superseded or lapsed.")
    credit_class = CreditClassSerializer()
    stage = serializers.IntegerField(allow_null=True)
    stage_commenced_on = serializers.DateField(allow_null=True)
    required = serializers.IntegerField()  # type: ignore[assignment]
    discharged = serializers.IntegerField()
    owed = serializers.IntegerField()


class PublicObligationEventSerializer(serializers.Serializer[Data]):
    """One thing that happened."""

    kind = serializers.CharField()
    on = serializers.DateField()
    text = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    quantity = serializers.IntegerField(allow_null=True)
    lot = serializers.CharField(help_text="Lot of the retired credits; empty for anything else.")


class PublicObligationSerializer(serializers.Serializer[Data]):
    """An obligation as everybody may see it."""

    number = serializers.CharField()
    reference = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    standing = serializers.ChoiceField(choices=list(STANDINGS.items()))
    authority = serializers.CharField(help_text=NAMED)
    holder = serializers.CharField(help_text=NAMED)
    local_government_area = serializers.CharField()
    imposed_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    discharged_on = serializers.DateField(allow_null=True)
    lapsed_on = serializers.DateField(allow_null=True)
    required = serializers.IntegerField(help_text="Of lines in force, as the others.")  # type: ignore[assignment]
    discharged = serializers.IntegerField()
    owed = serializers.IntegerField()
    lines = PublicObligationLineSerializer(many=True)
    events = PublicObligationEventSerializer(many=True, help_text="Oldest first.")


class NoNetLossPositionSerializer(serializers.Serializer[Any]):
    """Credits of one kind under the name they are traded by."""

    kind = serializers.CharField(help_text="ecosystem or species; empty in the total.")
    name = serializers.CharField()
    began_required = serializers.IntegerField(help_text="Of what began in the period.")
    began_discharged = serializers.IntegerField()
    began_shortfall = serializers.IntegerField()
    required = serializers.IntegerField(help_text="Of all that has begun by the end of the period.")  # type: ignore[assignment]
    discharged = serializers.IntegerField()
    paid_to_fund = serializers.IntegerField(help_text="Part of what is discharged.")
    shortfall = serializers.IntegerField()


class NoNetLossSerializer(serializers.Serializer[Any]):
    """Required against discharged for a period, both days included (N5)."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()
    sentence = serializers.CharField()
    total = NoNetLossPositionSerializer()
    positions = NoNetLossPositionSerializer(many=True)
    voluntary = serializers.IntegerField(help_text="Credits retired for no duty by the end of the period.")
    trust_owes = serializers.IntegerField(help_text="Credits of duties the Trust has taken over.")
    left_out = serializers.IntegerField(help_text="Obligations without a recorded development.")


class PublicObligation(ActorView):
    """One obligation."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="registers_obligations_retrieve",
        tags=["public registers"],
        parameters=[NUMBER],
        responses=PublicObligationSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        """What is owed line by line, and what became of it."""
        told = facts.facts_of(facts.known(number), on=timezone.localdate())
        return Response(PublicObligationSerializer(told).data)


class NoNetLoss(ActorView):
    """The statement of a period."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="registers_no_net_loss",
        tags=["public registers"],
        parameters=[
            OpenApiParameter("first_day", OpenApiTypes.DATE, description="The financial year's unless told."),
            OpenApiParameter("last_day", OpenApiTypes.DATE, description="Today unless told."),
        ],
        responses=NoNetLossSerializer,
    )
    def get(self, request: Request) -> Response:
        """Developments that have begun: required, discharged, shortfall."""
        form = PeriodForm(request.query_params, today=timezone.localdate())
        return Response(NoNetLossSerializer(net_loss.statement_of(*form.period())).data)
