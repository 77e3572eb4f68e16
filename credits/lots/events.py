"""Which audit events are about a lot, and which match what an auditor asks for."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from credits.lots.chains import chain_of
from credits.lots.models import Lot
from registry.audit.models import AuditEvent


def events_of(lot: Lot) -> QuerySet[AuditEvent]:
    """Events of the lot's chain that tell about this very lot, newest first. The chain holds those of the agreement and
    of its other lots too."""
    key = chain_of(lot)
    named = Q()
    for field in ("lot", "to_lot", "number"):
        named |= Q(body__contains=f'"{field}":"{lot.number}"')
    return AuditEvent.objects.filter(named, chain__kind=key.kind, chain__key=key.key).order_by("-sequence")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an auditor asks for; empty for anything. `action` is how the action begins, `who` a part of the name."""

    chain: str = ""
    key: str = ""
    action: str = ""
    who: str = ""
    on: date | None = None


def matching(asked: Asked) -> QuerySet[AuditEvent]:
    """The events that match, newest first."""
    rows = AuditEvent.objects.select_related("chain").order_by("-pk")
    if asked.chain:
        rows = rows.filter(chain__kind=asked.chain)
    if asked.key:
        rows = rows.filter(chain__key=asked.key)
    if asked.action:
        rows = rows.filter(action__startswith=asked.action)
    if asked.who:
        rows = rows.filter(actor_label__icontains=asked.who)
    if asked.on is not None and not MINYEAR < asked.on.year < MAXYEAR:
        # No instant in Coordinated Universal Time stands for the ends of the calendar, and nothing happened there.
        return rows.none()
    if asked.on is not None:
        rows = rows.filter(at__gte=_midnight(asked.on), at__lt=_midnight(asked.on + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
