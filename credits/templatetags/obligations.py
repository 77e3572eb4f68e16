"""What waits in developments and obligations for the person who is here."""

from typing import Any

from django import template
from django.utils import timezone

from credits.obligations.web.waiting import lines
from registry.actor import Actor, public

register = template.Library()


@register.simple_tag(takes_context=True)
def obligations_waiting(context: dict[str, Any]) -> list[dict[str, Any]]:
    """One line for each."""
    actor: Actor = context.get("actor") or public()
    return lines(actor, on=timezone.localdate())
