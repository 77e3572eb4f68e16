"""What can be wrong with a ledger: each kind of difference with the one statement that finds it.

Every statement walks whole tables once (sums, joins, windows), so twice the ledger takes about twice the time. It
gives a subject (lot number, movement id or dealing), what is expected and what was found, as text. The same texts run
on both databases.
"""

from dataclasses import dataclass

from credits.lots.triggers import MOVEMENT_KIND_FITS, OPEN_STATUSES

PUBLIC_ID = "REPLACE(CAST(d.public_id AS text), '-', '')"
"""A public id without hyphens: SQLite keeps it so, PostgreSQL writes them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of difference: a stable code, what it means in words, and its statement."""

    code: str
    says: str
    statement: str


@dataclass(frozen=True, slots=True)
class CompletedBy:
    """How a dealing ends: its table, the state that moves credits, the states that reserve, and its audit action."""

    source: str
    table: str
    state: str
    reserving: tuple[str, ...]
    action: str


DEALINGS = (
    CompletedBy("transfer", "credits_transfer", "settled", ("accepted", "checked"), "transfer.settle"),
    CompletedBy("retirement", "credits_retirement", "retired", ("applied", "checked"), "retirement.retire"),
    CompletedBy("cancellation", "credits_cancellation", "cancelled", ("proposed",), "cancellation.cancel"),
    CompletedBy("correction", "credits_correction", "posted", ("proposed",), "correction.post"),
)


def _touches() -> str:
    """Each movement twice: once for each of its lots, with the change and the running balance after it."""
    return (
        "SELECT to_lot_id AS lot, id, at, quantity AS change, to_held_after AS held FROM credits_movement "
        "UNION ALL "
        "SELECT from_lot_id, id, at, -quantity, from_held_after FROM credits_movement WHERE from_lot_id IS NOT NULL"
    )


def _reserved() -> str:
    parts = [
        "SELECT lot_id, remaining AS q FROM credits_offer WHERE state = 'open'",
        "SELECT lot_id, quantity FROM credits_pledge WHERE state IN ('proposed', 'active')",
    ]
    for dealing in DEALINGS:
        states = ", ".join(f"'{state}'" for state in dealing.reserving)
        parts.append(f"SELECT lot_id, quantity FROM {dealing.table} WHERE state IN ({states})")  # noqa: S608
    return " UNION ALL ".join(parts)


def _sums(code: str, says: str, column: str, side: str) -> Kind:
    return Kind(
        code,
        says,
        f"SELECT l.number, COALESCE(m.q, 0), l.{column} FROM credits_lot l LEFT JOIN "  # noqa: S608
        f"(SELECT {side} AS lot, SUM(quantity) AS q FROM credits_movement GROUP BY {side}) m ON m.lot = l.id "
        f"WHERE l.{column} <> COALESCE(m.q, 0)",
    )


