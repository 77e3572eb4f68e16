"""R11: walking the audit chains, from the database to a verdict, against one bare SHA-256 for each event.

Ours reads every event and every head from PostgreSQL, hashes each event after the one before it, holds its columns
against the hashed text and the head against the last event. The bare side calls `hashlib.sha256` once for each stored
canonical text, whose bytes are in memory already. Ours must reach a tenth of its events per processor second.
Run: python tools/servers.py --pg --redis -- python bench/audit_chain.py
"""

import gc
import hashlib
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry

CHAINS = int(os.environ.get("BENCH_CHAINS", "200"))
EVENTS_A_CHAIN = int(os.environ.get("BENCH_EVENTS", "300"))
ROUNDS = 5
RATIO_MINIMUM = 0.1


def make_events() -> None:
    """Chains as transfers write them, their hashes computed as `record` computes them, stored in bulk."""
    from registry.audit.chain import GENESIS, canonical, link_hash
    from registry.audit.models import AuditChain, AuditEvent

    begin = datetime(2026, 3, 2, tzinfo=UTC)
    for number in range(CHAINS):
        head = AuditChain.objects.create(kind="lot_family", key=f"BENCH-{number}", length=0, head_hash="")
        events, previous = [], GENESIS
        for sequence in range(1, EVENTS_A_CHAIN + 1):
            at = begin + timedelta(seconds=sequence)
            body = canonical(
                {
                    "chain": [head.kind, head.key],
                    "sequence": sequence,
                    "action": "transfer.settle",
                    "actor": "bench",
                    "actor_id": None,
                    "at": at.isoformat(),
                    "request": f"request-{number}-{sequence}",
                    "subject": f"transfer:{number}-{sequence}",
                    "data": {
                        "lot": f"BENCH-{number}",
                        "new_lot": f"LOT-{sequence}",
                        "quantity": 12,
                        "price": "1500.50",
                        "value_cents": 1_800_600,
                        "buyer": "Quarry Holdings",
                        "fee_step": "done",
                        "deposit_step": "not_required",
                    },
                }
            )
            event = AuditEvent(
                chain=head,
                sequence=sequence,
                action="transfer.settle",
                actor_label="bench",
                at=at,
                request_id=f"request-{number}-{sequence}",
                body=body,
                previous_hash=previous,
                hash=link_hash(previous, body),
            )
            previous = event.hash
            events.append(event)
        AuditEvent.objects.bulk_create(events)
        AuditChain.objects.filter(pk=head.pk).update(length=EVENTS_A_CHAIN, head_hash=previous)


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of this process for one call; the database reads ahead beside it, as for any reader."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    """Store the chains, measure both sides in turns, judge the median."""
    with own_database("bench_audit") as url:
        set_up_registry(url)
        from django.db import connection

        from registry.audit.events import verify_all
        from registry.audit.models import AuditEvent

        make_events()
        texts = [body.encode() for body in AuditEvent.objects.values_list("body", flat=True).iterator()]
        checked: list[int] = []

        def bare() -> None:
            for text in texts:
                hashlib.sha256(text).digest()

        def ours() -> None:
            heads = list(verify_all())
            if any(breaks for _, breaks in heads):
                raise AssertionError("an unbroken chain was called broken")
            checked.append(sum(head.length for head, _ in heads))

        pairs = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
        connection.close()
    if set(checked) != {len(texts)}:
        raise AssertionError(f"{checked} events were checked of {len(texts)}")
    ratio = statistics.median(bare / ours for ours, bare in pairs)
    mine, alone = (statistics.median(side) / len(texts) * 1e6 for side in zip(*pairs, strict=True))
    fine = ratio >= RATIO_MINIMUM
    print(
        f"audit chains, {len(texts):,} events in {CHAINS} chains: {mine:.2f} microseconds an event from the database, "
        f"bare SHA-256 {alone:.2f}, speed ratio {ratio:.3f} (at least {RATIO_MINIMUM}): {'ok' if fine else 'MISSED'}"
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
