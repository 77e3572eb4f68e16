"""Announcements that wait for a second officer, as lines of the page of what waits. None shows a title or a text:
opening the announcement is a reading before publication, and is recorded."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from credits.market.announcements import selectors
from credits.market.announcements.policies import announcing_organisation_ids
from registry.actor import Actor

MOST_LINES = 100


def lines(actor: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """One line for each, the next hour first. One query; none for who announces nothing."""
    if not announcing_organisation_ids(actor):
        return []
    return [
        {
            "title": f"Announcement of {one.organisation}",
            "url": reverse("announcement-page", args=[one.public_id]),
            "status": "waits for a second officer",
            "status_kind": "todo",
            "hint": f"To be published on {timezone.localtime(one.publish_at):%d/%m/%Y at %H:%M}. Read it, and approve "
            "it before then.",
        }
        for one in selectors.to_approve(actor, now)[:MOST_LINES]
    ]
