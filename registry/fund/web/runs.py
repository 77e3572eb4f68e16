"""Pages about payment runs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse


def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    raise NotImplementedError
