"""The price calculator over the API: numbers in, the whole build-up out, nothing stored. Open to everybody."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import REASONS, FindingSerializer, RefusalSerializer, StrictSerializer, read
from credits.market.pricing import build_up as pricing
from credits.market.pricing import reading
from credits.market.pricing.build_up import BuildUp
from registry.api import ActorView
from registry.bodies import JsonBody

NOTICE = (
    "A price worked out from your own numbers. The registry neither fixes nor caps prices, checks nothing of what was "
    "sent and stores nothing. Not the official calculator."
)
LABELS = {
    **pricing.SETUP_LINES,
    pricing.MANAGEMENT: "Total Fund Deposit, or yearly management costs added up",
    pricing.OPPORTUNITY: "Opportunity cost of the land",
    "management_basis": "deposit or yearly",
    "credits": "Number of credits, whole",
    "margin": "Expected profit in per cent of cost; 15 where left out",
}


def _text(help_text: str) -> serializers.CharField:
    return serializers.CharField(
        required=False, allow_blank=True, default="", max_length=reading.LONGEST, help_text=help_text
    )


class CalculatorInputSerializer(StrictSerializer):
    """Costs in dollars as text, without GST. What is left out counts as nothing."""

    feasibility = _text(LABELS["feasibility"])
    site_assessment = _text(LABELS["site_assessment"])
    advice = _text(LABELS["advice"])
    application_fee = _text(LABELS["application_fee"])
    other_setup = _text(LABELS["other_setup"])
    management = _text(LABELS["management"])
    management_basis = _text(LABELS["management_basis"])
    opportunity_cost = _text(LABELS["opportunity_cost"])
    credits = _text(LABELS["credits"])
    margin = _text(LABELS["margin"])


class CostLineSerializer(serializers.Serializer[Any]):
    """A line of cost."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    cents = serializers.IntegerField()
    share_tenths = serializers.IntegerField(help_text="Share of the total in tenths of a per cent.")


class AskingPriceSerializer(serializers.Serializer[Any]):
    """What a margin makes of the costs."""

    margin = serializers.CharField(source="margin_text", help_text="Per cent of cost.")
    total_cents = serializers.IntegerField(help_text="All credits together.")
    price = serializers.CharField(source="price_text", help_text="Per credit in dollars, exact text.")
    price_cents = serializers.IntegerField()
    below_floor = serializers.BooleanField(help_text="All credits together would not recover the deposit.")
    outside_usual = serializers.BooleanField(help_text="Outside 5 to 25 per cent.")


class BuildUpSerializer(serializers.Serializer[Any]):
    """The whole build-up."""

    notice = serializers.SerializerMethodField()
    total_cents = serializers.IntegerField(source="costs.total_cents")
    credits = serializers.IntegerField(source="costs.credits")
    floor_cents = serializers.IntegerField(
        source="costs.floor_cents",
        allow_null=True,
        help_text="The deposit's share of one credit, rounded up; none for yearly costs.",
    )
    lines = CostLineSerializer(many=True)
    usual = AskingPriceSerializer(many=True, help_text="At 5, 15 and 25 per cent.")
    asked = AskingPriceSerializer()
    warnings = FindingSerializer(many=True, help_text="Nothing of this blocks anything.")

    def get_notice(self, result: BuildUp) -> str:
        """What this is and is not."""
        return NOTICE


ANSWERS = {
    200: BuildUpSerializer,
    **{code: OpenApiResponse(RefusalSerializer, description=REASONS[code]) for code in (400, 429)},
}


class PriceCalculator(ActorView):
    """The cost-based price calculator (N74-N77)."""

    permission_classes = [AllowAny]
    throttle_scope: ClassVar[str] = "calculator"
    parser_classes = [JsonBody]

    @extend_schema(
        operation_id="market_calculator",
        tags=["market"],
        parameters=[OpenApiParameter(name, str, description=LABELS[name]) for name in reading.FIELDS],
        responses=ANSWERS,
    )
    def get(self, request: Request) -> Response:
        """The build-up of the numbers in the address."""
        return self._answer({name: request.query_params[name] for name in request.query_params})

    @extend_schema(
        operation_id="market_calculator_post",
        tags=["market"],
        request=CalculatorInputSerializer,
        responses=ANSWERS,
    )
    def post(self, request: Request) -> Response:
        """The build-up of the numbers in the body."""
        return self._answer(request.data)

    def _answer(self, sent: Any) -> Response:
        values = read(CalculatorInputSerializer(data=sent))
        return Response(BuildUpSerializer(reading.read(values)).data)
