"""Entries run out by the calendar, and whoever made them is told two weeks before, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from credits.market import selectors, states
from credits.market.services import expiry, interests
from credits.market.tasks import run_calendar_task
from registry.actor import system
from registry.audit.models import AuditEvent
from registry.celery import app
from registry.findings import DomainError, NotAllowed
from registry.notices.models import Notice

pytestmark = pytest.mark.django_db


def titles(organisation):
    rows = Notice.objects.filter(organisation=organisation).order_by("pk")
    return list(rows.values_list("title", flat=True))


def run(day):
    return expiry.run_calendar(today=day, now=timezone.now())


def test_an_entry_stands_until_its_last_day_is_over(entries, interest, landholder):
    last = interest.expires_on
    assert run(last) == {"expired": 0, "reminded": 1}
    assert selectors.open_interests(last).get() == interest
    after = last + timedelta(days=1)
    assert not selectors.open_interests(after).exists()
    assert run(after) == {"expired": 1, "reminded": 0}
    interest.refresh_from_db()
    assert interest.state == states.EXPIRED and interest.closed_at is not None
    assert titles(landholder)[-1] == "Your expression of interest has left the register"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_label, event.chain.kind) == ("market.expire", "calendar", "interest")
    assert run(after) == {"expired": 0, "reminded": 0}


def test_notice_is_given_two_weeks_before_and_once(entries, demand, proponent):
    last = demand.expires_on
    assert run(last - timedelta(days=15)) == {"expired": 0, "reminded": 0}
    assert run(last - timedelta(days=14)) == {"expired": 0, "reminded": 1}
    assert run(last - timedelta(days=13)) == {"expired": 0, "reminded": 0}
    assert titles(proponent) == [f"Your want ends on {last:%d/%m/%Y}"]
    assert Notice.objects.get().path == f"/market/demands/{demand.public_id}/"


def test_a_night_that_was_missed_is_made_up(entries, interest, demand):
    assert run(interest.expires_on - timedelta(days=3)) == {"expired": 0, "reminded": 2}
    assert run(interest.expires_on + timedelta(days=40)) == {"expired": 2, "reminded": 0}


def test_a_renewed_entry_is_told_anew_and_a_closed_one_is_left_alone(entries, interest):
    near = entries.today + timedelta(days=10)
    given = {"interest_id": str(interest.public_id), "actor": entries.actor("landholder_signatory")}
    interests.change(quantity=5, expires_on=near, today=entries.today, now=entries.now, **given)
    assert run(entries.today) == {"expired": 0, "reminded": 1}
    interests.renew(today=entries.today, now=entries.now, **given)
    assert run(near + timedelta(days=1)) == {"expired": 0, "reminded": 0}
    interest.refresh_from_db()
    assert run(interest.expires_on) == {"expired": 0, "reminded": 1}
    interests.close(today=entries.today, now=entries.now, **given)
    assert run(interest.expires_on + timedelta(days=1)) == {"expired": 0, "reminded": 0}


def test_what_was_renewed_at_the_same_moment_does_not_run_out(entries, interest):
    given = {"kind": "interest", "entry_id": str(interest.public_id), "now": entries.now}
    with pytest.raises(DomainError) as refusal:
        expiry.expire(actor=system(), today=interest.expires_on, **given)
    assert refusal.value.code == "market.not_over"


def test_nobody_but_the_calendar_lets_an_entry_run_out(entries, interest):
    given = {
        "kind": "interest",
        "entry_id": str(interest.public_id),
        "now": entries.now,
        "today": entries.today,
    }
    for person in ("landholder_signatory", "registrar", "auditor"):
        with pytest.raises(NotAllowed):
            expiry.expire(actor=entries.actor(person), **given)


def test_the_calendar_runs_every_night(entries, interest):
    beat = app.conf.beat_schedule["market-calendar"]
    assert beat["task"] == run_calendar_task.name
    assert (beat["schedule"].hour, beat["schedule"].minute) == ({0}, {20})
    assert run_calendar_task() == {"expired": 0, "reminded": 0}
