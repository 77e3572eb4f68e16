"""The payment schedule of an agreement over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import REASONS, RefusalSerializer
from registry.agreements.selectors import agreement_for
from registry.api import ActorView
from registry.findings import NotVisible
from registry.fund.selectors.schedule_rows import Shown, YearRow, schedule_of


class ScheduleVersionSerializer(serializers.Serializer[Any]):
    """A version of the schedule, frozen with its rate and rules."""

    version = serializers.IntegerField()
    from_year = serializers.IntegerField(help_text="First management year it applies to.")
    frozen_on = serializers.DateField()
    rate = serializers.CharField()
    rate_reason = serializers.CharField()
    timing = serializers.CharField()
    total_fund_deposit_cents = serializers.IntegerField(help_text="Present value of its plan, rounded once.")
    extra_deposit_cents = serializers.IntegerField()
    undiscounted_cents = serializers.IntegerField()
    tail_cents = serializers.IntegerField()
    base_series = serializers.CharField()
    base_quarter = serializers.DateField(allow_null=True)


class FrozenRuleSerializer(serializers.Serializer[Any]):
    """A rule as it was frozen with the schedule, and how sure it is."""

    code = serializers.CharField()
    value = serializers.CharField()
    standing = serializers.CharField(help_text="confirmed, choice, memory or open.")
    source = serializers.CharField()  # type: ignore[assignment]
    demo = serializers.BooleanField()


class ScheduleRowSerializer(serializers.Serializer[Any]):
    """One management year: what it pays and what became of it, all owners together."""

    year = serializers.IntegerField()
    version = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    real_cents = serializers.IntegerField()
    by_purpose = serializers.DictField(child=serializers.IntegerField())
    maintenance = serializers.BooleanField()
    remaining_cents = serializers.IntegerField(help_text="Present value of every payment after this year.")
    report_due_on = serializers.DateField(allow_null=True)
    report_state = serializers.SerializerMethodField()
    payment = serializers.CharField(source="payment.standing")
    held_for = serializers.ListField(source="payment.reasons", child=serializers.CharField())
    base_index = serializers.CharField(source="payment.base_index")
    due_index = serializers.CharField(source="payment.due_index")
    gross_cents = serializers.IntegerField(source="payment.gross_cents", allow_null=True)
    paid_cents = serializers.IntegerField(source="payment.paid_cents", help_text="With tax.")
    gst_cents = serializers.IntegerField(source="payment.gst_cents")
    set_off_cents = serializers.IntegerField(source="payment.set_off_cents")

    def get_report_state(self, row: YearRow) -> str:
        """Empty where none was begun."""
        return row.report.state if row.report else ""


class AgreementScheduleSerializer(serializers.Serializer[Any]):
    """The schedule as it stands."""

    agreement = serializers.CharField()
    rows = ScheduleRowSerializer(many=True)
    tail_cents = serializers.IntegerField(help_text="Each year after the last row, without end.")
    tail_by_purpose = serializers.DictField(child=serializers.IntegerField())
    versions = ScheduleVersionSerializer(many=True)
    rules = FrozenRuleSerializer(many=True)


class AgreementSchedule(ActorView):
    """The payment schedule (N48, N62)."""

    @extend_schema(
        operation_id="fund_schedule",
        tags=["fund"],
        responses={200: AgreementScheduleSerializer, 401: RefusalSerializer, 404: RefusalSerializer},
        description=REASONS[404],
    )
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Every year with what became of it, every version, and the rules behind it. 404 before the signature."""
        shown: Shown | None = schedule_of(agreement_for(self.actor, agreement_id), today=timezone.localdate())
        if shown is None:
            raise NotVisible("schedule")
        return Response(AgreementScheduleSerializer(shown).data)
