"""Suspending the credits of a lot pending an inquiry: up to six months, once extended by six more (BC Act s 6.25).

A month later is the same day of that month, or its last day where there is no such day: six months from 31 August end
on 28 or 29 February. How the Act counts is not public here; this is the usual way.
"""

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from credits import ledger
from credits.lots import policies, selectors
from credits.lots.chains import chain_of
from credits.lots.dealings import LotSuspension
from credits.lots.services import dealing
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

MONTHS = 6
"""The longest suspension, and the longest extension (BC Act s 6.25)."""


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@command("suspension.suspend")
def suspend(
    run: Run, *, lot_number: str, until: date, reason: str, today: date, now: datetime
) -> dict[str, Any]:
    """Suspend a lot from today to `until`, its last day. Its credits cannot be reserved or moved meanwhile; open offers
    and dealings wait. The holder is told. Raises DomainError for a lot that is closed or suspended already."""
    lot = selectors.lot(run.actor, lot_number)
    run.allow(policies.may_suspend(run.actor, lot))
    reason = dealing.require_text(reason, field="reason", message="Say what is inquired into.")
    _require_within(until, first=today, last=months_later(today, MONTHS))
    ledger.suspend(lot.pk, until=until, on=today)
    made = LotSuspension.objects.create(
        lot=lot,
        suspended_from=today,
        until=until,
        reason=reason,
        suspended_by_id=run.actor.person_id,
        suspended_at=now,
    )
    _tell(made, f"Lot {lot.number} is suspended until {until:%d/%m/%Y}", reason, now)
    run.event(
        chain=chain_of(lot),
        subject=str(made.public_id),
        data={"lot": lot.number, "until": until.isoformat(), "reason": reason},
    )
    return _answer(made, "suspended", until)


@command("suspension.extend")
def extend(
    run: Run, *, suspension_id: str, until: date, reason: str = "", today: date, now: datetime
) -> dict[str, Any]:
    """Extend a suspension in force, once, by up to six months from its last day."""
    held = selectors.hold(LotSuspension, run.actor, suspension_id)
    run.allow(policies.may_suspend(run.actor, held.lot))
    _require_in_force(held, today)
    if held.extended_until is not None:
        raise DomainError(
            "suspension.extended_already", "A suspension can be extended only once (BC Act s 6.25)."
        )
    reason = dealing.optional_text(reason, field="reason")
    _require_within(until, first=held.until, last=months_later(held.until, MONTHS), after=True)
    ledger.change_suspension(held.lot_id, since=held.until, until=until)
    LotSuspension.objects.filter(pk=held.pk).update(extended_until=until, extended_by=run.actor.person_id)
    _tell(
        held,
        f"Suspension of lot {held.lot.number} extended to {until:%d/%m/%Y}",
        reason or "The inquiry goes on.",
        now,
    )
    run.event(
        chain=chain_of(held.lot),
        subject=str(held.public_id),
        data={"lot": held.lot.number, "until": until.isoformat(), "reason": reason},
    )
    return _answer(held, "suspended", until)


@command("suspension.lift")
def lift(run: Run, *, suspension_id: str, reason: str = "", today: date, now: datetime) -> dict[str, Any]:
    """End a suspension early: the credits can move again from today."""
    held = selectors.hold(LotSuspension, run.actor, suspension_id)
    run.allow(policies.may_suspend(run.actor, held.lot))
    _require_in_force(held, today)
    reason = dealing.optional_text(reason, field="reason")
    ledger.change_suspension(held.lot_id, since=held.extended_until or held.until, until=None)
    LotSuspension.objects.filter(pk=held.pk).update(lifted_on=today, lifted_by=run.actor.person_id)
    _tell(held, f"Suspension of lot {held.lot.number} lifted", reason or "The credits can move again.", now)
    run.event(
        chain=chain_of(held.lot),
        subject=str(held.public_id),
        data={"lot": held.lot.number, "lifted_on": today.isoformat(), "reason": reason},
    )
    return _answer(held, "lifted", None)


def _require_within(until: date, *, first: date, last: date, after: bool = False) -> None:
    if until < first or (after and until == first):
        message = f"The last day must be {'after' if after else 'on or after'} {first:%d/%m/%Y}."
        raise InvalidInput([Finding("suspension.too_early", message, "until")])
    if until > last:
        message = f"At most {MONTHS} months: {last:%d/%m/%Y} at the latest (BC Act s 6.25)."
        raise InvalidInput([Finding("suspension.too_long", message, "until", clause="BC Act s 6.25")])


def _require_in_force(held: LotSuspension, on: date) -> None:
    if held.lifted_on is not None or (held.extended_until or held.until) < on:
        raise DomainError("suspension.over", "This suspension is over already.")


def _tell(held: LotSuspension, title: str, body: str, now: datetime) -> None:
    dealing.tell(held.lot.holder, title=title, body=body, path=dealing.lot_path(held.lot), now=now)


def _answer(held: LotSuspension, state: str, until: date | None) -> dict[str, Any]:
    return {
        "id": str(held.public_id),
        "state": state,
        "lot": held.lot.number,
        "until": None if until is None else until.isoformat(),
    }
