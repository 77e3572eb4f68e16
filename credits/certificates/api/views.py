"""Documents for programs: having one issued, reading what one states, checking a file. Checking needs no sign-in."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import KEY, REASONS, RefusalSerializer, StrictSerializer, read
from credits.certificates import selectors
from credits.certificates.checking import LARGEST_FILE_BYTES
from credits.certificates.models import IssuedDocument
from credits.certificates.selectors import Standing
from credits.certificates.services import issuing, verifying
from credits.certificates.web.views import send_file
from registry.actor import Actor
from registry.api import ActorView, Pages
from registry.bodies import MEGABYTE, JsonBody, UploadBody
from registry.findings import Finding, InvalidInput

NAMES = IssuedDocument.DocumentKind.choices


def _refusals(*codes: int) -> dict[Any, Any]:
    return {code: OpenApiResponse(RefusalSerializer, description=REASONS[code]) for code in codes}


class IssueCertificateSerializer(StrictSerializer):
    """Which document, about what."""

    kind = serializers.ChoiceField(choices=NAMES)
    subject = serializers.UUIDField(
        help_text="Public id of the transfer, retirement, organisation, agreement, application, obligation or quote."
    )
    as_on = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="For a holding statement: the day; today where left out.",
    )


class IssuedCertificateSerializer(serializers.Serializer[Any]):
    """The document that was issued, or the one that says the same already (`again`)."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    again = serializers.BooleanField()


class CertificateStandingSerializer(serializers.Serializer[Standing]):
    """What has become of what a document states."""

    holds = serializers.BooleanField(help_text="Everything that it states is still so.")
    sentence = serializers.CharField()
    newer = serializers.CharField(help_text="Number of a newer document about the same; empty: none.")


class CertificateSerializer(serializers.ModelSerializer[IssuedDocument]):
    """A document without what it states."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=NAMES)

    class Meta:
        model = IssuedDocument
        fields = ("id", "number", "kind", "issued_at", "facts_sha256", "file_sha256", "signer_fingerprint")


class CertificateFactsSerializer(CertificateSerializer):
    """A document with its facts. `complete`: all of them; otherwise names are shown as the public registers show them
    and what is not everybody's is left out."""

    facts = serializers.SerializerMethodField()
    complete = serializers.SerializerMethodField()
    standing = serializers.SerializerMethodField()

    class Meta(CertificateSerializer.Meta):
        fields = (*CertificateSerializer.Meta.fields, "complete", "facts", "standing")  # type: ignore[assignment]

    def _actor(self) -> Actor:
        actor: Actor = self.context["actor"]
        return actor

    def get_facts(self, found: IssuedDocument) -> dict[str, Any]:
        """What the document states."""
        return selectors.facts_for(self._actor(), found)

    def get_complete(self, found: IssuedDocument) -> bool:
        """Is nothing left out?"""
        return selectors.may_read(self._actor(), found)

    def get_standing(self, found: IssuedDocument) -> dict[str, Any]:
        """Whether that is still so today."""
        return dict(CertificateStandingSerializer(selectors.standing(found, today=timezone.localdate())).data)


class NamedCertificateSerializer(serializers.ModelSerializer[IssuedDocument]):
    """A document as far as its number tells. Numbers can be guessed, and so can the names that are missing in otherwise
    public facts: their hash, by which a guess could be tried, is for those who may be told."""

    kind = serializers.ChoiceField(choices=NAMES)
    facts_sha256 = serializers.SerializerMethodField(
        help_text="Empty to who neither sent the file nor may read it."
    )

    class Meta:
        model = IssuedDocument
        fields = ("number", "kind", "issued_at", "facts_sha256")

    def get_facts_sha256(self, found: IssuedDocument) -> str:
        """As it is printed."""
        return found.facts_sha256 if self.context["told"] else ""


class VerifyCertificateSerializer(StrictSerializer):
    """A file, or the number printed on one."""

    file = serializers.FileField(required=False, allow_empty_file=True)
    number = serializers.CharField(required=False, max_length=30)


