"""Which pledges a person may see: the people of holder and lender, the registrar's office and the auditor."""

from django.db.models import Q, QuerySet

from credits.lots.securities import Pledge
from credits.lots.selectors import READS_ALL
from registry import public_ids
from registry.actor import Actor

FACTS = ("lot__credit_class", "lot__holder__organisation", "lot__agreement", "lot__root", "lender")


def visible_to(actor: Actor) -> QuerySet[Pledge]:
    """Every pledge the actor may read, newest first."""
    rows = Pledge.objects.select_related(*FACTS, "signature", "lender_signature").order_by("-pk")
    if READS_ALL & actor.roles:
        return rows
    if actor.user_id is None:
        return rows.none()
    own = actor.organisation_ids
    return rows.filter(Q(lender__in=own) | Q(lot__holder__organisation__in=own))


def find(actor: Actor, pledge_id: object) -> Pledge:
    """One pledge by its public id. Raises NotVisible, also for an id that is none."""
    return public_ids.find(visible_to(actor), pledge_id, "pledge")


def hold(actor: Actor, pledge_id: object) -> Pledge:
    """The same, locked until the transaction ends; before its lot, as every dealing."""
    rows = visible_to(actor).select_related(None).select_related(*FACTS)
    return public_ids.find(rows.select_for_update(of=("self",)), pledge_id, "pledge")
