"""One walk over the whole ledger: every difference between what is kept and what follows from the movements.

Reads one snapshot, so people go on working meanwhile. Sums and joins are the database's (`differences`); values of
movements and their audit events are read row by row, once. Time grows in line with the ledger.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection, transaction

from credits.lots.models import Movement
from credits.proof import differences
from registry.audit.models import AuditEvent
from registry.units import line_value_cents

CHUNK = 5_000
ACTIONS = {
    **{dealing.source: dealing.action for dealing in differences.DEALINGS},
    "agreement": "agreement.register",
    "agreement_change": "lot.issue_further",
}
"""Which command moves credits for which kind of record; its event names the movement's cause as its subject. The
import of the public register writes one event for all its movements."""

OTHER_KINDS = {
    "movement.value": "A movement's value is not price times quantity, rounded half up once.",
    "movement.source": "A movement is for a kind of record that moves no credits.",
    "movement.event": "A movement has no event of its command in the audit trail.",
}
_COUNTS = (
    "SELECT COUNT(*), COALESCE(SUM(available), 0), COALESCE(SUM(reserved), 0), "
    "COALESCE(SUM(CASE WHEN status = 'retired' THEN ended ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN status = 'cancelled' THEN ended ELSE 0 END), 0) FROM credits_lot"
)
_ISSUED = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN kind = 'issue' THEN quantity ELSE 0 END), 0) FROM credits_movement"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `subject` is a lot's number, a movement's id, or a dealing; `says` the rule in words."""

    code: str
    says: str
    subject: str
    expected: str
    found: str


@dataclass(slots=True)
class Walk:
    """What a walk found. issued = available + reserved + retired + cancelled where nothing differs."""

    lots: int = 0
    movements: int = 0
    issued: int = 0
    available: int = 0
    reserved: int = 0
    retired: int = 0
    cancelled: int = 0
    differences: list[Difference] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)


def walk() -> Walk:
    """Look at everything. Nothing is changed."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = _counts()
        for kind in differences.KINDS:
            found.differences += _rows_of(kind)
        found.differences += _values()
        found.differences += _events()
    return found


def _counts() -> Walk:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        lots, available, reserved, retired, cancelled = (int(value) for value in cursor.fetchone())
        cursor.execute(_ISSUED)
        movements, issued = (int(value) for value in cursor.fetchone())
    return Walk(lots, movements, issued, available, reserved, retired, cancelled)


def _rows_of(kind: differences.Kind) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(kind.statement)
        return [
            Difference(kind.code, kind.says, str(subject), str(expected), str(found))
            for subject, expected, found in cursor.fetchall()
        ]


def _values() -> Iterator[Difference]:
    """Decimal arithmetic in full: SQLite would multiply floats."""
    priced = Movement.objects.exclude(price="", value_cents=None).order_by("pk")
    rows = priced.values_list("pk", "price", "quantity", "value_cents")
    for pk, price, quantity, value_cents in rows.iterator(chunk_size=CHUNK):
        expected = _value(price, quantity)
        if expected != value_cents:
            yield _difference("movement.value", pk, f"{expected} cents", f"{value_cents} cents")


def _value(price: str, quantity: int) -> int | None:
    try:
        return line_value_cents(Decimal(price), quantity)
    except (InvalidOperation, ValueError):
        return None


def _events() -> Iterator[Difference]:
    """Each movement outside the import of the public register is told about by an event of its command."""
    told = _told()
    own = Movement.objects.exclude(source=Movement.REGISTER_IMPORT).order_by("pk")
    for pk, source, cause in own.values_list("pk", "source", "cause").iterator(chunk_size=CHUNK):
        action = ACTIONS.get(source)
        if action is None:
            yield _difference("movement.source", pk, "a record that moves credits", source)
        elif (action, cause) not in told:
            yield _difference("movement.event", pk, f"{action} of {cause}", "no event")


def _told() -> set[tuple[str, str]]:
    """Action and subject of every event that moved credits, from the text that the hashes cover."""
    events = AuditEvent.objects.filter(action__in=set(ACTIONS.values())).order_by("pk")
    found = set()
    for action, body in events.values_list("action", "body").iterator(chunk_size=CHUNK):
        try:
            found.add((action, str(json.loads(body)["subject"])))
        except (ValueError, KeyError, TypeError):
            continue  # a text that was changed: verify_audit names it, and here its movement has no event
    return found


def _difference(code: str, movement_id: int, expected: str, found: str) -> Difference:
    return Difference(code, OTHER_KINDS[code], str(movement_id), expected, found)
