"""Each night: entries run out after their last day, and their organisation is told two weeks before."""

from datetime import date, datetime, timedelta
from typing import Any

import structlog

from credits.lots.services import dealing
from credits.market import policies, selectors, states
from credits.market.models import Demand, Interest
from credits.market.services import entries
from registry.actor import Actor, system
from registry.commands import Run, command
from registry.findings import DomainError
from registry.idempotency.keys import used

log = structlog.get_logger(__name__)
NAMES = {"interest": "Your expression of interest", "demand": "Your want"}


def _entry(run: Run, kind: str, entry_id: str) -> policies.Entry:
    run.allow(policies.may_run_out(run.actor))
    rows: Any = selectors.interests() if kind == "interest" else selectors.demands()
    found: policies.Entry = rows.get(public_id=entry_id)
    return found


def _tell(entry: policies.Entry, *, title: str, body: str, now: datetime) -> None:
    owner = entry.holder if isinstance(entry, Interest) else entry.buyer
    dealing.tell(owner, title=title, body=body, path=entries.path_of(entry), now=now)


@command("market.remind")
def remind(
    run: Run, *, kind: str, entry_id: str, expires_on: date, today: date, now: datetime
) -> dict[str, Any]:
    """Tell the organisation that its entry runs out on that day; once, by the key."""
    entry = _entry(run, kind, entry_id)
    _tell(
        entry,
        title=f"{NAMES[kind]} ends on {expires_on:%d/%m/%Y}",
        body="Renew it on its page if it still holds. Otherwise it leaves the register after that day.",
        now=now,
    )
    run.event(
        chain=entries.chain_of(entry), subject=str(entry.public_id), data={"expires_on": str(expires_on)}
    )
    return entries.answer(entry)


@command("market.expire")
def expire(run: Run, *, kind: str, entry_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Take an open entry off the register whose last day is over. Raises DomainError where it was renewed meanwhile."""
    entry = _entry(run, kind, entry_id)
    entries.run_out(entry, today=today, now=now)
    _tell(
        entry,
        title=f"{NAMES[kind]} has left the register",
        body=f"Its last day was {entry.expires_on:%d/%m/%Y}. Enter it again if it still holds.",
        now=now,
    )
    run.event(
        chain=entries.chain_of(entry),
        subject=str(entry.public_id),
        data={"expires_on": str(entry.expires_on)},
    )
    return entries.answer(entry)


def run_calendar(*, today: date, now: datetime) -> dict[str, int]:
    """Expire what is over and remind of what is about to be. A night that was missed is made up by the next; what was
    renewed or closed meanwhile is left alone. One failing entry keeps no other from its turn."""
    actor = system("calendar")
    done = {"expired": 0, "reminded": 0}
    for kind, model in (("interest", Interest), ("demand", Demand)):
        rows = model._default_manager.filter(state=states.OPEN)
        for public_id in rows.filter(expires_on__lt=today).values_list("public_id", flat=True):
            done["expired"] += _expired(actor, kind, str(public_id), today=today, now=now)
        soon = rows.filter(
            expires_on__gte=today, expires_on__lte=today + timedelta(days=entries.DAYS_OF_NOTICE)
        )
        for public_id, day in soon.values_list("public_id", "expires_on"):
            done["reminded"] += _reminded(actor, kind, str(public_id), day, today=today, now=now)
    return done


def _expired(actor: Actor, kind: str, entry_id: str, *, today: date, now: datetime) -> int:
    try:
        expire(actor=actor, kind=kind, entry_id=entry_id, today=today, now=now)
    except DomainError as refusal:
        log.info("market.not_expired", entry=entry_id, code=refusal.code)
        return 0
    return 1


def _reminded(actor: Actor, kind: str, entry_id: str, day: date, *, today: date, now: datetime) -> int:
    """One notice for each last day. A key that is there already is a reminder of an earlier night."""
    key = f"remind:{entry_id}:{day}"
    if used(actor=actor, key=key):
        return 0
    remind(actor=actor, key=key, kind=kind, entry_id=entry_id, expires_on=day, today=today, now=now)
    return 1
