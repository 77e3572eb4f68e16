"""What waits for the person who is here, for pages that no app owns."""

from typing import Any

from django import template
from django.utils import timezone

from assessments import policies
from assessments.web.cases.waiting import waiting_list
from registry.actor import Actor, public

register = template.Library()


@register.simple_tag(takes_context=True)
def work_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """The lines of what waits, whether there is more, and whether this person may open a case."""
    actor: Actor = context.get("actor") or public()
    lines, more = waiting_list(actor, timezone.localdate())
    return {"lines": lines, "more": more, "may_open": policies.may_open_case(actor).allowed}
