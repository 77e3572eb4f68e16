"""What is pending and discharged on a line: the only writer of those two numbers.

Each step is one conditional update and a look at the row count, inside the command's transaction, so a line is never
over-discharged whoever comes at once (CHECK `obligation_line_never_over_discharged`). Lots are locked before lines,
lines in the order of their keys, obligations last.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F

from credits.obligations import states
from credits.obligations.models import Discharge, Obligation, ObligationLine
from registry.findings import DomainError, Finding, InvalidInput

CLAUSE = "BC Act s 6.27, BC Reg cl 6.2"
REQUIRED_CLAUSE = "BC Act s 7.13(3)"
"""What is required has a number and a class."""


def require_quantity(quantity: int, *, field: str = "quantity") -> None:
    """Raises InvalidInput unless it is a whole number above zero."""
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        message = "Enter a whole number of credits, at least 1."
        raise InvalidInput([Finding("obligation.quantity", message, field, clause=CLAUSE)])


def set_aside(line: ObligationLine, quantity: int) -> None:
    """Hold a quantity of a line for something on its way. Raises DomainError where less is outstanding (N33)."""
    require_quantity(quantity)
    # Not over a join: then the database would not ask again what is outstanding after it has waited for the row.
    in_force = Obligation.objects.filter(pk=line.obligation_id, state=states.IN_FORCE)
    held = ObligationLine.objects.filter(
        pk=line.pk,
        state=ObligationLine.IN_FORCE,
        obligation__in=in_force.values("pk"),
        required__gte=F("pending") + F("discharged") + quantity,
    ).update(pending=F("pending") + quantity)
    if not held:
        _refuse(line, quantity)


def _refuse(line: ObligationLine, quantity: int) -> None:
    now = ObligationLine.objects.select_related("obligation").get(pk=line.pk)
    if now.state != ObligationLine.IN_FORCE or now.obligation.state != states.IN_FORCE:
        raise DomainError(
            "obligation.line_not_in_force",
            f"Line {now.number} of {now.obligation.number} is no longer in force ({CLAUSE}).",
        )
    raise DomainError(
        "obligation.more_than_outstanding",
        f"{quantity:,} credits are more than the {now.outstanding:,} still outstanding on line {now.number} of "
        f"{now.obligation.number}: {now.required:,} required, {now.pending:,} on their way, {now.discharged:,} "
        f"discharged. Enter at most {now.outstanding:,} ({CLAUSE}).",
    )


def free(line_id: int, quantity: int) -> None:
    """What was set aside came to nothing: it is outstanding again."""
    done = ObligationLine.objects.filter(pk=line_id, pending__gte=quantity).update(
        pending=F("pending") - quantity
    )
    if not done:
        raise DomainError(
            "obligation.nothing_pending", "This quantity is not set aside on the line (any more)."
        )


def hold_lines(line_ids: Iterable[int]) -> None:
    """Hold lines in the order of their keys, before more than one of them is discharged: each discharge holds the
    obligation, and nobody may then still wait for another line of it."""
    held = ObligationLine.objects.select_for_update(no_key=True).order_by("pk")
    list(held.filter(pk__in=list(line_ids)))


def discharge(
    line: ObligationLine,
    quantity: int,
    *,
    way: str,
    on: date,
    now: datetime,
    recorded_by_id: int | None,
    note: str = "",
    **cause: Any,
) -> Discharge:
    """Turn what was set aside into discharge, by one cause (`claim`, `measure` or `quote_line`). The last part of the
    last line discharges the obligation (N4). Raises DomainError where it was not set aside."""
    done = ObligationLine.objects.filter(
        pk=line.pk, state=ObligationLine.IN_FORCE, pending__gte=quantity
    ).update(pending=F("pending") - quantity, discharged=F("discharged") + quantity)
    if not done:
        raise DomainError(
            "obligation.nothing_pending", f"Line {line.number} has no longer {quantity:,} credits set aside."
        )
    made = Discharge.objects.create(
        line=line,
        way=way,
        quantity=quantity,
        on=on,
        note=note,
        recorded_by_id=recorded_by_id,
        recorded_at=now,
        **cause,
    )
    close_if_discharged(line.obligation_id, on=on)
    return made


def close_if_discharged(obligation_id: int, *, on: date) -> bool:
    """Discharge the obligation when no line in force has anything left. Returns whether it did."""
    # Whoever discharges another line of it at once waits here, and then sees what this one wrote.
    Obligation.objects.select_for_update(no_key=True).get(pk=obligation_id)
    open_lines = ObligationLine.objects.filter(
        obligation_id=obligation_id, state=ObligationLine.IN_FORCE, required__gt=F("discharged")
    )
    if open_lines.exists():
        return False
    return bool(
        Obligation.objects.filter(pk=obligation_id, state=states.IN_FORCE).update(
            state=states.DISCHARGED, discharged_on=on
        )
    )
