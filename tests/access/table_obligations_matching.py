"""The search for credits: who owes asks and notes, a delegate of the authority decides, whoever sees it reads."""

from typing import Any

from tests.access.route import Fixture, Route, seen_by, signed_in
from tests.access.table_credits import READERS, done_by
from tests.obligations.builders import eco_class
from tests.obligations.matching.scene import COMMUNITY, COMMUNITY_TEST, Scene

READ_BY = ("proponent_member", "reviewer", *READERS)
OWES, DECIDES = "developer", "authority_delegate"


def a_scene(fixture: Fixture) -> Scene:
    """With the facts of the rules."""
    fixture("release")
    return Scene(fixture("cast"))


def a_line(fixture: Fixture) -> dict[str, Any]:
    """Of the proponent, imposed by the authority."""
    return {"line_id": a_scene(fixture).line().public_id}


def a_class(fixture: Fixture) -> dict[str, Any]:
    """A line, and a class of credits for it."""
    return {**a_line(fixture), "class_id": eco_class(community_name=COMMUNITY).pk}


def an_open_test(fixture: Fixture) -> dict[str, Any]:
    """The same with a test that is open."""
    return {**a_class(fixture), "test": COMMUNITY_TEST}


def an_obligation(fixture: Fixture) -> dict[str, Any]:
    """Of the proponent, imposed by the authority."""
    return {"obligation_id": a_scene(fixture).line().obligation.public_id}


def a_question(fixture: Fixture) -> dict[str, Any]:
    """One that waits for the authority."""
    scene = a_scene(fixture)
    asked = scene.ask_question(scene.line(eco_class()), eco_class(community_name=COMMUNITY))
    return {"question_id": asked.public_id}


def a_request(fixture: Fixture) -> dict[str, Any]:
    """A request to use variation that waits."""
    scene = a_scene(fixture)
    line = scene.variation_line()
    scene.steps_taken(line)
    return {"request_id": scene.ask_variation(line).public_id}


def read(name: str, made: Any, *, public: int = 302) -> Route:
    """An address that is read."""
    return Route(name, arguments=made, get=seen_by(*READ_BY, public=public))


def form(name: str, who: str, made: Any, *, post: int = 400) -> Route:
    """A page with a form; sent empty it is refused, where something has to be filled in."""
    return Route(name, arguments=made, get=done_by(who, READ_BY, 200), post=done_by(who, READ_BY, post))


def call(name: str, who: str, made: Any, *, post: int = 400) -> Route:
    """An address of the API that changes something."""
    return Route(name, arguments=made, post=done_by(who, READ_BY, post, public=401))


PAGES = (
    read("line-matching", a_line),
    read("line-class", a_class),
    Route("line-search", arguments=a_line, post=done_by(OWES, READ_BY, 303)),
    form("question-ask", OWES, an_open_test, post=303),
    # The consent does not permit it: the form says so.
    form("variation-ask", OWES, a_line),
    read("obligation-allocation", an_obligation),
    read("obligation-diary", an_obligation),
    form("diary-note", OWES, an_obligation),
    Route("diary-refresh", arguments=an_obligation, post=done_by(OWES, READ_BY, 303)),
    Route("question-list", get=signed_in()),
    read("question-page", a_question),
    form("question-answer", DECIDES, a_question),
    form("question-withdraw", OWES, a_question, post=303),
    read("variation-page", a_request),
    form("variation-approve", DECIDES, a_request),
    form("variation-refuse", DECIDES, a_request),
    form("variation-withdraw", OWES, a_request, post=303),
)
API = (
    read("api-line-credits", a_line, public=401),
    read("api-line-class", a_class, public=401),
    call("api-line-search", OWES, a_line, post=201),
    call("api-question-ask", OWES, a_class),
    call("api-variation-ask", OWES, a_line),
    read("api-obligation-allocation", an_obligation, public=401),
    Route(
        "api-obligation-diary",
        arguments=an_obligation,
        get=seen_by(*READ_BY, public=401),
        post=done_by(OWES, READ_BY, 400, public=401),
    ),
    call("api-diary-refresh", OWES, an_obligation, post=200),
    Route("api-questions", get=signed_in(public=401)),
    read("api-question", a_question, public=401),
    call("api-question-answer", DECIDES, a_question),
    call("api-question-withdraw", OWES, a_question, post=200),
    Route("api-variations", get=signed_in(public=401)),
    read("api-variation", a_request, public=401),
    call("api-variation-approve", DECIDES, a_request),
    call("api-variation-refuse", DECIDES, a_request),
    call("api-variation-withdraw", OWES, a_request, post=200),
)
ROUTES = (*PAGES, *API)
