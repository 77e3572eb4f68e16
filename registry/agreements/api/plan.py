"""The management plan of an agreement and its costs, over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read, require
from registry.agreements import policies, selectors
from registry.agreements.api.answers import AgreementView, DoneSerializer, changing, described
from registry.agreements.api.plan_shapes import PlanSerializer
from registry.agreements.models import PlanCost
from registry.agreements.money_terms import money_terms
from registry.agreements.services import costs, plans

EXPECTED = "Version of the agreement when you read it."


class ActionBodySerializer(StrictSerializer):
    """A management action."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=20_000, allow_blank=True, default="")
    location = serializers.CharField(max_length=300, allow_blank=True, default="")
    first_year = serializers.IntegerField(min_value=1, max_value=20)
    last_year = serializers.IntegerField(
        min_value=1, max_value=20, allow_null=True, default=None, help_text="Null: goes on as maintenance."
    )
    frequency = serializers.CharField(max_length=120, allow_blank=True, default="")
    expected_version = serializers.IntegerField(help_text=EXPECTED)


class CostRowSerializer(StrictSerializer):
    """One amount."""

    action_id = serializers.UUIDField(
        allow_null=True, default=None, help_text="Null: of the plan as a whole."
    )
    purpose = serializers.ChoiceField(choices=PlanCost.Purpose.choices)
    year = serializers.IntegerField(
        min_value=1, max_value=20, allow_null=True, help_text="Null: each year from 21 on."
    )
    amount_cents = serializers.IntegerField(min_value=0, help_text="Whole cents; zero is an amount.")


class CostsBodySerializer(StrictSerializer):
    """All costs of the open plan."""

    rows = CostRowSerializer(many=True)
    expected_version = serializers.IntegerField(help_text=EXPECTED)


class Plans(AgreementView):
    """Versions of the plan."""

    @described("agreement_plans", PlanSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Every version with actions and costs, newest first."""
        agreement = self.agreement(agreement_id)
        plans = selectors.plans_of(agreement)
        deposits = money_terms().shown(agreement, list(plans), on=timezone.localdate())
        return self.page_of(plans, PlanSerializer, deposits=deposits)


class PlanWriting(AgreementView):
    """A view that writes on the open plan."""

    def own(self, agreement_id: UUID) -> None:
        """Raises NotVisible, NotAllowed."""
        require(policies.may_edit_plan(self.actor, self.agreement(agreement_id)))


class PlanCosts(PlanWriting):
    """The costs of the open plan."""

    @changing("agreement_costs_set", DoneSerializer, request=CostsBodySerializer)
    def put(self, request: Request, agreement_id: UUID) -> Response:
        """Replace all costs, whole or not at all. A finding's `row` counts the rows sent from 1."""
        self.own(agreement_id)
        values = read(CostsBodySerializer(data=request.data))
        rows = [
            {**row, "action_id": str(row["action_id"]) if row["action_id"] else None}
            for row in values["rows"]
        ]
        done = costs.set_costs(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            rows=rows,
            expected_version=values["expected_version"],
        )
        return Response(done)


class PlanActions(PlanWriting):
    """The actions of the open plan."""

    @changing("agreement_action_add", DoneSerializer, status=201, request=ActionBodySerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Add an action."""
        self.own(agreement_id)
        return Response(self.changed(agreement_id, None), status=201)

    def changed(self, agreement_id: UUID, action_id: str | None) -> dict[str, Any]:
        """Add an action or change one, by what was sent."""
        values = read(ActionBodySerializer(data=self.request.data))
        return plans.change_action(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            action_id=action_id,
            **values,
        )


VERSION = OpenApiParameter("version", int, required=True, description=EXPECTED)


class VersionSerializer(serializers.Serializer[Any]):
    """The version of the agreement when it was read."""

    version = serializers.IntegerField()


class PlanActionDetail(PlanActions):
    """One action of the open plan."""

    http_method_names = ["put", "delete", "head", "options"]

    @changing("agreement_action_change", DoneSerializer, request=ActionBodySerializer)
    def put(self, request: Request, agreement_id: UUID, action_id: UUID) -> Response:
        """Change it."""
        self.own(agreement_id)
        return Response(self.changed(agreement_id, str(action_id)))

    @changing("agreement_action_remove", DoneSerializer, parameters=[VERSION])
    def delete(self, request: Request, agreement_id: UUID, action_id: UUID) -> Response:
        """Take it out of the plan with its costs."""
        self.own(agreement_id)
        version = read(VersionSerializer(data=request.query_params))["version"]
        done = plans.remove_action(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            action_id=str(action_id),
            expected_version=version,
        )
        return Response(done)
