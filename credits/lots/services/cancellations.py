"""Cancelling credits: proposed by the registrar or asked for by the holder, confirmed by a second person. Final."""

from datetime import date, datetime
from typing import Any

from credits import ledger
from credits.ledger import Cause, NewLot, Steps
from credits.lots import policies, selectors
from credits.lots.chains import chain_of
from credits.lots.dealings import Cancellation
from credits.lots.models import Lot
from credits.lots.services import completing, dealing
from credits.lots.statements_signed import cancellation_statement
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput
from registry.parties.models import Signature
from registry.parties.services.signatures import sign


@command("cancellation.propose")
def propose(
    run: Run, *, lot_number: str, quantity: int, ground: str, ground_note: str, today: date, now: datetime
) -> dict[str, Any]:
    """The registrar proposes to cancel on another ground than the holder's request, in words; reserves at once."""
    lot = selectors.lot(run.actor, lot_number)
    run.allow(policies.may_propose(run.actor, lot))
    if ground == Cancellation.Ground.HOLDER:
        message = "The holder asks for this ground over a signature of their own, on the page of the lot."
        raise InvalidInput([Finding("cancellation.needs_the_holder", message, "ground")])
    if ground not in Cancellation.Ground.values:
        raise InvalidInput([Finding("cancellation.ground_unknown", "Choose a ground.", "ground")])
    return _lodge(run, lot, quantity, ground, ground_note, None, today, now)


@command("cancellation.request")
def request(
    run: Run,
    *,
    lot_number: str,
    quantity: int,
    ground_note: str,
    typed_name: str,
    capacity: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """A signatory of the recorded holder asks for credits to be cancelled; reserves at once."""
    lot = selectors.lot(run.actor, lot_number)
    run.allow(policies.may_offer(run.actor, lot))
    dealing.require_quantity(quantity)
    holder = dealing.require_holder(lot)
    statement = cancellation_statement(holder=str(holder), lot_number=lot.number, quantity=quantity)
    signature = sign(
        actor=run.actor,
        organisation=holder,
        statement_code=statement.code,
        statement_text=statement.text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    return _lodge(run, lot, quantity, Cancellation.Ground.HOLDER, ground_note, signature, today, now)


def _lodge(
    run: Run,
    lot: Lot,
    quantity: int,
    ground: str,
    ground_note: str,
    signature: Signature | None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    dealing.require_quantity(quantity)
    note = dealing.require_text(ground_note, field="ground_note", message="State the ground in words.")
    ledger.reserve(lot.pk, quantity=quantity, on=today)
    cancellation = Cancellation.objects.create(
        lot=lot,
        quantity=quantity,
        ground=ground,
        ground_note=note,
        holder_signature=signature,
        lodged_by_id=run.actor.person_id,
        lodged_at=now,
    )
    run.event(
        chain=chain_of(lot),
        subject=str(cancellation.public_id),
        data={
            "lot": lot.number,
            "quantity": quantity,
            "ground": ground,
            "note": note,
            "signature": None if signature is None else str(signature.public_id),
        },
    )
    return {
        "id": str(cancellation.public_id),
        "state": cancellation.state,
        "lot": lot.number,
        "quantity": quantity,
    }


@command("cancellation.cancel")
def cancel(run: Run, *, cancellation_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Cancel the credits: by the approver, who is not the proposer. There is no way back."""
    cancellation = selectors.hold(Cancellation, run.actor, cancellation_id)
    run.allow(policies.may_complete(run.actor, cancellation))
    dealing.require_state(cancellation, "cancel")
    lot = cancellation.lot
    steps = Steps(signature="not_required" if cancellation.holder_signature_id is None else "done")
    moved = ledger.move(
        "cancel",
        lot.pk,
        NewLot(lot.holder_id, Lot.CANCELLED, deposit_settled=lot.deposit_settled),
        quantity=cancellation.quantity,
        cause=Cause(
            source="cancellation",
            reference=str(cancellation.public_id),
            at=now,
            steps=steps,
            transaction_number=cancellation.transaction_number,
            reason=cancellation.ground,
            recorded_by_id=run.actor.person_id,
        ),
        on=today,
    )
    completing.complete(run, cancellation, "cancel", new_lot=moved, now=now)
    dealing.tell(
        lot.holder,
        title=f"Cancellation {cancellation.transaction_number} recorded",
        body=f"{cancellation.quantity:,} credits of lot {lot.number} are cancelled as lot {moved.number}. "
        f"{cancellation.ground_note}",
        path=dealing.path_of(cancellation),
        now=now,
    )
    return completing.settled(run, cancellation, moved, steps)


@command("cancellation.withdraw")
def withdraw(run: Run, *, cancellation_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """An officer of the registry drops the proposal, with a reason; the credits are free again."""
    cancellation = selectors.hold(Cancellation, run.actor, cancellation_id)
    run.allow(policies.may_drop(run.actor, cancellation))
    result = completing.end(run, cancellation, "withdraw", reason=reason, now=now)
    ledger.release(cancellation.lot_id, quantity=cancellation.quantity)
    if cancellation.holder_signature_id is not None:
        dealing.tell(
            cancellation.lot.holder,
            title=f"Cancellation {cancellation.transaction_number} dropped",
            body=f"{cancellation.quantity:,} credits of lot {cancellation.lot.number} are free again. "
            f"{cancellation.closing_reason}",
            path=dealing.path_of(cancellation),
            now=now,
        )
    return result
