"""P11: the check of the whole ledger takes in line with the ledger: twice as much, at most 2.3 times as long.

Lots that were issued, priced, each with its event; then as many again. The check finds no difference
in either, and the counts double.
Run: python tools/servers.py --pg --redis -- python bench/ledger_check.py
"""

import gc
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry

LOTS = int(os.environ.get("BENCH_LOTS", "10000"))
ROUNDS = 5
GROWTH_MAXIMUM = 2.3

# Issued by the registration of an agreement, as the check asks of every movement; one event for each lot's issue.
_ISSUES = """
INSERT INTO credits_movement (kind, to_lot_id, quantity, source, cause, line, transaction_number, at, recorded_at,
  price, value_cents, reason, to_held_after, deposit_step, fee_step, signature_step, second_person_step)
SELECT 'issue', id, received, 'agreement', number, 1, '', last_moved_at, last_moved_at, '10.005', received * 2001 / 2,
  '', received, 'not_required', 'not_required', 'done', 'done' FROM credits_lot
WHERE NOT EXISTS (SELECT 1 FROM credits_movement WHERE to_lot_id = credits_lot.id)
"""
_CHAIN = """
INSERT INTO audit_auditchain (kind, key, length, head_hash) VALUES ('bench', 'chain-' || %(part)s, %(lots)s, '')
RETURNING id
"""
_EVENTS = """
INSERT INTO audit_auditevent (chain_id, sequence, action, actor_label, at, request_id, body, previous_hash, hash)
SELECT %(chain)s, row_number() OVER (ORDER BY id), 'agreement.register', 'bench', last_moved_at, '',
  '{"action":"agreement.register","data":{"quantity":12},"subject":"' || number || '"}', '', '' FROM credits_lot
WHERE number LIKE 'P' || %(part)s || '-%%'
"""
_LOTS = """
INSERT INTO credits_lot (number, scheme, status, credit_class_id, holder_id, agreement_number, received, available,
  reserved, ended, moved_out, deposit_settled, issued_on, issue_date_published, last_moved_at)
SELECT 'P' || %(part)s || '-' || n, 'nsw_bos', 'issued', classes.ids[1 + n %% 100], accounts.ids[1 + n %% 100], '',
  2 * (n %% 500 + 1), 2 * (n %% 500 + 1), 0, 0, 0, true, '2026-03-02', true, '2026-03-01 14:00:00+00'
FROM generate_series(1, %(lots)s) n, (SELECT array_agg(id ORDER BY id) AS ids FROM credits_creditclass) classes,
  (SELECT array_agg(id ORDER BY id) AS ids FROM credits_holderaccount) accounts
"""


def grow(part: int) -> None:
    """Store one part of the ledger."""
    from bench.ledger import rows

    rows.run(_LOTS, part=str(part), lots=LOTS)
    rows.run(_ISSUES)
    chain = rows.run(_CHAIN, part=str(part), lots=LOTS)[0][0]
    rows.run(_EVENTS, part=str(part), chain=chain)
    rows.analyse()


def timed(lots: int) -> float:
    """The median seconds of a check, which must find that many lots and no difference."""
    from credits.proof.checking import walk

    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.perf_counter()
        found = walk()
        times.append(time.perf_counter() - start)
        if found.lots != lots or found.differences:
            raise AssertionError(f"{found.lots} lots, {len(found.differences)}: {found.differences[:3]}")
    return statistics.median(times)


def main() -> int:
    """Check N lots, then 2N."""
    with own_database("bench_check") as url:
        set_up_registry(url)
        from django.db import connection

        from bench.ledger import rows

        rows.make_holders(100)
        rows.make_classes(100)
        grow(1)
        once = timed(LOTS)
        grow(2)
        twice = timed(2 * LOTS)
        connection.close()
    fine = twice / once <= GROWTH_MAXIMUM
    print(
        f"check of the ledger, {LOTS:,} lots {once:.2f} s, {2 * LOTS:,} lots {twice:.2f} s, "
        f"growth {twice / once:.2f} (at most {GROWTH_MAXIMUM}): {'ok' if fine else 'MISSED'}"
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
