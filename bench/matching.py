"""P7: one obligation matched against every lot of the register, with reasons, against one scan in SQL.

A hundred times the published register. The scan is one statement that asks every lot in force the same tests (kind,
species, community, class, formation, trading group, place, region, hollows, suspension) and sums lots and credits by
their answers; it says nothing in words. Ours asks every class under every rule, gives the reasons, ranks and counts.
Both in turns, in one run; the median of ours may be at most three times the scan's, for an ecosystem and for a species
line, with at most eight queries.
Run: python tools/servers.py --pg --redis -- python bench/matching.py
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
RATIO_MAXIMUM = 3.0
QUERIES_MAXIMUM = 8

SCAN = """
SELECT c.kind = %(kind)s AS kind, c.scientific_name = %(species)s AS species,
  c.community_name = %(community)s AS community, c.vegetation_class = %(class)s AS class,
  c.vegetation_formation = %(formation)s AS formation, c.offset_trading_group = %(group)s AS trading_group,
  c.subregion = ANY(%(places)s) AS place, c.region = %(region)s AS region,
  (%(hollows)s <> 'yes' OR c.hollow_bearing_trees = 'yes') AS hollows,
  (l.suspended_until IS NULL OR l.suspended_until < current_date) AS in_force,
  count(*), sum(l.available)
FROM credits_lot l JOIN credits_creditclass c ON c.id = l.credit_class_id
WHERE l.status IN ('issued', 'equivalence') GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""
"""Every lot in force with the answer of each test, summed by what the answers are."""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def make_line(class_id: int) -> Any:
    """An obligation of one line, 100 credits of the class; its place was measured."""
    from django.utils import timezone

    from credits.obligations.models import Obligation, ObligationLine
    from registry.parties.models import Organisation

    authority = Organisation.objects.get_or_create(name="Example Council", defaults={"kind": "authority"})[0]
    owing = Organisation.objects.get_or_create(name="Example Quarry", defaults={"kind": "proponent"})[0]
    now = timezone.now()
    obligation = Obligation.objects.create(
        source="loaded",
        authority=authority,
        holder=owing,
        reference=f"DA-{class_id}",
        title="Example quarry",
        imposed_on=timezone.localdate(),
        made_at=now,
    )
    ObligationLine.objects.create(
        obligation=obligation,
        number=1,
        credit_class_id=class_id,
        required=100,
        tier=4,
        adjoining=["Subregion 3", "Subregion 4"],
        within_100_km=["Subregion 5"],
        place_basis="outlines",
    )
    return ObligationLine.objects.select_related("credit_class", "obligation__authority").get(
        obligation=obligation
    )


def scan_for(line: Any) -> Callable[[], tuple[int, int]]:
    """The plain scan for the line."""
    from django.db import connection

    of = line.credit_class
    values = {
        "kind": of.kind,
        "species": of.scientific_name,
        "class": of.vegetation_class,
        "formation": of.vegetation_formation,
        "region": of.region,
        "group": of.offset_trading_group,
        "community": of.community_name,
        "places": [of.subregion, *line.adjoining, *line.within_100_km],
        "hollows": of.hollow_bearing_trees,
    }

    def scan() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(SCAN, values)
            found = cursor.fetchall()
        fits = [
            row for row in found if row[0] and row[9] and (row[1] if of.kind == "species" else _alike(row))
        ]
        return int(sum(row[10] for row in fits)), int(sum(row[11] for row in fits))

    return scan


def _alike(row: tuple[Any, ...]) -> bool:
    """Community, class, trading group, place and hollows."""
    return all(row[place] for place in (2, 3, 5, 6, 8))


def main() -> int:
    """Make the register, match and scan in turns, compare."""
    with own_database("bench_matching") as url:
        set_up_registry(url)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext
        from django.utils import timezone

        from bench.registers import rows
        from credits.lots.models import CreditClass
        from credits.matching.matching import match
        from registry import actor
        from registry.reference.loading import load_project_facts

        today = timezone.localdate()
        load_project_facts(actor=actor.system("bench"), today=today)
        rows.make_register()
        fine = True
        for kind in ("ecosystem", "species"):
            line = make_line(CreditClass.objects.filter(kind=kind, community_name="")[40].pk)
            scan = scan_for(line)
            ours: list[float] = []
            plain: list[float] = []
            for turn in range(ROUNDS + 1):
                with CaptureQueriesContext(connection) as caught:
                    seconds, found = timed(lambda line=line: match(line, on=today))
                beside, (lots, credits) = timed(scan)
                if turn:
                    ours.append(seconds)
                    plain.append(beside)
            alike = [
                one.stock for one in found.rows if one.standing == "serves" and one.rule == "like_for_like"
            ]
            if (sum(one.lots for one in alike), sum(one.available for one in alike)) != (lots, credits):
                raise AssertionError(
                    f"{kind}: {lots} lots by the scan, {sum(one.lots for one in alike)} by ours"
                )
            ratio = statistics.median(ours) / statistics.median(plain)
            fine = fine and ratio <= RATIO_MAXIMUM and len(caught) <= QUERIES_MAXIMUM
            print(
                f"matching, {rows.SUPPLY_LOTS:,} lots in force, {len(found.rows):,} classes, {kind} line: "
                f"{lots:,} lots serve; ours {statistics.median(ours) * 1e3:.0f} ms, one scan "
                f"{statistics.median(plain) * 1e3:.0f} ms, ratio {ratio:.2f} (at most {RATIO_MAXIMUM}); "
                f"{len(caught)} queries (at most {QUERIES_MAXIMUM}): {'ok' if fine else 'MISSED'}"
            )
            if os.environ.get("BENCH_PROFILE"):
                import cProfile
                import pstats

                profile = cProfile.Profile()
                profile.runcall(match, line, on=today)
                pstats.Stats(profile).sort_stats("cumulative").print_stats(35)
        connection.close()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
