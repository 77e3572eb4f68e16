"""Giving public events their numbers in the feed.

**Nothing is missed, and no number is passed by.** Events commit in another order than that in which they were written,
so neither an event's id nor its instant can be the cursor of a reader: what commits late would slip in behind it. The
cursor is a number that is given afterwards, by one writer at a time, to events that are committed:

- A run holds a lock of its own until its numbers are committed (PostgreSQL: an advisory lock; SQLite has a single
  writer). So a run sees all numbers given before, gives the next ones, and they become visible together and in order:
  whoever has read up to a number has read all of them.
- A run asks which public events have no number yet. It does not ask what is newer than the last one numbered, so an
  event that commits after later ones is found by the next run, and gets a later number.

**It is cheap.** A run looks only at events whose instant lies no more than `WINDOW` before the last publication; an
index on action and instant gives them. An event can stand outside that window only if its transaction stayed open for
longer than the window after the event was written, or if clocks of two machines are that far apart; a run over the
`whole` log, once a day, finds those too.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from credits.public.feed.kinds import KINDS, Told
from credits.public.feed.known import known_of
from credits.public.models import PublicChange
from registry.audit.models import AuditEvent

WINDOW = timedelta(hours=1)
BATCH = 500
LOCK = 7_014_455_201
"""Any number that no other advisory lock of the registry has."""


def number_changes(*, now: datetime, whole: bool = False, wait: bool = True) -> int:
    """Number the public events that are committed and have no number; how many there were.

    `whole` looks at all events instead of the recent ones. Without `wait`, nothing is done while another run is at it.
    Numbering changes nothing that happened, so it is no command and has no actor."""
    with transaction.atomic():
        if not _locked(wait=wait):
            return 0
        newest = PublicChange.objects.order_by("-number").first()
        begun = newest.number if newest is not None else 0
        since = None if whole or newest is None else min(newest.published_at, now) - WINDOW
        published = 0
        for batch in _batches(_unnumbered(since)):
            changes = list(_changes(batch))
            for place, change in enumerate(changes, start=begun + published + 1):
                change.number, change.published_at = place, now
            PublicChange.objects.bulk_create(changes)
            published += len(changes)
        return published


def _locked(*, wait: bool) -> bool:
    """Hold the feed until the transaction ends. SQLite's transactions hold the whole database from their beginning."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _unnumbered(since: datetime | None) -> list[int]:
    """Ids of the public events without a number, in the order in which they were written."""
    numbered = PublicChange.objects.filter(event=OuterRef("pk"))
    events = AuditEvent.objects.filter(~Exists(numbered), action__in=KINDS)
    if since is not None:
        events = events.filter(at__gte=since)
    # Sorted here: asked for in order, the database would walk the whole log by its key.
    return sorted(events.order_by().values_list("pk", flat=True))


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _changes(ids: list[int]) -> Iterator[PublicChange]:
    """The change of each event that turns out to be public, without a number."""
    events = AuditEvent.objects.in_bulk(ids)
    told = {}
    for pk in ids:
        body = json.loads(events[pk].body)
        told[pk] = Told(str(body["subject"]), body["data"])
    known = known_of([(events[pk].action, told[pk]) for pk in ids])
    for pk in ids:
        event = events[pk]
        facts = KINDS[event.action].facts(told[pk], known)
        if facts is None:
            continue
        yield PublicChange(
            event_id=pk,
            action=event.action,
            at=event.at,
            lot_number=facts.lot_number,
            agreement_number=facts.agreement_number,
            data=facts.data,
        )
