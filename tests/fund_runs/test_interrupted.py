"""A run that is interrupted at any step and taken up again ends as if nothing had happened (R12)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from registry.findings import DomainError
from registry.fund import ledger, states
from registry.fund.chart import FUND_BANK, PAYMENTS_PAYABLE, STEWARDSHIP
from registry.fund.models import BankFile, Entry, FilePayment, InvoiceCounter, PaymentRun, RunLine, TaxInvoice
from registry.fund.selectors.proof import prove
from registry.fund.services import run_completing, run_preparing
from registry.fund.services.run_preparing import Superseded, Watch
from registry.notices.models import Notice
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, RUN_DAY, People, case, cents

WANT = case("G23")["expected"]
AT_MOST = 60
"""More steps than a run of the worked case has."""


class Killed(BaseException):
    """The worker's process is gone: nothing after this runs."""


@contextmanager
def killed_after(steps: int) -> Iterator[list[int]]:
    """A process that dies after so many locks of the run's row, which begin each step. Gives how often it locked."""
    taken = [0]
    lock = run_preparing.locked

    def dying(*of: Any) -> PaymentRun:
        taken[0] += 1
        if taken[0] > steps:
            raise Killed
        return lock(*of)

    with (
        mock.patch.object(run_preparing, "locked", dying),
        mock.patch.object(run_completing, "locked", dying),
        mock.patch.object(run_preparing, "SITES_A_CHUNK", 3),
        mock.patch.object(run_completing, "LINES_A_CHUNK", 3),
    ):
        yield taken


def until_through(work: Callable[[], object]) -> int:
    """Let a worker die one step later each time, until one lives long enough; how many died."""
    for steps in range(AT_MOST):
        with killed_after(steps) as taken:
            try:
                work()
            except Killed:
                assert taken[0] == steps + 1
                continue
            return steps
    raise AssertionError("never through")


def told(run: PaymentRun) -> list[tuple[Any, ...]]:
    rows = RunLine.objects.filter(run=run).order_by("number")
    return list(rows.values_list("number", "site__agreement__number", "state", "remit_cents", "hold_code"))


def test_a_preparation_that_dies_at_each_step_ends_the_same(people: People) -> None:
    builders.golden_sites(people)
    whole = builders.prepared(people)
    want, fingerprint = told(whole), whole.fingerprint
    PaymentRun.objects.filter(pk=whole.pk).update(state=states.OPENED)
    died = until_through(lambda: builders.prepared(people, run=whole))
    whole.refresh_from_db()
    assert died == 6, "one to begin, four for eleven sites by three, one to finish"
    assert (told(whole), whole.fingerprint, whole.state) == (want, fingerprint, states.PREPARED)


def test_a_release_that_dies_at_each_step_pays_everything_once(people: People) -> None:
    builders.golden_sites(people)
    run = builders.release(people, builders.approved(people))
    died = until_through(lambda: builders.complete(people, run))
    assert died == 8, "five for twelve lines by three from 0, invoices, files, the end"
    assert_paid_once(people, run)


def test_a_release_that_is_completed_twice_changes_nothing(people: People) -> None:
    builders.golden_sites(people)
    run = builders.released(people)
    before = (Entry.objects.count(), Notice.objects.count(), BankFile.objects.count(), run.completed_at)
    builders.complete(people, run)
    assert (
        Entry.objects.count(),
        Notice.objects.count(),
        BankFile.objects.count(),
        run.completed_at,
    ) == before
    assert_paid_once(people, run)


def assert_paid_once(people: People, run: PaymentRun) -> None:
    run.refresh_from_db()
    assert run.completed_at is not None
    paid = RunLine.objects.filter(run=run, state__in=sorted(states.CLAIMING))
    assert run.files.get().sha256 == WANT["aba_sha256"]
    assert FilePayment.objects.count() == WANT["payment_lines"]
    sums = paid.aggregate(share=Sum("share_cents"), gst=Sum("gst_cents"), remit=Sum("remit_cents"))
    posted = Entry.objects.filter(source="run_line").aggregate(cents=Sum("amount_cents"))["cents"]
    assert (sums["share"] + sums["gst"], sums["remit"]) == (posted, cents(WANT["remit_total"]))
    assert -ledger.balance_cents(STEWARDSHIP, PAYMENTS_PAYABLE) == cents(WANT["remit_total"])
    assert list(TaxInvoice.objects.values_list("number", flat=True)) == [1, 2]
    assert InvoiceCounter.objects.get().last_number == 2
    assert Notice.objects.count() == paid.count() == 7, "each owner with a payment is told once"
    builders.settle(people, run)
    assert ledger.balance_cents(STEWARDSHIP, PAYMENTS_PAYABLE) == 0
    assert prove().clean


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(people: People) -> None:
    builders.golden_sites(people)
    run = builders.opened(people)
    asked = {"actor": people.officer, "on": RUN_DAY, "now": NOW, "by_id": None}
    slow = Watch(still_mine=lambda: False)
    with pytest.raises(Superseded):
        run_preparing.prepare(run.pk, watch=slow, **asked)
    assert not RunLine.objects.filter(run=run).exists()


def test_nobody_prepares_a_run_that_was_approved_meanwhile(people: People) -> None:
    builders.golden_sites(people)
    run = builders.approved(people)
    with pytest.raises(DomainError, match="The run is approved by now"):
        builders.prepared(people, run=run)


def test_the_command_prepares_as_the_calendar_would_and_takes_up_what_is_unfinished(
    people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = builders.payable(people, "Two Gums", usable_from=timezone.localdate() - timedelta(days=9))
    builders.set_index(people)
    due = timezone.localdate() - timedelta(days=1)
    builders.year(builders.site(people, "BS9001", owners=[(owner, 1)], began=due), 1, began=due)
    answers = []
    for _ in range(2):
        call_command("run_payments", "--date", timezone.localdate().isoformat(), "--json")
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert (answers[0]["state"], answers[0]["payments"], answers[0]["remit_cents"]) == (
        "prepared",
        1,
        1_095_000,
    )
    assert PaymentRun.objects.count() == 1
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == builders.PLENTY_CENTS, "nothing is paid by it"
