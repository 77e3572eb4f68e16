"""How public pages and files are answered: open to everybody, read only, and never older than a minute."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

FRESH_SECONDS = 30
"""How long anybody may keep an answer: with what a page is made of, it stays current to the minute."""


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page or file for everybody. Shared caches keep it for half a minute; who has signed in gets it with their own
    header, so that is kept by their own browser alone."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = view(request, *args, **kwargs)
        anonymous = request.actor.anonymous  # type: ignore[attr-defined]
        if found.status_code == 200:
            patch_cache_control(
                found, max_age=FRESH_SECONDS, **({"public": True} if anonymous else {"private": True})
            )
        patch_vary_headers(found, ["Cookie"])
        return found

    return require_safe(answer)
