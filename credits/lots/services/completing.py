"""The steps that all dealings share: the registrar's check, what must be done before credits move, completion, end.

Plain functions inside the commands of each kind; a dealing that is handed over here is locked.
"""

from datetime import date, datetime
from typing import Any, TypeVar

from credits.ledger import Moved, Steps
from credits.lots import policies, selectors
from credits.lots.chains import chain_of
from credits.lots.dealings import Retirement, Transfer
from credits.lots.deposit import deposit_step
from credits.lots.held import HeldDealing
from credits.lots.services import dealing
from credits.lots.states import DEALINGS
from credits.lots.tables import AnyDealing
from registry.audit.events import ChainKey
from registry.commands import Run
from registry.fees.models import FeeCharge
from registry.fees.standing import standing
from registry.findings import DomainError, Finding, InvalidInput

_Checked = TypeVar("_Checked", Transfer, Retirement)


def check(run: Run, kind: type[_Checked], public_id: str, *, note: str, now: datetime) -> dict[str, Any]:
    """The registrar's check, with a note of what was looked at."""
    held = selectors.hold(kind, run.actor, public_id)
    run.allow(policies.may_check(run.actor, held))
    dealing.require_state(held, "check")
    note = dealing.require_text(
        note, field="note", message="Say what was checked, for example who stands behind the signature."
    )
    dealing.step(held, "check", checked_by=run.actor.person_id, checked_at=now, check_note=note)
    run.event(
        chain=chain_of(held.lot),
        subject=str(held.public_id),
        data={"lot": held.lot.number, "quantity": held.quantity, "note": note},
    )
    return {"id": str(held.public_id), "state": held.state}


def steps(run: Run, held: HeldDealing, *, fee_not_set_acknowledged: bool, on: date, now: datetime) -> Steps:
    """How deposit and fee stand, as the movement records it. For the first movement out of an agreement the money is
    settled here, in this transaction (N57). Raises DomainError or InvalidInput where one is open."""
    fee = "done" if held.fee_paid else _unpaid_fee(held.fee_id, not_set_acknowledged=fee_not_set_acknowledged)
    if held.deposit_settled:
        return Steps(deposit="not_required", fee=fee)
    deposit = deposit_step().settle(held, on=on, now=now, by_id=run.actor.person_id)
    if not deposit.settled:
        raise DomainError("deposit.not_settled", deposit.reason)
    return Steps(deposit=deposit.step, fee=fee, money=deposit.told)


def _unpaid_fee(fee_id: int, *, not_set_acknowledged: bool) -> str:
    """What the movement records of a fee that is not marked as paid, where the credits move all the same."""
    fee = standing(FeeCharge.objects.select_related("amount").get(pk=fee_id))
    if fee.state == "due":
        raise DomainError("fee.due", f"The fee has to be paid first: {fee.text}")
    if fee.state == "not_set" and not not_set_acknowledged:
        message = "No amount of this fee is set. Confirm that the credits move without a fee."
        raise InvalidInput([Finding("fee.not_set", message, "fee_not_set_acknowledged")])
    return fee.movement_step


def complete(run: Run, held: AnyDealing, action: str, *, new_lot: Moved | None, now: datetime) -> None:
    """The dealing's last step, by the second officer."""
    made = {} if new_lot is None else {"new_lot_id": new_lot.lot_id}
    dealing.step(held, action, completed_by=run.actor.person_id, completed_at=now, **made)


def settled(run: Run, held: AnyDealing, moved: Moved, done: Steps) -> dict[str, Any]:
    """The event of a completed dealing, and the command's answer."""
    return _settled(
        run, held, moved, done, held.lot.number, held.state, chain_of(held.lot), chain_begun=False
    )


def complete_held(
    run: Run, held: HeldDealing, action: str, *, moved: Moved, done: Steps, now: datetime
) -> dict[str, Any]:
    """Both for a dealing that was read as its facts: its last step goes with the event."""
    run.beside(dealing.stepping(held, action, by_id=run.actor.person_id, new_lot_id=moved.lot_id, now=now))
    state = DEALINGS[held.kind].find(action).target
    return _settled(run, held, moved, done, held.lot_number, state, held.chain, chain_begun=held.chain_begun)


def _settled(
    run: Run,
    held: AnyDealing | HeldDealing,
    moved: Moved,
    done: Steps,
    lot: str,
    state: str,
    chain: ChainKey,
    *,
    chain_begun: bool,
) -> dict[str, Any]:
    run.event(
        chain=chain,
        chain_begun=chain_begun,
        subject=str(held.public_id),
        data={
            "lot": lot,
            "quantity": held.quantity,
            "to_lot": moved.number,
            "movement": moved.movement_id,
            "transaction": held.transaction_number,
            "steps": {
                "deposit": done.deposit,
                "fee": done.fee,
                "signature": done.signature,
                "second_person": done.second_person,
            },
            **({"money": dict(done.money)} if done.money else {}),
        },
    )
    return {
        "id": str(held.public_id),
        "state": state,
        "lot": lot,
        "new_lot": moved.number,
        "transaction": held.transaction_number,
    }


def end(run: Run, held: AnyDealing, action: str, *, reason: str, now: datetime) -> dict[str, Any]:
    """Refuse, withdraw or drop, with a reason. What was reserved is freed by the caller."""
    dealing.require_state(held, action)
    reason = dealing.require_text(reason, field="reason", message="Give a reason.")
    # The event says who ended it; `completed_by` is the second officer of what went through.
    dealing.step(held, action, closing_reason=reason, completed_at=now)
    held.closing_reason = reason
    run.event(
        chain=chain_of(held.lot),
        subject=str(held.public_id),
        data={"lot": held.lot.number, "quantity": held.quantity, "reason": reason},
    )
    return {"id": str(held.public_id), "state": held.state}
