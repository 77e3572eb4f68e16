"""The deposit calculator over the API: a plan's lines in, yearly payments and deposit out. Open to everybody."""

from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import REASONS, FindingSerializer, RefusalSerializer, StrictSerializer, read
from registry.api import ActorView
from registry.bodies import JsonBody
from registry.findings import Finding, InvalidInput
from registry.fund.money.plan_lines import KINDS, PlanLine
from registry.fund.money.present_value import Timing
from registry.fund.money.what_if import Answer, Asked, work_out
from registry.units import parse_decimal

NOTICE = (
    "Worked out from what was sent, by published and provisional rules. Not the official calculator; nothing is "
    "stored."
)
LONGEST = 40
MOST_CENTS = 10**14
DECIMALS = ("quantity", "unit_cost", "real_escalation")


def _decimal(help_text: str, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST, help_text=help_text, **kwargs)


class DepositLineSerializer(StrictSerializer):
    """One item of a plan. Numbers with decimals are text, so that they stay exact."""

    code = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=KINDS)
    unit = serializers.CharField(max_length=20, allow_blank=True, default="")
    quantity = _decimal("At most three decimals.")
    unit_cost = _decimal("Dollars for one unit, at most two decimals.")
    first_year = serializers.IntegerField()
    last_year = serializers.IntegerField()
    every = serializers.IntegerField(default=1, help_text="Every so many years, counted from the first.")
    real_escalation = _decimal("Fraction a year above the index; 0.01 stands for 1 %.", default="0")
    in_perpetuity = serializers.BooleanField(default=False, help_text="Goes on after year 20.")


class DepositInputSerializer(StrictSerializer):
    """A plan to try out."""

    lines = DepositLineSerializer(many=True)
    rate = _decimal("Real discount rate as a fraction: 0.032 stands for 3.2 %.")
    timing = serializers.ChoiceField(
        choices=[timing.value for timing in Timing], default=Timing.ADVANCE.value
    )
    contingency = _decimal("Fraction of each year's lines.", default="0")
    administration_cents = serializers.IntegerField(default=0, min_value=0, max_value=MOST_CENTS)
    tail_cents = serializers.IntegerField(
        default=None,
        allow_null=True,
        min_value=0,
        max_value=MOST_CENTS,
        help_text="Cost of each year after year 20; null: worked out from the lines that go on.",
    )


class DepositYearSerializer(serializers.Serializer[Any]):
    """A year of the schedule; the last stands for every year after."""

    year = serializers.IntegerField()
    payment_cents = serializers.IntegerField()
    factor = serializers.CharField()
    present_value_dollars = serializers.CharField(help_text="Six decimals; not to be added up.")
    in_perpetuity = serializers.BooleanField()


class DepositAnswerSerializer(serializers.Serializer[Any]):
    """What comes of it."""

    notice = serializers.SerializerMethodField()
    deposit_cents = serializers.IntegerField(help_text="The Total Fund Deposit, rounded once.")
    undiscounted_cents = serializers.IntegerField(help_text="Years 1 to 20 added up.")
    tail_cents = serializers.IntegerField(source="plan.tail_cents", help_text="Each year after year 20.")
    rate = serializers.CharField()
    timing = serializers.CharField()
    years = DepositYearSerializer(source="rows", many=True)
    warnings = FindingSerializer(many=True)

    def get_notice(self, answer: Answer) -> str:
        """What this is and is not."""
        return NOTICE


class DepositCalculator(ActorView):
    """The deposit of a plan (N48, N49)."""

    permission_classes = [AllowAny]
    throttle_scope: ClassVar[str] = "calculator"
    parser_classes = [JsonBody]

    @extend_schema(
        operation_id="fund_deposit_calculator",
        tags=["fund"],
        request=DepositInputSerializer,
        responses={
            200: DepositAnswerSerializer,
            **{code: OpenApiResponse(RefusalSerializer, description=REASONS[code]) for code in (400, 429)},
        },
    )
    def post(self, request: Request) -> Response:
        """Yearly payments, present values and the deposit; every fault of the plan at once."""
        return Response(
            DepositAnswerSerializer(work_out(asked(read(DepositInputSerializer(data=request.data))))).data
        )


def asked(values: dict[str, Any]) -> Asked:
    """What was sent as the rule reads it. Raises InvalidInput for text that is no number."""
    findings: list[Finding] = []
    lines = []
    for place, line in enumerate(values["lines"]):
        numbers = {
            name: _number(line[name], f"lines[{place}].{name}", findings, row=place + 1) for name in DECIMALS
        }
        lines.append(PlanLine(**{**line, **numbers}))
    rate = _number(values["rate"], "rate", findings)
    contingency = _number(values["contingency"], "contingency", findings)
    if findings:
        raise InvalidInput(findings)
    return Asked(
        lines=lines,
        rate=rate,
        timing=Timing(values["timing"]),
        contingency=contingency,
        administration_cents=values["administration_cents"],
        tail_cents=values["tail_cents"],
    )


def _number(text: str, field: str, findings: list[Finding], *, row: int | None = None) -> Decimal:
    try:
        return parse_decimal(text)
    except ValueError:
        message = "Enter a plain number as text, for example 0.032."
        findings.append(Finding("deposit.not_a_number", message, field, row=row))
        return Decimal(0)
