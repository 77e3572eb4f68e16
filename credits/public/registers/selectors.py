"""What the pages of the registers read besides their rows."""

from datetime import date, datetime

from django.utils import timezone

from credits.lots.models import Movement


def first_day() -> date | None:
    """The day in Sydney of the first movement; None where there is none. One end of an index."""
    found = Movement.objects.order_by("at", "pk").values_list("at", flat=True).first()
    return None if found is None else timezone.localdate(found)


def last_change() -> datetime | None:
    """When the newest movement was recorded."""
    return Movement.objects.order_by("-pk").values_list("recorded_at", flat=True).first()
