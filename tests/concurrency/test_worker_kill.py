"""A real worker on a real Redis is killed in the middle of a job, and the job is done all the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from registry.jobs.models import Job

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
STALLED_AFTER_SECONDS = 2
DEADLINE_SECONDS = 60
FOR_EVER = 10 * DEADLINE_SECONDS
"""Longer than any of these tests waits: only a kill ends it."""


def redis_database() -> int:
    """A Redis database for each test process, so that parallel runs do not take each other's messages."""
    return 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def environment() -> dict[str, str]:
    """The test database and the throw-away Redis, as the worker's own settings."""
    url = urlsplit(os.environ["DATABASE_URL"])
    redis = os.environ.get("TEST_REDIS_URL")
    if not redis:
        pytest.fail("TEST_REDIS_URL is not set: run this through tools/servers.py --pg --redis")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "TESTING": "1",
        "CELERY_TASK_ALWAYS_EAGER": "0",
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "CELERY_BROKER_URL": urlunsplit(urlsplit(redis)._replace(path=f"/{redis_database()}")),
        "JOB_VISIBILITY_TIMEOUT_SECONDS": "10",
        "JOB_STALLED_AFTER_SECONDS": str(STALLED_AFTER_SECONDS),
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a Celery worker process of its own session; all are ended before the database goes."""
    workers: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / f"worker{len(workers)}.log").open("wb") as log:
            worker = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "-A", "registry.celery", "worker", "-c", "1"),
                    *("--without-gossip", "--without-mingle", "-I", "tests.concurrency.handlers"),
                ],
                cwd=ROOT,
                env=environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGTERM)
    for worker in workers:
        try:
            worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(timeout=10)


def send(job: Job) -> None:
    """Send the job from a process with the worker's settings, as a web process would."""
    program = f"import django; django.setup(); from registry.jobs import work; work.send({job.pk})"
    sent = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "job.not_sent" not in sent.stderr, sent.stderr


def wait_for(job: Job, condition: Callable[[Job], bool], what: str, log_folder: Path) -> Job:
    """Look at the row until it is so; fails with what is there after the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if condition(job):
            return job
        time.sleep(0.1)
    logs = "\n".join(path.read_text()[-3000:] for path in sorted(log_folder.glob("worker*.log")))
    pytest.fail(f"not {what} in {DEADLINE_SECONDS} s: {job.state}, started {job.starts} times\n{logs}")


def test_a_worker_does_a_job_that_was_sent_to_it(start_worker, tmp_path):
    job = Job.objects.create(kind="test.slow", arguments={"seconds": [0.2]})
    start_worker()
    send(job)
    done = wait_for(job, lambda row: row.finished, "done", tmp_path)
    assert (done.state, done.starts, done.result) == ("succeeded", 1, {"steps": 2})


def test_a_job_whose_worker_was_killed_is_done_by_the_next(start_worker, tmp_path):
    job = Job.objects.create(kind="test.slow", arguments={"seconds": [FOR_EVER, 0.5]})
    first = start_worker()
    send(job)
    wait_for(job, lambda row: row.state == "running" and row.progress_done > 3, "half done", tmp_path)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait(timeout=10)
    job.refresh_from_db()
    assert (job.state, job.starts) == ("running", 1), "nobody has noticed yet"
    time.sleep(STALLED_AFTER_SECONDS + 0.5)
    start_worker()
    done = wait_for(job, lambda row: row.finished, "done", tmp_path)
    assert (done.state, done.starts, done.result) == ("succeeded", 2, {"steps": 5})


def test_a_job_that_kills_every_worker_is_given_up(start_worker, tmp_path):
    job = Job.objects.create(
        kind="test.slow", arguments={"seconds": [0, 0, FOR_EVER]}, starts=settings.JOB_STARTS_AT_MOST - 1
    )
    worker = start_worker()
    send(job)
    wait_for(job, lambda row: row.state == "running" and row.progress_done > 3, "half done", tmp_path)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)
    time.sleep(STALLED_AFTER_SECONDS + 0.5)
    start_worker()
    given_up = wait_for(job, lambda row: row.finished, "given up", tmp_path)
    assert (given_up.state, given_up.error_code, given_up.starts) == ("failed", "job.given_up", 3)
