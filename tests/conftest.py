"""What all tests share: people of every role, clients, the reference facts, a browser behind a fence.

A skipped or expected-to-fail test fails the run: what is not checked must not look checked.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError
from django.db import OperationalError, connections
from django.test import Client, TransactionTestCase
from django.utils import timezone
from rest_framework.test import APIClient

from registry.actor import (
    ASSESSOR,
    AUDITOR,
    AUTHORITY_DELEGATE,
    AUTHORITY_OFFICER,
    DEVELOPER,
    LANDHOLDER,
    REGISTRAR,
    REGISTRAR_APPROVER,
    REVIEWER,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)
from registry.audit import triggers
from registry.parties.models import (
    Accreditation,
    Membership,
    Organisation,
    OrganisationKind,
    RoleAssignment,
    User,
)
from registry.parties.people import actor_for

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


# SQLite empties tables with DELETE, which the append-only triggers refuse; PostgreSQL truncates.
_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _flush_without_triggers(self: TransactionTestCase) -> None:
    triggers.remove()
    try:
        _flush_when_free(self)
    finally:
        triggers.install()


def _flush_when_free(self: TransactionTestCase, *, tries: int = 20) -> None:
    """Empty the tables, again where the last request of a browser that is closed already (a draft kept on leaving
    the page) still holds one: SQLite's shared memory refuses at once instead of waiting."""
    for _ in range(tries - 1):
        try:
            return _flush(self)
        except CommandError as error:
            if not isinstance(error.__cause__, OperationalError):
                raise
            time.sleep(0.25)
    _flush(self)


TransactionTestCase._fixture_teardown = _flush_without_triggers  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _forget_rates() -> None:
    """Rate limits of one test must not reach the next."""
    cache.clear()


@pytest.fixture
def today() -> date:
    """Today in Sydney."""
    return timezone.localdate()


# --- people ------------------------------------------------------------------------------------------------------
def make_user(name: str) -> User:
    """A person called `name`, signed in by `client_for` alone (no password)."""
    return User.objects.create_user(email=f"{name.lower().replace(' ', '.')}@example.org", name=name)


def make_organisation(name: str, kind: str) -> Organisation:
    """An organisation of that kind, made once."""
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def give_role(user: User, organisation: Organisation, role: str, *, since: date) -> RoleAssignment:
    """A role and membership from that day, open-ended."""
    Membership.objects.get_or_create(user=user, organisation=organisation)
    return RoleAssignment.objects.create(user=user, organisation=organisation, role=role, valid_from=since)


def make_officer(name: str, organisation: Organisation, role: str, *, today: date) -> User:
    """A person who has held that role for the organisation for a month."""
    user = make_user(name)
    give_role(user, organisation, role, since=today - timedelta(days=30))
    return user


def accredit(user: User, number: str, *, today: date) -> Accreditation:
    """A three-year accreditation that began a year ago."""
    return Accreditation.objects.create(
        user=user,
        number=number,
        valid_from=today - timedelta(days=365),
        valid_to=today + timedelta(days=730),
    )


@pytest.fixture
def firm(db: None) -> Organisation:
    return make_organisation("Banksia Ecology", OrganisationKind.ASSESSOR)


@pytest.fixture
def other_firm(db: None) -> Organisation:
    return make_organisation("Wattle Survey", OrganisationKind.ASSESSOR)


@pytest.fixture
def authority(db: None) -> Organisation:
    return make_organisation("Planning Authority", OrganisationKind.AUTHORITY)


@pytest.fixture
def trust(db: None) -> Organisation:
    return make_organisation("Conservation Trust", OrganisationKind.TRUST)


@pytest.fixture
def registrar_office(db: None) -> Organisation:
    return make_organisation("Registrar's Office", OrganisationKind.REGISTRAR)


@pytest.fixture
def proponent(db: None) -> Organisation:
    return make_organisation("Quarry Holdings", OrganisationKind.PROPONENT)


@pytest.fixture
def landholder(db: None) -> Organisation:
    return make_organisation("Ironbark Family", OrganisationKind.LANDHOLDER)


@pytest.fixture
def other_landholder(db: None) -> Organisation:
    """A stranger to what `landholder` owns."""
    return make_organisation("Mallee Family", OrganisationKind.LANDHOLDER)


@pytest.fixture
def audit_office(db: None) -> Organisation:
    return make_organisation("Audit Office", OrganisationKind.AUDITOR)


