"""How the management plan and its costs look over the API."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.agreements import plan_costs
from registry.agreements.models import (
    AgreedPlan,
    PlanAction,
    PlanCost,
)


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


class PlanSerializer(serializers.ModelSerializer[AgreedPlan]):
    """A version of the management plan with its costs."""

    id = serializers.UUIDField(source="public_id")
    actions = PlanActionSerializer(many=True)
    costs = PlanCostSerializer(many=True)
    years_1_to_20_cents = serializers.SerializerMethodField()
    ongoing_cents = serializers.SerializerMethodField()
    missing_years = serializers.SerializerMethodField()

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
