"""Equal disclosure: a fact that can move prices is written, approved by a second officer, kept until its hour, and then
published to everybody at one moment. Whoever reads it before is recorded.

No audit event and no notice holds a title or a text before publication: those are read without a record.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone

from credits.market import states
from credits.market.announcements import policies, selectors
from credits.market.models import Announcement, EarlyReading
from credits.market.states import ANNOUNCEMENT
from registry import public_ids
from registry.actor import Actor, system
from registry.audit.events import ChainKey
from registry.commands import YES, Run, command
from registry.findings import DomainError, Finding, InvalidInput, StaleEdit
from registry.parties.models import Organisation

LONGEST_TITLE, LONGEST_BODY = 200, 20_000
ALREADY_PUBLIC = "announcement.published_meanwhile"


@command("announcement.write")
def write(
    run: Run, *, organisation_id: str, title: str, body: str, publish_at: datetime, now: datetime
) -> dict[str, Any]:
    """Write an announcement of one's organisation, to be published at `publish_at` once a second officer has approved.

    The author's knowledge is recorded as the first early reading. Raises InvalidInput naming the fields, NotVisible."""
    organisation = public_ids.find(Organisation.objects.all(), organisation_id, "organisation")
    run.allow(policies.may_write(run.actor, organisation.pk))
    title, body = _checked(title, body, publish_at, now)
    made = Announcement.objects.create(
        organisation=organisation,
        title=title,
        body=body,
        publish_at=publish_at,
        written_by_id=run.actor.person_id,
        written_at=now,
    )
    _record(made, run.actor, now)
    run.event(chain=_chain(made), subject=str(made.public_id), data=_told(made))
    return _answer(made)


@command("announcement.change")
def change(
    run: Run, *, announcement_id: str, title: str, body: str, publish_at: datetime, now: datetime
) -> dict[str, Any]:
    """The author changes what nobody has approved yet. Raises InvalidInput, NotVisible, DomainError."""
    found = selectors.announcement(run.actor, announcement_id)
    run.allow(policies.may_change(run.actor, found))
    ANNOUNCEMENT.require("change", found.state)
    title, body = _checked(title, body, publish_at, now)
    _require_moved(found, "change", title=title, body=body, publish_at=publish_at, written_at=now)
    found.title, found.body, found.publish_at = title, body, publish_at
    run.event(chain=_chain(found), subject=str(found.public_id), data=_told(found))
    return _answer(found)


@command("announcement.approve")
def approve(run: Run, *, announcement_id: str, written_at: datetime, now: datetime) -> dict[str, Any]:
    """A second officer approves the text as written at `written_at`; its hour must still lie ahead.

    Raises StaleEdit where the author has changed it since, DomainError, NotVisible."""
    found = selectors.announcement(run.actor, announcement_id)
    run.allow(policies.may_approve(run.actor, found))
    ANNOUNCEMENT.require("approve", found.state)
    if found.publish_at <= now:
        raise DomainError(
            "announcement.hour_past",
            "Its hour has passed. The author has to set a later one before it is approved.",
        )
    if found.written_at != written_at or not _moved(
        found, "approve", approved_by_id=run.actor.person_id, approved_at=now
    ):
        raise StaleEdit(
            "announcement.changed_meanwhile", "It was changed after you read it. Read it again, then approve."
        )
    _record(found, run.actor, now)
    run.event(chain=_chain(found), subject=str(found.public_id), data=_told(found))
    return _answer(found)


@command("announcement.withdraw")
def withdraw(run: Run, *, announcement_id: str, now: datetime) -> dict[str, Any]:
    """An officer of the organisation takes it back before it is published; it stays unpublished for good."""
    found = selectors.announcement(run.actor, announcement_id)
    run.allow(policies.may_withdraw(run.actor, found))
    ANNOUNCEMENT.require("withdraw", found.state)
    _require_moved(found, "withdraw")
    run.event(chain=_chain(found), subject=str(found.public_id), data=_told(found))
    return _answer(found)


@command("announcement.publish")
def publish(run: Run, *, announcement_id: str, now: datetime) -> dict[str, Any]:
    """The registry itself publishes what is approved and due: one statement, so everybody learns it at one moment."""
    run.allow(policies.may_publish(run.actor))
    published = Announcement.objects.filter(
        public_id=announcement_id, state=states.APPROVED, publish_at__lte=now
    ).update(state=states.PUBLISHED, published_at=now)
    if not published:
        raise DomainError("announcement.not_due", "It is not approved, not due, or published already.")
    found = Announcement.objects.select_related("organisation").get(public_id=announcement_id)
    run.event(
        chain=_chain(found),
        subject=str(found.public_id),
        data={**_told(found), "title": found.title, "published_at": now.isoformat()},
    )
    return _answer(found)


