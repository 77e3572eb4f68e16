"""The ledger's own SQL, one statement for each step, for both databases.

`credits.ledger` runs these and nothing else writes the two tables; the benchmark times the same texts inside one
database function. Placeholders are named; every statement returns the row it wrote, or nothing where its condition
did not hold.
"""

from functools import cache

_CAN_MOVE = "status IN ('issued', 'equivalence') AND (suspended_until IS NULL OR suspended_until < %(on)s)"

RESERVE = (
    "UPDATE credits_lot SET available = available - %(quantity)s, reserved = reserved + %(quantity)s "  # noqa: S608
    f"WHERE id = %(lot)s AND available >= %(quantity)s AND {_CAN_MOVE} RETURNING id"
)
RELEASE = (
    "UPDATE credits_lot SET available = available + %(quantity)s, reserved = reserved - %(quantity)s "
    "WHERE id = %(lot)s AND reserved >= %(quantity)s RETURNING id"
)
RECEIVE_ISSUE = (
    "UPDATE credits_lot SET received = received + %(quantity)s, available = available + %(quantity)s, "
    "last_moved_at = CASE WHEN last_moved_at < %(at)s THEN %(at)s ELSE last_moved_at END "
    "WHERE id = %(lot)s AND parent_id IS NULL AND status IN ('issued', 'equivalence') RETURNING number"
)
FOLLOW = (
    "UPDATE credits_lot SET last_moved_at = (SELECT o.last_moved_at FROM credits_lot o WHERE o.id = %(lot)s) "
    "WHERE id = %(from)s RETURNING id"
)
INSERT_MOVEMENT = (
    "INSERT INTO credits_movement (kind, from_lot_id, to_lot_id, quantity, source, cause, line, transaction_number, "
    "at, recorded_at, price, value_cents, reason, from_held_after, to_held_after, deposit_step, fee_step, "
    "signature_step, second_person_step, recorded_by_id) "
    "SELECT %(kind)s, CAST(%(from_lot)s AS bigint), t.id, %(quantity)s, %(source)s, %(cause)s, %(line)s, "
    "%(transaction_number)s, t.last_moved_at, %(recorded_at)s, %(price)s, CAST(%(value_cents)s AS bigint), %(reason)s, "
    "(SELECT f.available + f.reserved FROM credits_lot f WHERE f.id = CAST(%(from_lot)s AS bigint)), "
    "t.available + t.reserved + t.ended, "
    "%(deposit_step)s, %(fee_step)s, %(signature_step)s, %(second_person_step)s, CAST(%(recorded_by)s AS bigint) "
    "FROM credits_lot t WHERE t.id = %(to_lot)s RETURNING id"
)


@cache
def _later(vendor: str, other: str) -> str:
    """The later of `last_moved_at` and another instant."""
    return f"{'GREATEST' if vendor == 'postgresql' else 'MAX'}(last_moved_at, {other})"


@cache
def take_reserved(vendor: str) -> str:
    """Credits leave a lot out of what is reserved."""
    return (
        "UPDATE credits_lot SET reserved = reserved - %(quantity)s, moved_out = moved_out + %(quantity)s, "  # noqa: S608
        f"last_moved_at = {_later(vendor, '%(at)s')} "
        f"WHERE id = %(lot)s AND reserved >= %(quantity)s AND {_CAN_MOVE} RETURNING id"
    )


@cache
def take_available(vendor: str) -> str:
    """Credits leave a lot out of what is available."""
    return (
        "UPDATE credits_lot SET available = available - %(quantity)s, moved_out = moved_out + %(quantity)s, "  # noqa: S608
        f"last_moved_at = {_later(vendor, '%(at)s')} "
        f"WHERE id = %(lot)s AND available >= %(quantity)s AND {_CAN_MOVE} RETURNING id"
    )


@cache
def receive(vendor: str) -> str:
    """Credits arrive in an open lot that is there already."""
    source = "(SELECT o.last_moved_at FROM credits_lot o WHERE o.id = %(from)s)"
    return (
        "UPDATE credits_lot SET received = received + %(quantity)s, available = available + %(quantity)s, "  # noqa: S608
        f"last_moved_at = {_later(vendor, source)} "
        "WHERE id = %(lot)s AND status IN ('issued', 'equivalence') RETURNING number"
    )


@cache
def receive_ended(vendor: str) -> str:
    """Credits arrive in a retired or cancelled lot that is there already."""
    source = "(SELECT o.last_moved_at FROM credits_lot o WHERE o.id = %(from)s)"
    return (
        "UPDATE credits_lot SET received = received + %(quantity)s, ended = ended + %(quantity)s, "  # noqa: S608
        f"last_moved_at = {_later(vendor, source)} "
        "WHERE id = %(lot)s AND status IN ('retired', 'cancelled') RETURNING number"
    )


@cache
def _next_id(vendor: str) -> str:
    if vendor == "postgresql":
        return "(SELECT nextval('credits_lot_id_seq') AS n) s"
    return "(SELECT COALESCE(MAX(id), 0) + 1 AS n FROM credits_lot) s"