class VerifiedCertificateSerializer(serializers.Serializer[Any]):
    """`issued`: exactly this file, or a document of this number, was issued. `changed`: it gives itself for the
    document that is named and is not it. `unknown`: not issued here. `unreadable`: no PDF."""

    verdict = serializers.ChoiceField(
        choices=[verifying.ISSUED, verifying.CHANGED, verifying.UNKNOWN, verifying.UNREADABLE]
    )
    sentence = serializers.CharField()
    document = NamedCertificateSerializer(allow_null=True)
    id = serializers.UUIDField(
        allow_null=True, help_text="To read what it states; only to who sent the file or may read it."
    )
    standing = CertificateStandingSerializer(allow_null=True, help_text="Likewise.")


class Documents(ActorView):
    """Documents that were issued."""

    pagination_class = Pages
    parser_classes = [JsonBody]

    @extend_schema(
        operation_id="certificates_list",
        tags=["certificates"],
        parameters=[OpenApiParameter("kind", str, description="Only those of this kind.")],
        responses={200: CertificateSerializer(many=True), **_refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """Those this actor may read in full, newest first."""
        rows = selectors.readable(self.actor)
        if kind := request.query_params.get("kind", ""):
            rows = rows.filter(kind=kind.replace("\x00", ""))
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(CertificateSerializer(found or [], many=True).data)

    @extend_schema(
        operation_id="certificates_issue",
        tags=["certificates"],
        parameters=[KEY],
        request=IssueCertificateSerializer,
        responses={201: IssuedCertificateSerializer, **_refusals(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Have a document issued. The same one comes back while nothing that it states has changed."""
        values = read(IssueCertificateSerializer(data=request.data))
        made = issuing.issue(
            actor=self.actor,
            key=self.key,
            kind=values["kind"],
            subject=str(values["subject"]),
            as_on=values["as_on"],
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class DocumentDetail(ActorView):
    """One document by the id that is printed on it."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="certificates_retrieve",
        tags=["certificates"],
        responses={200: CertificateFactsSerializer, **_refusals(404)},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """What it states and whether that is still so."""
        found = selectors.document(public_id)
        return Response(CertificateFactsSerializer(found, context={"actor": self.actor}).data)


class DocumentFile(ActorView):
    """The PDF of one document."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="certificates_file",
        tags=["certificates"],
        responses={(200, "application/pdf"): bytes, **_refusals(404)},
    )
    def get(self, request: Request, public_id: UUID) -> FileResponse:
        """As it was issued, to who may read it in full."""
        return send_file(selectors.to_download(self.actor, public_id))


class Verify(ActorView):
    """Checking."""

    permission_classes = [AllowAny]
    parser_classes = [UploadBody, JsonBody]
    largest_body_bytes = LARGEST_FILE_BYTES + MEGABYTE
    throttle_scope = "upload"

    @extend_schema(
        operation_id="certificates_verify",
        tags=["certificates"],
        request={
            "multipart/form-data": VerifyCertificateSerializer,
            "application/json": VerifyCertificateSerializer,
        },
        responses={200: VerifiedCertificateSerializer, **_refusals(400, 413, 429)},
    )
    def post(self, request: Request) -> Response:
        """Compare a file with what was handed out, or look a number up. The file is not kept."""
        values = read(VerifyCertificateSerializer(data=request.data))
        today = timezone.localdate()
        if "file" in values:
            content = values["file"].read(LARGEST_FILE_BYTES + 1)
            found = verifying.verify_file(content, today=today)
        elif values.get("number", "").strip():
            found = verifying.verify_number(values["number"], today=today)
        else:
            message = "Send a file or a number."
            raise InvalidInput([Finding("document.nothing_to_check", message, "file")])
        told = verifying.may_be_told(self.actor, found)
        answer = {
            "verdict": found.verdict,
            "sentence": found.sentence,
            "document": found.document,
            "id": found.document.public_id if told and found.document is not None else None,
            "standing": found.standing if told else None,
        }
        return Response(VerifiedCertificateSerializer(answer, context={"told": told}).data)
