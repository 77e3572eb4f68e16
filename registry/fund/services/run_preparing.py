"""Preparing a payment run: its lines, worked out in chunks by a job or in the foreground.

A chunk is one transaction that holds the run's row. Whoever begins anew removes what an earlier start left, and the
earlier start, should it still live, writes nothing more: so a killed worker's run is repeated with the same result.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError
from registry.fund import states
from registry.fund.chains import runs_chain
from registry.fund.models import PaymentRun, RunLine
from registry.fund.policies import runs as policies
from registry.fund.selectors import runs as selectors
from registry.fund.selectors.run_facts import DECISION, sites_of
from registry.fund.services.run_lines import basis_of, fingerprint, lines_for
from registry.transitions import take

SITES_A_CHUNK = 500
LINES_A_BATCH = 1_000
BEHIND = 1_000_000_000
"""Numbers above every line of a run."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a long piece of work tells how far it is, and asks whether it is still its to do."""

    report: Callable[[int, int, str], None] = lambda done, total, message: None
    still_mine: Callable[[], bool] = lambda: True


ALONE = Watch()
"""In the foreground: nobody watches, nobody else works on it."""


class Superseded(Exception):
    """Another start of the same work took over; this one ends without a trace."""


def locked(run_id: int, state: str, watch: Watch) -> PaymentRun:
    """The run's row, locked until the transaction ends. Raises DomainError when its state is another, Superseded."""
    run = PaymentRun.objects.select_for_update().get(pk=run_id)
    if not watch.still_mine():
        raise Superseded
    if run.state != state:
        raise DomainError("run.moved_meanwhile", f"The run is {run.state} by now. Look at it again.")
    return run


def prepare(
    run_id: int, *, actor: Actor, on: date, now: datetime, by_id: int | None, watch: Watch = ALONE
) -> dict[str, Any]:
    """Work out every line of an opened run, then let it be approved. `on` is the day on which payees must be payable,
    `by_id` who asked. Raises DomainError when the run is not opened any more."""
    with transaction.atomic():
        run = locked(run_id, states.OPENED, watch)
        _clear(run)
    basis = basis_of(run)
    site_ids = sites_of(run)
    number = 0
    for start in range(0, len(site_ids), SITES_A_CHUNK):
        with transaction.atomic():
            _require_alone(locked(run_id, states.OPENED, watch), number)
            lines = lines_for(run, site_ids[start : start + SITES_A_CHUNK], basis, on=on)
            for line in lines:
                number += 1
                line.number = number
            RunLine.objects.bulk_create(lines, batch_size=LINES_A_BATCH)
        done = min(start + SITES_A_CHUNK, len(site_ids))
        watch.report(done, len(site_ids), f"{number:,} payments looked at")
    return _finish(actor=actor, run_id=run_id, lines=number, by_id=by_id, now=now, watch=watch)


def _clear(run: PaymentRun) -> None:
    """Remove what was worked out before. A line on which a person decided stays behind the others until the new one has
    its decision."""
    lines = RunLine.objects.filter(run=run)
    lines.exclude(explanation__has_key=DECISION).delete()
    lines.filter(number__lt=BEHIND).update(number=BEHIND + F("pk"))


def _require_alone(run: PaymentRun, written: int) -> None:
    """Raises DomainError where the run has other lines than were written so far: somebody else prepares it, too."""
    if RunLine.objects.filter(run=run, number__lt=BEHIND).count() != written:
        raise DomainError(
            "run.being_prepared", "Somebody else is preparing this run right now. Look at it again."
        )


@command("run.prepare")
def _finish(
    run: Run, *, run_id: int, lines: int, by_id: int | None, now: datetime, watch: Watch
) -> dict[str, Any]:
    """All lines are there: the run can be looked at and approved, for exactly these lines."""
    run.allow(policies.may_work_on(run.actor))
    prepared = locked(run_id, states.OPENED, watch)
    _require_alone(prepared, lines)
    RunLine.objects.filter(run=prepared, number__gte=BEHIND).delete()
    take(
        prepared,
        states.RUN,
        "prepare",
        prepared_by_id=by_id,
        prepared_at=now,
        fingerprint=fingerprint(prepared),
    )
    found = selectors.totals(prepared)
    facts = {
        "run": prepared.number,
        "lines": found.lines,
        "held": found.held_lines,
        "remit_cents": found.remit_cents,
    }
    run.event(chain=runs_chain(), subject=f"run:{prepared.public_id}", data=facts)
    return {"id": str(prepared.public_id), "state": prepared.state, **facts}
