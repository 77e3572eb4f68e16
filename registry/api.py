"""What all API views share: pages, the actor, and refusals as stable JSON."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import exceptions, status
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as default_handler

from registry import actor as actors
from registry.actor import Actor
from registry.findings import DomainError, Finding, InvalidInput, NotAllowed
from registry.parties.middleware import MFA_CODE, MFA_MESSAGE, lacks_factor
from registry.parties.models import User
from registry.parties.people import actor_for

LONGEST_KEY = 80


class Pages(PageNumberPagination):
    """Fifty rows a page, at most two hundred when asked for."""

    page_size_query_param = "page_size"
    max_page_size = 200


class ActorView(APIView):
    """A view that knows its actor and the client's idempotency key."""

    request: Request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After sign-in by session or token: officers need their second factor here as on the pages."""
        super().initial(request, *args, **kwargs)
        if lacks_factor(request.user, self.actor):
            raise NotAllowed(MFA_CODE, MFA_MESSAGE)

    @cached_property
    def actor(self) -> Actor:
        """The actor behind the session or token, read from the database once for each request."""
        user = self.request.user
        request_id = str(getattr(self.request, "request_id", ""))
        if isinstance(user, User):
            return actor_for(user, today=timezone.localdate(), request_id=request_id)
        return actors.public()

    @property
    def key(self) -> str:
        """The `Idempotency-Key` header; empty when the client sent none. Raises InvalidInput when it is too long:
        cut off, two keys could become one."""
        key = str(self.request.headers.get("Idempotency-Key", ""))
        if len(key) > LONGEST_KEY:
            message = f"The header Idempotency-Key may have at most {LONGEST_KEY} characters."
            raise InvalidInput([Finding("idempotency.key_too_long", message, field="Idempotency-Key")])
        return key


def _findings_of(detail: Any, path: str = "") -> list[Finding]:
    if isinstance(detail, dict):
        return [
            finding
            for name, value in detail.items()
            # Lists of objects come keyed by position.
            for finding in _findings_of(
                value, f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".strip(".")
            )
        ]
    if isinstance(detail, list):
        found: list[Finding] = []
        for index, value in enumerate(detail):
            nested = isinstance(value, (dict, list))
            found += _findings_of(value, f"{path}[{index}]" if nested else path)
        return found
    code = getattr(detail, "code", "invalid")
    return [Finding(code=f"input.{code}", message=str(detail), field=path)]


def body(code: str, message: str, findings: list[Finding] | tuple[Finding, ...] = ()) -> dict[str, Any]:
    """The one shape of every refusal: a stable code, a sentence, and the findings behind it."""
    return {"code": code, "message": message, "findings": [finding.as_dict() for finding in findings]}


def answer_refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn refusals and bad input into JSON; leave bugs to the server's log (DRF exception handler)."""
    if isinstance(error, DomainError):
        return Response(body(error.code, error.message, error.findings), status=error.status)
    if isinstance(error, Http404):
        return Response(body("not_found", "There is no such thing here."), status=status.HTTP_404_NOT_FOUND)
    answer = default_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        answer.data = body("input.invalid", "Some of the input is not valid.", _findings_of(error.detail))
    elif isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        answer.data = body(f"request.{codes if isinstance(codes, str) else 'refused'}", str(error.detail))
    return answer
