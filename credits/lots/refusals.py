"""Why the ledger did not write: read afterwards, to be told, never to decide."""

from datetime import date
from typing import Any

from django.db import IntegrityError

from credits.lots.models import Lot
from registry.findings import DomainError


def not_moved(lot_id: int, quantity: int, on: date, *, from_reserved: bool) -> DomainError:
    """Why the conditional update of a lot that gives credits found nothing."""
    lot = Lot.objects.get(pk=lot_id)
    if not lot.is_open:
        return DomainError("lot.closed", f"Lot {lot.number} is {lot.status}; its credits cannot move.")
    if lot.suspended_until is not None and lot.suspended_until >= on:
        until = f"{lot.suspended_until:%d/%m/%Y}"
        return DomainError(
            "lot.suspended",
            f"Lot {lot.number} is suspended until {until}; its credits cannot move (BC Act s 6.25).",
        )
    there = lot.reserved if from_reserved else lot.available
    what = "reserved for this" if from_reserved else "available"
    return DomainError(
        "lot.not_enough",
        f"Lot {lot.number} has {there:,} credits {what}; {quantity:,} were asked for. Others may be reserved.",
    )


def taken(error: IntegrityError, values: dict[str, Any]) -> DomainError | None:
    """What a unique column says to a person; None for any other rule."""
    told = str(error)
    if "movement_once_by_cause" in told or "credits_movement.cause" in told:
        return DomainError(
            "movement.recorded_already",
            f"This is recorded already (line {values['line']} of this {values['source'].replace('_', ' ')}). Nothing "
            "was recorded twice.",
        )
    if "lot_number_once" in told or "credits_lot.number" in told:
        return DomainError(
            "lot.number_taken", f"There is a lot {values['number']} already; choose another number."
        )
    return None
