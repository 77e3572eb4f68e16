"""How the findings about landholder, land, interests and activities look over the API."""

from typing import Any

from rest_framework import serializers

from registry.agreements.models import (
    EligibilityFinding,
    InterestHolder,
    PermittedActivity,
)


class EligibilityFindingSerializer(serializers.ModelSerializer[EligibilityFinding]):
    """An officer's answer to one criterion."""

    found_by = serializers.CharField(source="found_by.name")

    class Meta:
        model = EligibilityFinding
        fields = ["subject", "criterion", "met", "reason", "found_by", "found_at"]
        read_only_fields = fields


class OutcomeSerializer(serializers.Serializer[Any]):
    """How the person or the land stands."""

    state = serializers.CharField(help_text="met, not_met or open")
    missing = serializers.ListField(child=serializers.CharField(), help_text="Criteria not answered.")
    failed = serializers.ListField(child=serializers.CharField(), help_text="Criteria answered no.")


class EligibilitySerializer(serializers.Serializer[Any]):
    """Person and land, apart, with every answer, oldest first."""

    person = OutcomeSerializer()
    land = OutcomeSerializer()
    findings = EligibilityFindingSerializer(many=True)


class CriterionSerializer(serializers.Serializer[Any]):
    """A question about the landholder or the land."""

    subject = serializers.CharField()
    code = serializers.CharField()
    question = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    mark = serializers.CharField(help_text="How sure the source is: “memory” was not read in the instrument.")


class InterestHolderSerializer(serializers.ModelSerializer[InterestHolder]):
    """Somebody else with an interest in the land."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = InterestHolder
        fields = ["id", "name", "interest", "answer", "answered_on", "evidence"]
        read_only_fields = fields


class PermittedActivitySerializer(serializers.ModelSerializer[PermittedActivity]):
    """An activity with its standing finding; only one found harmless is permitted."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = PermittedActivity
        fields = ["id", "activity", "conditions", "harmless", "finding", "found_at"]
        read_only_fields = fields
