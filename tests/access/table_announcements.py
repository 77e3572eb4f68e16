"""Announcements: published ones are everybody's; before that only officers of the organisation, registrar, auditor."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from credits.market.announcements import services
from tests import builders
from tests.access.route import Fixture, Route, Statuses, everybody, only, seen_by, signed_in

AUTHOR, SECOND = "trust_officer", "trust_approver"
EARLY = (AUTHOR, SECOND, "registrar", "auditor")
ANNOUNCERS = (AUTHOR, SECOND, "registrar", "registrar_approver")


def a_draft(fixture: Fixture) -> dict[str, Any]:
    """A draft of the trust."""
    now = timezone.now()
    made = services.write(
        actor=builders.acting(fixture(AUTHOR)),
        organisation_id=str(fixture("trust").public_id),
        title="Price of koala credits",
        body="The trust buys.",
        publish_at=now + timedelta(hours=1),
        now=now,
    )
    return {"announcement_id": made["id"]}


def a_published_one(fixture: Fixture) -> dict[str, Any]:
    """Everybody's."""
    arguments = a_draft(fixture)
    draft = services.selectors.announcement(builders.acting(fixture(SECOND)), arguments["announcement_id"])
    services.approve(
        actor=builders.acting(fixture(SECOND)),
        **arguments,
        written_at=draft.written_at,
        now=timezone.now(),
    )
    services.publish_due(now=timezone.now() + timedelta(hours=2))
    return arguments


def steps(who: tuple[str, ...], status: int, *, public: int = 302) -> Statuses:
    """`who` get the status, others who read it early 403, and for the rest it is not there."""
    seen = seen_by(*EARLY, status=403, public=public)
    return {**seen, **dict.fromkeys(who, status)}


ROUTES = (
    Route("announcement-list", get=everybody()),
    Route("announcement-page", arguments=a_published_one, get=everybody()),
    Route("announcement-write", get=only(*ANNOUNCERS), post=only(*ANNOUNCERS, status=400)),
    Route(
        "announcement-change",
        arguments=a_draft,
        get=steps((AUTHOR,), 200),
        post=steps((AUTHOR,), 400),
    ),
    Route(
        "announcement-approve",
        arguments=a_draft,
        get=steps((SECOND,), 200),
        # A form that does not say which text was read.
        post=steps((SECOND,), 409),
    ),
    Route(
        "announcement-withdraw",
        arguments=a_draft,
        get=steps((AUTHOR, SECOND), 200),
        post=steps((AUTHOR, SECOND), 303),
    ),
    Route(
        "market-api-announcements",
        get=everybody(),
        post=only(*ANNOUNCERS, status=400, public=401),
    ),
    Route("market-api-announcements-unpublished", get=signed_in(public=401)),
    # Before its hour; the page above is after it.
    Route(
        "market-api-announcement",
        arguments=a_draft,
        get={**everybody(404), **dict.fromkeys(EARLY, 200)},
    ),
    Route(
        "market-api-announcement-change",
        arguments=a_draft,
        post=steps((AUTHOR,), 400, public=401),
    ),
    Route(
        "market-api-announcement-approve",
        arguments=a_draft,
        post=steps((SECOND,), 400, public=401),
    ),
    Route(
        "market-api-announcement-withdraw",
        arguments=a_draft,
        post=steps((AUTHOR, SECOND), 200, public=401),
    ),
)
