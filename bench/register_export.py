"""P5: the whole supply register as CSV, against PostgreSQL's bare `COPY ... TO` of the same query.

A hundred times the published register, through the page's own address. Rows a second must reach half of the bare COPY,
read by psycopg and thrown away, and a process that has answered one small page before grows by less than 150 MB.
Run: python tools/servers.py --pg --redis -- python bench/register_export.py
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SPEED_MINIMUM = 0.5
MEMORY_MAXIMUM_MB = 150
ALONE = "--alone"


def exported() -> tuple[float, int]:
    """Seconds and bytes of the file as a browser gets it."""
    from django.test import Client

    start = time.perf_counter()
    answer = Client().get("/registers/supply.csv")
    size = sum(len(block) for block in answer.streaming_content)  # type: ignore[attr-defined]
    return time.perf_counter() - start, size


def copied() -> tuple[float, int]:
    """Seconds and bytes of the bare COPY of the query behind the file."""
    from django.db import connection
    from django.utils import timezone

    from credits.public.registers import book
    from credits.public.registers.asking import asked
    from credits.public.registers.exports.rows import chosen

    rows = chosen(book.SUPPLY, book.SUPPLY.parts[0], asked({}, today=timezone.localdate()))
    assert rows is not None
    query, params = rows.query.get_compiler(connection=connection).as_sql()
    start = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", params) as copy:
        size = sum(len(block) for block in copy)
    return time.perf_counter() - start, size


def alone() -> int:
    """In a process of its own: one export, then how much memory it ever took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    Client().get("/registers/codebook.json")
    at_rest = megabytes()
    answer = Client().get("/registers/supply.csv")
    most = max(megabytes() for _ in answer.streaming_content)  # type: ignore[attr-defined]
    print(json.dumps({"at_rest": at_rest, "grown": most - at_rest}))
    return 0


def megabytes() -> float:
    """The memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    """Make the register, export it alone and in turns with the bare COPY, compare."""
    if ALONE in sys.argv:
        return alone()
    with own_database("bench_export") as url:
        set_up_registry(url)
        from django.conf import settings
        from django.db import connection

        from bench.registers import rows

        settings.ALLOWED_HOSTS = ["*"]
        rows.make_register()
        done = subprocess.run(
            [sys.executable, __file__, ALONE],
            env={**os.environ, "DATABASE_URL": url},
            check=True,
            capture_output=True,
            text=True,
        )
        first = json.loads(done.stdout.splitlines()[-1])
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(exported())
            bare.append(copied())
        connection.close()
    mine, theirs = statistics.median(s for s, _ in ours), statistics.median(s for s, _ in bare)
    fine = theirs / mine >= SPEED_MINIMUM and first["grown"] < MEMORY_MAXIMUM_MB
    print(
        f"supply register as CSV, {rows.SUPPLY_LOTS:,} lots, {ours[0][1] / 1e6:.0f} MB: {mine:.2f} s, "
        f"bare COPY {theirs:.2f} s, speed {theirs / mine:.2f} (at least {SPEED_MINIMUM}); "
        f"memory {first['grown']:.1f} MB more than the {first['at_rest']:.0f} MB at rest (below {MEMORY_MAXIMUM_MB}): "
        f"{'ok' if fine else 'MISSED'}"
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
