"""Many rows of the ledger at once, by plain SQL, outside what is timed. Names and numbers are made up."""

from typing import Any

from django.db import connection

from registry.audit.chain import GENESIS

DAY, INSTANT = "2026-03-02", "2026-03-01 14:00:00+00"

_ORGANISATIONS = """
INSERT INTO parties_organisation (public_id, name, kind, name_published)
SELECT gen_random_uuid(), 'Holder ' || n, 'landholder', false FROM generate_series(1, %(count)s) n
"""
_ACCOUNTS = """
INSERT INTO credits_holderaccount (public_id, organisation_id)
SELECT gen_random_uuid(), id FROM parties_organisation WHERE kind = 'landholder' ORDER BY id
"""
_CLASSES = """
INSERT INTO credits_creditclass (scheme, kind, pct_id, pct_name, vegetation_formation, vegetation_class,
  offset_trading_group, community_name, hollow_bearing_trees, scientific_name, common_name, subregion, region,
  fingerprint)
SELECT 'nsw_bos', 'ecosystem', n, 'Type ' || n, 'Formation', 'Class', 'Class <50%%', '', 'no', '', '', 'Hunter',
  'Sydney Basin', 'bench-' || n FROM generate_series(1, %(count)s) n
"""
_LOTS = """
INSERT INTO credits_lot (number, scheme, status, credit_class_id, holder_id, agreement_number, received, available,
  reserved, ended, moved_out, deposit_settled, issued_on, issue_date_published, last_moved_at)
SELECT 'BENCH-' || n, 'nsw_bos', 'issued', classes.ids[1 + n %% array_length(classes.ids, 1)],
  accounts.ids[1 + n %% array_length(accounts.ids, 1)], '', %(held)s, %(held)s - %(reserved)s, %(reserved)s, 0, 0, true,
  %(day)s, true, %(instant)s
FROM generate_series(1, %(count)s) n,
  (SELECT array_agg(id ORDER BY id) AS ids FROM credits_creditclass) classes,
  (SELECT array_agg(id ORDER BY id) AS ids FROM credits_holderaccount) accounts
RETURNING id
"""
_ISSUES = """
INSERT INTO credits_movement (kind, to_lot_id, quantity, source, cause, line, transaction_number, at, recorded_at,
  price, reason, to_held_after, deposit_step, fee_step, signature_step, second_person_step)
SELECT 'issue', id, received, 'bench_issue', number, 1, '', last_moved_at, last_moved_at, '', '', received,
  'not_required', 'not_required', 'done', 'done' FROM credits_lot WHERE number LIKE 'BENCH-%%'
"""
_CHAINS = """
INSERT INTO audit_auditchain (kind, key, length, head_hash)
SELECT 'lot_family', number, 0, %(genesis)s FROM credits_lot WHERE number LIKE 'BENCH-%%'
"""


def run(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Run one statement; its rows where it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def make_holders(count: int) -> None:
    """Organisations with their accounts."""
    run(_ORGANISATIONS, count=count)
    run(_ACCOUNTS)


def make_classes(count: int) -> None:
    """Classes of credits, each its own vegetation type."""
    run(_CLASSES, count=count)


def make_root_lots(count: int, *, held: int, reserved: int) -> list[int]:
    """Root lots of `held` credits each, some of them reserved, with the movement that issued them and the chain that
    issuing begins; their ids."""
    make_classes(100)
    ids = [row[0] for row in run(_LOTS, count=count, held=held, reserved=reserved, day=DAY, instant=INSTANT)]
    run(_ISSUES)
    run(_CHAINS, genesis=GENESIS)
    return ids


def analyse() -> None:
    """Let the planner know the tables as they are now."""
    run("VACUUM ANALYZE")
