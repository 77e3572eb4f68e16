"""Photos and documents of a revision over the API: attach, change what is said of them, fetch, remove."""

from uuid import UUID

from django.http import FileResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import selectors
from assessments.api.answers import BINARY, VERSION, DeskView, StrictSerializer, changing, described, read
from assessments.api.documents import WhateverIsAccepted
from assessments.api.public_ids import PublicId
from assessments.api.sections import SectionPages, VersionSerializer, WrittenSerializer
from assessments.models import Attachment
from assessments.sections import section_of
from assessments.services import attachments
from assessments.services.content import row_of
from assessments.services.editing import section_version
from registry.bodies import MEGABYTE, JsonBody, UploadBody
from registry.findings import NotVisible


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A photo or a document. A photo was made anew from its pixels and holds no metadata."""

    id = serializers.UUIDField(source="public_id")
    zone = PublicId(allow_null=True, help_text="Public id of the zone.")
    plot = PublicId(allow_null=True, help_text="Public id of the plot.")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = [
            "id",
            "kind",
            "caption",
            "taken_on",
            "bearing",
            "zone",
            "plot",
            "source_name",
            "media_type",
            "sha256",
            "size_bytes",
            "width_px",
            "height_px",
            "url",
        ]
        read_only_fields = fields

    def get_url(self, attachment: Attachment) -> str:
        """Where the file is."""
        revision: UUID = self.context["revision"]
        return reverse("api-attachment-file", args=[revision, attachment.public_id])


class AttachmentSaidSerializer(StrictSerializer):
    """What is said of a photo or document."""

    caption = serializers.CharField(max_length=300)
    taken_on = serializers.DateField(required=False, allow_null=True, help_text="Day it was taken or dated.")
    bearing = serializers.IntegerField(
        min_value=0, max_value=359, required=False, allow_null=True, help_text="Degrees the camera looked to."
    )
    zone = PublicId(required=False, allow_null=True, help_text="Public id of a zone of this revision.")
    plot = PublicId(required=False, allow_null=True, help_text="Public id of a plot; it brings its zone.")


class AttachmentUploadSerializer(AttachmentSaidSerializer):
    """A JPEG or PNG photo of at most 12 MB and 40 million pixels, or a PDF of at most 20 MB, with its caption."""

    file = serializers.FileField(allow_empty_file=True)


class AttachmentChangeSerializer(AttachmentSaidSerializer):
    """What is said of it, and the version of the section it was read with."""

    version = serializers.IntegerField(
        min_value=0, required=False, help_text="Version of the section; needed."
    )


class AttachedSerializer(WrittenSerializer):
    """The row, the section's new version, and the properties a PDF keeps (author, program)."""

    kind = serializers.ChoiceField(choices=Attachment.AttachmentKind.choices)
    properties = serializers.DictField(child=serializers.CharField())


class Attachments(DeskView):
    """The photos and documents of a revision."""

    parser_classes = [UploadBody]
    pagination_class = SectionPages
    largest_body_bytes = 21 * MEGABYTE

    @property
    def throttle_scope(self) -> str:
        """Uploads are counted by themselves."""
        return "upload" if self.request.method == "POST" else ""

    @described("attachments_list", AttachmentSerializer(many=True), refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID) -> Response:
        """In the order they were attached."""
        revision = self.revision(revision_id)
        version = section_version(revision, section_of(attachments.SECTION))
        rows = Attachment.objects.filter(revision=revision).select_related("zone", "plot").order_by("pk")
        page = self.page_of(rows, AttachmentSerializer, revision=revision.public_id)
        return Response({"version": version, "applies": True, **page.data})

    @changing(
        "attachment_add",
        AttachedSerializer,
        status=201,
        request={"multipart/form-data": AttachmentUploadSerializer},
        refusals=(400, 401, 403, 404, 409, 413, 429),
    )
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Attach a file. What it is, its bytes say; a photo is encoded anew without its metadata."""
        revision = self.own_revision(revision_id)
        values = read(AttachmentUploadSerializer(data=request.data))
        upload = values.pop("file")
        made = attachments.add(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            filename=upload.name or "file",
            content=upload.read(),
            **values,
        )
        return Response(made, status=201)


class AttachmentDetail(DeskView):
    """One photo or document."""

    parser_classes = [JsonBody]

    @described("attachment_retrieve", AttachmentSerializer, refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID, row_id: UUID) -> Response:
        """What is said of it."""
        revision = self.revision(revision_id)
        row = row_of(revision, section_of(attachments.SECTION), row_id)
        return Response(AttachmentSerializer(row, context={"revision": revision.public_id}).data)  # type: ignore[arg-type]

    @changing("attachment_change", WrittenSerializer, request=AttachmentChangeSerializer)
    def patch(self, request: Request, revision_id: UUID, row_id: UUID) -> Response:
        """Change the fields that are sent; the file itself never changes."""
        revision = self.own_revision(revision_id)
        values = read(AttachmentChangeSerializer(data=request.data, partial=True))
        version = values.pop("version", None)
        if version is None:
            raise serializers.ValidationError(
                {"version": [ErrorDetail("Send the version of the section as you read it.", "required")]}
            )
        changed = attachments.change(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            row_id=str(row_id),
            values=values,
            expected_version=version,
        )
        return Response(changed)

    @changing("attachment_remove", WrittenSerializer, parameters=[VERSION])
    def delete(self, request: Request, revision_id: UUID, row_id: UUID) -> Response:
        """Remove it. The version comes in the query."""
        revision = self.own_revision(revision_id)
        query = read(VersionSerializer(data=request.query_params))
        removed = attachments.remove(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            row_id=str(row_id),
            expected_version=query["version"],
        )
        return Response(removed)


class AttachmentFile(DeskView):
    """The file of a photo or document."""

    content_negotiation_class = WhateverIsAccepted

    @described(
        "attachment_file",
        {(200, media_type): BINARY for media_type in attachments.ENDINGS},
        refusals=(401, 404),
    )
    def get(self, request: Request, revision_id: UUID, row_id: UUID) -> FileResponse:
        """The stored bytes, to be saved."""
        row = selectors.attachment_for(self.actor, revision_id, row_id)
        try:
            stream = row.file.open("rb")
        except FileNotFoundError:
            raise NotVisible("file") from None
        name = attachments.filename_of(row)
        return FileResponse(stream, as_attachment=True, filename=name, content_type=row.media_type)
