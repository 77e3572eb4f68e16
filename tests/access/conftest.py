"""What the routes' tests share: made once, in a transaction that every test goes on from and that ends undone.

A request of one role is undone before the next role's (`undone`), so each of them finds the same.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from assessments.models import Revision
from assessments.services import cases
from tests import builders
from tests.access.route import ROLES
from tests.access.visits import Door, People, Visitor
from tests.builders_people import Cast
from tests.conftest import BACKEND, load_facts
from tests.stage import undone

SESSIONS_IN_COOKIES = "django.contrib.sessions.backends.signed_cookies"


@dataclass(frozen=True)
class Scene:
    """Everybody, signed in, and the revisions that most addresses are about."""

    cast: Cast
    cookies: dict[str, SimpleCookie]
    people: People
    door: Door
    open_revision: int
    certified_revision: int
    submitted_revision: int

    def visitor(self, role: str) -> Visitor:
        """A browser of that role, as it was after signing in."""
        return Visitor(self.door, self.cookies[role])


def sign_in(cast: Cast, role: str) -> SimpleCookie:
    """The cookies of somebody who has signed in; none for the public."""
    client = Client()
    if role != "public":
        client.force_login(cast.person(role), backend=BACKEND)
    return client.cookies


def certified(cast: Cast) -> Revision:
    """A finalised development of `assessor` with a party."""
    revision = builders.complete_development(
        assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
    )
    cases.name_party(
        actor=builders.lead(revision),
        case_id=str(revision.assessment.case.public_id),
        organisation_id=str(cast.organisation("landholder").public_id),
        role="landholder",
    )
    return builders.finalise(revision)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Made once for all routes."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(override_settings(SESSION_ENGINE=SESSIONS_IN_COOKIES))
            stack.enter_context(undone())
            load_facts()
            cast = Cast(timezone.localdate())
            cast.everybody()
            opened = builders.open_revision(
                assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
            )
            made = Scene(
                cast=cast,
                cookies={role: sign_in(cast, role) for role in ROLES},
                people=People(),
                door=Door(),
                open_revision=opened.pk,
                certified_revision=certified(cast).pk,
                submitted_revision=builders.submit(certified(cast)).pk,
            )
            stack.enter_context(made.people.remembered())
        yield made
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture
def cast(scene: Scene, db: None) -> Cast:
    """The people of the scene, wherever a test asks for one."""
    return scene.cast


@pytest.fixture
def open_revision(scene: Scene, db: None) -> Revision:
    """Empty, of `assessor`, to be reviewed by `authority`."""
    return builders.fresh(scene.open_revision)


@pytest.fixture
def certified_revision(scene: Scene, db: None) -> Revision:
    """A complete development, finalised, with `landholder` for a party."""
    return builders.fresh(scene.certified_revision)


@pytest.fixture
def submitted_revision(scene: Scene, db: None) -> Revision:
    """The same, submitted to `authority`."""
    return builders.fresh(scene.submitted_revision)
