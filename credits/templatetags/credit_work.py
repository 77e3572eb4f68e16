"""What waits for the person who is here in agreements and credits, for the home page that no app owns."""

from typing import Any

from django import template
from django.utils import timezone

from credits.lots.web.waiting import agreement_lines, dealing_lines
from credits.market.announcements.web.waiting import lines as announcement_lines
from credits.market.commitments.web.waiting import lines as promise_lines
from credits.market.web.waiting import lines as enquiry_lines
from registry.actor import Actor, public

register = template.Library()
SHOWN = 8


@register.simple_tag(takes_context=True)
def credit_work(context: dict[str, Any]) -> dict[str, Any]:
    """The first lines of what waits, and whether there is more."""
    actor: Actor = context.get("actor") or public()
    on, now = timezone.localdate(), timezone.now()
    lines = [
        *dealing_lines(actor, on=on),
        *promise_lines(actor, on=on),
        *enquiry_lines(actor, on=on),
        *announcement_lines(actor, now=now),
        *agreement_lines(actor),
    ]
    return {"lines": lines[:SHOWN], "more": len(lines) > SHOWN}
