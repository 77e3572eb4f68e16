"""For which lots a person can use a calculated price."""

from django.db.models import QuerySet

from credits.lots import selectors
from credits.lots.models import Lot
from registry.actor import DEALING_ROLES, Actor

MOST_LOTS = 20


def lots_to_price(actor: Actor) -> QuerySet[Lot]:
    """Open lots of the organisations the actor signs for that have credits to offer, newest first, at most twenty."""
    signing = {organisation_id for role, organisation_id in actor.offices if role in DEALING_ROLES}
    if not signing:
        return Lot.objects.none()
    lots = selectors.visible_to(actor).filter(
        holder__organisation__in=signing, status__in=Lot.OPEN, available__gte=1
    )
    return lots.order_by("-pk")[:MOST_LOTS]
