"""A release whose job failed is taken up again, and no year is closed on it."""

from datetime import date

import pytest
from django.conf import settings as configured

from registry.findings import DomainError
from registry.fund import states
from registry.fund.chart import STEWARDSHIP
from registry.fund.models import Entry, FundPeriod, PaymentRun
from registry.fund.run_jobs import take_up_releases
from registry.fund.services import periods, runs
from registry.jobs.models import FAILED, QUEUED, Job
from registry.jobs.work import run as do_job
from tests.fund_runs import builders
from tests.fund_runs.builders import RUN_DAY, People


@pytest.fixture
def released(people: People) -> PaymentRun:
    """Released; the job that follows has not begun."""
    builders.golden_sites(people)
    return builders.release(people, builders.approved(people))


def newest(run: PaymentRun) -> Job:
    return Job.objects.filter(kind=runs.COMPLETE, arguments__run=run.pk).latest("pk")


def test_a_completion_whose_job_failed_is_asked_for_again_and_pays(released: PaymentRun) -> None:
    first = newest(released)
    Job.objects.filter(pk=first.pk).update(state=FAILED, error_code="job.given_up")
    assert take_up_releases() == [released.number]
    again = newest(released)
    assert (again.pk == first.pk, again.state, again.arguments) == (False, QUEUED, first.arguments)
    assert take_up_releases() == [], "it is asked for already"
    do_job(again.pk)
    released.refresh_from_db()
    assert released.completed_at is not None
    assert set(Entry.objects.filter(source="run_line").values_list("posted_on", flat=True)) == {RUN_DAY}
    assert take_up_releases() == []


def test_a_completion_that_waits_or_runs_is_left_to_its_job(released: PaymentRun) -> None:
    assert newest(released).state == QUEUED
    assert take_up_releases() == []


def test_no_year_of_the_fund_is_closed_on_a_release_that_is_not_complete(
    people: People, released: PaymentRun
) -> None:
    period = FundPeriod.objects.get(fund=STEWARDSHIP, name="2026-27")
    given = {"fund": STEWARDSHIP, "name": period.name, "today": date(2027, 7, 1)}
    with pytest.raises(DomainError, match="is still being worked on"):
        periods.ask_to_close(actor=people.officer, **given)
    builders.complete(people, released)
    assert periods.ask_to_close(actor=people.officer, **given)["state"] == "asked"


@pytest.mark.parametrize(("part", "wrong"), [("user_id", "12"), ("bsb", "12"), ("remitter", "Trust" * 9)])
def test_nothing_is_released_from_an_account_that_no_bank_file_can_name(
    people: People, settings, part: str, wrong: str
) -> None:
    builders.golden_sites(people)
    run = builders.approved(people)
    settings.FUND_BANK_ACCOUNT = {**configured.FUND_BANK_ACCOUNT, part: wrong}
    with pytest.raises(DomainError, match="not set as its bank gave it"):
        builders.release(people, run)
    run.refresh_from_db()
    assert run.state == states.APPROVED