def publish_due(*, now: datetime) -> list[str]:
    """Publish everything whose hour has come; the public ids of what was. Run twice, it publishes once."""
    done = []
    for found in list(selectors.due(now)):
        try:
            publish(actor=system("announcements"), announcement_id=str(found.public_id), now=now)
        except DomainError:
            # Withdrawn or published by another run since it was listed.
            continue
        done.append(str(found.public_id))
    return done


@command("announcement.read_early")
def read_early(run: Run, *, announcement_id: str, now: datetime) -> dict[str, Any]:
    """Record that the actor reads an announcement before everybody. Raises DomainError once it is published."""
    found = selectors.announcement(run.actor, announcement_id)
    run.allow(YES)
    # Held, so that it is not published between the look and the record.
    held = Announcement.objects.select_for_update(no_key=True).get(pk=found.pk)
    if held.state == states.PUBLISHED:
        raise DomainError(ALREADY_PUBLIC, "It is published: nobody reads it early any more.")
    _record(held, run.actor, now)
    run.event(chain=_chain(held), subject=str(held.public_id), data={"state": held.state})
    return _answer(held)


def note_reading(actor: Actor, found: Announcement, *, now: datetime) -> Announcement:
    """The announcement as this person may read it now: where it is not published, the first reading is recorded before
    anything is shown. Asked again it records nothing more."""
    if found.state == states.PUBLISHED or selectors.has_read(actor, found):
        return found
    try:
        read_early(
            actor=actor,
            key=f"early-reading-{found.public_id}",
            announcement_id=str(found.public_id),
            now=now,
        )
    except DomainError as refusal:
        if refusal.code != ALREADY_PUBLIC:
            raise
    return selectors.announcement(actor, found.public_id)


def _record(found: Announcement, actor: Actor, now: datetime) -> None:
    EarlyReading.objects.bulk_create(
        [EarlyReading(announcement=found, reader_id=actor.person_id, at=now)], ignore_conflicts=True
    )


def _checked(title: str, body: str, publish_at: datetime, now: datetime) -> tuple[str, str]:
    title = " ".join(title.replace("\x00", " ").split())
    body = body.replace("\x00", " ").strip()
    findings = []
    if not title:
        findings.append(Finding("announcement.title_missing", "Enter a title.", "title"))
    if len(title) > LONGEST_TITLE:
        message = f"Use at most {LONGEST_TITLE} characters for the title."
        findings.append(Finding("announcement.title_too_long", message, "title"))
    if not body:
        findings.append(Finding("announcement.body_missing", "Enter the text of the announcement.", "body"))
    if len(body) > LONGEST_BODY:
        message = f"Use at most {LONGEST_BODY:,} characters for the text."
        findings.append(Finding("announcement.body_too_long", message, "body"))
    if timezone.is_naive(publish_at):
        findings.append(
            Finding("announcement.hour_without_zone", "Give the hour with its zone.", "publish_at")
        )
    elif publish_at <= now:
        message = "The hour of publication lies ahead: choose a later one."
        findings.append(Finding("announcement.hour_past", message, "publish_at"))
    if findings:
        raise InvalidInput(findings)
    return title, body


def _moved(found: Announcement, action: str, **changes: Any) -> bool:
    """Move it along the table by one conditional update, if it is still as it was read; False where it is not."""
    transition = ANNOUNCEMENT.require(action, found.state)
    asked = Announcement.objects.filter(pk=found.pk, state=found.state, written_at=found.written_at)
    if not asked.update(state=transition.target or found.state, **changes):
        return False
    found.state = transition.target or found.state
    return True


def _require_moved(found: Announcement, action: str, **changes: Any) -> None:
    """As `_moved`. Raises DomainError where somebody else was faster."""
    if not _moved(found, action, **changes):
        raise DomainError(
            "announcement.moved_meanwhile", "Somebody else has just changed this announcement. Look again."
        )


def _told(found: Announcement) -> dict[str, Any]:
    """What the audit chain keeps: a hash of the text instead of the text, which nobody reads there early."""
    text = f"{found.title}\n{found.body}"
    return {
        "organisation": found.organisation.name,
        "publish_at": found.publish_at.isoformat(),
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _chain(found: Announcement) -> ChainKey:
    return ChainKey("announcement", str(found.public_id))


def _answer(found: Announcement) -> dict[str, Any]:
    return {"id": str(found.public_id), "state": found.state}
