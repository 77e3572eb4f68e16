"""Comments on the sections of a revision over the API: reading, writing, answering, resolving."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import policies
from assessments.api.answers import (
    DeskView,
    NothingSerializer,
    StrictSerializer,
    changing,
    described,
    read,
    require,
)
from assessments.api.cases import MadeSerializer
from assessments.models import SectionComment
from assessments.sections import BY_CODE, SECTIONS
from assessments.services import comments

PLACES = [section.code for section in SECTIONS if not section.part_of]


class AnswerSerializer(serializers.ModelSerializer[SectionComment]):
    """An answer to a comment."""

    id = serializers.UUIDField(source="public_id")
    author = serializers.CharField(source="author.name")

    class Meta:
        model = SectionComment
        fields = ["id", "author", "text", "written_at"]
        read_only_fields = fields


class CommentSerializer(serializers.ModelSerializer[SectionComment]):
    """A comment with its answers. `revision_number` says which revision it was written on."""

    id = serializers.UUIDField(source="public_id")
    revision_number = serializers.IntegerField(source="revision.number")
    author = serializers.CharField(source="author.name")
    resolved_by = serializers.CharField(source="resolved_by.name", default=None, allow_null=True)
    answers = AnswerSerializer(many=True, source="replies")

    class Meta:
        model = SectionComment
        fields = [
            "id",
            "section",
            "revision_number",
            "author",
            "text",
            "written_at",
            "resolved_at",
            "resolved_by",
            "answers",
        ]
        read_only_fields = fields


class NewCommentSerializer(StrictSerializer):
    """A comment on a section, or an answer to one."""

    section = serializers.ChoiceField(
        choices=PLACES, required=False, help_text="The place in the task list. An answer needs none."
    )
    text = serializers.CharField(max_length=comments.LONGEST)
    reply_to = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The comment that is answered."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either says where it stands."""
        if not attrs.get("section") and attrs["reply_to"] is None:
            raise serializers.ValidationError({"section": ["Name the section, or the comment you answer."]})
        return attrs


class SectionFilterSerializer(serializers.Serializer[Any]):
    """The filter of the list."""

    section = serializers.ChoiceField(choices=list(BY_CODE))


class Comments(DeskView):
    """The comments of a revision."""

    @described(
        "comments_list",
        CommentSerializer(many=True),
        refusals=[400, 401, 403, 404],
        parameters=[
            OpenApiParameter("section", str, description="Only those on this section.", enum=list(BY_CODE))
        ],
    )
    def get(self, request: Request, revision_id: UUID) -> Response:
        """Its own, and the open ones of earlier revisions; open ones first, oldest first. For those who make the
        assessment and, once it is submitted, those who review it and the auditor."""
        revision = self.revision(revision_id)
        require(policies.may_read_comments(self.actor, revision))
        section, wanted = "", request.query_params.get("section")
        if wanted is not None:
            section = BY_CODE[read(SectionFilterSerializer(data={"section": wanted}))["section"]].group
        return self.page_of(comments.threads(self.actor, revision, section), CommentSerializer)

    @changing("comments_create", MadeSerializer, status=201, request=NewCommentSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Comment on a section, or answer a comment."""
        require(policies.may_comment(self.actor, self.revision(revision_id)))
        values = read(NewCommentSerializer(data=request.data))
        made = comments.write(
            actor=self.actor,
            key=self.key,
            revision_id=revision_id,
            section=values.get("section", ""),
            text=values["text"],
            reply_to=values["reply_to"],
        )
        return Response(made, status=201)


class CommentResolve(DeskView):
    """A comment that is dealt with."""

    @changing("comments_resolve", MadeSerializer, request=NothingSerializer)
    def post(self, request: Request, revision_id: UUID, comment_id: UUID) -> Response:
        """Resolve it: for the side that wrote it."""
        read(NothingSerializer(data=request.data))
        resolved = comments.resolve(
            actor=self.actor, key=self.key, revision_id=revision_id, comment_id=comment_id
        )
        return Response(resolved)
