"""Reading the feed: what came after a number, or the newest changes that match. Everybody may read all of it."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from credits.lots.models import Movement
from credits.public.feed.kinds import KINDS
from credits.public.models import PublicChange

LARGEST = 2**63 - 1
"""Numbers above it are beyond any end, and the database cannot compare with them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes: empty and None for all. Days are those on which it happened, in Sydney."""

    lot: str = ""
    agreement: str = ""
    action: str = ""
    first_day: date | None = None
    last_day: date | None = None


def matching(asked: Asked) -> QuerySet[PublicChange]:
    """The changes that match, in no order yet."""
    rows = PublicChange.objects.order_by()
    if asked.lot:
        rows = rows.filter(_about_lot(asked.lot))
    if asked.agreement:
        rows = rows.filter(agreement_number=asked.agreement)
    if asked.action:
        rows = rows.filter(action=asked.action if asked.action in KINDS else "")
    if asked.first_day is not None:
        rows = rows.filter(at__gte=_midnight(asked.first_day))
    if asked.last_day is not None and asked.last_day.year < MAXYEAR - 1:
        rows = rows.filter(at__lt=_midnight(asked.last_day + timedelta(days=1)))
    return rows


def _about_lot(number: str) -> Q:
    """What is about the lot itself, what moved credits into it, and the registration that issued it."""
    about = Q(lot_number=number)
    into = Movement.objects.filter(to_lot__number=number).order_by()
    sources = set(into.values_list("from_lot__number", "to_lot__agreement_number").distinct())
    lots = [source for source, _ in sources if source is not None]
    if lots:
        about |= Q(lot_number__in=lots, data__to_lot=number)
    for agreement in {agreement for source, agreement in sources if source is None and agreement}:
        about |= Q(lot_number="", agreement_number=agreement, action="agreement.register")
    return about


def newest_number() -> int:
    """The last number given; 0 while there is none."""
    return PublicChange.objects.aggregate(newest=Max("number"))["newest"] or 0


def after(asked: Asked, number: int, *, at_most: int) -> tuple[list[PublicChange], int]:
    """The changes after a number, oldest first, and the number to go on after: the last one that was looked at, so
    that nothing is read twice and nothing passed by. A number beyond the end comes back as it is."""
    newest = newest_number()
    if number >= newest:
        return [], number
    rows = matching(asked).filter(number__gt=number, number__lte=newest).order_by("number")
    found = list(rows[:at_most])
    return found, found[-1].number if len(found) == at_most else newest


def before(asked: Asked, number: int | None, *, at_most: int) -> tuple[list[PublicChange], int | None]:
    """The newest changes below a number (None: the newest of all), newest first, and the number to go on below."""
    rows = matching(asked).order_by("-number")
    if number is not None:
        rows = rows.filter(number__lt=min(number, LARGEST))
    found = list(rows[: at_most + 1])
    return found[:at_most], found[at_most - 1].number if len(found) > at_most else None


def _midnight(day: date) -> datetime:
    # Neither end of the calendar has an instant in Coordinated Universal Time, and nothing happened there.
    day = max(day, date(MINYEAR + 1, 1, 1))
    return timezone.make_aware(datetime.combine(day, time.min))
