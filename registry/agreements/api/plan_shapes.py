"""How the management plan and its costs look over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.agreements import plan_costs
from registry.agreements.models import (
    AgreedPlan,
    PlanAction,
    PlanCost,
)
from registry.agreements.money_terms import ShownDeposit


class PlanActionSerializer(serializers.ModelSerializer[PlanAction]):
    """A management action."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = PlanAction
        fields = [
            "id",
            "action_code",
            "title",
            "description",
            "location",
            "first_year",
            "last_year",
            "frequency",
        ]
        read_only_fields = fields


class PlanCostSerializer(serializers.ModelSerializer[PlanCost]):
    """One amount: of an action (or the plan as a whole) for a purpose in a year (none: each year from 21 on)."""

    action_id = serializers.UUIDField(source="action.public_id", allow_null=True, default=None)

    class Meta:
        model = PlanCost
        fields = ["action_id", "purpose", "year", "amount_cents"]
        read_only_fields = fields


class DepositSerializer(serializers.Serializer[ShownDeposit]):
    """The Total Fund Deposit of a plan: computed, never typed in (N49); not the department's own calculator."""

    deposit_cents = serializers.IntegerField(
        allow_null=True, help_text="Present value of all payments; null where it is not computed."
    )
    undiscounted_cents = serializers.IntegerField(allow_null=True)
    rate = serializers.CharField(help_text="Discount rate a year; empty where there is none.")
    rate_reason = serializers.CharField()
    timing = serializers.CharField(help_text="When in its year a payment is made.")
    frozen_on = serializers.DateField(allow_null=True, help_text="With the signed agreement.")
    provisional = serializers.ListField(
        child=serializers.CharField(), help_text="Rules it rests on that are confirmed nowhere."
    )
    problem = serializers.CharField(help_text="Why it is not computed; empty where it is.")


class PlanSerializer(serializers.ModelSerializer[AgreedPlan]):
    """A version of the management plan with its costs."""

    id = serializers.UUIDField(source="public_id")
    actions = PlanActionSerializer(many=True)
    costs = PlanCostSerializer(many=True)
    years_1_to_20_cents = serializers.SerializerMethodField()
    ongoing_cents = serializers.SerializerMethodField()
    missing_years = serializers.SerializerMethodField()
    total_fund_deposit = serializers.SerializerMethodField()

    class Meta:
        model = AgreedPlan
        fields = [
            "id",
            "version",
            "note",
            "frozen_at",
            "created_at",
            "actions",
            "costs",
            "years_1_to_20_cents",
            "ongoing_cents",
            "missing_years",
            "total_fund_deposit",
        ]
        read_only_fields = fields

    def _totals(self, plan: AgreedPlan) -> plan_costs.PlanTotals:
        return plan_costs.totals(plan.costs.all())

    @extend_schema_field(serializers.IntegerField(help_text="Undiscounted sum of years 1 to 20."))
    def get_years_1_to_20_cents(self, plan: AgreedPlan) -> int:
        """Undiscounted sum of years 1 to 20."""
        return self._totals(plan).undiscounted_cents

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_ongoing_cents(self, plan: AgreedPlan) -> int | None:
        """Each year from 21 on; null where it is not stated."""
        return self._totals(plan).ongoing_cents

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_missing_years(self, plan: AgreedPlan) -> list[int]:
        """Years for which nothing is stated."""
        return list(self._totals(plan).missing_years)

    @extend_schema_field(DepositSerializer())
    def get_total_fund_deposit(self, plan: AgreedPlan) -> Any:
        """Computed from the costs of this version."""
        return DepositSerializer(self.context["deposits"][plan.pk]).data
