"""The credits of an agreement, issued and to come, for the page of the agreement, whose app knows no credits."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone

from credits.lots import selectors
from credits.lots.web import words
from credits.market import policies
from registry.actor import Actor, public
from registry.agreements.models import Agreement
from registry.agreements.states import CLOSED

register = template.Library()
SHOWN = 12


@register.simple_tag(takes_context=True)
def agreement_lots(context: dict[str, Any], agreement: Agreement) -> dict[str, Any]:
    """The root lots that this person may see, as issued, and the address of all its lots. One query; none before
    registration, when there is no lot (N51)."""
    if agreement.registered_on is None:
        return {"rows": [], "more": False, "all": ""}
    actor: Actor = context.get("actor") or public()
    issued = selectors.visible_to(actor).filter(agreement=agreement, parent=None).order_by("pk")
    lots = list(issued[: SHOWN + 1])
    day = timezone.localdate()
    found = urlencode({"state": "all", "search": agreement.number or ""})
    return {
        "rows": [{"lot": lot, "tags": words.lot_tags(lot, on=day)} for lot in lots[:SHOWN]],
        "more": len(lots) > SHOWN,
        "all": f"{reverse('holding-list')}?{found}",
    }


@register.simple_tag(takes_context=True)
def agreement_listing(context: dict[str, Any], agreement: Agreement) -> str:
    """Where this person lists the credits to come as an expression of interest; empty for who cannot, and once there
    are lots, which are listed one by one."""
    actor: Actor = context.get("actor") or public()
    if agreement.registered_on is not None or agreement.state in CLOSED:
        return ""
    if not policies.may_list_agreement(actor, agreement).allowed:
        return ""
    return f"{reverse('interest-new')}?{urlencode({'agreement': str(agreement.public_id)})}"
