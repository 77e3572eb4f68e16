"""What lots held at any past instant, from the running balances kept on movements; nothing is summed.

A movement tells what both its lots hold after it, and its instant never runs backwards within a lot: a balance is
read from the last movement that touched the lot at or before the instant. A lot in force holds what is available and
reserved (a reservation is no movement, so the two are told apart only for now); a retired or cancelled lot holds what
has ended in it. A lot that was not there yet held nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from credits.lots.models import Lot

# The last movement in and the last one out, each the end of one index, and of the two the later.
_LAST = (
    "SELECT t.held FROM ("
    "SELECT * FROM (SELECT m.at, m.id, m.to_held_after AS held FROM credits_movement m "
    "WHERE m.to_lot_id = {lot} AND m.at <= %(at)s ORDER BY m.at DESC, m.id DESC LIMIT 1) i "
    "UNION ALL "
    "SELECT * FROM (SELECT m.at, m.id, m.from_held_after AS held FROM credits_movement m "
    "WHERE m.from_lot_id = {lot} AND m.at <= %(at)s ORDER BY m.at DESC, m.id DESC LIMIT 1) o"
    ") t ORDER BY t.at DESC, t.id DESC LIMIT 1"
)
HELD_AT = _LAST.format(lot="%(lot)s")
_OF_EACH = f"COALESCE(({_LAST.format(lot='l.id')}), 0)"
_FAMILY_AT = (
    f"SELECT l.status, SUM({_OF_EACH}) FROM credits_lot l "  # noqa: S608 (texts of our own)
    "WHERE l.id = %(root)s OR l.root_id = %(root)s GROUP BY l.status"
)
_ISSUED_AT = (
    "SELECT COALESCE(SUM(m.quantity), 0) FROM credits_movement m "
    "WHERE m.to_lot_id = %(root)s AND m.kind = 'issue' AND m.at <= %(at)s"
)


@dataclass(frozen=True, slots=True)
class FamilyBalance:
    """Credits of a root lot and everything minted from it. `held` is in force, reserved or not."""

    issued: int
    held: int
    retired: int
    cancelled: int

    @property
    def adds_up(self) -> bool:
        """Nothing was lost and nothing came into being."""
        return self.issued == self.held + self.retired + self.cancelled


def held_at(lot_id: int, *, instant: datetime) -> int:
    """Credits in a lot at an instant, the movements of that instant included. One row of an index is read."""
    row = _rows(HELD_AT, {"lot": lot_id, "at": _stored(instant)})
    return int(row[0][0]) if row else 0


def balances_at(lot_ids: Collection[int], *, instant: datetime) -> dict[int, int]:
    """Credits in each of the lots at an instant. One query."""
    if not lot_ids:
        return {}
    wanted = {f"lot{number}": lot_id for number, lot_id in enumerate(lot_ids)}
    places = ", ".join(f"%({name})s" for name in wanted)
    statement = f"SELECT l.id, {_OF_EACH} FROM credits_lot l WHERE l.id IN ({places})"  # noqa: S608
    return {lot_id: int(held) for lot_id, held in _rows(statement, {"at": _stored(instant), **wanted})}


def family_at(root_id: int, *, instant: datetime) -> FamilyBalance:
    """The balance of a family at an instant, by the root lot. Two queries."""
    values = {"root": root_id, "at": _stored(instant)}
    held = {status: int(quantity) for status, quantity in _rows(_FAMILY_AT, values)}
    return FamilyBalance(
        issued=int(_rows(_ISSUED_AT, values)[0][0]),
        held=sum(held.get(status, 0) for status in Lot.OPEN),
        retired=held.get(Lot.RETIRED, 0),
        cancelled=held.get(Lot.CANCELLED, 0),
    )


def _stored(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
