"""The ledger is checked every night and when an officer asks."""

import pytest

from credits.proof import tasks
from credits.proof.models import LedgerCheck
from registry.celery import app
from registry.jobs import work
from registry.jobs.models import Job
from tests.builders_ledger import open_lot

pytestmark = pytest.mark.django_db


def test_the_nightly_task_is_one_that_workers_know_and_keeps_its_result(landholder):
    open_lot(landholder, 12)
    name = app.conf.beat_schedule["check-ledger"]["task"]
    assert name == tasks.check_ledger.name
    app.tasks[name]()
    assert LedgerCheck.objects.values_list("issued", "available", "differences").get() == (12, 12, 0)


def test_a_check_that_an_officer_asks_for_is_a_job(registrar, landholder):
    open_lot(landholder, 12)
    job = work.enqueue(kind=tasks.CHECK, arguments={}, requested_by_id=registrar.pk, subject="The ledger")
    work.run(job.pk)
    kept = LedgerCheck.objects.get()
    assert Job.objects.get().result == {"check": kept.pk, "differences": 0, "seconds": kept.seconds}
