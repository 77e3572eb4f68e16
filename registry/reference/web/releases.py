"""Which release a page shows, and links that keep to it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from registry.findings import NotVisible
from registry.reference import selectors
from registry.reference.models import Release


def release_of(request: HttpRequest) -> Release:
    """The release the address names, else the current one. Raises Http404."""
    try:
        return selectors.release_named(request.GET.get("release", ""), on=timezone.localdate())
    except NotVisible as missing:
        raise Http404(missing.message) from missing


def address(code: str, route: str, *arguments: object) -> str:
    """An address of this app in the release of that code; without a code, in the current one."""
    plain = reverse(route, args=arguments)
    return f"{plain}?{urlencode({'release': code})}" if code else plain


def link(request: HttpRequest, route: str, *arguments: object) -> str:
    """An address of this app that stays with the release the visitor chose."""
    return address(request.GET.get("release", ""), route, *arguments)
