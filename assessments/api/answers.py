"""How the assessment API answers: who asks, what a revision allows, pages of rows, and the description of it all.

Refusals become JSON in `registry.api.answer_refusal`; nothing here or in the views beside it decides a rule.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response

from assessments import policies, selectors
from assessments.models import Revision
from registry.api import ActorView, Pages
from registry.bodies import JsonBody
from registry.commands import Decision
from registry.findings import NotAllowed

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 80 characters of your choice. The same request with the same key is done once and answered "
    "alike; the same key with another request is refused.",
)
VERSION = OpenApiParameter(
    "version", int, required=True, description="Version of the section when you read it."
)


class FindingSerializer(serializers.Serializer[Any]):
    """One thing that is wrong or doubtful: a stable code, a sentence that says what to do, and where."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True, help_text="Field of the request or of the row.")  # type: ignore[assignment]
    row = serializers.IntegerField(allow_null=True, help_text="Row of a file, as a spreadsheet counts.")
    column = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(help_text="`error` blocks, `warning` does not.")
    clause = serializers.CharField(allow_blank=True, help_text="The rule it comes from, where there is one.")


class RefusalSerializer(serializers.Serializer[Any]):
    """Why a request was refused. Nothing was changed."""

    code = serializers.CharField()
    message = serializers.CharField()
    findings = FindingSerializer(many=True)


class StrictSerializer(serializers.Serializer[Any]):
    """A body that may hold its own fields and nothing else: a misspelt or foreign field is named, never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """The values. Raises ValidationError naming every field that cannot be set."""
        if isinstance(data, dict):
            settable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in data if name not in settable)
            if unknown:
                raise serializers.ValidationError(
                    {
                        name: [ErrorDetail(f"There is no field “{name[:60]}” to set here.", "unknown_field")]
                        for name in unknown[:50]
                    }
                )
        return super().to_internal_value(data)


class NothingSerializer(StrictSerializer):
    """An empty body."""


def read(serializer: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    """The checked values of a request. Raises ValidationError."""
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def require(decision: Decision) -> None:
    """Raises NotAllowed with the policy's reason, before anything of the body is looked at."""
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


class DeskView(ActorView):
    """A view of the assessor's desk."""

    parser_classes = [JsonBody]
    pagination_class = Pages

    def revision(self, revision_id: UUID) -> Revision:
        """The revision, if this actor may see it. Raises NotVisible."""
        return selectors.revision_for(self.actor, revision_id)

    def own_revision(self, revision_id: UUID) -> Revision:
        """The revision for its lead assessor. Raises NotVisible, NotAllowed."""
        revision = self.revision(revision_id)
        require(policies.may_edit(self.actor, revision.assessment))
        return revision

    def page_of(
        self, rows: QuerySet[Any], shape: type[serializers.BaseSerializer[Any]], **context: Any
    ) -> Response:
        """One page of rows."""
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(shape(found, many=True, context=context).data)


REASONS = {
    400: "Something in the request has to be corrected.",
    401: "Sign in or send a token.",
    403: "You see it, but this is not yours to do.",
    404: "There is no such thing, or you may not see it.",
    409: "It cannot be done in the present state, or somebody was faster.",
    413: "The request is too large.",
    429: "Too many requests; wait a little.",
}


def described(
    operation: str,
    answer: Any,
    *,
    status: int = 200,
    request: Any = None,
    refusals: Iterable[int] = (401, 403, 404),
    parameters: Iterable[OpenApiParameter] = (),
) -> Callable[[Any], Any]:
    """The OpenAPI description of a method: its name, what it takes, what it gives, and how it refuses."""
    answers: dict[Any, Any] = {status: answer}
    if isinstance(answer, dict):
        answers = answer
    for code in refusals:
        answers[code] = OpenApiResponse(RefusalSerializer, description=REASONS[code])
    return extend_schema(
        operation_id=operation,
        tags=["assessments"],
        request=request,
        responses=answers,
        parameters=list(parameters),
    )


def changing(
    operation: str,
    answer: Any,
    *,
    status: int = 200,
    request: Any = None,
    refusals: Iterable[int] = (400, 401, 403, 404, 409),
    parameters: Iterable[OpenApiParameter] = (),
) -> Callable[[Any], Any]:
    """As `described`, for a method that changes something: it takes an idempotency key."""
    return described(
        operation,
        answer,
        status=status,
        request=request,
        refusals=refusals,
        parameters=[KEY, *parameters],
    )


BINARY = OpenApiTypes.BINARY