LOTS = (
    _sums(
        "lot.received",
        "What a lot received is not the sum of the movements into it.",
        "received",
        "to_lot_id",
    ),
    _sums(
        "lot.moved_out",
        "What left a lot is not the sum of the movements out of it.",
        "moved_out",
        "from_lot_id",
    ),
    Kind(
        "lot.no_movement",
        "A lot was minted without a movement into it.",
        "SELECT l.number, 'a movement', 'none' FROM credits_lot l "
        "WHERE NOT EXISTS (SELECT 1 FROM credits_movement m WHERE m.to_lot_id = l.id)",
    ),
    Kind(
        "lot.balance",
        "A lot does not add up, or holds less than nothing.",
        "SELECT number, received, available + reserved + ended + moved_out FROM credits_lot "
        "WHERE received <> available + reserved + ended + moved_out OR available < 0 OR reserved < 0 OR ended < 0 "
        "OR moved_out < 0",
    ),
    Kind(
        "lot.status",
        "A lot's balances do not fit its status: what is retired or cancelled stays, what is in force has not ended.",
        "SELECT number, status, 'available ' || available || ', reserved ' || reserved || ', ended ' || ended "  # noqa: S608
        f"|| ', moved out ' || moved_out FROM credits_lot WHERE NOT ((status IN {OPEN_STATUSES} AND ended = 0) "
        "OR (status IN ('retired', 'cancelled') AND available = 0 AND reserved = 0 AND moved_out = 0))",
    ),
    Kind(
        "lot.reserved",
        "What a lot reserves is not the sum of its open offers and dealings.",
        "SELECT l.number, COALESCE(o.q, 0), l.reserved FROM credits_lot l LEFT JOIN "  # noqa: S608
        f"(SELECT lot_id, SUM(q) AS q FROM ({_reserved()}) a GROUP BY lot_id) o ON o.lot_id = l.id "
        "WHERE l.reserved <> COALESCE(o.q, 0)",
    ),
    Kind(
        "lot.descent",
        "A lot is not of its parent's family, class, scheme or agreement, or not younger than its parent.",
        "SELECT l.number, 'as ' || COALESCE(p.number, 'a root lot'), 'another family, class or agreement' "  # noqa: S608
        "FROM credits_lot l LEFT JOIN credits_lot p ON p.id = l.parent_id "
        "WHERE (p.id IS NULL AND l.root_id IS NOT NULL) OR (p.id IS NOT NULL AND (p.id >= l.id "
        f"OR p.status NOT IN {OPEN_STATUSES} OR l.root_id IS DISTINCT FROM COALESCE(p.root_id, p.id) "
        "OR l.credit_class_id <> p.credit_class_id OR l.scheme <> p.scheme "
        "OR l.agreement_id IS DISTINCT FROM p.agreement_id OR l.agreement_number <> p.agreement_number))",
    ),
    Kind(
        "lot.scheme",
        "A lot is of another scheme than its class.",
        "SELECT l.number, c.scheme, l.scheme FROM credits_lot l JOIN credits_creditclass c "
        "ON c.id = l.credit_class_id WHERE c.scheme <> l.scheme",
    ),
    Kind(
        "lot.agreement",
        "A lot was issued under an agreement that is not registered under the number it bears (N11).",
        "SELECT l.number, COALESCE(a.number, 'a registered agreement'), l.agreement_number FROM credits_lot l "
        "JOIN agreements_agreement a ON a.id = l.agreement_id "
        "WHERE a.registered_on IS NULL OR a.number IS DISTINCT FROM l.agreement_number",
    ),
    Kind(
        "lot.suspension",
        "A lot's suspension is not that of its last suspension record.",
        "SELECT l.number, COALESCE(CAST(COALESCE(s.extended_until, s.until) AS text), 'not suspended'), "
        "COALESCE(CAST(l.suspended_until AS text), 'not suspended') FROM credits_lot l "
        "LEFT JOIN (SELECT lot_id, MAX(id) AS id FROM credits_lotsuspension GROUP BY lot_id) n ON n.lot_id = l.id "
        "LEFT JOIN credits_lotsuspension s ON s.id = n.id AND s.lifted_on IS NULL "
        "WHERE l.suspended_until IS DISTINCT FROM COALESCE(s.extended_until, s.until)",
    ),
    Kind(
        "family.sum",
        "A family holds more or fewer credits than were issued into it.",
        "SELECT r.number, COALESCE(i.q, 0), f.q FROM "
        "(SELECT COALESCE(root_id, id) AS root, SUM(available + reserved + ended) AS q FROM credits_lot "
        "GROUP BY COALESCE(root_id, id)) f JOIN credits_lot r ON r.id = f.root LEFT JOIN "
        "(SELECT COALESCE(t.root_id, t.id) AS root, SUM(m.quantity) AS q FROM credits_movement m "
        "JOIN credits_lot t ON t.id = m.to_lot_id WHERE m.kind = 'issue' GROUP BY COALESCE(t.root_id, t.id)) i "
        "ON i.root = f.root WHERE f.q <> COALESCE(i.q, 0)",
    ),
)

