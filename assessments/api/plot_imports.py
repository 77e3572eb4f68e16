"""Plot files over the API: upload, look at every finding, correct, commit or discard."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import policies, selectors
from assessments.api.answers import (
    DeskView,
    FindingSerializer,
    NothingSerializer,
    StrictSerializer,
    changing,
    described,
    read,
    require,
)
from assessments.models import PlotImport, PlotImportRow
from assessments.plots.rows import CELL_LENGTH_MAXIMUM
from assessments.plots.template import COLUMNS
from assessments.services import importing
from registry.api import Pages
from registry.bodies import JsonBody, UploadBody


class PlotImportSerializer(serializers.ModelSerializer[PlotImport]):
    """A plot file between upload and commit."""

    id = serializers.UUIDField(source="public_id")
    revision = serializers.UUIDField(source="revision.public_id")
    job = serializers.UUIDField(
        source="job.public_id",
        default=None,
        allow_null=True,
        help_text="The job that reads a large file; see jobs/{id}/.",
    )
    file_findings = FindingSerializer(many=True)

    class Meta:
        model = PlotImport
        fields = [
            "id",
            "revision",
            "filename",
            "sha256",
            "state",
            "job",
            "file_findings",
            "rows",
            "rows_with_errors",
            "rows_with_warnings",
            "uploaded_at",
        ]
        read_only_fields = fields


class StagedRowSerializer(serializers.ModelSerializer[PlotImportRow]):
    """One row as it stands in the file, with what is wrong in it."""

    cells = serializers.DictField(child=serializers.CharField(), source="raw")
    findings = FindingSerializer(many=True)

    class Meta:
        model = PlotImportRow
        fields = ["row_number", "cells", "findings", "has_errors", "has_warnings"]
        read_only_fields = fields


class StagedPages(Pages):
    """A page of rows with the file's own state beside it."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of the page."""
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        page["properties"] = {
            "plot_import": {"$ref": "#/components/schemas/PlotImport"},
            **page["properties"],
        }
        return page


class UploadSerializer(StrictSerializer):
    """A file in the 32-column template, CSV or XLSX."""

    file = serializers.FileField(allow_empty_file=True)


class UploadedSerializer(serializers.Serializer[Any]):
    """The staged file; `job_id` when it is large and a job reads it."""

    id = serializers.UUIDField()
    job_id = serializers.UUIDField(allow_null=True)


class CorrectionSerializer(StrictSerializer):
    """Cells of one row to correct."""

    row_number = serializers.IntegerField(min_value=1, help_text="As the spreadsheet counts.")
    cells = serializers.DictField(
        child=serializers.CharField(max_length=CELL_LENGTH_MAXIMUM, allow_blank=True),
        allow_empty=False,
        help_text=f"By column: {', '.join(column.name for column in COLUMNS)}.",
    )


class CorrectedSerializer(serializers.Serializer[Any]):
    """How many rows have errors after the correction; the whole file was checked again."""

    id = serializers.UUIDField()
    rows_with_errors = serializers.IntegerField()


class CommitSerializer(StrictSerializer):
    """What happens to plots that are there already."""

    replace = serializers.BooleanField(
        default=False, help_text="Replace plots of the same zone and name; otherwise they are refused."
    )


class CommittedSerializer(serializers.Serializer[Any]):
    """What came into the assessment."""

    id = serializers.UUIDField()
    plots = serializers.IntegerField()
    zones = serializers.IntegerField()
    replaced = serializers.IntegerField()


class DiscardedSerializer(serializers.Serializer[Any]):
    """The file that was put aside."""

    id = serializers.UUIDField()


class PlotImports(DeskView):
    """The plot files of a revision."""

    parser_classes = [UploadBody]

    @property
    def throttle_scope(self) -> str:
        """Uploads are counted by themselves."""
        return "upload" if self.request.method == "POST" else ""

    @described("plot_imports_list", PlotImportSerializer(many=True))
    def get(self, request: Request, revision_id: UUID) -> Response:
        """The files you uploaded to this revision, newest first."""
        revision = self.own_revision(revision_id)
        rows = PlotImport.objects.filter(revision=revision).select_related("revision", "job")
        return self.page_of(rows.order_by("-uploaded_at", "-pk"), PlotImportSerializer)

    @changing(
        "plot_imports_create",
        UploadedSerializer,
        status=201,
        request={"multipart/form-data": UploadSerializer},
        refusals=(400, 401, 403, 404, 409, 413, 429),
    )
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Upload a plot file. Nothing reaches the assessment before it is committed."""
        revision = self.own_revision(revision_id)
        file = read(UploadSerializer(data=request.data))["file"]
        staged = importing.upload(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            filename=file.name or "plots",
            content=file.read(),
        )
        return Response(staged, status=201)


class PlotImportView(DeskView):
    """One staged file, for the lead assessor alone."""

    parser_classes = [JsonBody]

    def staged(self, import_id: UUID) -> PlotImport:
        """The file. Raises NotVisible, NotAllowed."""
        staged = selectors.plot_import_for(self.actor, import_id)
        require(policies.may_edit(self.actor, staged.revision.assessment))
        return staged


class PlotImportDetail(PlotImportView):
    """One staged file and its rows."""

    pagination_class = StagedPages

    @described(
        "plot_imports_retrieve",
        StagedRowSerializer(many=True),
        refusals=(401, 404),
        parameters=[
            OpenApiParameter(
                "only",
                str,
                enum=["errors", "warnings"],
                description="Only rows with errors, or with warnings.",
            )
        ],
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        """The file's state with a page of its rows and every finding in them."""
        staged = self.staged(import_id)
        rows = staged.staged_rows.order_by("row_number")
        only = request.query_params.get("only", "")
        if only == "errors":
            rows = rows.filter(has_errors=True)
        elif only == "warnings":
            rows = rows.filter(has_warnings=True)
        elif only:
            raise serializers.ValidationError({"only": ["Choose errors or warnings."]})
        page = self.page_of(rows, StagedRowSerializer)
        return Response({"plot_import": PlotImportSerializer(staged).data, **page.data})

    @changing("plot_imports_correct", CorrectedSerializer, request=CorrectionSerializer)
    def patch(self, request: Request, import_id: UUID) -> Response:
        """Correct cells of one row; the file is checked again as a whole."""
        self.staged(import_id)
        values = read(CorrectionSerializer(data=request.data))
        corrected = importing.correct_row(
            actor=self.actor,
            key=self.key,
            plot_import_id=str(import_id),
            row_number=values["row_number"],
            cells=values["cells"],
        )
        return Response(corrected)


class PlotImportCommit(PlotImportView):
    """Commit."""

    @changing("plot_imports_commit", CommittedSerializer, request=CommitSerializer)
    def post(self, request: Request, import_id: UUID) -> Response:
        """Bring the whole file into the assessment. Rows with errors refuse it; warnings do not."""
        self.staged(import_id)
        values = read(CommitSerializer(data=request.data))
        committed = importing.commit(
            actor=self.actor, key=self.key, plot_import_id=str(import_id), replace=values["replace"]
        )
        return Response(committed)


class PlotImportDiscard(PlotImportView):
    """Discard."""

    @changing("plot_imports_discard", DiscardedSerializer, request=NothingSerializer)
    def post(self, request: Request, import_id: UUID) -> Response:
        """Put the file aside. The assessment is not touched."""
        self.staged(import_id)
        read(NothingSerializer(data=request.data))
        return Response(importing.discard(actor=self.actor, key=self.key, plot_import_id=str(import_id)))
