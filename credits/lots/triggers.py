"""What the database itself refuses about lots and movements, whoever asks: rules that need the row before a change, or
a second table. Constraints of one row stand with the models.

- A lot is never deleted; what it is (number, scheme, status, class, holder, parent, root, agreement, date) never
  changes; what it received, moved out and ended only grows, and its last movement's instant never runs backwards.
- A lot is minted from a lot in force, of its class and scheme and in its family, or it is a root of a class that is
  there; its holder is there too. The account of a holder is never deleted (nor is a class, which is append-only).
- A movement goes to a lot of the same class: from parent to child, to a retired lot when retiring and to a cancelled
  one when cancelling, back from child to parent when correcting, and into an open root lot when issuing. It tells
  what both lots hold after it, at the instant they were last moved.
"""

from collections.abc import Iterable

from registry.audit.triggers import Trigger, no_truncate

LOT, MOVEMENT = "credits_lot", "credits_movement"
HOLDER, CLASS = "credits_holderaccount", "credits_creditclass"
_FIXED = (
    "id",
    "number",
    "scheme",
    "status",
    "credit_class_id",
    "holder_id",
    "parent_id",
    "root_id",
    "agreement_id",
    "agreement_number",
    "issued_on",
    "issue_date_published",
)
_GROWING = ("received", "moved_out", "ended", "last_moved_at")


def _lot_changes(differs: str) -> str:
    fixed = [f"NEW.{column} {differs} OLD.{column}" for column in _FIXED]
    return " OR ".join([*fixed, *(f"NEW.{column} < OLD.{column}" for column in _GROWING)])


OPEN_STATUSES = "('issued', 'equivalence')"
"""The statuses of lots in force, as SQL."""

MOVEMENT_KIND_FITS = f"""
    (NEW.kind = 'issue' AND t.parent_id IS NULL AND t.status IN {OPEN_STATUSES})
    OR (NEW.kind = 'transfer' AND t.parent_id = NEW.from_lot_id AND t.status IN {OPEN_STATUSES})
    OR (NEW.kind = 'retire' AND t.parent_id = NEW.from_lot_id AND t.status = 'retired')
    OR (NEW.kind = 'cancel' AND t.parent_id = NEW.from_lot_id AND t.status = 'cancelled')
    OR (NEW.kind = 'correct' AND f.parent_id = NEW.to_lot_id AND f.status IN {OPEN_STATUSES}
        AND t.status IN {OPEN_STATUSES})
"""
"""Does the kind of a new movement fit its lots `t` (to) and `f` (from)?"""

_MOVEMENT_FITS = (
    f"EXISTS (SELECT 1 FROM {LOT} t LEFT JOIN {LOT} f ON f.id = NEW.from_lot_id WHERE t.id = NEW.to_lot_id "  # noqa: S608
    f"AND (f.id IS NULL OR (f.credit_class_id = t.credit_class_id AND f.scheme = t.scheme)) AND ({MOVEMENT_KIND_FITS}) "
    "AND NEW.at = t.last_moved_at AND NEW.to_held_after = t.available + t.reserved + t.ended "
    "AND (f.id IS NULL OR NEW.from_held_after = f.available + f.reserved))"
)
_HOLDER_IS_THERE = f"EXISTS (SELECT 1 FROM {HOLDER} h WHERE h.id = NEW.holder_id)"  # noqa: S608
_CLASS_IS_THERE = f"EXISTS (SELECT 1 FROM {CLASS} c WHERE c.id = NEW.credit_class_id)"  # noqa: S608
# The parent's class is there: so is the child's.
_MINTED_FROM = (
    f"SELECT 1 FROM {LOT} p WHERE p.id = NEW.parent_id AND p.status IN {OPEN_STATUSES} "  # noqa: S608
    "AND NEW.root_id = COALESCE(p.root_id, p.id) "
    f"AND p.credit_class_id = NEW.credit_class_id AND p.scheme = NEW.scheme AND {_HOLDER_IS_THERE}"
)
_LOT_DESCENDS = (
    f"CASE WHEN NEW.parent_id IS NULL AND NEW.root_id IS NULL THEN {_CLASS_IS_THERE} AND {_HOLDER_IS_THERE} "
    f"ELSE EXISTS ({_MINTED_FROM}) END"
)


def ledger_triggers(vendor: str) -> Iterable[Trigger]:
    """The triggers of both tables for one database."""
    make, differs, always = (
        (_sqlite, "IS NOT", "1") if vendor == "sqlite" else (_postgresql, "IS DISTINCT FROM", "true")
    )
    yield make(f"{LOT}_keeps_identity", LOT, "UPDATE", _lot_changes(differs), "what a lot is never changes")
    yield make(f"{LOT}_no_delete", LOT, "DELETE", always, "a lot is never deleted")
    if vendor == "postgresql":
        yield no_truncate(LOT)
        yield no_truncate(HOLDER)
    yield make(
        f"{LOT}_descends",
        LOT,
        "INSERT",
        f"NOT ({_LOT_DESCENDS})",
        "this lot does not descend from its parent, or nobody holds it, or it is of no class",
    )
    yield make(f"{HOLDER}_no_delete", HOLDER, "DELETE", always, "the account of a holder is never deleted")
    yield make(f"{HOLDER}_keeps_id", HOLDER, "UPDATE", f"NEW.id {differs} OLD.id", "an account keeps its id")
    yield make(
        f"{MOVEMENT}_fits",
        MOVEMENT,
        "INSERT",
        f"NOT {_MOVEMENT_FITS}",
        "these lots are not parent and child, or do not hold what the movement says",
    )


def _sqlite(name: str, table: str, verb: str, condition: str, reason: str) -> Trigger:
    statement = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
    return Trigger(name, table, (f"{statement}BEGIN SELECT RAISE(ABORT, '{reason}'); END",))


def _postgresql(name: str, table: str, verb: str, condition: str, reason: str) -> Trigger:
    # Asked inside the function, whose plans a session keeps: a trigger's WHEN is read anew for every statement.
    result = "OLD" if verb == "DELETE" else "NEW"
    body = (
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{reason}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {result}; END"
    )
    return Trigger(
        name,
        table,
        (
            f"CREATE OR REPLACE FUNCTION {name}_check() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_check()",
        ),
    )