MOVEMENTS = (
    Kind(
        "movement.running_balance",
        "The balance kept on a movement is not the sum of what moved until then.",
        "SELECT w.id, w.summed, w.held FROM (SELECT id, held, SUM(change) OVER "  # noqa: S608
        f"(PARTITION BY lot ORDER BY at, id) AS summed FROM ({_touches()}) t) w "
        "WHERE w.summed IS DISTINCT FROM w.held",
    ),
    Kind(
        "movement.last_balance",
        "What a lot holds is not what its last movement says.",
        "SELECT l.number, w.held, l.available + l.reserved + l.ended FROM (SELECT lot, held, ROW_NUMBER() OVER "  # noqa: S608
        f"(PARTITION BY lot ORDER BY at DESC, id DESC) AS place FROM ({_touches()}) t) w "
        "JOIN credits_lot l ON l.id = w.lot WHERE w.place = 1 AND l.available + l.reserved + l.ended <> w.held",
    ),
    Kind(
        "movement.time",
        "Within a lot the time of a movement lies before that of an earlier one.",
        "SELECT w.id, CAST(w.before AS text), CAST(w.at AS text) FROM (SELECT id, at, LAG(at) OVER "  # noqa: S608
        f"(PARTITION BY lot ORDER BY id) AS before FROM ({_touches()}) t) w WHERE w.at < w.before",
    ),
    Kind(
        "movement.kind",
        "A movement is not of its lots: wrong kind, direction, class or scheme, or not a whole number above zero.",
        "SELECT n.id, n.kind, COALESCE(f.number, 'nothing') || ' to ' || t.number FROM credits_movement n "  # noqa: S608
        "JOIN credits_lot t ON t.id = n.to_lot_id LEFT JOIN credits_lot f ON f.id = n.from_lot_id "
        f"WHERE NOT COALESCE({MOVEMENT_KIND_FITS.replace('NEW.', 'n.')}, false) OR n.quantity < 1 "
        "OR (f.id IS NOT NULL AND (f.credit_class_id <> t.credit_class_id OR f.scheme <> t.scheme)) "
        "OR (n.kind = 'issue') <> (n.from_lot_id IS NULL)",
    ),
    Kind(
        "movement.cause",
        "A line of a cause was recorded more than once.",
        "SELECT source || ' ' || cause || ' line ' || line, 1, COUNT(*) FROM credits_movement "
        "GROUP BY source, cause, line HAVING COUNT(*) > 1",
    ),
    Kind(
        "movement.steps",
        "A movement outside the import of the public register leaves a step unpublished.",
        "SELECT id, 'every step answered', 'not published' FROM credits_movement WHERE source <> 'register_import' "
        "AND 'not_published' IN (deposit_step, fee_step, signature_step, second_person_step)",
    ),
)


def _dealing_movement(dealing: CompletedBy) -> Kind:
    """Compared as text, so that every part of a movement counts: how many, quantity, from, to, and the price."""
    priced = dealing.source == "transfer"
    to_lot = "l.parent_id" if dealing.source == "correction" else "d.new_lot_id"
    expected = (
        f"'1 movement of ' || d.quantity || ' from lot ' || d.lot_id || ' to ' || COALESCE({to_lot}, 0)"
    )
    found = "m.n || ' movement of ' || m.q || ' from lot ' || m.f || ' to ' || m.t"
    if priced:
        expected += " || ' at ' || d.price || ' worth ' || d.value_cents"
        found += " || ' at ' || m.price || ' worth ' || COALESCE(m.value_cents, 0)"
    wanted = f"CASE WHEN d.state = '{dealing.state}' THEN {expected} ELSE 'no movement' END"
    there = f"COALESCE({found}, 'no movement')"
    return Kind(
        f"{dealing.source}.movement",
        f"A {dealing.source} does not have exactly one movement of its quantity"
        f"{' and price' if priced else ''}, or has one before it is {dealing.state}.",
        "WITH m AS MATERIALIZED (SELECT REPLACE(cause, '-', '') AS cause, COUNT(*) AS n, SUM(quantity) AS q, "  # noqa: S608
        "MAX(from_lot_id) AS f, MAX(to_lot_id) AS t, MAX(price) AS price, MAX(value_cents) AS value_cents "
        f"FROM credits_movement WHERE source = '{dealing.source}' GROUP BY REPLACE(cause, '-', '')) "
        f"SELECT '{dealing.source} ' || CAST(d.public_id AS text), {wanted}, {there} FROM {dealing.table} d "
        f"JOIN credits_lot l ON l.id = d.lot_id LEFT JOIN m ON m.cause = {PUBLIC_ID} WHERE {wanted} <> {there}",
    )


def _movement_dealing(dealing: CompletedBy) -> Kind:
    return Kind(
        f"{dealing.source}.missing",
        f"A movement says that it is for a {dealing.source} that is not there.",
        f"WITH d AS MATERIALIZED (SELECT {PUBLIC_ID} AS cause FROM {dealing.table} d) "  # noqa: S608
        f"SELECT m.id, '{dealing.source} ' || m.cause, 'none' FROM credits_movement m "
        f"LEFT JOIN d ON d.cause = REPLACE(m.cause, '-', '') WHERE m.source = '{dealing.source}' AND d.cause IS NULL",
    )


KINDS: tuple[Kind, ...] = (
    *LOTS,
    *MOVEMENTS,
    *(_dealing_movement(dealing) for dealing in DEALINGS),
    *(_movement_dealing(dealing) for dealing in DEALINGS),
)
"""Every kind that one statement finds; values of movements and audit events are looked at in `checking`."""
