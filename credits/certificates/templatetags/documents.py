"""Links to the documents that can be made about what a page shows."""

from typing import Any

from django import template
from django.urls import reverse

from credits.certificates.kinds import (
    AGREEMENT,
    DECISION,
    DISCHARGE,
    FUND,
    HOLDING,
    KINDS,
    RETIREMENT,
    TRANSFER,
)
from credits.lots import states
from credits.lots.dealings import Retirement, Transfer
from credits.lots.models import HolderAccount, Lot
from credits.lots.selectors import READS_ALL
from credits.obligations.models import Application, FundQuote, Obligation
from credits.obligations.states import APPROVED, REFUSED, SETTLED
from registry.actor import Actor
from registry.agreements.models import Agreement
from registry.parties.models import Organisation

register = template.Library()


@register.inclusion_tag("certificates/links.html", takes_context=True)
def document_links(context: template.Context, about: Any) -> dict[str, Any]:
    """Links for a transfer, a retirement, an agreement, an application, an obligation, a quote, a lot, or a list of
    holders; nothing before it is time."""
    actor = context.get("actor")
    things = about if isinstance(about, list) else [about]
    found = [link for thing in things for link in _links(thing, actor)]
    return {"links": found if isinstance(actor, Actor) else []}


def _links(thing: Any, actor: Any) -> list[tuple[str, str]]:
    if isinstance(thing, Transfer) and thing.state == states.SETTLED:
        return [_link(TRANSFER, thing)]
    if isinstance(thing, Retirement) and thing.state == states.RETIRED:
        return [_link(RETIREMENT, thing)]
    if isinstance(thing, Agreement) and thing.registered_on is not None and thing.number is not None:
        return [_link(AGREEMENT, thing)]
    if isinstance(thing, Application) and thing.state in (APPROVED, REFUSED):
        return [_link(DECISION, thing)]
    if isinstance(thing, Obligation):
        return [_link(DISCHARGE, thing)]
    if isinstance(thing, FundQuote) and thing.state == SETTLED:
        return [_link(FUND, thing)]
    if isinstance(thing, Lot):
        return _links(thing.holder, actor)
    if isinstance(thing, HolderAccount) and thing.organisation is not None and isinstance(actor, Actor):
        own = thing.organisation.pk in actor.organisation_ids
        if own or READS_ALL & actor.roles:
            return [_link(HOLDING, thing.organisation, f" of {thing.organisation}")]
    return []


def _link(
    kind: str,
    thing: Transfer | Retirement | Agreement | Organisation | Application | Obligation | FundQuote,
    more: str = "",
) -> tuple[str, str]:
    return f"{KINDS[kind].title}{more}", reverse("certificate-issue", args=[kind, thing.public_id])
