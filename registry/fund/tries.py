"""How often a person may enter bank details, and read a whole account number: more than anybody needs, less than a
program could use."""

from typing import Any

from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle

from registry.findings import DomainError


class TooManyTries(DomainError):
    """Too often within an hour."""

    status = 429


class _Rate(SimpleRateThrottle):
    """Counts for a person, page and API together."""

    def __init__(self, name: str, rate: str) -> None:
        self.name, self.rate = name, rate
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.name, "ident": request.user.pk}


ENTERING = ("bank-details-enter", "10/hour")
READING = ("bank-details-read", "30/hour")


def count(request: HttpRequest, of: tuple[str, str]) -> None:
    """One more try of this person. Raises TooManyTries."""
    if not _Rate(*of).allow_request(request, None):  # type: ignore[arg-type]
        raise TooManyTries(
            "request.throttled", "That was tried too often within an hour. Wait a while, or ask the trust."
        )
