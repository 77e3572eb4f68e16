"""Announcements that wait for the person who is here, for the page of what waits."""

from typing import Any

from django import template
from django.utils import timezone

from credits.market.announcements.web.waiting import lines
from registry.actor import Actor, public

register = template.Library()


@register.simple_tag(takes_context=True)
def announcements_waiting(context: dict[str, Any]) -> list[dict[str, Any]]:
    """One line for each."""
    actor: Actor = context.get("actor") or public()
    return lines(actor, now=timezone.now())
