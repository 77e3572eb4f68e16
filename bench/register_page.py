"""P4: a page of the public supply register under any filter, against a plain list of the same table.

A hundred times the published register; the plain list is Django REST framework's own. Each filter and order is asked
for on several pages, ours and the plain list in turns; of all answers' times the 95th percentile of ours, as a page and
over the API, may be at most one and a half times the plain list's. Ours takes at most eight queries, whatever the
filter.
Run: python tools/servers.py --pg --redis -- python bench/register_page.py
"""

import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "4"))
RATIO_MAXIMUM = 1.5
QUERIES_MAXIMUM = 8
CASES = {
    "all": ("", ""),
    "words": ("words=gum", "search=gum"),
    "two words": ("words=owl+12", "search=owl+12"),
    "a word that is nowhere": ("words=zebra", "search=zebra"),
    "kind": ("kind=species", "credit_class__kind=species"),
    "PCT": ("pct=333", "credit_class__pct_id=333"),
    "subregion": ("subregion=Subregion+3", "credit_class__subregion__icontains=Subregion+3"),
    "trading group": ("group=Woodlands+7", "credit_class__offset_trading_group__icontains=Woodlands+7"),
    "hollows": ("hollows=yes", "credit_class__hollow_bearing_trees=yes"),
    "agreement": ("agreement=BS0123", "agreement_number__iexact=BS0123"),
    "most credits": ("sort=credits", "ordering=-available"),
    "by subregion": ("sort=subregion", "ordering=credit_class__subregion"),
}
"""Of each case the parameters of ours and of the plain list."""


def timed(client: Any, address: str) -> tuple[float, Any]:
    """Seconds of one answer, and the answer."""
    start = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address}: {answer.status_code}")
    return time.perf_counter() - start, answer


def percentile(times: list[float]) -> float:
    """The 95th."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def main() -> int:
    """Make the register, ask in turns, compare."""
    with own_database("bench_pages") as url:
        set_up_registry(url)
        from django.conf import settings
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from bench.registers import rows
        from credits.public.api.registers import RegisterRows

        settings.ROOT_URLCONF = "bench.registers.plain"
        settings.ALLOWED_HOSTS = ["*"]
        RegisterRows.throttle_classes = []
        rows.make_register()
        client = Client()
        times: dict[str, list[float]] = {"page": [], "API": [], "plain": []}
        slowest: dict[str, dict[str, float]] = {}
        most_queries = 0
        for turn in range(ROUNDS + 1):
            for name, (own, plain) in CASES.items():
                cursor = ""
                for number in (1, 2, 3):
                    asked = f"supply/?{own}{cursor}"
                    beside = {"page": f"/registers/{asked}", "API": f"/api/v1/registers/{asked}"}
                    found = {}
                    for side, address in beside.items():
                        with CaptureQueriesContext(connection) as caught:
                            found[side], answer = timed(client, address)
                        most_queries = max(most_queries, len(caught))
                    body = answer.json()
                    there = timed(client, f"/plain/lots/?{plain}&page={number}")
                    found["plain"] = there[0]
                    if there[1].json()["count"] != body["count"]:
                        raise AssertionError(f"{name}: {there[1].json()['count']} and {body['count']} lots")
                    if turn:
                        for side, seconds in found.items():
                            times[side].append(seconds)
                            slowest.setdefault(name, {}).setdefault(side, 0.0)
                            slowest[name][side] = max(slowest[name][side], seconds)
                    if not body["next"]:
                        break
                    cursor = "&cursor=" + body["next"].partition("cursor=")[2].partition("&")[0]
        connection.close()
    for name, worst in slowest.items():
        print(f"  {name}: " + ", ".join(f"{side} {seconds * 1e3:.0f} ms" for side, seconds in worst.items()))
    yardstick = percentile(times["plain"])
    fine = most_queries <= QUERIES_MAXIMUM
    for side in ("page", "API"):
        ratio = percentile(times[side]) / yardstick
        fine = fine and ratio <= RATIO_MAXIMUM
        print(
            f"supply register, {rows.SUPPLY_LOTS:,} lots, {side}: p95 {percentile(times[side]) * 1e3:.0f} ms, plain "
            f"list {yardstick * 1e3:.0f} ms, ratio {ratio:.2f} (at most {RATIO_MAXIMUM}); "
            f"{most_queries} queries (at most {QUERIES_MAXIMUM}): {'ok' if fine else 'MISSED'}"
        )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
