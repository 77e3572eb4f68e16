"""What templates ask of the fund: rules in words, and where the money of an agreement is found."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from registry.actor import Actor, public
from registry.agreements.models import Agreement, Origin
from registry.fund.papers.words import STANDINGS, rule_label, rule_value
from registry.fund.parameters import InForce
from registry.fund.selectors.sites import site_of
from registry.fund.web.waiting import lines

register = template.Library()


@register.filter
def rule_told(rule: InForce) -> str:
    """A rule that is in force in a sentence: what it says, its value in words, and how sure that is."""
    value = rule_value(rule.code, rule.value) or "not set"
    sure = "made up for the demonstration" if rule.demo else STANDINGS[rule.standing]
    return f"{rule_label(rule.code, rule.label)}: {value} ({sure})."


@register.simple_tag
def payment_links(agreement: Agreement) -> list[tuple[str, str]]:
    """Pages about an agreement's money as text and address: its schedule, then its account and yearly reports. None of
    one that was made elsewhere and brought no schedule along. One query."""
    links = []
    if site_of(agreement) is not None:
        search = f"?show=all&search={agreement.number}"
        links = [
            ("The site’s account", reverse("fund-site", args=[agreement.public_id])),
            ("Yearly reports", reverse("annual-report-list") + search),
        ]
    elif agreement.origin == Origin.BIOBANKING:
        return []
    return [("Payment schedule", reverse("fund-schedule", args=[agreement.public_id])), *links]


@register.simple_tag(takes_context=True)
def payments_waiting(context: dict[str, Any]) -> list[dict[str, Any]]:
    """What waits in payments for the person who is here, one line for each."""
    actor: Actor = context.get("actor") or public()
    return lines(actor, on=timezone.localdate())
