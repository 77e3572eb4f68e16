"""The header's links, as the template needs them."""

from typing import Any

from django import template
from django.urls import reverse

from registry.actor import Actor, public
from registry.navigation import places_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Label, address and whether the page shown lies under it."""
    request = context.get("request")
    actor: Actor = context.get("actor") or public()
    path = request.path if request is not None else ""
    entries = [(place, reverse(place.route)) for place in places_for(actor)]
    under = [address for place, address in entries if path.startswith((address, *place.also))]
    nearest = max(under, key=len, default="")
    return [
        {"label": place.label, "address": address, "current": address == nearest}
        for place, address in entries
    ]
