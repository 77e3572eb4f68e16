"""The header's links, as the template needs them."""

from itertools import groupby
from typing import Any

from django import template
from django.urls import reverse

from registry.actor import Actor, public
from registry.navigation import places_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The menus in order: `group` ("" for the links outside any), whether the page shown lies under one of its links
    (`current`), and its `places` with label, address and whether the page lies under this one."""
    request = context.get("request")
    actor: Actor = context.get("actor") or public()
    path = request.path if request is not None else ""
    entries = [(place, reverse(place.route)) for place in places_for(actor)]
    under = [address for place, address in entries if path.startswith((address, *place.also))]
    nearest = max(under, key=len, default="")
    return [
        {
            "group": group,
            "current": any(address == nearest for _, address in of_group),
            "places": [
                {"label": place.label, "address": address, "current": address == nearest}
                for place, address in of_group
            ],
        }
        for group, of_group in ((g, list(e)) for g, e in groupby(entries, key=lambda entry: entry[0].group))
    ]
