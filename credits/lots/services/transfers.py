"""From an accepted offer to settled credits: accept, check, settle, refuse, withdraw."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from credits import ledger
from credits.ledger import Cause, NewLot
from credits.lots import policies, prices, selectors, states
from credits.lots.chains import chain_of
from credits.lots.dealings import Offer, Transfer
from credits.lots.held import HeldTransfer
from credits.lots.models import Lot
from credits.lots.services import completing, dealing
from credits.lots.services.counterparties import require_trusted
from credits.lots.services.issuing import holder_account_id
from credits.lots.statements_signed import acceptance_statement
from registry import public_ids
from registry.commands import Run, command
from registry.fees.models import FeeKind
from registry.fees.services.charging import charge
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation
from registry.parties.services.signatures import sign


@command("transfer.accept")
def accept(
    run: Run,
    *,
    offer_id: str,
    quantity: int,
    buyer_id: str | None = None,
    related_party: bool = False,
    typed_name: str,
    capacity: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Accept some or all of what an offer has left; a standing offer needs no negotiation (N13).

    `buyer_id` is needed only of a person who signs for several organisations. The fee for a transfer is charged, both
    sides are told. Raises DomainError where less remains, or the lot is suspended."""
    offer = selectors.offer(run.actor, offer_id)
    run.allow(policies.may_accept(run.actor, offer))
    dealing.require_state(offer, "accept")
    dealing.require_quantity(quantity)
    buyer = _buyer(policies.buying_organisation_ids(run.actor, offer), buyer_id)
    seller = dealing.require_holder(offer.lot)
    require_trusted(seller, buyer, now=now)
    _take_from_offer(offer, quantity, on=today, now=now)
    statement = acceptance_statement(
        buyer=str(buyer),
        seller=str(seller),
        lot_number=offer.lot.number,
        quantity=quantity,
        price=offer.price,
    )
    signature = sign(
        actor=run.actor,
        organisation=buyer,
        statement_code=statement.code,
        statement_text=statement.text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    public_id = uuid4()
    transfer = Transfer.objects.create(
        public_id=public_id,
        lot=offer.lot,
        offer=offer,
        seller=offer.lot.holder,
        buyer=buyer,
        quantity=quantity,
        price=offer.price,
        value_cents=prices.value_cents(offer.price, quantity),
        related_party=offer.related_party or related_party,
        settles_from=settles_from(today),
        signature=signature,
        fee=charge(kind=FeeKind.TRANSFER, subject=f"transfer:{public_id}", today=today),
        lodged_by_id=run.actor.person_id,
        lodged_at=now,
    )
    dealing.tell(
        seller,
        buyer,
        title=f"{quantity:,} credits of lot {offer.lot.number} accepted",
        body=f"{buyer} accepted {quantity:,} credits at ${offer.price} each. The registrar checks the transfer next.",
        path=dealing.path_of(transfer),
        now=now,
    )
    run.event(
        chain=chain_of(offer.lot),
        subject=str(public_id),
        data={
            "offer": str(offer.public_id),
            "lot": offer.lot.number,
            "quantity": quantity,
            "price": offer.price,
            "value_cents": transfer.value_cents,
            "related_party": transfer.related_party,
            "buyer": buyer.name,
            "signature": str(signature.public_id),
        },
    )
    return {
        "id": str(public_id),
        "state": transfer.state,
        "lot": offer.lot.number,
        "quantity": quantity,
        "value_cents": transfer.value_cents,
    }


def settles_from(today: date) -> date | None:
    """First day a transfer accepted today may settle; None where no cooling-off period is set (COOLING_OFF_DAYS)."""
    days = settings.COOLING_OFF_DAYS
    return today + timedelta(days=days) if days else None


def _require_cooled_off(transfer: HeldTransfer, on: date) -> None:
    if transfer.settles_from is not None and on < transfer.settles_from:
        raise DomainError(
            "transfer.cooling_off",
            f"Either side may still withdraw: this transfer settles from {transfer.settles_from:%d/%m/%Y}.",
        )


def _buyer(allowed: frozenset[int], buyer_id: str | None) -> Organisation:
    """The organisation that buys. Raises InvalidInput where the signer has to choose one of several."""
    rows = Organisation.objects.filter(pk__in=allowed)
    if buyer_id not in (None, ""):
        found = public_ids.look_up(rows, buyer_id)
    else:
        found = rows.first() if len(allowed) == 1 else None
    if found is None:
        message = "Choose for which of your organisations you accept."
        raise InvalidInput([Finding("transfer.buyer_unclear", message, "buyer")])
    return found


def _take_from_offer(offer: Offer, quantity: int, *, on: date, now: datetime) -> None:
    """One conditional update: what remains gets less, and the offer is taken when nothing does."""
    movable = Lot.objects.filter(Q(suspended_until=None) | Q(suspended_until__lt=on), status__in=Lot.OPEN)
    used_up = When(remaining=quantity, then=Value(states.TAKEN))
    taken = Offer.objects.filter(
        pk=offer.pk, state=states.OPEN, remaining__gte=quantity, lot__in=movable
    ).update(
        remaining=F("remaining") - quantity,
        state=Case(used_up, default=F("state")),
        closed_at=Case(When(remaining=quantity, then=Value(now)), default=F("closed_at")),
    )
    if not taken:
        raise _why_not_taken(offer, quantity, on)


def _why_not_taken(offer: Offer, quantity: int, on: date) -> DomainError:
    """Read afterwards, to be told, never to decide."""
    offer.refresh_from_db(fields=["state", "remaining"])
    until = Lot.objects.values_list("suspended_until", flat=True).get(pk=offer.lot_id)
    if offer.state != states.OPEN:
        return DomainError(
            "offer.wrong_state", f"This offer is {offer.state}; nothing of it can be accepted."
        )
    if until is not None and until >= on:
        return DomainError(
            "lot.suspended",
            f"Lot {offer.lot.number} is suspended until {until:%d/%m/%Y}; its credits cannot move (BC Act s 6.25).",
        )
    return DomainError(
        "offer.not_enough", f"{offer.remaining:,} credits of this offer remain; {quantity:,} were asked for."
    )


@command("transfer.check")
def check(run: Run, *, transfer_id: str, note: str, now: datetime) -> dict[str, Any]:
    """The registrar records that signatures and authority were looked at."""
    return completing.check(run, Transfer, transfer_id, note=note, now=now)


@command("transfer.settle")
def settle(
    run: Run, *, transfer_id: str, fee_not_set_acknowledged: bool = False, today: date, now: datetime
) -> dict[str, Any]:
    """Move the credits to the buyer: by the approver, who is none of the signers and not the checker.

    Refused while the fee is due, while none is set and that is not acknowledged, while the deposit's share is not
    confirmed (first transfer out of an agreement), and while the lot is suspended."""
    transfer = selectors.held_transfer(run.actor, transfer_id)
    run.allow(policies.may_complete(run.actor, transfer))
    states.TRANSFER.require("settle", transfer.state)
    _require_cooled_off(transfer, today)
    steps = completing.steps(
        run, transfer, fee_not_set_acknowledged=fee_not_set_acknowledged, on=today, now=now
    )
    number = transfer.transaction_number
    moved = ledger.move_beside(
        run,
        "transfer",
        transfer.lot_id,
        NewLot(transfer.buyer_account_id or holder_account_id(transfer.buyer_id), transfer.lot_status),
        quantity=transfer.quantity,
        cause=Cause(
            source="transfer",
            reference=str(transfer.public_id),
            at=now,
            steps=steps,
            transaction_number=number,
            price=transfer.price,
            value_cents=transfer.value_cents,
            reason=transfer.zero_price_reason,
            recorded_by_id=run.actor.person_id,
        ),
        on=today,
        new_lot_id=transfer.new_lot_id,
    )
    dealing.tell_beside(
        run,
        transfer.side_ids,
        title=f"Transfer {number} settled",
        body=f"{transfer.quantity:,} credits of lot {transfer.lot_number} are now lot {moved.number} of "
        f"{transfer.buyer_name}.",
        path=dealing.path_of(transfer),
        now=now,
    )
    return completing.complete_held(run, transfer, "settle", moved=moved, done=steps, now=now)


@command("transfer.refuse")
def refuse(run: Run, *, transfer_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """An officer of the registry refuses; the credits go back to the offer while it is open, else they are free."""
    transfer = selectors.hold(Transfer, run.actor, transfer_id)
    run.allow(policies.may_refuse(run.actor, transfer))
    return _end(run, transfer, "refuse", reason, now)


@command("transfer.withdraw")
def withdraw(run: Run, *, transfer_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """Either side withdraws before the registrar has checked, or until the cooling-off period ends where one is set;
    the credits go back as at a refusal."""
    transfer = selectors.hold(Transfer, run.actor, transfer_id)
    run.allow(policies.may_withdraw_transfer(run.actor, transfer))
    if transfer.state == states.CHECKED and (
        transfer.settles_from is None or timezone.localdate(now) >= transfer.settles_from
    ):
        raise DomainError(
            "transfer.cooled_off",
            "The registrar has checked this transfer and the cooling-off period is over.",
        )
    return _end(run, transfer, "withdraw", reason, now)


def _end(run: Run, transfer: Transfer, action: str, reason: str, now: datetime) -> dict[str, Any]:
    result = completing.end(run, transfer, action, reason=reason, now=now)
    back = Offer.objects.filter(pk=transfer.offer_id, state=states.OPEN).update(
        remaining=F("remaining") + transfer.quantity
    )
    if not back:
        ledger.release(transfer.lot_id, quantity=transfer.quantity)
    dealing.tell(
        transfer.lot.holder,
        transfer.buyer,
        title=f"Transfer {transfer.transaction_number} {transfer.state}",
        body=f"{transfer.quantity:,} credits of lot {transfer.lot.number} stay with {transfer.lot.holder}. "
        f"{transfer.closing_reason}",
        path=dealing.path_of(transfer),
        now=now,
    )
    return result
