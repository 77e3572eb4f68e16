"""Which announcements a person may see, and who read one before everybody.

| who | sees |
|---|---|
| everybody, without signing in | what is published |
| officers who announce for it, registrar, auditor | also what is not published; each first reading is recorded |
| anybody else | of what is not published, nothing: not even that it is there |
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from credits.market import states
from credits.market.announcements.policies import announcing_organisation_ids
from credits.market.models import Announcement, EarlyReading
from registry import public_ids
from registry.actor import AUDITOR, REGISTRAR, Actor
from registry.parties.models import Organisation

READS_EARLY = frozenset({REGISTRAR, AUDITOR})
READING_OFFICES = states.ANNOUNCERS | {AUDITOR}
"""The roles through which somebody can have read an announcement before it was published."""


def published() -> QuerySet[Announcement]:
    """What everybody reads, newest first."""
    rows = Announcement.objects.select_related("organisation").filter(state=states.PUBLISHED)
    return rows.order_by("-published_at", "-pk")


def unpublished(actor: Actor) -> QuerySet[Announcement]:
    """What the actor may read before everybody, next to be published first. `known` says that the reading is recorded:
    until then not even a title is shown."""
    rows = Announcement.objects.select_related("organisation", "written_by", "approved_by").exclude(
        state=states.PUBLISHED
    )
    if actor.user_id is None:
        return rows.none()
    if not READS_EARLY & actor.roles:
        rows = rows.filter(organisation__in=announcing_organisation_ids(actor))
    mine = EarlyReading.objects.filter(announcement=OuterRef("pk"), reader=actor.user_id)
    return rows.annotate(known=Exists(mine)).order_by("publish_at", "pk")


def to_approve(actor: Actor, now: datetime) -> QuerySet[Announcement]:
    """What colleagues of the actor wrote and a second officer is to approve before its hour, the next hour first."""
    offices = announcing_organisation_ids(actor)
    rows = unpublished(actor).filter(state=states.DRAFT, publish_at__gt=now, organisation__in=offices)
    return rows.exclude(written_by=actor.user_id)


def announcement(actor: Actor, announcement_id: object) -> Announcement:
    """One announcement by its public id. Raises NotVisible. Who shows its text records the reading first
    (`services.note_reading`)."""
    rows = Announcement.objects.select_related("organisation", "written_by", "approved_by")
    return public_ids.find(rows.filter(_visible(actor)), announcement_id, "announcement")


def _visible(actor: Actor) -> Q:
    if READS_EARLY & actor.roles:
        return Q()
    return Q(state=states.PUBLISHED) | Q(organisation__in=announcing_organisation_ids(actor))


def has_read(actor: Actor, found: Announcement) -> bool:
    """Is the actor's reading before publication recorded?"""
    return EarlyReading.objects.filter(announcement=found, reader=actor.user_id).exists()


@dataclass(frozen=True, slots=True)
class EarlyReaders:
    """How many people read it before everybody, and through which offices; no names of people."""

    people: int
    offices: tuple[tuple[str, int], ...]


def early_readers(found: Announcement) -> EarlyReaders:
    """Who read it early, counted. A person with an office in two organisations counts in both, and once in `people`.
    Two queries."""
    readings = EarlyReading.objects.filter(announcement=found)
    counted = (
        Organisation.objects.filter(
            role_assignments__role__in=READING_OFFICES,
            role_assignments__user__in=readings.values("reader"),
        )
        .annotate(people=Count("role_assignments__user", distinct=True))
        .order_by("name")
    )
    return EarlyReaders(readings.count(), tuple((one.public_name, one.people) for one in counted))


def due(now: Any) -> QuerySet[Announcement]:
    """Approved announcements whose hour has come, in the order of their hours."""
    return Announcement.objects.filter(state=states.APPROVED, publish_at__lte=now).order_by(
        "publish_at", "pk"
    )
