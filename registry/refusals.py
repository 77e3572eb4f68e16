"""Refusals on pages: a command or selector that refuses is shown as a page with its own sentence and status.

The API has its own answer (`registry.api.answer_refusal`); forms show a refusal beside the field where they can.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.findings import DomainError

TEMPLATES = {403: "403.html", 404: "404.html"}


class RefusalMiddleware:
    """Turns a `DomainError` that a page view did not catch into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        return render(
            request,
            TEMPLATES.get(exception.status, "refused.html"),
            {"reason": exception.message, "findings": exception.findings},
            status=exception.status,
        )
