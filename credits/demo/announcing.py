"""Two announcements of the trust: one published to everybody at its hour, one that waits for its second officer."""

import time
from datetime import date, timedelta

from credits.demo.agreement import now
from credits.demo.people import Cast, acting
from credits.market.announcements.services import approve, publish_due, write
from credits.market.models import Announcement

SOON = timedelta(seconds=1)
TITLE = "The trust buys koala credits of the Hunter (made up)"
BODY = (
    "From today the trust buys up to 150 koala credits of the Hunter at $2,050 each. Holders offer them to the trust "
    "on the page of their lot. This was made up for the demonstration."
)
DRAFT_TITLE = "When the trust resells (made up)"
DRAFT_BODY = (
    "From next month the trust puts what it resells on the market on the first Monday of each month at noon. This was "
    "made up for the demonstration."
)


def announce(cast: Cast, today: date) -> Announcement:
    """The officer writes it, the approver reads and approves it; its hour comes a second later."""
    made = write(
        actor=acting(cast.trust_officer, today),
        organisation_id=str(cast.trust.public_id),
        title=TITLE,
        body=BODY,
        publish_at=now() + SOON,
        now=now(),
    )
    found = Announcement.objects.get(public_id=made["id"])
    approve(
        actor=acting(cast.trust_approver, today),
        announcement_id=made["id"],
        written_at=found.written_at,
        now=now(),
    )
    return found


def draft(cast: Cast, today: date) -> None:
    """Written, and not approved yet: nobody outside the trust knows of it."""
    write(
        actor=acting(cast.trust_officer, today),
        organisation_id=str(cast.trust.public_id),
        title=DRAFT_TITLE,
        body=DRAFT_BODY,
        publish_at=now() + timedelta(days=7),
        now=now(),
    )


def publish(announced: Announcement) -> Announcement:
    """At its hour it is published, by whichever is first: the timer of the registry or this."""
    time.sleep(max(0.0, (announced.publish_at - now()).total_seconds()))
    publish_due(now=now())
    announced.refresh_from_db()
    return announced
