"""Suspensions that the supply register states: laid on the lot where it says until when, else left to a person.

The register names the first and the last day of a suspension (BC Act s 6.25). One in force with a last day is laid on
the lot in the name of who imported the files; nothing is made up where the day, or the person, is missing.
"""

from collections.abc import Iterator
from datetime import date, datetime

from credits import ledger
from credits.lots.dealings import LotSuspension
from credits.lots.models import Lot
from credits.registers.columns import SUPPLY, SUSPENDED_FROM, SUSPENDED_TO
from credits.registers.doubts import of_register
from credits.registers.models import RegisterImport, SupplyRow
from credits.registers.plan import OPEN
from credits.registers.remarks import DOUBTFUL, Remark

TO_SUSPEND = ("suspension.no_end", "suspension.no_person", "suspension.later")
TO_CHANGE = ("suspension.other_end", "suspension.not_listed")
"""What a person decides: whether to suspend a lot, or whether to extend or lift its suspension."""

REASON = "Suspended in the published register."


def lay(
    found: RegisterImport, *, user_id: int | None, today: date, now: datetime
) -> tuple[int, list[Remark]]:
    """Lay the suspensions in force today; how many, and a remark for each that a person has to decide on."""
    laid, remarks = 0, []
    stated = found.supply_rows.filter(status__in=OPEN).exclude(suspended_from=None, suspended_to=None)
    rows = {row.credit_id: row for row in stated.order_by("-row") if _stands(row, today)}
    lots = {lot.number: lot for lot in Lot.objects.filter(number__in=list(rows), status__in=Lot.OPEN)}
    for number in sorted(lots):
        lot, row = lots[number], rows[number]
        left = _left_to_a_person(lot, row, user_id, today)
        if left is not None:
            remarks.append(left)
        elif not _is_suspended(lot, today):
            _suspend(lot, row, user_id=user_id, today=today, now=now)
            laid += 1
    return laid, [*remarks, *_not_listed(found, today)]


def _stands(row: SupplyRow, today: date) -> bool:
    return row.suspended_to is None or row.suspended_to >= today


def _is_suspended(lot: Lot, today: date) -> bool:
    return lot.suspended_until is not None and lot.suspended_until >= today


def _left_to_a_person(lot: Lot, row: SupplyRow, user_id: int | None, today: date) -> Remark | None:
    """Why this suspension cannot simply be laid; None where it can, or stands already as the register says."""
    if _is_suspended(lot, today):
        if row.suspended_to in (None, lot.suspended_until):
            return None
        reason = (
            f"Here {lot.number} is suspended until {lot.suspended_until:%d/%m/%Y}, in the register until "
        )
        return _remark(
            "suspension.other_end", lot, f"{reason}{row.suspended_to:%d/%m/%Y}.", row, SUSPENDED_TO
        )
    if row.suspended_from is not None and row.suspended_from > today:
        reason = f"The register suspends {lot.number} from {row.suspended_from:%d/%m/%Y} on."
        return _remark("suspension.later", lot, reason, row, SUSPENDED_FROM)
    if row.suspended_to is None:
        reason = f"The register suspends {lot.number} and names no last day."
        return _remark("suspension.no_end", lot, reason, row, SUSPENDED_TO)
    if user_id is None:
        reason = (
            f"The register suspends {lot.number} until {row.suspended_to:%d/%m/%Y}. It was imported by no person, and "
            "a person suspends."
        )
        return _remark("suspension.no_person", lot, reason, row, SUSPENDED_TO)
    return None


def _suspend(lot: Lot, row: SupplyRow, *, user_id: int | None, today: date, now: datetime) -> None:
    if row.suspended_to is None or user_id is None:
        raise AssertionError("a suspension without a last day or a person is left to a person")
    ledger.suspend(lot.pk, until=row.suspended_to, on=today)
    LotSuspension.objects.create(
        lot=lot,
        suspended_from=row.suspended_from or today,
        until=row.suspended_to,
        reason=REASON,
        suspended_by_id=user_id,
        suspended_at=now,
    )


def _not_listed(found: RegisterImport, today: date) -> Iterator[Remark]:
    """Lots of the register that are suspended here and listed without a suspension that stands."""
    suspended = list(
        Lot.objects.filter(of_register(found), suspended_until__gte=today, status__in=Lot.OPEN).order_by("pk")
    )
    listed = found.supply_rows.filter(status__in=OPEN, credit_id__in=[lot.number for lot in suspended])
    rows = {row.credit_id: row for row in listed.order_by("-row")}
    for lot in suspended:
        row = rows.get(lot.number)
        if row is None:
            continue  # a balance that supply does not list is told on its own
        if (row.suspended_from is None and row.suspended_to is None) or not _stands(row, today):
            reason = f"{lot.number} is suspended until {lot.suspended_until:%d/%m/%Y}; the register lists it as free."
            yield _remark("suspension.not_listed", lot, reason, row, SUSPENDED_TO)


def _remark(code: str, lot: Lot, reason: str, row: SupplyRow, column: str) -> Remark:
    return Remark(DOUBTFUL, SUPPLY, code, reason, row.row, column, lot.number)
