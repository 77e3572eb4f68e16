"""Jobs: claimed once, told how far, given up at the third start; a refusal keeps its findings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.jobs import selectors, work
from registry.jobs.models import FAILED, QUEUED, RUNNING, SUCCEEDED, Job

pytestmark = pytest.mark.django_db
ran: list[int] = []


@work.handler("test.count")
def count(progress: work.Progress) -> dict[str, int]:
    ran.append(progress.job.pk)
    for step in range(progress.arguments["steps"]):
        progress.report(step + 1, progress.arguments["steps"], f"step {step + 1}")
    return {"steps": progress.arguments["steps"]}


@work.handler("test.refuse")
def refuse(progress: work.Progress) -> dict[str, int]:
    raise InvalidInput([Finding("plot.odd", "Correct row 7.", row=7)])


@work.handler("test.deny")
def deny(progress: work.Progress) -> dict[str, int]:
    raise DomainError("test.denied", "Somebody was faster.")


@work.handler("test.break")
def break_down(progress: work.Progress) -> dict[str, int]:
    raise ZeroDivisionError("secret detail")


@pytest.fixture(autouse=True)
def _nothing_sent(monkeypatch):
    ran.clear()
    monkeypatch.setattr(work, "send", lambda job_pk: None)


def make(kind: str = "test.count", **fields) -> Job:
    return Job.objects.create(kind=kind, arguments={"steps": 3}, **fields)


def test_a_job_is_done_and_says_how_far_it_came():
    job = make()
    work.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.percent, job.starts) == (SUCCEEDED, {"steps": 3}, 100, 1)
    assert (job.progress_done, job.progress_total, job.message) == (3, 3, "step 3")
    assert job.finished_at is not None


def test_two_deliveries_do_it_once():
    job = make()
    work.run(job.pk)
    work.run(job.pk)
    assert ran == [job.pk]


def test_a_job_that_is_already_running_is_not_begun_again():
    job = make(state=RUNNING, starts=1, heartbeat_at=timezone.now())
    work.run(job.pk)
    assert ran == []


def test_a_refusal_fails_the_job_and_keeps_its_findings():
    job = make("test.refuse")
    work.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (FAILED, "input.invalid")
    assert job.result["findings"][0]["message"] == "Correct row 7."


def test_a_rule_that_says_no_fails_the_job_with_its_own_sentence():
    job = make("test.deny")
    work.run(job.pk)
    job.refresh_from_db()
    assert (job.error_code, job.error_message) == ("test.denied", "Somebody was faster.")


def test_a_bug_fails_the_job_without_telling_its_detail():
    job = make("test.break")
    work.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (FAILED, "job.error")
    assert "secret" not in job.error_message


def test_an_unknown_kind_is_refused_before_a_row_is_made():
    with pytest.raises(KeyError):
        work.enqueue(kind="test.unknown", arguments={}, requested_by_id=None)
    assert not Job.objects.exists()


def test_a_job_is_sent_only_after_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    sent: list[int] = []
    monkeypatch.setattr(work, "send", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        job = work.enqueue(kind="test.count", arguments={"steps": 1}, requested_by_id=None)
        assert sent == []
    assert sent == [job.pk]


def test_a_broker_that_is_down_leaves_the_row_waiting(monkeypatch):
    monkeypatch.undo()
    from registry.jobs import tasks

    def fail(*arguments):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.run_job, "delay", fail)
    job = make()
    work.send(job.pk)
    job.refresh_from_db()
    assert job.state == QUEUED


# --- the sweeper ---------------------------------------------------------------------------------------------------
NOW = timezone.now()
LONG_AGO = NOW - timedelta(seconds=121)
JUST_NOW = NOW - timedelta(seconds=119)


def test_a_job_without_a_sign_of_life_waits_again():
    job = make(state=RUNNING, starts=1, heartbeat_at=LONG_AGO)
    assert work.requeue_stalled(now=NOW) == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.starts) == (QUEUED, 1)


def test_a_job_with_a_fresh_sign_of_life_is_left_alone():
    job = make(state=RUNNING, starts=1, heartbeat_at=JUST_NOW)
    assert work.requeue_stalled(now=NOW) == []
    job.refresh_from_db()
    assert job.state == RUNNING


def test_a_waiting_job_whose_message_was_lost_is_sent_again():
    lost, fresh = make(), make()
    Job.objects.filter(pk=lost.pk).update(created_at=LONG_AGO)
    Job.objects.filter(pk=fresh.pk).update(created_at=JUST_NOW)
    assert work.requeue_stalled(now=NOW) == [lost.pk]


def test_a_job_started_three_times_is_given_up_and_says_what_to_do():
    job = make(state=RUNNING, starts=3, heartbeat_at=LONG_AGO)
    assert work.requeue_stalled(now=NOW) == []
    job.refresh_from_db()
    assert (job.state, job.error_code) == (FAILED, "job.given_up")
    assert "tell the registrar" in job.error_message


@pytest.mark.parametrize("state", [SUCCEEDED, FAILED])
def test_a_finished_job_is_never_swept(state):
    make(state=state, starts=1, heartbeat_at=LONG_AGO)
    assert work.requeue_stalled(now=NOW) == []


def test_a_worker_that_comes_back_late_does_not_overwrite_the_end():
    job = make(state=RUNNING, starts=3, heartbeat_at=LONG_AGO)
    late = work.Progress(job)
    work.requeue_stalled(now=NOW)
    late.report(3, 3, "late")
    job.refresh_from_db()
    assert (job.state, job.message) == (FAILED, "")


def test_a_worker_that_was_taken_for_dead_neither_ends_nor_reports_on_the_start_that_took_its_place():
    job = make(state=RUNNING, starts=1, heartbeat_at=LONG_AGO)
    late = work.Progress(Job.objects.get(pk=job.pk))
    assert work.requeue_stalled(now=NOW) == [job.pk]
    Job.objects.filter(pk=job.pk).update(state=RUNNING, starts=2, heartbeat_at=NOW)
    late.report(3, 3, "late")
    work._finish(late.job, FAILED, "job.error", "the first one broke", {})
    job.refresh_from_db()
    assert (job.state, job.message, job.error_code, job.heartbeat_at) == (RUNNING, "", "", NOW)


def test_a_job_that_waits_for_a_busy_worker_is_sent_once_in_a_stretch_and_not_at_every_sweep():
    job = make()
    Job.objects.filter(pk=job.pk).update(created_at=LONG_AGO)
    sweeps = [work.requeue_stalled(now=NOW + timedelta(seconds=30 * number)) for number in range(6)]
    assert sweeps == [[job.pk], [], [], [], [], [job.pk]]


def test_a_subject_longer_than_its_column_is_cut_and_the_job_made():
    job = work.enqueue(kind="test.count", arguments={}, requested_by_id=None, subject=f"Reading {'x' * 200}")
    job.refresh_from_db()
    assert job.subject == f"Reading {'x' * 112}"


# --- who sees a job ------------------------------------------------------------------------------------------------
def test_a_job_is_seen_by_the_one_who_asked_and_nobody_else(assessor, other_assessor, registrar, act):
    job = make(requested_by=assessor)
    assert selectors.job_for(act(assessor), job.public_id) == job
    for other in (other_assessor, registrar):
        with pytest.raises(NotVisible):
            selectors.job_for(act(other), job.public_id)


@pytest.mark.parametrize(
    ("done", "total", "state", "percent"),
    [
        (0, 0, RUNNING, 0),
        (1, 3, RUNNING, 33),
        (3, 3, RUNNING, 99),
        (0, 0, SUCCEEDED, 100),
    ],
)
def test_a_job_is_at_100_per_cent_only_when_done(done, total, state, percent):
    assert Job(progress_done=done, progress_total=total, state=state).percent == percent
