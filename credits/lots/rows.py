"""The values of the ledger's rows as its statements name them."""

from datetime import date, datetime
from typing import Any

from django.db import connection

from credits.lots.entries import Cause, NewLot
from credits.lots.models import Lot


def minted(from_lot_id: int, to: NewLot, quantity: int) -> dict[str, Any]:
    """The values of the lot that a movement mints."""
    ended = to.status in (Lot.RETIRED, Lot.CANCELLED)
    return {
        "number": to.number,
        "status": to.status,
        "holder_id": to.holder_id,
        "parent": from_lot_id,
        "quantity": quantity,
        "available": 0 if ended else quantity,
        "ended": quantity if ended else 0,
        "deposit_settled": to.deposit_settled,
        "issued_on": None if to.issued_on is None else day(to.issued_on),
    }


def at_once(
    kind: str, from_lot_id: int, new_lot: dict[str, Any], quantity: int, cause: Cause, on: date
) -> dict[str, Any]:
    """The values of a movement that takes, mints and records."""
    recorded = movement(kind, from_lot_id, None, quantity, cause)
    return {**new_lot, **recorded, **amount(from_lot_id, quantity, cause), "on": day(on)}


def movement(
    kind: str, from_lot_id: int | None, to_lot_id: int | None, quantity: int, cause: Cause
) -> dict[str, Any]:
    """The values of a movement's row."""
    return {
        "kind": kind,
        "from_lot": from_lot_id,
        "to_lot": to_lot_id,
        "quantity": quantity,
        "source": cause.source,
        "cause": cause.reference,
        "line": cause.line,
        "transaction_number": cause.transaction_number,
        "recorded_at": instant(cause.at),
        "price": cause.price,
        "value_cents": cause.value_cents,
        "reason": cause.reason,
        "deposit_step": cause.steps.deposit,
        "fee_step": cause.steps.fee,
        "signature_step": cause.steps.signature,
        "second_person_step": cause.steps.second_person,
        "recorded_by": cause.recorded_by_id,
    }


def amount(lot_id: int, quantity: int, cause: Cause) -> dict[str, Any]:
    """The values of a change of one lot."""
    return {"lot": lot_id, "quantity": quantity, "at": instant(cause.at)}


def instant(value: datetime) -> Any:
    """An instant as the database takes it."""
    return connection.ops.adapt_datetimefield_value(value)


def day(value: date) -> Any:
    """A day as the database takes it."""
    return connection.ops.adapt_datefield_value(value)
