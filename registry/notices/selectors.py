"""Which notices a person may see: those to the organisations they belong to, and no others."""

from uuid import UUID

from django.db.models import QuerySet

from registry.actor import Actor
from registry.findings import NotVisible
from registry.notices.models import Notice


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Notices to the actor's organisations, newest first."""
    rows = Notice.objects.filter(organisation_id__in=actor.organisation_ids)
    return rows.select_related("organisation", "read_by")


def notice_for(actor: Actor, public_id: UUID) -> Notice:
    """One notice. Raises NotVisible."""
    found = visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("notice")
    return found


def unread_count(actor: Actor) -> int:
    """How many notices to the actor's organisations nobody has read; no query for who belongs to none."""
    if not actor.organisation_ids:
        return 0
    return Notice.objects.filter(organisation_id__in=actor.organisation_ids, read_at__isnull=True).count()
