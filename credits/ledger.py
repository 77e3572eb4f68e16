"""The ledger: the only writer of lots and movements.

Every change is one conditional UPDATE and a look at the row it returned; nothing is read, compared and then written.
All functions belong inside the transaction of a command. Quantities are whole credits. A refusal is a `DomainError`
whose sentence says what stands in the way.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Q

from credits.lots import refusals, rows, statements
from credits.lots.entries import NOT_PUBLISHED as NOT_PUBLISHED
from credits.lots.entries import Cause as Cause
from credits.lots.entries import Moved as Moved
from credits.lots.entries import NewLot as NewLot
from credits.lots.entries import RootLot as RootLot
from credits.lots.entries import Steps as Steps
from credits.lots.models import Lot
from registry.audit.events import GIVEN, Part
from registry.commands import Run
from registry.findings import DomainError


def issue(root: RootLot, *, quantity: int, cause: Cause) -> Moved:
    """Open a root lot with `quantity` credits. Raises DomainError where the number is taken."""
    _require_positive(quantity)
    row = _written(
        statements.insert_root(connection.vendor),
        {
            "number": root.number,
            "scheme": root.scheme,
            "status": root.status,
            "credit_class_id": root.credit_class_id,
            "holder_id": root.holder_id,
            "agreement_id": root.agreement_id,
            "agreement_number": root.agreement_number,
            "quantity": quantity,
            "deposit_settled": root.deposit_settled,
            "issued_on": rows.day(root.issued_on),
            "issue_date_published": root.issue_date_published,
            "at": rows.instant(cause.at),
        },
    )
    return _record("issue", None, row[0], row[1], quantity, cause)


def issue_further(lot_id: int, *, quantity: int, cause: Cause) -> Moved:
    """A further line into a root lot that is open. Raises DomainError for any other lot."""
    _require_positive(quantity)
    row = _one(statements.RECEIVE_ISSUE, rows.amount(lot_id, quantity, cause))
    if row is None:
        raise DomainError("lot.not_a_root", "Only an open root lot takes further issued credits.")
    return _record("issue", None, lot_id, row[0], quantity, cause)


def reserve(lot_id: int, *, quantity: int, on: date) -> None:
    """Hold back credits for a dealing. Raises DomainError where fewer are available, or the lot cannot move."""
    _require_positive(quantity)
    row = _one(statements.RESERVE, {"lot": lot_id, "quantity": quantity, "on": rows.day(on)})
    if row is None:
        raise refusals.not_moved(lot_id, quantity, on, from_reserved=False)


def release(lot_id: int, *, quantity: int) -> None:
    """Free what a dealing held back. A suspended lot releases too: the credits stay with their holder."""
    _require_positive(quantity)
    if _one(statements.RELEASE, {"lot": lot_id, "quantity": quantity}) is None:
        raise RuntimeError(f"lot {lot_id} has fewer than {quantity} credits reserved")


def move(
    kind: str, from_lot_id: int, to: NewLot, *, quantity: int, cause: Cause, on: date, reserved: bool = True
) -> Moved:
    """Move credits into a lot minted for them; `kind` is transfer, retire or cancel. They come out of what is
    `reserved`, or out of what is available."""
    _require_positive(quantity)
    minted = rows.minted(from_lot_id, to, quantity)
    if connection.vendor == "postgresql":
        return _move_at_once(kind, from_lot_id, minted, quantity, cause, on=on, reserved=reserved)
    _take(from_lot_id, quantity=quantity, cause=cause, on=on, reserved=reserved)
    row = _written(statements.insert_child(connection.vendor), minted)
    return _record(kind, from_lot_id, row[0], row[1], quantity, cause)


def _move_at_once(
    kind: str,
    from_lot_id: int,
    minted: dict[str, Any],
    quantity: int,
    cause: Cause,
    *,
    on: date,
    reserved: bool,
) -> Moved:
    """The three steps of a movement as one statement: two journeys to the database less."""
    values = rows.at_once(kind, from_lot_id, minted, quantity, cause, on)
    row = _attempted(statements.move_at_once(reserved=reserved), values)
    if row is None:
        raise refusals.not_moved(from_lot_id, quantity, on, from_reserved=reserved)
    return Moved(lot_id=row[0], number=row[1], movement_id=row[2])


def move_beside(
    run: Run,
    kind: str,
    from_lot_id: int,
    to: NewLot,
    *,
    quantity: int,
    cause: Cause,
    on: date,
    new_lot_id: int | None,
) -> Moved:
    """Move what is reserved as `move` does, but with the command's event, so that a lot that many ask for is locked for
    that statement and the commit alone. Nothing in the command may read what was moved, nor lock anything after it.

    `new_lot_id` was drawn before; None on SQLite, where nothing is won and the credits move at once."""
    if new_lot_id is None:
        return move(kind, from_lot_id, to, quantity=quantity, cause=cause, on=on)
    _require_positive(quantity)
    values = rows.at_once(kind, from_lot_id, rows.minted(from_lot_id, to, quantity), quantity, cause, on)
    values["new_lot"] = new_lot_id
    steps, sql = statements.move_beside(reserved=True)
    run.beside(
        Part(
            sql,
            {f"{statements.PREFIX}{name}": value for name, value in values.items()},
            steps=steps,
            gives=True,
            refused=lambda: refusals.not_moved(from_lot_id, quantity, on, from_reserved=True),
            broken=lambda error: refusals.taken(error, values),
        )
    )
    return Moved(lot_id=new_lot_id, number=to.number or f"LOT-{new_lot_id}", movement_id=GIVEN)


def move_further(
    kind: str,
    from_lot_id: int,
    to_lot_id: int,
    *,
    quantity: int,
    cause: Cause,
    on: date,
    reserved: bool = True,
) -> Moved:
    """A further line into a lot that was minted from the same parent; the database refuses any other descent."""
    return _between(kind, from_lot_id, to_lot_id, quantity=quantity, cause=cause, on=on, reserved=reserved)


def correct(from_lot_id: int, *, quantity: int, cause: Cause, on: date) -> Moved:
    """Put credits back into the lot they came from, out of what is reserved; both must be open lots.

    Raises DomainError for a root lot."""
    parent_id = Lot.objects.values_list("parent_id", flat=True).get(pk=from_lot_id)
    if parent_id is None:
        raise DomainError(
            "lot.root", "A root lot was not minted from another lot: there is nothing to go back to."
        )
    return _between("correct", from_lot_id, parent_id, quantity=quantity, cause=cause, on=on, reserved=True)


def suspend(lot_id: int, *, until: date, on: date) -> None:
    """Stop credits from moving until after `until`. Raises DomainError for a lot that is closed or suspended now."""
    free = Q(suspended_until=None) | Q(suspended_until__lt=on)
    if not Lot.objects.filter(free, pk=lot_id, status__in=Lot.OPEN).update(suspended_until=until):
        lot = Lot.objects.get(pk=lot_id)
        if not lot.is_open:
            raise DomainError("lot.closed", f"Lot {lot.number} is {lot.status}: there is nothing to suspend.")
        raise DomainError("lot.suspended", f"Lot {lot.number} is suspended already.")


def change_suspension(lot_id: int, *, since: date, until: date | None) -> None:
    """Extend a suspension that ends on `since`, or lift it with None. Raises DomainError where it is another by now."""
    if not Lot.objects.filter(pk=lot_id, suspended_until=since).update(suspended_until=until):
        raise DomainError("lot.suspension_changed", "This suspension has just been changed. Look again.")


def _between(
    kind: str, from_lot_id: int, to_lot_id: int, *, quantity: int, cause: Cause, on: date, reserved: bool
) -> Moved:
    _require_positive(quantity)
    # Two lots that exist already: always locked in the same order, whichever way the credits go.
    # Not for the key: a child minted beside us only points at its root, and must not wait for it while we wait for it.
    both = Lot.objects.filter(pk__in=[from_lot_id, to_lot_id]).order_by("pk")
    list(both.select_for_update(no_key=True).values("pk"))
    _take(from_lot_id, quantity=quantity, cause=cause, on=on, reserved=reserved)
    statement = statements.receive_ended if kind in ("retire", "cancel") else statements.receive
    row = _one(statement(connection.vendor), {"lot": to_lot_id, "from": from_lot_id, "quantity": quantity})
    if row is None:
        raise DomainError(
            "lot.closed", "The receiving lot is not open for this: it is retired, cancelled or held."
        )
    _one(statements.FOLLOW, {"from": from_lot_id, "lot": to_lot_id})
    return _record(kind, from_lot_id, to_lot_id, row[0], quantity, cause)


def _take(lot_id: int, *, quantity: int, cause: Cause, on: date, reserved: bool) -> None:
    statement = statements.take_reserved if reserved else statements.take_available
    row = _one(statement(connection.vendor), {**rows.amount(lot_id, quantity, cause), "on": rows.day(on)})
    if row is None:
        raise refusals.not_moved(lot_id, quantity, on, from_reserved=reserved)


def _record(
    kind: str, from_lot_id: int | None, to_lot_id: int, number: str, quantity: int, cause: Cause
) -> Moved:
    values = rows.movement(kind, from_lot_id, to_lot_id, quantity, cause)
    row = _written(statements.INSERT_MOVEMENT, values)
    return Moved(lot_id=to_lot_id, number=number, movement_id=row[0])


def _require_positive(quantity: int) -> None:
    if quantity < 1:
        raise DomainError("quantity.not_positive", "The number of credits must be one or more.")


def _one(statement: str, values: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def _written(statement: str, values: dict[str, Any]) -> Any:
    """The row of an INSERT that has no condition of its own. Raises RuntimeError where nothing was written: a lot that
    does not exist was named."""
    row = _attempted(statement, values)
    if row is None:
        raise RuntimeError("a lot that does not exist was named to the ledger")
    return row


def _attempted(statement: str, values: dict[str, Any]) -> Any:
    """The row that was written, or None. Raises DomainError where a number or a cause is there already: somebody else
    was quicker, or it was sent twice. The transaction is lost then."""
    try:
        return _one(statement, values)
    except IntegrityError as error:
        raise refusals.taken(error, values) or error from error
