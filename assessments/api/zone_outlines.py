"""Outlines of vegetation zones over the API: many in one file, or one zone's; as a file or as JSON."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import VERSION, FindingSerializer, changing, described, read
from assessments.api.boundary import PolygonFileSerializer, PolygonJsonSerializer, PolygonView
from assessments.api.public_ids import PublicId
from assessments.api.sections import SectionPages, VersionSerializer, WrittenSerializer
from assessments.models import ZoneOutline
from assessments.sections import section_of
from assessments.services import zone_outlines
from assessments.services.editing import section_version

UPLOAD = {"multipart/form-data": PolygonFileSerializer, "application/json": PolygonJsonSerializer}
REFUSALS = (400, 401, 403, 404, 409, 413, 429)


class ZoneOutlineSerializer(serializers.ModelSerializer[ZoneOutline]):
    """The outline of a zone, normalised, with its area on an equal-area projection."""

    zone = PublicId(help_text="Public id of the zone.")
    zone_key = serializers.CharField(source="zone.key")
    zone_area_m2 = serializers.IntegerField(source="zone.area_m2", help_text="What is calculated with.")
    warnings = FindingSerializer(many=True)

    class Meta:
        model = ZoneOutline
        fields = [
            "zone",
            "zone_key",
            "zone_area_m2",
            "area_m2",
            "geojson",
            "vertices",
            "source_name",
            "source_sha256",
            "transform",
            "warnings",
        ]
        read_only_fields = fields


class OutlinesWrittenSerializer(serializers.Serializer[Any]):
    """The zones whose outline was stored, with its area, and the section's new version."""

    version = serializers.IntegerField()
    zones = serializers.ListField(child=serializers.CharField())
    area_m2 = serializers.DictField(child=serializers.IntegerField(), help_text="By zone.")


class ZoneOutlines(PolygonView):
    """The outlines of a revision's zones."""

    pagination_class = SectionPages

    @described("zone_outlines_list", ZoneOutlineSerializer(many=True), refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID) -> Response:
        """By zone number; zones without an outline are left out."""
        revision = self.revision(revision_id)
        section = section_of(zone_outlines.SECTION)
        rows = ZoneOutline.objects.filter(revision=revision).select_related("zone")
        page = self.page_of(rows.order_by("zone__number", "pk"), ZoneOutlineSerializer)
        facts = {"version": section_version(revision, section), "applies": section.applies_to(revision)}
        return Response({**facts, **page.data})

    @changing("zone_outlines_set", OutlinesWrittenSerializer, request=UPLOAD, refusals=REFUSALS)
    def put(self, request: Request, revision_id: UUID) -> Response:
        """Store the outlines of all zones that the features name (`zone`, `zone_key` or `name`): whole or not at
        all. Other zones keep theirs."""
        revision = self.own_revision(revision_id)
        values, filename, content = self.polygon(request)
        return Response(
            zone_outlines.set_outlines(
                actor=self.actor,
                key=self.key,
                revision_id=revision.pk,
                filename=filename,
                content=content,
                expected_version=values["version"],
            )
        )


class ZoneOutlineDetail(PolygonView):
    """The outline of one zone."""

    @changing("zone_outline_set", OutlinesWrittenSerializer, request=UPLOAD, refusals=REFUSALS)
    def put(self, request: Request, revision_id: UUID, zone_id: UUID) -> Response:
        """Store the outline; all the polygons of the file are this zone's."""
        revision = self.own_revision(revision_id)
        values, filename, content = self.polygon(request)
        return Response(
            zone_outlines.set_outlines(
                actor=self.actor,
                key=self.key,
                revision_id=revision.pk,
                zone_id=str(zone_id),
                filename=filename,
                content=content,
                expected_version=values["version"],
            )
        )

    @changing("zone_outline_remove", WrittenSerializer, parameters=[VERSION])
    def delete(self, request: Request, revision_id: UUID, zone_id: UUID) -> Response:
        """Remove the outline; the zone stays. The version of the section of zones comes in the query."""
        revision = self.own_revision(revision_id)
        query = read(VersionSerializer(data=request.query_params))
        return Response(
            zone_outlines.remove_outline(
                actor=self.actor,
                key=self.key,
                revision_id=revision.pk,
                zone_id=str(zone_id),
                expected_version=query["version"],
            )
        )
