"""What the market's pages and its API share in answering people who have not signed in."""

from datetime import date
from typing import TypeVar

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from registry.actor import Actor

FRESH_SECONDS = 60
"""What is public is current to the minute."""
_Response = TypeVar("_Response", bound=HttpResponseBase)

MARKET = ("Market", "/market/")
"""Where the trail of every page of the market begins."""


def public_answer(response: _Response, actor: Actor) -> _Response:
    """Let caches on the way keep what everybody gets alike for a minute; what depends on who asks, never."""
    if actor.anonymous and response.status_code == 200:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def today() -> date:
    """Today in Sydney."""
    return timezone.localdate()