_COLUMNS = (
    "(id, number, scheme, status, credit_class_id, holder_id, parent_id, root_id, agreement_id, agreement_number, "
    "received, available, reserved, ended, moved_out, deposit_settled, suspended_until, issued_on, "
    "issue_date_published, last_moved_at)"
)
_NUMBER = "CASE WHEN %(number)s = '' THEN 'LOT-' || s.n ELSE %(number)s END"


@cache
def insert_root(vendor: str) -> str:
    """A root lot; its own number unless one is given."""
    return (
        f"INSERT INTO credits_lot {_COLUMNS} "  # noqa: S608 (names of our own)
        f"SELECT s.n, {_NUMBER}, %(scheme)s, %(status)s, %(credit_class_id)s, %(holder_id)s, NULL, NULL, "
        "CAST(%(agreement_id)s AS bigint), %(agreement_number)s, %(quantity)s, %(quantity)s, 0, 0, 0, "
        "%(deposit_settled)s, NULL, %(issued_on)s, %(issue_date_published)s, %(at)s "
        f"FROM {_next_id(vendor)} WHERE true RETURNING id, number"
    )


@cache
def insert_child(vendor: str) -> str:
    """A lot minted from a parent, of the parent's class and agreement, at the parent's last movement."""
    return (
        f"INSERT INTO credits_lot {_COLUMNS} "  # noqa: S608
        f"SELECT s.n, {_NUMBER}, p.scheme, %(status)s, p.credit_class_id, %(holder_id)s, p.id, "
        "COALESCE(p.root_id, p.id), p.agreement_id, p.agreement_number, %(quantity)s, %(available)s, 0, %(ended)s, 0, "
        "%(deposit_settled)s, NULL, COALESCE(%(issued_on)s, p.issued_on), p.issue_date_published, p.last_moved_at "
        f"FROM credits_lot p, {_next_id(vendor)} WHERE p.id = %(parent)s RETURNING id, number"
    )


Steps = tuple[tuple[str, str], ...]
"""Writes with the names under which the next ones read them."""
PREFIX = "ledger_"
"""Begins the names of a movement's values where it is written together with something else."""


@cache
def moving(*, reserved: bool, numbered: bool) -> tuple[Steps, str]:
    """PostgreSQL alone: credits leave a lot, the lot minted for them appears and the movement is written, as steps of
    one statement; the same columns and conditions as `take_reserved` or `take_available`, `insert_child` and
    `INSERT_MOVEMENT`. The new lot's id is drawn here, or was before where it is `numbered`; the movement's is always
    drawn while the lot is locked, so that movements of one lot are numbered in their order."""
    take = take_reserved("postgresql") if reserved else take_available("postgresql")
    took = (
        f"{take}, scheme, credit_class_id, COALESCE(root_id, id) AS root_id, agreement_id, agreement_number, "
        "issued_on, issue_date_published, last_moved_at, available + reserved AS held"
    )
    # Beside the lot that was taken from, so that a number is drawn only where there is one.
    drawn = "%(new_lot)s" if numbered else "nextval('credits_lot_id_seq')"
    minted = (
        f"INSERT INTO credits_lot {_COLUMNS} "  # noqa: S608
        f"SELECT s.n, {_NUMBER}, p.scheme, %(status)s, p.credit_class_id, %(holder_id)s, p.id, p.root_id, "
        "p.agreement_id, p.agreement_number, %(quantity)s, %(available)s, 0, %(ended)s, 0, %(deposit_settled)s, NULL, "
        "COALESCE(%(issued_on)s, p.issued_on), p.issue_date_published, p.last_moved_at "
        f"FROM took p, LATERAL (SELECT CAST({drawn} AS bigint) + 0 * p.id AS n) s RETURNING id, number"
    )
    movement = (
        "INSERT INTO credits_movement (kind, from_lot_id, to_lot_id, quantity, source, cause, line, "
        "transaction_number, at, recorded_at, price, value_cents, reason, from_held_after, to_held_after, "
        "deposit_step, fee_step, signature_step, second_person_step, recorded_by_id) "
        "SELECT %(kind)s, took.id, minted.id, %(quantity)s, %(source)s, %(cause)s, %(line)s, "
        "%(transaction_number)s, took.last_moved_at, %(recorded_at)s, %(price)s, CAST(%(value_cents)s AS bigint), "
        "%(reason)s, took.held, %(quantity)s, %(deposit_step)s, %(fee_step)s, %(signature_step)s, "
        "%(second_person_step)s, CAST(%(recorded_by)s AS bigint) FROM took, minted RETURNING"
    )
    return (("took", took), ("minted", minted)), movement


@cache
def move_at_once(*, reserved: bool) -> str:
    """`moving` as a statement of its own. Gives the new lot's id and number and the movement's id; nothing where the
    condition fails."""
    steps, movement = moving(reserved=reserved, numbered=False)
    texts = ", ".join(f"{name} AS ({step})" for name, step in steps)
    return f"WITH {texts} {movement} to_lot_id, (SELECT number FROM minted), id"  # noqa: S608


@cache
def move_beside(*, reserved: bool) -> tuple[Steps, str]:
    """`moving` for a part beside an event; the names of its values begin with `PREFIX`."""
    steps, movement = moving(reserved=reserved, numbered=True)
    prefixed = tuple((name, step.replace("%(", f"%({PREFIX}")) for name, step in steps)
    return prefixed, f"{movement} id".replace("%(", f"%({PREFIX}")
