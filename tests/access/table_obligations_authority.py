"""Applications: the authority's people review and decide, the developer's members and the readers of everything read;
no other authority, trust or developer sees them. What a delegate records about an obligation."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from credits.obligations import states
from credits.obligations.models import Application, Condition, ProposedLine
from tests.access.route import Fixture, Route, signed_in
from tests.access.table_credits import READERS, done_by
from tests.obligations import builders as made

DEVELOPER, OFFICER, DELEGATE = "developer", "authority_officer", "authority_delegate"
AUTHORITY = (OFFICER, DELEGATE)
SEEN = ("proponent_member", DEVELOPER, "reviewer", OFFICER, DELEGATE, *READERS)
Arguments = Callable[[Fixture], dict[str, Any]]


def _application(fixture: Fixture, state: str) -> Application:
    """An application in that state with a line and a condition."""
    cast = fixture("cast")
    facts: dict[str, Any] = {"avoid_text": "Moved.", "minimise_text": "Limited."}
    if state == states.RECOMMENDED:
        facts |= {"recommended_by": fixture(OFFICER), "recommended_at": timezone.now()}
    if state == states.APPROVED:
        facts |= made.approved(cast)
    application = made.application(cast, **(facts | {"state": state}), lines=[(made.eco_class(), 10)])
    Condition.objects.create(application=application, number=1, text="Fence the gully.")
    return application


def an(state: str) -> Arguments:
    """An application in that state."""
    return lambda fixture: {"application_id": _application(fixture, state).public_id}


def a_line(fixture: Fixture) -> dict[str, Any]:
    """A line under review."""
    application = _application(fixture, states.UNDER_REVIEW)
    line = ProposedLine.objects.get(application=application)
    return {"application_id": application.public_id, "line_id": line.public_id}


def a_condition(state: str) -> Arguments:
    """A condition of an application in that state."""

    def arguments(fixture: Fixture) -> dict[str, Any]:
        application = _application(fixture, state)
        condition = application.conditions.get()
        return {"application_id": application.public_id, "condition_id": condition.public_id}

    return arguments


def an_obligation(fixture: Fixture) -> dict[str, Any]:
    """An obligation of the proponent to the authority."""
    return {"obligation_id": made.obligation(fixture("cast")).public_id}


def page(name: str, by: tuple[str, ...], arguments: Arguments, *, post: int = 400) -> Route:
    """The page of a step of `by`."""
    return Route(name, arguments=arguments, get=done_by(by, SEEN, 200), post=done_by(by, SEEN, post))


def step(
    name: str, by: tuple[str, ...], arguments: Arguments, *, method: str = "post", status: int = 400
) -> Route:
    """The same over the API, sent without what it needs."""
    return Route(name, arguments=arguments, **{method: done_by(by, SEEN, status, public=401)})  # type: ignore[arg-type]


def only_delegates(status: int, *, public: int = 302) -> dict[str, int]:
    """Delegates alone; who else signed in is told so."""
    return {**signed_in(403, public=public), DELEGATE: status}


REVIEW = states.UNDER_REVIEW
PAGES = (
    Route("application-list", get=signed_in()),
    Route("application-page", arguments=an(REVIEW), get=done_by(SEEN, SEEN, 200)),
    page("application-begin", AUTHORITY, an(states.LODGED), post=409),
    page("application-line-new", AUTHORITY, an(REVIEW)),
    page("application-line", AUTHORITY, a_line),
    page("application-texts", AUTHORITY, an(REVIEW), post=409),
    page("application-finding-new", AUTHORITY, an(REVIEW)),
    page("application-concurrence-new", AUTHORITY, an(REVIEW)),
    page("application-recommend", (OFFICER,), an(REVIEW)),
    page("application-return", (DELEGATE,), an(states.RECOMMENDED)),
    page("application-approve", (DELEGATE,), an(states.RECOMMENDED)),
    page("application-refuse", (DELEGATE,), an(states.RECOMMENDED)),
    page("application-condition-new", AUTHORITY, an(REVIEW)),
    page("application-condition", AUTHORITY, a_condition(REVIEW)),
    page("application-condition-remove", AUTHORITY, a_condition(REVIEW), post=303),
    page("application-condition-evidence", (DEVELOPER,), a_condition(states.APPROVED)),
    page("application-condition-met", AUTHORITY, a_condition(states.APPROVED)),
    page("obligation-lapse", (DELEGATE,), an_obligation),
    page("obligation-change-holder", (DELEGATE,), an_obligation),
    Route("order-new", get=only_delegates(200), post=only_delegates(400)),
)
API = (
    Route("api-applications", get=signed_in(public=401)),
    Route("api-application", arguments=an(REVIEW), get=done_by(SEEN, SEEN, 200, public=401)),
    step("api-application-begin", AUTHORITY, an(states.LODGED), status=409),
    step("api-application-lines", AUTHORITY, an(REVIEW)),
    step("api-application-line", AUTHORITY, a_line, method="put"),
    step("api-application-texts", AUTHORITY, an(REVIEW), method="put"),
    step("api-application-conditions", AUTHORITY, an(REVIEW)),
    Route(
        "api-application-condition",
        arguments=a_condition(REVIEW),
        put=done_by(AUTHORITY, SEEN, 400, public=401),
        delete=done_by(AUTHORITY, SEEN, 200, public=401),
    ),
    step("api-application-condition-evidence", (DEVELOPER,), a_condition(states.APPROVED)),
    step("api-application-condition-met", AUTHORITY, a_condition(states.APPROVED)),
    step("api-application-findings", AUTHORITY, an(REVIEW)),
    step("api-application-concurrences", AUTHORITY, an(REVIEW)),
    step("api-application-recommend", (OFFICER,), an(REVIEW)),
    step("api-application-return", (DELEGATE,), an(states.RECOMMENDED)),
    step("api-application-approve", (DELEGATE,), an(states.RECOMMENDED)),
    step("api-application-refuse", (DELEGATE,), an(states.RECOMMENDED)),
    step("api-obligation-lapse", (DELEGATE,), an_obligation),
    step("api-obligation-change-holder", (DELEGATE,), an_obligation),
    Route("api-orders", post=only_delegates(400, public=401)),
)
ROUTES = (*PAGES, *API)
