"""All future values of a management zone at once."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import DeskView, StrictSerializer, changing, read
from assessments.api.sections import WrittenSerializer
from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.services import future_values


class FutureValuesSerializer(StrictSerializer):
    """Future means by attribute code."""

    values = serializers.DictField(
        child=serializers.DecimalField(max_digits=8, decimal_places=3, min_value=0, allow_null=True),
        help_text=f"Attributes: {', '.join(ATTRIBUTE_CODES)}. One left out, or null, has no future value.",
    )
    reason = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    version = serializers.IntegerField(min_value=0, help_text="Version of the section management_zones.")


class FutureValues(DeskView):
    """The future values of a management zone."""

    @changing("future_values_set", WrittenSerializer, request=FutureValuesSerializer)
    def put(self, request: Request, revision_id: UUID, management_zone_id: UUID) -> Response:
        """Replace them all: an attribute that is not sent has none afterwards."""
        revision = self.own_revision(revision_id)
        sent = read(FutureValuesSerializer(data=request.data))
        nothing: dict[str, Any] = dict.fromkeys(ATTRIBUTE_CODES)
        stored = future_values.set_future_values(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            management_zone_id=str(management_zone_id),
            values=nothing | sent["values"],
            reason=sent["reason"],
            expected_version=sent["version"],
        )
        return Response(stored)
