"""Differences and findings of a load as CSV files."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse

from registry.reference.loads import downloads, selectors
from registry.reference.web.loads import actor_of, officer_page


@officer_page("GET")
def differences_csv(request: HttpRequest, *, load_id: UUID) -> StreamingHttpResponse:
    """Every changed field of every row."""
    load = selectors.load_for(actor_of(request), load_id)
    return _download(downloads.difference_lines(load), f"{load.release_code}-differences.csv")


@officer_page("GET")
def findings_csv(request: HttpRequest, *, load_id: UUID) -> StreamingHttpResponse:
    """Every finding that is kept."""
    load = selectors.load_for(actor_of(request), load_id)
    return _download(downloads.finding_lines(load), f"{load.release_code}-findings.csv")


def _download(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
