"""What all tests share: people of every role, clients, the reference facts, a browser behind a fence.

A skipped or expected-to-fail test fails the run: what is not checked must not look checked.
"""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from django.test import Client, TransactionTestCase, override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from assessments.models import Revision
from registry.actor import Actor
from registry.parties.models import User
from registry.parties.people import actor_for
from tests import builders, kept_database, shared_database
from tests.builders_people import ORGANISATIONS, PEOPLE, Cast
from tests.builders_people import accredit as accredit
from tests.builders_people import give_role as give_role
from tests.builders_people import make_organisation as make_organisation
from tests.builders_people import make_user as make_user
from tests.stage import Stage

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_not_run: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or hasattr(report, "wasxfail"):
        _not_run.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _not_run.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if _not_run and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for nodeid in _not_run:
        terminalreporter.write_line(f"NOT RUN, which counts as failed: {nodeid}", red=True)


# A browser's last request may still be served when its test is over (a draft is kept on leaving the page). On SQLite
# the server's thread uses the connection of the tests, so nothing may go on before it is through.
_served = {"under way": 0, "last": 0.0}
_counting = threading.Lock()


def _count_served(change: int) -> None:
    if threading.current_thread() is not threading.main_thread():
        with _counting:
            _served["under way"] += change
            _served["last"] = time.monotonic()


def _request_begins(**of: Any) -> None:
    _count_served(1)


def _request_ends(**of: Any) -> None:
    _count_served(-1)


request_started.connect(_request_begins)
request_finished.connect(_request_ends)


def _let_the_server_finish(*, quiet_seconds: float = 0.15, at_most_seconds: float = 10) -> None:
    """Wait until the live server is at no request and none has come for a moment; at once where none ever came."""
    if not _served["last"]:
        return
    until = time.monotonic() + at_most_seconds
    while time.monotonic() < until:
        if _served["under way"] <= 0 and time.monotonic() - _served["last"] > quiet_seconds:
            break
        time.sleep(0.02)
    _served.update({"under way": 0, "last": 0.0})


def _put_back(self: TransactionTestCase) -> None:
    _let_the_server_finish()
    kept_database.put_back()


TransactionTestCase._fixture_teardown = _put_back  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _forget_rates() -> None:
    """Rate limits of one test must not reach the next."""
    cache.clear()


@pytest.fixture
def today() -> date:
    """Today in Sydney."""
    return timezone.localdate()


# --- people ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def module_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """What the tests of a module have in common: made once, by fixtures of the module that call `module_stage.make`.
    All tests of the module must ask for those (`pytest.mark.usefixtures`), so that each finds the same in any order."""
    made = Stage(django_db_blocker.unblock, timezone.localdate())
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def _development_key(module_stage: Stage) -> int:
    return module_stage.make(
        lambda cast: builders.complete_development(
            assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
        )
    )


@pytest.fixture
def staged_development(_development_key: int, db: None) -> Revision:
    """A development of `assessor` for `authority` that can be finalised; made once for the module."""
    return builders.fresh(_development_key)


@pytest.fixture(scope="module")
def _submission_key(module_stage: Stage) -> int:
    return module_stage.make(
        lambda cast: builders.submit(
            builders.finalise(
                builders.complete_development(
                    assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
                )
            )
        )
    )


@pytest.fixture
def staged_submission(_submission_key: int, db: None) -> Revision:
    """The same, finalised and submitted."""
    return builders.fresh(_submission_key)


@pytest.fixture(scope="module")
def kept_media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The files of what `module_stage` made for the module, while it is made."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder):
        yield folder


@pytest.fixture
def own_media(settings: Any, kept_media: Path, tmp_path: Path) -> Path:
    """The test's own copy of those files, and where its uploads and documents go."""
    settings.MEDIA_ROOT = tmp_path / "media"
    shutil.copytree(kept_media, settings.MEDIA_ROOT)
    return settings.MEDIA_ROOT


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None, today: date) -> Cast:
    """Who plays in a test: makes people and organisations when they are asked for."""
    if "module_stage" in request.fixturenames:
        staged: Stage = request.getfixturevalue("module_stage")
        return staged.cast.again()
    return Cast(today)


def _fixture_of(name: str, make: Callable[[Cast, str], Any]) -> Any:
    return pytest.fixture(name=name)(lambda cast: make(cast, name))


for _name in ORGANISATIONS:
    globals()[f"_organisation_{_name}"] = _fixture_of(_name, Cast.organisation)
for _name in PEOPLE:
    globals()[f"_person_{_name}"] = _fixture_of(_name, Cast.person)


@pytest.fixture
def act(today: date) -> Callable[[User], Actor]:
    """`act(user)`: the actor that user is today."""
    return lambda user: actor_for(user, today=today)


@pytest.fixture
def client_for(db: None) -> Callable[[User | None], Client]:
    """`client_for(user)`: a browser session of that user; of nobody with None."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def api_for(db: None) -> Callable[[User | None], APIClient]:
    """`api_for(user)`: an API client of that user; of nobody with None."""

    def sign_in(user: User | None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_authenticate(user)
        return client

    return sign_in


# --- reference facts ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[None]:
    """The test database holds the project's reference facts: loaded once per session, the way set-up loads them."""
    with django_db_blocker.unblock():
        with shared_database.migrated_once(tmp_path_factory.getbasetemp().parent):
            request.getfixturevalue("django_db_setup")
            load_facts()
        kept_database.keep()
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()
        connections.close_all()


def _end_other_sessions() -> None:
    """A browser's event loop may have opened a connection of its own, which nobody closes: PostgreSQL would not let the
    test database go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def load_facts() -> Any:
    """Load and publish the project's facts unless they are there."""
    from registry import actor
    from registry.reference.loading import load_project_facts
    from registry.reference.selectors import current_release

    today = timezone.localdate()
    found = current_release(today)
    if found is None:
        load_project_facts(actor=actor.system("tests"), today=today)
        found = current_release(today)
    return found


@pytest.fixture
def release(db: None) -> Any:
    """The current reference release."""
    return load_facts()
