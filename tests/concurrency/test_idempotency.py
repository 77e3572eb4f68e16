"""Many at once: the same key has one effect, one chain never gives two events the same number."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from registry import actor
from registry.audit.events import ChainKey, verify_all
from registry.audit.models import AuditEvent
from registry.commands import YES, Run, command
from registry.idempotency.models import CommandKey
from registry.jobs import work
from registry.jobs.models import Job
from registry.parties.models import Organisation

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
THREADS = 10
REGISTRAR = actor.system("tests")
ran: list[int] = []


@command("test.concurrent")
def enter(run: Run, *, name: str) -> dict[str, Any]:
    run.allow(YES)
    made = Organisation.objects.create(name=name, kind="trust")
    run.event(chain=ChainKey("test", "one"), subject=name, data={"name": name})
    return {"id": made.pk}


@work.handler("test.concurrent")
def note(progress: work.Progress) -> dict[str, int]:
    ran.append(progress.job.pk)
    return {}


def all_at_once(act: Callable[[int], Any]) -> list[Any]:
    """Run `act(0..9)` in threads that start together; their answers, or what they raised."""
    barrier = threading.Barrier(THREADS)
    answers: list[Any] = [None] * THREADS

    def one(index: int) -> None:
        try:
            barrier.wait(timeout=20)
            answers[index] = act(index)
        except Exception as error:
            answers[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def test_ten_requests_with_one_key_have_one_effect_and_one_answer():
    answers = all_at_once(lambda index: enter(actor=REGISTRAR, key="same", name="Wombat Trust"))
    assert answers == [{"id": Organisation.objects.get(name="Wombat Trust").pk}] * THREADS
    assert AuditEvent.objects.filter(action="test.concurrent").count() == 1
    assert CommandKey.objects.filter(key="same").count() == 1


def test_ten_writers_of_one_chain_get_ten_numbers_and_an_unbroken_chain():
    answers = all_at_once(lambda index: enter(actor=REGISTRAR, key=f"key {index}", name=f"Trust {index}"))
    assert all(isinstance(answer, dict) for answer in answers), answers
    events = AuditEvent.objects.filter(chain__kind="test").order_by("sequence")
    assert [event.sequence for event in events] == list(range(1, THREADS + 1))
    assert all(breaks == [] for _, breaks in verify_all())


def test_ten_deliveries_of_one_job_run_it_once():
    ran.clear()
    job = Job.objects.create(kind="test.concurrent")
    all_at_once(lambda index: work.run(job.pk))
    job.refresh_from_db()
    assert ran == [job.pk]
    assert (job.state, job.starts) == ("succeeded", 1)


def test_a_second_request_waits_for_the_first_and_takes_its_place_when_it_is_rolled_back():
    inside, waiting = threading.Event(), threading.Event()

    @command("test.waits")
    def waits(run: Run, *, name: str) -> dict[str, Any]:
        run.allow(YES)
        first = not inside.is_set()
        inside.set()
        made = Organisation.objects.create(name=f"{name} {first}", kind="trust")
        run.event(chain=ChainKey("test", "one"), subject=name, data={})
        if first:
            assert waiting.wait(timeout=20)
            raise RuntimeError("the first one's process ends here")
        return {"id": made.pk}

    def act(index: int) -> Any:
        if index > 1:
            return None
        if index == 1:
            assert inside.wait(timeout=20)
            threading.Timer(0.3, waiting.set).start()
        return waits(actor=REGISTRAR, key="same", name="Wombat Trust")

    first, second = sorted(all_at_once(act)[:2], key=lambda answer: isinstance(answer, dict))
    assert isinstance(first, RuntimeError)
    assert second == {"id": Organisation.objects.get(name="Wombat Trust False").pk}
    assert not Organisation.objects.filter(name="Wombat Trust True").exists()
    assert AuditEvent.objects.filter(action="test.waits").count() == 1
