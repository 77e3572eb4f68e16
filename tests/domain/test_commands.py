"""The command wrapper: one policy check, one event, one effect for one key, and nothing at all after a refusal."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry import actor
from registry.audit.events import ChainKey
from registry.audit.models import AuditEvent
from registry.commands import YES, BrokenCommand, Run, command, no
from registry.findings import DomainError, InvalidInput, NotAllowed
from registry.idempotency.models import CommandKey
from registry.parties.models import Organisation
from registry.parties.services.organisations import create_organisation

pytestmark = pytest.mark.django_db
REGISTRAR = actor.system("tests")
CHAIN = ChainKey("people", "all")


@command("test.save")
def save(run: Run, *, name: str, checks: int = 1, events: int = 1, refuse: bool = False) -> dict[str, Any]:
    for _ in range(checks):
        run.allow(YES)
    made = Organisation.objects.create(name=name, kind="trust")
    for _ in range(events):
        run.event(chain=CHAIN, subject=name, data={"name": name})
    if refuse:
        raise DomainError("test.refused", "Not today.")
    return {"id": made.pk}


def events_after(before: int) -> int:
    return AuditEvent.objects.count() - before


@pytest.fixture
def before() -> int:
    return AuditEvent.objects.count()


def test_a_command_leaves_its_effect_its_event_and_its_answer(before):
    answer = save(actor=REGISTRAR, key="k1", name="Wombat Trust")
    assert answer == {"id": Organisation.objects.get(name="Wombat Trust").pk}
    event = AuditEvent.objects.get(action="test.save")
    assert (event.actor_label, events_after(before)) == ("tests", 1)
    assert CommandKey.objects.get(key="k1").result == answer


@pytest.mark.parametrize(
    ("checks", "events"), [(0, 1), (2, 1), (1, 0), (1, 2)], ids=["unchecked", "twice", "silent", "chatty"]
)
def test_a_command_without_exactly_one_check_and_one_event_is_a_bug_and_leaves_nothing(
    checks, events, before
):
    with pytest.raises(BrokenCommand, match="needs one of each"):
        save(actor=REGISTRAR, name="Wombat Trust", checks=checks, events=events)
    assert not Organisation.objects.filter(name="Wombat Trust").exists()
    assert events_after(before) == 0


def test_a_refusal_takes_everything_back_and_frees_the_key(before):
    with pytest.raises(DomainError, match="Not today"):
        save(actor=REGISTRAR, key="k1", name="Wombat Trust", refuse=True)
    assert not Organisation.objects.filter(name="Wombat Trust").exists()
    assert (events_after(before), CommandKey.objects.filter(key="k1").exists()) == (0, False)
    assert save(actor=REGISTRAR, key="k1", name="Wombat Trust")["id"]


def test_the_same_key_gives_the_same_answer_and_no_second_effect(before):
    first = save(actor=REGISTRAR, key="k1", name="Wombat Trust")
    assert save(actor=REGISTRAR, key="k1", name="Wombat Trust") == first
    assert Organisation.objects.filter(name="Wombat Trust").count() == 1
    assert events_after(before) == 1


def test_the_same_key_for_something_else_is_refused(before):
    save(actor=REGISTRAR, key="k1", name="Wombat Trust")
    with pytest.raises(DomainError) as refusal:
        save(actor=REGISTRAR, key="k1", name="Bilby Trust")
    assert refusal.value.code == "idempotency.key_reused"
    assert not Organisation.objects.filter(name="Bilby Trust").exists()


def test_a_key_belongs_to_the_one_who_used_it():
    save(actor=REGISTRAR, key="k1", name="Wombat Trust")
    save(actor=actor.system("other tests"), key="k1", name="Bilby Trust")
    assert Organisation.objects.filter(name__in=["Wombat Trust", "Bilby Trust"]).count() == 2


def test_without_a_key_each_call_is_its_own():
    save(actor=REGISTRAR, name="Wombat Trust")
    save(actor=REGISTRAR, name="Bilby Trust")
    assert Organisation.objects.filter(name__in=["Wombat Trust", "Bilby Trust"]).count() == 2


def test_the_day_is_no_part_of_the_request():
    @command("test.dated")
    def dated(run: Run, *, today: Any) -> dict[str, Any]:
        run.allow(YES)
        run.event(chain=CHAIN, subject="", data={})
        return {"day": str(today)}

    first = dated(actor=REGISTRAR, key="k1", today=timezone.localdate())
    assert dated(actor=REGISTRAR, key="k1", today="tomorrow") == first


def test_a_policys_no_is_raised_with_its_reason_and_leaves_nothing(before):
    @command("test.forbidden")
    def forbidden(run: Run) -> dict[str, Any]:
        run.allow(no("test.no", "Ask the registrar."))
        return {}

    with pytest.raises(NotAllowed) as refusal:
        forbidden(actor=REGISTRAR)
    assert (refusal.value.code, refusal.value.message, refusal.value.status) == (
        "test.no",
        "Ask the registrar.",
        403,
    )
    assert events_after(before) == 0


def test_bad_input_names_every_field_at_once():
    with pytest.raises(InvalidInput) as refusal:
        create_organisation(actor=REGISTRAR, name="  ", kind="bank")
    assert [finding.field for finding in refusal.value.findings] == ["name", "kind"]


def test_what_is_done_after_the_commit_is_not_done_after_a_refusal(django_capture_on_commit_callbacks):
    done: list[str] = []

    @command("test.sends")
    def sends(run: Run, *, refuse: bool) -> dict[str, Any]:
        run.allow(YES)
        run.event(chain=CHAIN, subject="", data={})
        run.after_commit(lambda: done.append("sent"))
        if refuse:
            raise DomainError("test.refused", "Not today.")
        return {}

    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(DomainError):
            sends(actor=REGISTRAR, refuse=True)
        assert done == []
        sends(actor=REGISTRAR, refuse=False)
    assert done == ["sent"]


@command("test.empty")
def empty(run: Run) -> dict[str, Any]:
    run.allow(YES)
    run.event(chain=ChainKey("test", "one"), subject="", data={})
    return {"done": "é %"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("before_it", "on_postgresql"), [(0, 6), (1, 4)], ids=["first of a chain", "further"]
)
def test_a_command_costs_a_handful_of_statements_besides_its_own(before_it, on_postgresql):
    """BEGIN, the key, the event with what stands beside it, COMMIT; the first of a chain also makes the chain. SQLite
    writes the kept answer, the chain, its head and the event one after the other."""
    for _ in range(before_it):
        empty(actor=REGISTRAR)
    with CaptureQueriesContext(connection) as statements:
        empty(actor=REGISTRAR, key="k1")
    assert len(statements) == (on_postgresql if connection.vendor == "postgresql" else 8)
    assert CommandKey.objects.get(key="k1").result == {"done": "é %"}
    with CaptureQueriesContext(connection) as statements:
        assert empty(actor=REGISTRAR, key="k1") == {"done": "é %"}
    assert len(statements) == 4  # BEGIN, the key, what it did, COMMIT


def test_the_event_is_the_last_thing_a_command_writes(before):
    seen: list[int] = []

    @command("test.looks")
    def looks(run: Run) -> dict[str, Any]:
        run.allow(YES)
        run.event(chain=CHAIN, subject="", data={})
        seen.append(events_after(before))
        return {}

    looks(actor=REGISTRAR)
    assert (seen, events_after(before)) == ([0], 1)
