"""Stored calculations over the API: every input, every intermediate, every credit line, and the hash over them."""

import json
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import selectors
from assessments.api.answers import DeskView, NothingSerializer, changing, described, read
from assessments.api.method_data import CaseInputSerializer, CaseOutcomeSerializer
from assessments.api.revision_shapes import CalculationBriefSerializer
from assessments.models import Calculation, CreditLineRecord
from assessments.services import calculating

NOTICE = "Not the official calculator or register."


class CalculationSerializer(CalculationBriefSerializer):
    """A stored calculation. It is never changed; calculating again adds a version."""

    notice = serializers.SerializerMethodField()
    revision = serializers.UUIDField(source="revision.public_id")
    release_checksum = serializers.CharField(source="release.checksum")
    inputs = serializers.SerializerMethodField()
    context = serializers.SerializerMethodField()  # type: ignore[assignment]
    outcome = serializers.SerializerMethodField()

    def get_notice(self, calculation: Calculation) -> str:
        """What this is not."""
        return NOTICE

    @extend_schema_field(CaseInputSerializer)
    def get_inputs(self, calculation: Calculation) -> Any:
        """Everything that went in; the assessment calculator takes it as it is."""
        return json.loads(calculation.inputs_text)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_context(self, calculation: Calculation) -> Any:
        """What documents show beside the numbers: names, texts, data versions."""
        return json.loads(calculation.context_text)

    @extend_schema_field(CaseOutcomeSerializer)
    def get_outcome(self, calculation: Calculation) -> Any:
        """Every intermediate and result."""
        return json.loads(calculation.outcome_text)


class CreditLineSerializer(serializers.ModelSerializer[CreditLineRecord]):
    """One credit line. `credits` is null while the line is not computed."""

    class Meta:
        model = CreditLineRecord
        fields = [
            "line",
            "credit_class",
            "pct_id",
            "scientific_name",
            "community_name",
            "zone_key",
            "area_m2",
            "individuals",
            "credits",
            "tradeable",
            "provisional",
            "potential_saii",
        ]
        read_only_fields = fields


class CalculatedSerializer(serializers.Serializer[Any]):
    """The calculation that was stored."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()


class Calculations(DeskView):
    """The stored calculations of a revision."""

    @described("calculations_list", CalculationBriefSerializer(many=True), refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID) -> Response:
        """Newest first. Those that a later one replaced are shown to the lead assessor alone."""
        revision = self.revision(revision_id)
        rows = selectors.calculations_visible_to(self.actor).filter(revision=revision).order_by("-version")
        return self.page_of(
            rows.defer("inputs_text", "context_text", "outcome_text"), CalculationBriefSerializer
        )

    @changing("calculations_create", CalculatedSerializer, status=201, request=NothingSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Calculate the open revision as it stands and store the result as the next version."""
        revision = self.own_revision(revision_id)
        read(NothingSerializer(data=request.data))
        stored = calculating.calculate(actor=self.actor, key=self.key, revision_id=revision.pk)
        return Response(stored, status=201)


class CalculationDetail(DeskView):
    """One stored calculation."""

    @described("calculations_retrieve", CalculationSerializer, refusals=(401, 404))
    def get(self, request: Request, calculation_id: UUID) -> Response:
        """With inputs, outcome and hash."""
        return Response(CalculationSerializer(selectors.calculation_for(self.actor, calculation_id)).data)


class CreditLines(DeskView):
    """The credit lines of a calculation."""

    @described("credit_lines_list", CreditLineSerializer(many=True), refusals=(401, 404))
    def get(self, request: Request, calculation_id: UUID) -> Response:
        """In the order of the calculation."""
        calculation = selectors.calculation_for(self.actor, calculation_id)
        return self.page_of(calculation.credit_lines.order_by("line"), CreditLineSerializer)
