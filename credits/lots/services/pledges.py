"""Pledging credits to a lender: off unless the setting PLEDGES is on.

What is pledged is reserved on its lot, so nothing can sell or retire it until the lender releases it. The registry
records the pledge; it is no register of security interests.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from credits import ledger
from credits.lots import pledges, policies, selectors
from credits.lots.models import Lot
from credits.lots.securities import Pledge
from credits.lots.services import dealing
from credits.lots.services.signing import Signing, sign_statement
from credits.lots.statements_signed import pledge_acceptance_statement, pledge_statement
from registry import public_ids
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation
from registry.parties.selectors import with_signatory


def require_enabled() -> None:
    """Raises DomainError where this registry does not record pledges."""
    if not settings.PLEDGES:
        raise DomainError("pledge.not_in_use", "This registry does not record pledges.")


def lenders(lot: Lot) -> QuerySet[Organisation]:
    """Organisations that can accept a pledge: those with a signatory, but for the holder."""
    return with_signatory(but=[lot.holder.organisation_id])


@command("pledge.propose")
def propose(
    run: Run,
    *,
    lot_number: str,
    quantity: int,
    lender_id: str,
    note: str = "",
    typed_name: str,
    capacity: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """The holder pledges credits to a lender; they are reserved at once. Raises InvalidInput, NotVisible, DomainError
    where fewer are available or the lot is suspended."""
    require_enabled()
    lot = selectors.lot(run.actor, lot_number)
    run.allow(policies.may_pledge(run.actor, lot))
    dealing.require_quantity(quantity)
    note = dealing.optional_text(note, field="note")
    lender = _lender(lot, lender_id)
    holder = dealing.require_holder(lot)
    ledger.reserve(lot.pk, quantity=quantity, on=today)
    statement = pledge_statement(
        holder=str(holder), lender=str(lender), lot_number=lot.number, quantity=quantity
    )
    pledge = Pledge.objects.create(
        lot=lot,
        lender=lender,
        quantity=quantity,
        note=note,
        signature=sign_statement(
            run,
            statement=statement,
            organisation=holder,
            signing=Signing(typed_name, capacity),
            now=now,
        ),
        proposed_by_id=run.actor.person_id,
        proposed_at=now,
    )
    dealing.tell(
        lender,
        title=f"{holder.name[:80]} pledges credits to you",
        body=f"{quantity:,} credits of lot {lot.number} wait for your acceptance.",
        path=dealing.path_of(pledge),
        now=now,
    )
    run.event(
        chain=_chain(pledge),
        subject=str(pledge.public_id),
        data={"lot": lot.number, "quantity": quantity, "lender": lender.name},
    )
    return {"id": str(pledge.public_id), "state": pledge.state, "lot": lot.number}


@command("pledge.accept")
def accept(run: Run, *, pledge_id: str, typed_name: str, capacity: str, now: datetime) -> dict[str, Any]:
    """A signatory of the lender accepts."""
    pledge = pledges.hold(run.actor, pledge_id)
    run.allow(policies.may_answer_pledge(run.actor, pledge))
    dealing.require_state(pledge, "accept")
    signature = sign_statement(
        run,
        statement=pledge_acceptance_statement(
            holder=str(pledge.lot.holder),
            lender=str(pledge.lender),
            lot_number=pledge.lot.number,
            quantity=pledge.quantity,
        ),
        organisation=pledge.lender,
        signing=Signing(typed_name, capacity),
        now=now,
    )
    dealing.step(pledge, "accept", lender_signature=signature, accepted_at=now)
    return _told(run, pledge, "is accepted", now=now, reason="")


@command("pledge.decline")
def decline(run: Run, *, pledge_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The lender does not want it; the credits are free again."""
    return _end(run, pledge_id, "decline", "is declined", reason=reason, now=now)


@command("pledge.withdraw")
def withdraw(run: Run, *, pledge_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The holder takes it back before the lender has accepted; the credits are free again."""
    return _end(run, pledge_id, "withdraw", "is withdrawn", reason=reason, now=now)


@command("pledge.release")
def release(run: Run, *, pledge_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The lender releases the credits; they are free again."""
    return _end(run, pledge_id, "release", "is released", reason=reason, now=now)


def _chain(pledge: Pledge) -> ChainKey:
    """A chain of its own: who reads the events of a lot need not learn what its credits secure."""
    return ChainKey("pledge", str(pledge.public_id))


def _lender(lot: Lot, lender_id: str) -> Organisation:
    found = public_ids.look_up(lenders(lot), lender_id)
    if found is None:
        message = "Choose an organisation other than the holder that has a signatory."
        raise InvalidInput([Finding("pledge.lender_unknown", message, "lender")])
    return found


def _end(run: Run, pledge_id: str, action: str, told: str, *, reason: str, now: datetime) -> dict[str, Any]:
    pledge = pledges.hold(run.actor, pledge_id)
    rule = policies.may_withdraw_pledge if action == "withdraw" else policies.may_answer_pledge
    run.allow(rule(run.actor, pledge))
    dealing.require_state(pledge, action)
    reason = dealing.require_text(reason, field="reason", message="Give a reason.")
    dealing.step(pledge, action, closed_by_id=run.actor.person_id, closed_at=now, closing_reason=reason)
    ledger.release(pledge.lot_id, quantity=pledge.quantity)
    return _told(run, pledge, told, now=now, reason=reason)


def _told(run: Run, pledge: Pledge, told: str, *, now: datetime, reason: str) -> dict[str, Any]:
    dealing.tell(
        pledge.lot.holder,
        pledge.lender,
        title=f"The pledge of lot {pledge.lot.number} {told}",
        body=f"{pledge.quantity:,} credits. {reason}".strip(),
        path=dealing.path_of(pledge),
        now=now,
    )
    run.event(
        chain=_chain(pledge),
        subject=str(pledge.public_id),
        data={"lot": pledge.lot.number, "quantity": pledge.quantity, "reason": reason},
    )
    return {"id": str(pledge.public_id), "state": pledge.state, "lot": pledge.lot.number}
