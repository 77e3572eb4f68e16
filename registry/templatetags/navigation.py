"""The header's links, as the template needs them."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from registry.actor import Actor, public
from registry.navigation import places_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Label, address and whether the page shown lies under it."""
    request = context.get("request")
    actor: Actor = context.get("actor") or public()
    path = request.path if request is not None else ""
    entries = []
    for place in places_for(actor):
        try:
            entries.append((place, reverse(place.route)))
        except NoReverseMatch:
            continue
    under = [address for _, address in entries if path.startswith(address)]
    nearest = max(under, key=len, default="")
    return [
        {"label": place.label, "address": address, "current": address == nearest}
        for place, address in entries
    ]
