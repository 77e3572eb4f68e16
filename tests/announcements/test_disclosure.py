"""Equal disclosure: nobody learns a fact that can move prices before its hour unseen, and everybody at one moment."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from credits.market.announcements import selectors, services
from credits.market.announcements.tasks import publish_due_announcements
from credits.market.models import Announcement, EarlyReading
from registry.actor import public
from registry.audit.models import AuditEvent
from registry.celery import app
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.notices.models import Notice
from tests.announcements.scene import AUTHOR, BODY, SECOND, TITLE, Scene
from tests.builders_people import PEOPLE

pytestmark = pytest.mark.django_db
SECOND_OF_TIME = timedelta(seconds=1)


def test_before_its_hour_a_stranger_finds_nothing_and_at_its_hour_everybody_the_same(scene: Scene) -> None:
    found = scene.approved()
    insiders = {AUTHOR, SECOND, "registrar", "auditor"}
    assert services.publish_due(now=scene.hour - SECOND_OF_TIME) == []
    for person in PEOPLE:
        if person not in insiders:
            with pytest.raises(NotVisible):
                selectors.announcement(scene.actor(person), found.public_id)
    with pytest.raises(NotVisible):
        selectors.announcement(public(), found.public_id)
    assert services.publish_due(now=scene.hour) == [str(found.public_id)]
    moments = {
        selectors.announcement(actor, found.public_id).published_at
        for actor in [public(), *(scene.actor(person) for person in PEOPLE)]
    }
    assert moments == {scene.hour}
    assert services.publish_due(now=scene.hour) == []


def test_what_nobody_approved_or_was_withdrawn_is_never_published(scene: Scene) -> None:
    scene.write()
    withdrawn = scene.approved()
    scene.act("withdraw", withdrawn, SECOND)
    assert services.publish_due(now=scene.hour + timedelta(days=365)) == []


def test_nobody_publishes_by_hand(scene: Scene) -> None:
    found = scene.approved()
    for actor in [public(), *(scene.actor(person) for person in PEOPLE)]:
        with pytest.raises(NotAllowed) as refusal:
            services.publish(actor=actor, announcement_id=str(found.public_id), now=scene.hour)
        assert refusal.value.code == "announcement.not_the_clock"
    found.refresh_from_db()
    assert (found.state, found.published_at) == ("approved", None)


def test_the_author_cannot_approve_and_no_other_organisation_can(scene: Scene) -> None:
    found = scene.write()
    for person in (AUTHOR, "registrar", "auditor"):
        with pytest.raises(NotAllowed):
            scene.act("approve", found, person)
    with pytest.raises(NotVisible):
        scene.act("approve", found, "registrar_approver")
    found.refresh_from_db()
    assert found.state == "draft"


def test_a_text_changed_after_it_was_read_is_not_approved(scene: Scene) -> None:
    found = scene.write()
    scene.act("change", found, AUTHOR, now=scene.now + SECOND_OF_TIME)
    with pytest.raises(StaleEdit) as refusal:
        scene.act("approve", found, SECOND)
    assert refusal.value.code == "announcement.changed_meanwhile"
    found.refresh_from_db()
    assert (found.state, found.body) == ("draft", "The trust buys none.")


def test_an_announcement_whose_hour_passed_waiting_needs_a_later_one(scene: Scene) -> None:
    found = scene.write()
    with pytest.raises(DomainError) as refusal:
        scene.act("approve", found, SECOND, now=scene.hour)
    assert refusal.value.code == "announcement.hour_past"


def test_each_first_reading_is_recorded_once_and_counted_for_everybody(scene: Scene) -> None:
    found = scene.approved()
    for person in ("auditor", "auditor", "registrar", AUTHOR):
        actor = scene.actor(person)
        services.note_reading(actor, selectors.announcement(actor, found.public_id), now=scene.now)
    readers = list(EarlyReading.objects.order_by("pk").values_list("reader__name", "at"))
    assert readers == [
        (PEOPLE[person].name, scene.now) for person in (AUTHOR, SECOND, "auditor", "registrar")
    ]
    services.publish_due(now=scene.hour)
    late = scene.actor("landholder_signatory")
    shown = services.note_reading(late, selectors.announcement(late, found.public_id), now=scene.hour)
    counted = selectors.early_readers(shown)
    assert counted.people == EarlyReading.objects.count() == 4
    # The auditor's office has not agreed to be named.
    assert counted.offices == (("Name withheld", 1), ("Conservation Trust", 2), ("Registrar's Office", 1))


def test_who_opened_it_while_it_was_being_published_reads_it_unrecorded(scene: Scene) -> None:
    """The page was asked for before the hour and is answered after it."""
    found = scene.approved()
    actor = scene.actor("auditor")
    seen = selectors.announcement(actor, found.public_id)
    services.publish_due(now=scene.hour)
    assert services.note_reading(actor, seen, now=scene.hour).state == "published"
    assert not selectors.has_read(actor, found)


def test_no_event_and_no_notice_tells_what_is_not_published(scene: Scene) -> None:
    found = scene.approved()
    services.note_reading(scene.actor("auditor"), found, now=scene.now)
    events = AuditEvent.objects.filter(chain__kind="announcement").order_by("sequence")
    assert [event.action for event in events] == [
        "announcement.write",
        "announcement.approve",
        "announcement.read_early",
    ]
    for event in events:
        assert "koala" not in event.body
    assert Notice.objects.count() == 0
    services.publish_due(now=scene.hour)
    last = json.loads(events.last().body)  # type: ignore[union-attr]
    assert (last["action"], last["subject"], last["data"]["title"]) == (
        "announcement.publish",
        str(found.public_id),
        TITLE,
    )


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "  ", "announcement.title_missing"),
        ("title", "x" * 201, "announcement.title_too_long"),
        ("body", "\x00", "announcement.body_missing"),
        ("body", "x" * 20_001, "announcement.body_too_long"),
        ("publish_at", datetime(2050, 1, 1), "announcement.hour_without_zone"),
    ],
)
def test_bad_input_is_refused_by_field(scene: Scene, field: str, value: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        scene.write(**{field: value})
    assert [(one.code, one.field) for one in refusal.value.findings] == [(code, field)]
    assert Announcement.objects.count() == 0


def test_an_hour_that_is_past_is_refused(scene: Scene) -> None:
    with pytest.raises(InvalidInput) as refusal:
        scene.write(publish_at=scene.now)
    assert [one.code for one in refusal.value.findings] == ["announcement.hour_past"]


@pytest.mark.parametrize(
    "person", ["landholder_signatory", "developer", "auditor", "trust_reviewer", "registrar"]
)
def test_nobody_announces_for_an_organisation_they_hold_no_office_in(scene: Scene, person: str) -> None:
    with pytest.raises(NotAllowed):
        scene.write(by=person)


def test_the_command_and_beat_publish_what_is_due(scene: Scene) -> None:
    found = scene.approved()
    out = StringIO()
    call_command("publish_announcements", stdout=out)
    assert out.getvalue() == "0 published.\n"
    Announcement.objects.filter(pk=found.pk).update(publish_at=scene.now)
    call_command("publish_announcements", stdout=out)
    assert out.getvalue() == f"0 published.\n{found.public_id}\n1 published.\n"
    other = scene.approved()
    Announcement.objects.filter(pk=other.pk).update(publish_at=scene.now)
    publish_due_announcements()
    other.refresh_from_db()
    assert (other.state, other.title, other.body) == ("published", TITLE, BODY)
    schedule = app.conf.beat_schedule["publish-announcements"]
    assert schedule == {"task": publish_due_announcements.name, "schedule": 15.0}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql_only
def test_two_workers_and_a_withdrawal_at_once_publish_it_once_or_never(scene: Scene) -> None:
    found = scene.approved()
    author = scene.actor(AUTHOR)
    calls: list[Callable[[], Any]] = [
        lambda: services.publish_due(now=scene.hour),
        lambda: services.publish_due(now=scene.hour),
        lambda: services.withdraw(actor=author, announcement_id=str(found.public_id), now=scene.hour),
    ]
    barrier = Barrier(len(calls))

    def at_once(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return call()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        first, second, withdrawn = pool.map(at_once, calls)
    found.refresh_from_db()
    published = AuditEvent.objects.filter(action="announcement.publish").count()
    assert published == len(first) + len(second) == (1 if found.state == "published" else 0)
    assert (found.state == "withdrawn") is isinstance(withdrawn, dict)
