"""What the logs say of a request: its number, method and path; nothing that was typed or mailed to one person."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

REQUEST_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECRET_IN_PATH = re.compile(r"^(/accounts/(?:password/reset/key|confirm-email)/)[^/]+")
"""Links that are mailed to one person hold a key that opens the account."""


class RequestNumberMiddleware:
    """Sets `request.request_id`: the number under which the logs, the audit chain and the page of an error speak of
    this request. A client or proxy may bring one in X-Request-ID; one that is no plain short word is replaced."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        brought = request.headers.get("X-Request-ID", "")
        number = brought if REQUEST_NUMBER.fullmatch(brought) else str(uuid4())
        request.META["HTTP_X_REQUEST_ID"] = number
        # The headers were read into a copy, which the logs would go on reading.
        request.__dict__.pop("headers", None)
        request.request_id = number  # type: ignore[attr-defined]
        return self.get_response(request)


class RequestLogMiddleware(RequestMiddleware):
    """A line when a request begins and one when it ends, without the query: people search for names."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path."""
        path = SECRET_IN_PATH.sub(r"\1…", request.path)
        return f"{request.method} {path}"
