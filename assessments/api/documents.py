"""Documents over the API: what there is, ask for them, fetch one."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import selectors
from assessments.api.answers import BINARY, DeskView, NothingSerializer, changing, described, read
from assessments.models import ReportDocument
from assessments.services import documents


class DocumentSerializer(serializers.ModelSerializer[ReportDocument]):
    """A file built from one stored calculation: a report as PDF or Excel workbook, or the set of all as an archive. The
    same calculation gives the same bytes. `pages` counts the pages of a PDF, the sheets of a workbook, the files of an
    archive."""

    id = serializers.UUIDField(source="public_id")
    calculation = serializers.UUIDField(source="calculation.public_id")
    calculation_version = serializers.IntegerField(source="calculation.version")
    url = serializers.SerializerMethodField()

    class Meta:
        model = ReportDocument
        fields = [
            "id",
            "kind",
            "format",
            "draft",
            "calculation",
            "calculation_version",
            "pages",
            "size_bytes",
            "sha256",
            "built_at",
            "url",
        ]
        read_only_fields = fields

    def get_url(self, document: ReportDocument) -> str:
        """Where the file is."""
        return reverse("api-document-file", args=[document.public_id])


class RequestedSerializer(serializers.Serializer[Any]):
    """The job that builds them, and the calculation they are built from."""

    job_id = serializers.UUIDField()
    calculation_id = serializers.UUIDField()


class Documents(DeskView):
    """The documents of a revision."""

    @described("documents_list", DocumentSerializer(many=True), refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID) -> Response:
        """Newest calculation first. Drafts are shown to the lead assessor alone."""
        revision = self.revision(revision_id)
        rows = selectors.documents_visible_to(self.actor).filter(calculation__revision=revision)
        return self.page_of(
            rows.order_by("-calculation__version", "kind", "format", "pk"), DocumentSerializer
        )

    @changing("documents_create", RequestedSerializer, status=202, request=NothingSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Have a job build the documents of the newest stored calculation, where they are not there yet."""
        revision = self.own_revision(revision_id)
        read(NothingSerializer(data=request.data))
        asked = documents.request(actor=self.actor, key=self.key, revision_id=revision.pk)
        return Response(asked, status=202)


class WhateverIsAccepted(BaseContentNegotiation):
    """A document has one form; a client that asks for it by name still gets its refusals as JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first parser; nothing is sent to a file."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The first renderer."""
        return renderers[0], renderers[0].media_type


class DocumentFile(DeskView):
    """The file of a document."""

    content_negotiation_class = WhateverIsAccepted

    @described(
        "documents_file",
        {(200, media_type): BINARY for media_type in documents.MEDIA_TYPES.values()},
        refusals=(401, 404),
    )
    def get(self, request: Request, document_id: UUID) -> FileResponse:
        """The PDF, workbook or archive, to be saved."""
        document = selectors.document_for(self.actor, document_id)
        return FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=documents.filename_of(document),
            content_type=documents.MEDIA_TYPES[document.format],
        )
