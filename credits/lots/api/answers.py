"""How the credits' API answers: its description, pages of rows, and bodies that hold their own fields alone."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from assessments.api.answers import KEY, REASONS, RefusalSerializer
from registry.api import ActorView, Pages
from registry.bodies import JsonBody
from registry.findings import NotAllowed

READING = (401, 404)
CHANGING = (400, 401, 403, 404, 409)


class CreditsView(ActorView):
    """A view of credits, offers or dealings."""

    parser_classes = [JsonBody]
    pagination_class = Pages

    def page_of(
        self, rows: "QuerySet[Any] | list[Any]", shape: type[serializers.BaseSerializer[Any]], **context: Any
    ) -> Response:
        """One page of rows."""
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, self.request, view=self)  # type: ignore[arg-type]
        return pages.get_paginated_response(shape(found, many=True, context=context).data)

    def require_role(self, roles: frozenset[str]) -> None:
        """Raises NotAllowed for somebody who holds none of `roles`, before anything of the body is looked at."""
        if not roles & self.actor.roles:
            raise NotAllowed(
                "dealing.no_role", "Your roles do not include this. Ask the registrar for one that does."
            )

    def asked(self, name: str, longest: int = 120) -> str:
        """A parameter of the address, empty where it was not given."""
        return str(self.request.query_params.get(name, "")).replace("\x00", "").strip()[:longest]


def described(
    operation: str,
    answer: Any,
    *,
    status: int = 200,
    request: Any = None,
    refusals: Iterable[int] = READING,
    parameters: Iterable[OpenApiParameter] = (),
) -> Callable[[Any], Any]:
    """The OpenAPI description of a method: what it takes, what it gives, and how it refuses."""
    answers: dict[Any, Any] = {status: answer}
    for code in refusals:
        answers[code] = OpenApiResponse(RefusalSerializer, description=REASONS[code])
    return extend_schema(
        operation_id=operation,
        tags=["credits"],
        request=request,
        responses=answers,
        parameters=list(parameters),
    )


def changing(
    operation: str,
    answer: Any,
    *,
    request: Any,
    status: int = 200,
    parameters: Iterable[OpenApiParameter] = (),
) -> Callable[[Any], Any]:
    """As `described`, for a method that changes something: it takes an idempotency key."""
    return described(
        operation, answer, status=status, request=request, refusals=CHANGING, parameters=[KEY, *parameters]
    )
