"""The trust's officers, an announcement, and its hour. The clock is given, never read."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from credits.market import states
from credits.market.announcements import services
from credits.market.models import Announcement
from registry.actor import Actor
from tests import builders_agreements as made
from tests.builders_people import Cast

AUTHOR, SECOND = "trust_officer", "trust_approver"
TITLE, BODY = "Price of koala credits", "The trust buys 4,000 koala credits from July."
COMMANDS: dict[str, Any] = {
    "change": services.change,
    "approve": services.approve,
    "withdraw": services.withdraw,
}


@dataclass
class Scene:
    """Announcements of the trust, to be published an hour from `now`."""

    cast: Cast
    now: datetime = field(default_factory=timezone.now)

    @property
    def hour(self) -> datetime:
        return self.now + timedelta(hours=1)

    def actor(self, person: str) -> Actor:
        return made.actor(self.cast, person)

    def write(self, *, by: str = AUTHOR, organisation: str = "trust", **more: Any) -> Announcement:
        """A draft."""
        values = {"title": TITLE, "body": BODY, "publish_at": self.hour} | more
        result = services.write(
            actor=self.actor(by),
            organisation_id=str(self.cast.organisation(organisation).public_id),
            now=self.now,
            **values,
        )
        return Announcement.objects.get(public_id=result["id"])

    def act(self, action: str, found: Announcement, by: str | Actor, **more: Any) -> dict[str, Any]:
        """Take that action of the state table."""
        actor = by if isinstance(by, Actor) else self.actor(by)
        values: dict[str, Any] = {"announcement_id": str(found.public_id), "now": self.now}
        if action == "change":
            values |= {"title": TITLE, "body": "The trust buys none.", "publish_at": self.hour}
        if action == "approve":
            values["written_at"] = found.written_at
        done: dict[str, Any] = COMMANDS[action](actor=actor, **(values | more))
        return done

    def approved(self, **more: Any) -> Announcement:
        """Waits for its hour."""
        found = self.write(**more)
        self.act("approve", found, SECOND)
        found.refresh_from_db()
        return found

    def brought_to(self, state: str) -> Announcement:
        """An announcement in that state."""
        found = self.write() if state in (states.DRAFT, states.WITHDRAWN) else self.approved()
        if state == states.PUBLISHED:
            services.publish_due(now=self.hour)
        if state == states.WITHDRAWN:
            self.act("withdraw", found, AUTHOR)
        found.refresh_from_db()
        assert found.state == state
        return found