@pytest.fixture
def assessor(firm: Organisation, today: date) -> User:
    """Accredited, of `firm`."""
    user = make_user("Alex Assessor")
    give_role(user, firm, ASSESSOR, since=today - timedelta(days=365))
    accredit(user, "BAAS17001", today=today)
    return user


@pytest.fixture
def other_assessor(other_firm: Organisation, today: date) -> User:
    """Accredited, of another firm: a stranger to the cases of `assessor`."""
    user = make_user("Olga Other")
    give_role(user, other_firm, ASSESSOR, since=today - timedelta(days=365))
    accredit(user, "BAAS17002", today=today)
    return user


@pytest.fixture
def lapsed_assessor(firm: Organisation, today: date) -> User:
    """An assessor of `firm` whose accreditation ended yesterday."""
    user = make_user("Lee Lapsed")
    give_role(user, firm, ASSESSOR, since=today - timedelta(days=365))
    Accreditation.objects.create(
        user=user,
        number="BAAS17003",
        valid_from=today - timedelta(days=1000),
        valid_to=today - timedelta(days=1),
    )
    return user


@pytest.fixture
def reviewer(authority: Organisation, today: date) -> User:
    """An officer of the approval authority."""
    user = make_user("Rae Reviewer")
    give_role(user, authority, REVIEWER, since=today - timedelta(days=30))
    return user


@pytest.fixture
def trust_reviewer(trust: Organisation, today: date) -> User:
    """An officer of the trust."""
    user = make_user("Terry Trust")
    give_role(user, trust, REVIEWER, since=today - timedelta(days=30))
    return user


@pytest.fixture
def registrar(registrar_office: Organisation, today: date) -> User:
    user = make_user("Robin Registrar")
    give_role(user, registrar_office, REGISTRAR, since=today - timedelta(days=30))
    return user


@pytest.fixture
def registrar_approver(registrar_office: Organisation, today: date) -> User:
    """The second person of the registrar's office."""
    return make_officer("Ruth Approver", registrar_office, REGISTRAR_APPROVER, today=today)


@pytest.fixture
def landholder_signatory(landholder: Organisation, today: date) -> User:
    """Signs for `landholder`."""
    return make_officer("Sol Signatory", landholder, LANDHOLDER, today=today)


@pytest.fixture
def other_landholder_signatory(other_landholder: Organisation, today: date) -> User:
    """Signs for `other_landholder`."""
    return make_officer("Mia Mallee", other_landholder, LANDHOLDER, today=today)


@pytest.fixture
def developer(proponent: Organisation, today: date) -> User:
    """Signs for `proponent`."""
    return make_officer("Dana Developer", proponent, DEVELOPER, today=today)


@pytest.fixture
def trust_officer(trust: Organisation, today: date) -> User:
    return make_officer("Tia Officer", trust, TRUST_OFFICER, today=today)


@pytest.fixture
def trust_approver(trust: Organisation, today: date) -> User:
    """Signs for the trust; never the person who decided before."""
    return make_officer("Tom Approver", trust, TRUST_APPROVER, today=today)


@pytest.fixture
def authority_officer(authority: Organisation, today: date) -> User:
    return make_officer("Ollie Officer", authority, AUTHORITY_OFFICER, today=today)


@pytest.fixture
def authority_delegate(authority: Organisation, today: date) -> User:
    return make_officer("Del Delegate", authority, AUTHORITY_DELEGATE, today=today)


@pytest.fixture
def auditor(audit_office: Organisation, today: date) -> User:
    """Reads everything, changes nothing."""
    return make_officer("Ada Auditor", audit_office, AUDITOR, today=today)


@pytest.fixture
def landholder_member(landholder: Organisation) -> User:
    user = make_user("Lou Landholder")
    Membership.objects.create(user=user, organisation=landholder)
    return user


@pytest.fixture
def proponent_member(proponent: Organisation) -> User:
    user = make_user("Pat Proponent")
    Membership.objects.create(user=user, organisation=proponent)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Signed in, without role or organisation."""
    return make_user("Sam Stranger")


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
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database holds the project's reference facts: loaded once per session, the way set-up loads them."""
    with django_db_blocker.unblock():
        load_facts()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


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
    """The current reference release. Loaded again where a transactional test emptied the tables."""
    return load_facts()
