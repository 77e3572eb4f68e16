"""Putting a transfer right: credits go back from a lot to the lot it was minted from, by a new movement."""

from datetime import date, datetime
from typing import Any

from credits import ledger
from credits.ledger import Cause, Steps
from credits.lots import policies, selectors
from credits.lots.chains import chain_of
from credits.lots.dealings import Correction
from credits.lots.services import completing, dealing
from registry.commands import Run, command
from registry.findings import DomainError


@command("correction.propose")
def propose(
    run: Run, *, lot_number: str, quantity: int, reason: str, today: date, now: datetime
) -> dict[str, Any]:
    """The registrar proposes that credits go back to the lot they came from; they are reserved at once.

    Both lots must be open: nothing that is retired or cancelled is corrected. Raises DomainError for a root lot."""
    lot = selectors.lot(run.actor, lot_number)
    run.allow(policies.may_propose_correction(run.actor, lot))
    dealing.require_quantity(quantity)
    reason = dealing.require_text(reason, field="reason", message="Say what is put right.")
    if lot.parent_id is None:
        raise DomainError(
            "lot.root", f"Lot {lot.number} was not minted from another lot: there is nothing to go back to."
        )
    ledger.reserve(lot.pk, quantity=quantity, on=today)
    correction = Correction.objects.create(
        lot=lot, quantity=quantity, reason=reason, lodged_by_id=run.actor.person_id, lodged_at=now
    )
    run.event(
        chain=chain_of(lot),
        subject=str(correction.public_id),
        data={"lot": lot.number, "quantity": quantity, "reason": reason},
    )
    return {
        "id": str(correction.public_id),
        "state": correction.state,
        "lot": lot.number,
        "quantity": quantity,
    }


@command("correction.post")
def post(run: Run, *, correction_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Post the correcting movement: by the approver, who is not the proposer. Both holders are told."""
    correction = selectors.hold(Correction, run.actor, correction_id)
    run.allow(policies.may_complete(run.actor, correction))
    dealing.require_state(correction, "post")
    lot = correction.lot
    parent = lot.parent
    if parent is None:
        raise DomainError("lot.root", f"Lot {lot.number} has no lot to go back to.")
    steps = Steps(signature="not_required")
    moved = ledger.correct(
        lot.pk,
        quantity=correction.quantity,
        cause=Cause(
            source="correction",
            reference=str(correction.public_id),
            at=now,
            steps=steps,
            transaction_number=correction.transaction_number,
            reason=correction.reason,
            recorded_by_id=run.actor.person_id,
        ),
        on=today,
    )
    completing.complete(run, correction, "post", new_lot=None, now=now)
    dealing.tell(
        lot.holder,
        parent.holder,
        title=f"Correction {correction.transaction_number} posted",
        body=f"{correction.quantity:,} credits went back from lot {lot.number} to lot {parent.number}. "
        f"{correction.reason}",
        path=dealing.path_of(correction),
        now=now,
    )
    return completing.settled(run, correction, moved, steps)


@command("correction.withdraw")
def withdraw(run: Run, *, correction_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """An officer of the registry drops the proposal, with a reason; the credits are free again."""
    correction = selectors.hold(Correction, run.actor, correction_id)
    run.allow(policies.may_drop(run.actor, correction))
    result = completing.end(run, correction, "withdraw", reason=reason, now=now)
    ledger.release(correction.lot_id, quantity=correction.quantity)
    return result
