"""The site boundary and species polygons over the API: a GeoJSON file, or the same as JSON."""

import json
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import DeskView, FindingSerializer, StrictSerializer, changing, described, read
from assessments.api.sections import WrittenSerializer
from assessments.models import SiteBoundary
from assessments.sections import section_of
from assessments.services import boundaries
from assessments.services.editing import section_version
from registry.bodies import MEGABYTE, JsonBody, UploadBody
from registry.findings import NotVisible

LARGEST_AREA_M2 = 10**12
"""More than all of New South Wales."""


class BoundarySerializer(serializers.ModelSerializer[SiteBoundary]):
    """The outline of the site, normalised, with its area on an equal-area projection."""

    id = serializers.UUIDField(source="public_id")
    warnings = FindingSerializer(many=True)
    version = serializers.SerializerMethodField()

    class Meta:
        model = SiteBoundary
        fields = [
            "id",
            "claimed_area_m2",
            "area_m2",
            "geojson",
            "vertices",
            "west",
            "south",
            "east",
            "north",
            "source_name",
            "source_sha256",
            "transform",
            "warnings",
            "version",
        ]
        read_only_fields = fields

    def get_version(self, boundary: SiteBoundary) -> int:
        """Version of the section, to send back with the next boundary."""
        version: int = self.context["version"]
        return version


class PolygonFileSerializer(StrictSerializer):
    """A GeoJSON file."""

    file = serializers.FileField(allow_empty_file=True)
    version = serializers.IntegerField(
        min_value=0, help_text="Version of the section; 0 before its first change."
    )


class PolygonJsonSerializer(StrictSerializer):
    """GeoJSON: a Polygon, MultiPolygon, Feature or FeatureCollection."""

    geojson = serializers.JSONField()
    version = serializers.IntegerField(
        min_value=0, help_text="Version of the section; 0 before its first change."
    )


class BoundaryFileSerializer(PolygonFileSerializer):
    """A GeoJSON file and the area it is said to have."""

    claimed_area_m2 = serializers.IntegerField(min_value=1, max_value=LARGEST_AREA_M2)


class BoundaryJsonSerializer(PolygonJsonSerializer):
    """GeoJSON and the area it is said to have."""

    claimed_area_m2 = serializers.IntegerField(min_value=1, max_value=LARGEST_AREA_M2)


class MeasuredSerializer(WrittenSerializer):
    """The row that was written, the section's new version, and the area that was measured."""

    area_m2 = serializers.IntegerField()


class PolygonView(DeskView):
    """Takes a polygon as a file or as JSON."""

    parser_classes = [JsonBody, UploadBody]
    largest_body_bytes = 6 * MEGABYTE
    file_shape: type[StrictSerializer] = PolygonFileSerializer
    json_shape: type[StrictSerializer] = PolygonJsonSerializer

    @property
    def throttle_scope(self) -> str:
        """Uploads are counted by themselves."""
        return "upload" if self.request.method == "PUT" else ""

    def polygon(self, request: Request) -> tuple[dict[str, Any], str, bytes]:
        """The checked values, the file's name and its bytes."""
        if (request.content_type or "").startswith("multipart/"):
            values = read(self.file_shape(data=request.data))
            return values, values["file"].name or "boundary.geojson", values["file"].read()
        values = read(self.json_shape(data=request.data))
        return values, "boundary.geojson", json.dumps(values["geojson"]).encode()


class Boundary(PolygonView):
    """The site boundary."""

    file_shape = BoundaryFileSerializer
    json_shape = BoundaryJsonSerializer

    @described("boundary_retrieve", BoundarySerializer)
    def get(self, request: Request, revision_id: UUID) -> Response:
        """The boundary as it is stored; 404 before the first one."""
        revision = self.revision(revision_id)
        stored = SiteBoundary.objects.filter(revision=revision).first()
        if stored is None:
            raise NotVisible("boundary")
        context = {"version": section_version(revision, section_of("boundary"))}
        return Response(BoundarySerializer(stored, context=context).data)

    @changing(
        "boundary_set",
        MeasuredSerializer,
        request={"multipart/form-data": BoundaryFileSerializer, "application/json": BoundaryJsonSerializer},
        refusals=(400, 401, 403, 404, 409, 413, 429),
    )
    def put(self, request: Request, revision_id: UUID) -> Response:
        """Replace the boundary. It is checked, and its area is held against the claimed one."""
        revision = self.own_revision(revision_id)
        values, filename, content = self.polygon(request)
        stored = boundaries.set_boundary(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            filename=filename,
            content=content,
            claimed_area_m2=values["claimed_area_m2"],
            expected_version=values["version"],
        )
        return Response(stored)


class SpeciesPolygon(PolygonView):
    """The polygon of a species' habitat in a zone."""

    @changing(
        "species_polygon_set",
        MeasuredSerializer,
        request={"multipart/form-data": PolygonFileSerializer, "application/json": PolygonJsonSerializer},
        refusals=(400, 401, 403, 404, 409, 413, 429),
    )
    def put(self, request: Request, revision_id: UUID, row_id: UUID) -> Response:
        """Give a row of `species_habitat` a polygon; its area replaces the entered one."""
        revision = self.own_revision(revision_id)
        values, _, content = self.polygon(request)
        stored = boundaries.set_species_polygon(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            habitat_id=str(row_id),
            content=content,
            expected_version=values["version"],
        )
        return Response(stored)
