"""A real worker on a real Redis is killed at any moment of a payment run, and every payment is made once (R3, R12)."""

import os
import random
import signal
import time
from datetime import date
from unittest import mock

import pytest
from django.db.models import Sum

from registry.fund import ledger, states
from registry.fund.chart import PAYMENTS_PAYABLE, STEWARDSHIP
from registry.fund.models import Entry, FilePayment, PaymentRun, RunLine, TaxInvoice
from registry.fund.selectors.proof import prove
from registry.fund.services import runs
from registry.jobs import work
from registry.jobs.models import Job
from registry.notices.models import Notice
from tests.builders_people import Cast
from tests.concurrency.test_worker_kill import STALLED_AFTER_SECONDS, send, wait_for
from tests.concurrency.test_worker_kill import start_worker as start_worker
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, RUN_DAY, People

SEEDS = range(20 if os.environ.get("TEST_FULL") == "1" else 1)
SITES, OWNERS = 240, 12
KILLS = 2
"""A job is started three times at most."""

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


def many_sites(people: People) -> None:
    """Sites in their first year, of a few owners of whom every third is registered for the tax."""
    builders.set_index(people)
    owners = []
    for number in range(OWNERS):
        owner = builders.holder(people, f"Holder {number}")
        builders.bank(people, owner, account=f"{20_000_000 + number}")
        builders.tax(people, owner, registered=number % 3 == 0)
        owners.append(owner)
    for number in range(SITES):
        began = date(2026, 7, 1 + number % 28)
        account = builders.site(
            people, f"BS{1_000 + number}", owners=[(owners[number % OWNERS], 1)], began=began
        )
        builders.year(account, 1, began=began)


def worked_through(job: Job, start_worker, chance: random.Random, tmp_path) -> Job:
    """Let workers do the job, each of the first ones killed somewhere in it."""
    sent = False
    for _ in range(KILLS):
        worker = start_worker()
        if not sent:
            send(job)
            sent = True
        wait_for(job, lambda row: row.state == "running" or row.finished, "begun", tmp_path)
        time.sleep(chance.uniform(0, 1.2))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=10)
        job.refresh_from_db()
        if job.finished:
            return job
        time.sleep(STALLED_AFTER_SECONDS + 0.5)
    start_worker()
    return wait_for(job, lambda row: row.finished, "done", tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_workers_killed_in_a_run_pay_everything_once(seed: int, cast: Cast, start_worker, tmp_path) -> None:
    people, chance = People(cast), random.Random(seed)
    many_sites(people)
    with mock.patch.object(work, "send"):
        made = runs.open_run(actor=people.officer, due_to=RUN_DAY, today=RUN_DAY, now=NOW)
    run = PaymentRun.objects.get(public_id=made["id"])
    prepared = worked_through(Job.objects.get(public_id=made["job"]), start_worker, chance, tmp_path)
    assert (prepared.state, prepared.error_code) == ("succeeded", "")
    run.refresh_from_db()
    assert RunLine.objects.filter(run=run, state=states.PLANNED).count() == SITES
    assert list(RunLine.objects.filter(run=run).values_list("number", flat=True)) == list(range(1, SITES + 1))
    runs.approve(actor=people.approver, run_id=made["id"], fingerprint=run.fingerprint, now=NOW)
    with mock.patch.object(work, "send"):
        told = runs.release(actor=people.releaser, run_id=made["id"], today=RUN_DAY, now=NOW)
    completed = worked_through(Job.objects.get(public_id=told["job"]), start_worker, chance, tmp_path)
    assert (completed.state, completed.error_code) == ("succeeded", "")
    assert_paid_once(people, run)


def assert_paid_once(people: People, run: PaymentRun) -> None:
    lines = RunLine.objects.filter(run=run)
    sums = lines.aggregate(share=Sum("share_cents"), gst=Sum("gst_cents"), remit=Sum("remit_cents"))
    posted = Entry.objects.filter(source="run_line")
    assert (
        posted.aggregate(cents=Sum("amount_cents"))["cents"] == sums["share"] + sums["gst"] == sums["remit"]
    )
    assert posted.filter(line=1).count() == SITES == FilePayment.objects.count()
    assert run.files.get().total_cents == sums["remit"]
    taxed = lines.filter(gst_cents__gt=0).count()
    assert list(TaxInvoice.objects.values_list("number", flat=True)) == list(range(1, taxed + 1))
    assert Notice.objects.count() == OWNERS
    run.refresh_from_db()
    builders.settle(people, run)
    assert ledger.balance_cents(STEWARDSHIP, PAYMENTS_PAYABLE) == 0
    assert prove().clean
