"""Two people at a payment run at once, on PostgreSQL: one run, one release, one payment (G24, R12)."""

import pytest

from registry.fund import states
from registry.fund.models import BankFile, Entry, PaymentRun, RunLine
from registry.fund.services import run_returns, runs
from registry.notices.models import Notice
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, RUN_DAY, People, case

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(cast: Cast) -> People:
    found = People(cast)
    builders.golden_sites(found)
    # Looked up before the threads begin.
    assert found.officer and found.approver and found.releaser
    return found


def done(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, dict)]


def test_of_runs_opened_at_once_one_is_there(people: People) -> None:
    results = all_at_once(
        *(
            lambda: runs.open_run(actor=people.officer, due_to=RUN_DAY, today=RUN_DAY, now=NOW, in_job=False)
            for _ in range(3)
        )
    )
    assert len(done(results)) == PaymentRun.objects.count() == 1
    refused = [one for one in results if not isinstance(one, dict)]
    assert {getattr(one, "code", one) for one in refused} == {"run.another_is_unfinished"}


def test_of_preparations_at_once_the_lines_are_there_once(people: People) -> None:
    run = builders.opened(people)
    all_at_once(*(lambda: builders.prepared(people, run=PaymentRun.objects.get(pk=run.pk)) for _ in range(2)))
    run.refresh_from_db()
    assert run.state == states.PREPARED
    rows = RunLine.objects.filter(run=run)
    assert rows.count() == rows.values("management_year", "payee").distinct().count() == 12


def test_of_completions_at_once_everything_is_written_once(people: People) -> None:
    run = builders.release(people, builders.approved(people))
    all_at_once(*(lambda: builders.complete(people, PaymentRun.objects.get(pk=run.pk)) for _ in range(3)))
    assert BankFile.objects.get().sha256 == case("G23")["expected"]["aba_sha256"]
    assert Entry.objects.filter(source="run_line", line=1).count() == Notice.objects.count() == 7


def test_a_release_and_a_cancellation_at_once_never_both_win(people: People) -> None:
    run = builders.approved(people)
    given = {"run_id": str(run.public_id)}
    results = all_at_once(
        lambda: runs.release(actor=people.releaser, today=RUN_DAY, now=NOW, **given),
        lambda: runs.cancel(actor=people.officer, reason="Wrong day.", **given),
    )
    assert len(done(results)) == 1
    run.refresh_from_db()
    lines = set(RunLine.objects.filter(run=run).values_list("state", flat=True))
    if run.state == states.RELEASED:
        assert lines <= {states.RELEASED, states.PAID, states.HELD}
    else:
        assert (run.state, lines) == (states.CANCELLED, {states.DROPPED})


def test_a_returned_payment_is_paid_again_once(people: People) -> None:
    run = builders.settled(people)
    line = builders.line(run, "BS9005", "EPSILON TWO")
    RunLine.objects.filter(pk=line.pk).update(state=states.RETURNED_LINE)
    again = [
        lambda: run_returns.retry(actor=people.approver, line_id=str(line.public_id), today=RUN_DAY, now=NOW)
    ] * 2
    assert len(done(all_at_once(*again))) == 1
    assert Entry.objects.filter(source="retry").count() == 1
    assert BankFile.objects.count() == 2
