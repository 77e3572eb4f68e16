"""The facts an assessor can supply, for programs that fill the section `facts`."""

from typing import Any

from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import DeskView, described
from assessments.fact_codes import FACT_CODES


class FactCodeSerializer(serializers.Serializer[Any]):
    """A fact: what it is about, and either its choices or its range of numbers."""

    code = serializers.CharField()
    subject_kind = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    choices = serializers.ListField(child=serializers.CharField(), help_text="Empty for a number.")
    minimum = serializers.DecimalField(max_digits=9, decimal_places=2)
    maximum = serializers.DecimalField(max_digits=9, decimal_places=2)


class FactCodes(DeskView):
    """Facts an assessor can supply."""

    permission_classes = [AllowAny]
    pagination_class = None  # type: ignore[assignment]

    @described("fact_codes_list", FactCodeSerializer(many=True), refusals=())
    def get(self, request: Request) -> Response:
        """All of them; the list is short and does not change."""
        return Response(FactCodeSerializer(FACT_CODES, many=True).data)
