"""P1 and P3: settling transfers, the whole command, beside django-hordak 2.0; and all of them out of one holding.

Ours settles a transfer that was accepted, checked and paid for: key, policy, state, fee, deposit step, the lot's
conditional update, a new lot, the movement, notices to both sides, the hash-chained event and the kept answer, in one
transaction. Hordak's `Account.transfer_to` writes a transaction with two legs, in one transaction too. Four processes
each on one PostgreSQL, in turns; ours must be faster (P1). Then 16 clients in four processes settle out of one single
lot: at least 0.6 of ours above, and no error reaches any of them (P3).
Run: python tools/servers.py --pg --redis --durable -- python bench/transfers.py
"""

import multiprocessing
import os
import random
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger import hordak_side
from bench.ledger.database import own_database, set_up_registry
from bench.ledger.settling import settler
from bench.ledger.workers import rate, workers

PROCESSES, HOT_CLIENTS = 4, 16
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
LOTS = 1_000
EACH = int(os.environ.get("BENCH_TRANSFERS", "40"))
HOT = LOTS * EACH // 4
RATIO_MINIMUM, HOT_MINIMUM = 1.0, 0.6


def prepare() -> tuple[int, list[str], list[str]]:
    """Transfers out of many lots, and out of one; the approver's id and the transfers' public ids."""
    from bench.ledger import rows, transfers

    signer, checker, approver = transfers.make_people()
    rows.make_holders(hordak_side.ACCOUNTS)
    lots = rows.make_root_lots(LOTS, held=HOT * 2, reserved=HOT)
    many = transfers.make_checked_transfers(lots[1:], each=EACH, signer=signer, checker=checker)
    hot = transfers.make_checked_transfers(lots[:1], each=HOT, signer=signer, checker=checker)
    rows.analyse()
    random.Random(4).shuffle(many)
    return approver, many, hot


def shares(ids: list[str], approver: int, clients: int) -> list[list[object]]:
    """The ids dealt out to the clients, and the clients to the processes."""
    works: list[object] = [(approver, ids[number::clients]) for number in range(clients)]
    return [works[number::PROCESSES] for number in range(PROCESSES)]


def measure(ours_url: str, hordak_url: str) -> tuple[list[tuple[float, float, float]], int]:
    """Rates of ours, hordak's and the hot holding's, round by round; and how many transfers were settled."""
    set_up_registry(ours_url)
    approver, many, hot = prepare()
    spawn = multiprocessing.get_context("spawn")
    maker = spawn.Process(target=hordak_side.prepare, args=(hordak_url,))
    maker.start()
    maker.join()
    nothing: list[list[object]] = [[None] for _ in range(PROCESSES)]
    with (
        workers(settler, ours_url, shares(many, approver, PROCESSES)) as ours,
        workers(settler, ours_url, shares(hot, approver, HOT_CLIENTS)) as hot_ones,
        workers(hordak_side.transferrer, hordak_url, nothing) as theirs,
    ):
        for team in (ours, theirs, hot_ones):
            rate(team, SECONDS / 4)
        found = [(rate(ours, SECONDS), rate(theirs, SECONDS), rate(hot_ones, SECONDS)) for _ in range(ROUNDS)]
    from credits.models import Transfer
    from registry.audit.events import verify_all
    from registry.idempotency.models import CommandKey

    settled = Transfer.objects.filter(state="settled").count()
    if CommandKey.objects.filter(command="transfer.settle").count() != settled:
        raise AssertionError("not every transfer was settled by its command")
    if any(breaks for _, breaks in verify_all()):
        raise AssertionError("an audit chain is broken")
    return found, settled


def main() -> int:
    """Measure in turns, judge the medians of the ratios."""
    with own_database("bench_ours") as ours_url, own_database("bench_hordak") as hordak_url:
        found, settled = measure(ours_url, hordak_url)
        from django.db import connection

        connection.close()
    ours, theirs, hot = (statistics.median(side) for side in zip(*found, strict=True))
    ratio = statistics.median(mine / other for mine, other, _ in found)
    hot_ratio = statistics.median(one / mine for mine, _, one in found)
    fine, hot_fine = ratio > RATIO_MINIMUM, hot_ratio >= HOT_MINIMUM
    print(
        f"transfers, {PROCESSES} processes: settle {ours:,.0f}/s, hordak transfer_to {theirs:,.0f}/s, "
        f"ratio {ratio:.2f} (above {RATIO_MINIMUM:.0f}): {'ok' if fine else 'MISSED'}"
    )
    print(
        f"one hot holding, {HOT_CLIENTS} clients: settle {hot:,.0f}/s, ratio to the above {hot_ratio:.2f} "
        f"(at least {HOT_MINIMUM}), no errors: {'ok' if hot_fine else 'MISSED'}; {settled:,} settled in all"
    )
    return 0 if fine and hot_fine else 1


if __name__ == "__main__":
    sys.exit(main())
