"""Imports of the published register over the API: read only. Files are given on the page or by manage.py."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from credits.registers import selectors
from credits.registers.models import RegisterFile, RegisterImport, RegisterRemark
from registry.api import ActorView, Pages


class RegisterFileSerializer(serializers.ModelSerializer[RegisterFile]):
    """One of the two files."""

    class Meta:
        model = RegisterFile
        fields = ["kind", "filename", "sha256", "format", "rows"]
        read_only_fields = fields


class RegisterImportSerializer(serializers.ModelSerializer[RegisterImport]):
    """An import, from the files to the replayed ledger."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.CharField(help_text="reading, staged, replayed, refused or discarded.")
    job = serializers.UUIDField(source="job.public_id", default=None, allow_null=True)
    refused = serializers.IntegerField(source="refused_count")
    repaired = serializers.IntegerField(source="repaired_count")
    doubtful = serializers.IntegerField(source="doubtful_count")

    class Meta:
        model = RegisterImport
        fields = ["id", "state", "job", "requested_at", "finished_at", "refused", "repaired", "doubtful"]
        read_only_fields = fields


class RegisterImportDetailSerializer(RegisterImportSerializer):
    """An import with its files and facts (docs/real-register.md names the keys)."""

    files = RegisterFileSerializer(many=True)
    facts = serializers.DictField()

    class Meta(RegisterImportSerializer.Meta):
        fields = [*RegisterImportSerializer.Meta.fields, "files", "facts"]
        read_only_fields = fields


class RegisterRemarkSerializer(serializers.ModelSerializer[RegisterRemark]):
    """A line that was refused or repaired, or a lot that is doubtful."""

    kind = serializers.CharField(help_text="refused, repaired or doubtful.")
    file = serializers.CharField(help_text="supply or transactions.")

    class Meta:
        model = RegisterRemark
        fields = ["kind", "file", "row", "column", "code", "reason", "lot_number"]
        read_only_fields = fields


class RegisterImports(ActorView):
    """All imports."""

    @extend_schema(operation_id="register_imports_list", responses=RegisterImportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Newest first, fifty a page."""
        pages = Pages()
        found = pages.paginate_queryset(selectors.imports(self.actor), request, view=self)
        return pages.get_paginated_response(RegisterImportSerializer(found, many=True).data)


class RegisterImportDetail(ActorView):
    """One import."""

    @extend_schema(operation_id="register_imports_retrieve", responses=RegisterImportDetailSerializer)
    def get(self, request: Request, import_id: UUID) -> Response:
        """Its state, files, facts and counts."""
        found = selectors.import_for(self.actor, import_id)
        for kind, number in selectors.remark_counts(found).items():
            setattr(found, f"{kind}_count", number)
        return Response(RegisterImportDetailSerializer(found).data)


class RegisterImportRemarks(ActorView):
    """What an import has to say."""

    @extend_schema(
        operation_id="register_imports_remarks",
        responses=RegisterRemarkSerializer(many=True),
        parameters=[OpenApiParameter("kind", str, enum=[kind for kind, _ in RegisterRemark.KINDS])],
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        """Refused (unless another kind is asked for), repaired or doubtful; fifty a page."""
        found = selectors.import_for(self.actor, import_id)
        kind = request.query_params.get("kind", RegisterRemark.REFUSED)
        if kind not in dict(RegisterRemark.KINDS):
            raise serializers.ValidationError({"kind": ["Choose refused, repaired or doubtful."]})
        pages = Pages()
        rows: Any = pages.paginate_queryset(selectors.remarks(found, kind), request, view=self)
        return pages.get_paginated_response(RegisterRemarkSerializer(rows, many=True).data)
