"""How many notices wait, for the header."""

from typing import Any

from django import template

from registry.actor import public
from registry.notices.selectors import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any]) -> int:
    """Notices to the actor's organisations that nobody has read. One query, none for who has not signed in."""
    return unread_count(context.get("actor") or public())
