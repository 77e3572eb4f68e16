"""P6: what a lot held at a past instant, of a lot with 100,000 entries, against summing its entries on read.

Ours reads the balance that the last movement at or before the instant left behind (`credits.lots.balances.held_at`).
The yardstick sums what came in and went out until then, by the same indexes. Random instants, in turns; ours may take
as long as the sum at most.
Run: python tools/servers.py --pg --redis -- python bench/past_balances.py
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "100000"))
INSTANTS = 40
RATIO_MAXIMUM = 1.0
BEGIN = datetime(2026, 3, 1, 14, tzinfo=UTC)

# Further lines into a root lot, one a minute; the triggers are held off, being no part of reading.
_ENTRIES = """
INSERT INTO credits_movement (kind, to_lot_id, quantity, source, cause, line, transaction_number, at, recorded_at,
  price, reason, to_held_after, deposit_step, fee_step, signature_step, second_person_step)
SELECT 'issue', %(lot)s, 3, 'bench_further', n::text, 1, '', %(begin)s + n * interval '1 minute', now(), '', '',
  %(first)s + 3 * n, 'not_required', 'not_required', 'done', 'done' FROM generate_series(1, %(entries)s) n
"""
_SUM = """
SELECT (SELECT COALESCE(SUM(quantity), 0) FROM credits_movement WHERE to_lot_id = %(lot)s AND at <= %(at)s)
  - (SELECT COALESCE(SUM(quantity), 0) FROM credits_movement WHERE from_lot_id = %(lot)s AND at <= %(at)s)
"""


def seconds(work: Callable[[], object]) -> float:
    """Seconds on the clock of one call: the work is the database's."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Store the entries, read both ways, compare answers and times."""
    with own_database("bench_past") as url:
        set_up_registry(url)
        from django.db import connection

        from bench.ledger import rows
        from credits.lots.balances import held_at
        from registry.audit import triggers

        rows.make_holders(2)
        lot = rows.make_root_lots(1, held=50, reserved=0)[0]
        triggers.remove()
        rows.run(_ENTRIES, lot=lot, begin=BEGIN, first=50, entries=ENTRIES)
        triggers.install()
        rows.analyse()
        chance = random.Random(6)
        ours, summing = [], []
        for _ in range(INSTANTS):
            instant = BEGIN + timedelta(seconds=chance.randrange(60 * ENTRIES))
            found: list[int] = []
            ours.append(seconds(lambda: found.append(held_at(lot, instant=instant))))  # noqa: B023 (called at once)
            summing.append(
                seconds(lambda: found.append(int(rows.run(_SUM, lot=lot, at=instant)[0][0])))  # noqa: B023
            )
            if found[0] != found[1]:
                raise AssertionError(f"{instant}: {found}")
        connection.close()
    mine, sums = statistics.median(ours), statistics.median(summing)
    fine = mine / sums <= RATIO_MAXIMUM
    print(
        f"balance at a past instant, {ENTRIES:,} entries: {mine * 1e3:.2f} ms, summing on read {sums * 1e3:.2f} ms, "
        f"ratio {mine / sums:.3f} (at most {RATIO_MAXIMUM:.0f}): {'ok' if fine else 'MISSED'}"
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
