"""Published figures of the scheme for programs, without sign-in."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import RefusalSerializer
from registry.api import ActorView
from registry.fund import figures_asked
from registry.fund.selectors.figures import Figures, figures

NOTICE = "Sums from this registry. Not the official register; no holder or site is named."


class ProtectedSerializer(serializers.Serializer[Any]):
    """Land under agreements in force at the end of a day (N78)."""

    on = serializers.DateField()
    agreements = serializers.IntegerField()
    area_m2 = serializers.IntegerField()
    without_area = serializers.IntegerField(help_text="Agreements without a recorded area.")


class PaidInYearSerializer(serializers.Serializer[Any]):
    """What was paid to landholders in a financial year, without tax (N79)."""

    year = serializers.CharField(source="year.name")
    cents = serializers.IntegerField()
    payments = serializers.IntegerField()
    sites = serializers.IntegerField()


class PurposeSerializer(serializers.Serializer[Any]):
    """A purpose: what was paid for it, and what approved reports say was spent (N80)."""

    purpose = serializers.CharField()
    paid_cents = serializers.IntegerField()
    spent_cents = serializers.IntegerField()
    spent_locally_cents = serializers.IntegerField()


class AgreementCountsSerializer(serializers.Serializer[Any]):
    """Agreements in force now."""

    in_force = serializers.IntegerField()
    active = serializers.IntegerField(help_text="Under full management.")
    passive = serializers.IntegerField(help_text="In force before full management.")
    with_account = serializers.IntegerField()
    funded = serializers.IntegerField(help_text="The whole deposit is received.")
    average_deposit_cents = serializers.IntegerField(allow_null=True)


class FiguresSerializer(serializers.Serializer[Any]):
    """The figures of a day and a financial year."""

    notice = serializers.SerializerMethodField()
    protected = ProtectedSerializer()
    history = ProtectedSerializer(many=True, help_text="At each 30 June.")
    year = serializers.CharField(source="year.name")
    paid = PaidInYearSerializer(many=True)
    average_cents = serializers.IntegerField(
        allow_null=True, help_text="Paid in the year for each site that was paid."
    )
    purposes = serializers.SerializerMethodField()
    local_share_percent = serializers.DecimalField(
        source="local.percent",
        max_digits=5,
        decimal_places=1,
        allow_null=True,
        help_text="Of what approved reports of the year say was spent, what went to people of the area (N81).",
    )
    reports = serializers.IntegerField(source="local.reports")
    agreements = AgreementCountsSerializer()

    def get_notice(self, found: Figures) -> str:
        """What this is and is not."""
        return NOTICE

    def get_purposes(self, found: Figures) -> list[dict[str, Any]]:
        """Every purpose."""
        rows = [
            {
                "purpose": code,
                "paid_cents": cents,
                "spent_cents": found.spent[code].spent_cents if code in found.spent else 0,
                "spent_locally_cents": found.spent[code].local_cents if code in found.spent else 0,
            }
            for code, cents in found.purposes.items()
        ]
        return list(PurposeSerializer(rows, many=True).data)


class PublishedFigures(ActorView):
    """Figures of the scheme (N78-N81)."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="fund_figures",
        tags=["fund"],
        parameters=[
            OpenApiParameter(
                "on", str, description="Day of the protected land, year-month-day; today where left out."
            ),
            OpenApiParameter(
                "year", str, description="Financial year as 2026-27; the present one where left out."
            ),
        ],
        responses={200: FiguresSerializer, 400: RefusalSerializer},
    )
    def get(self, request: Request) -> Response:
        """The figures."""
        today = timezone.localdate()
        on, year = figures_asked.read(request.query_params.dict(), today=today)
        return Response(FiguresSerializer(figures(on=on, year=year, today=today)).data)
