"""What every template knows: who is here and whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def actor(request: HttpRequest) -> dict[str, Any]:
    """`actor` and `demo` for all templates."""
    return {"actor": getattr(request, "actor", None), "demo": settings.DEMO}
