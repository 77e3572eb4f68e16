"""Quotes of the fund: who owes asks and withdraws, the Trust prices and confirms. Measures: who owes proposes, the
authority checks and decides. Lists: everybody reads, a registrar keeps them."""

from collections.abc import Callable
from typing import Any

from credits.obligations import states
from tests.access.route import Fixture, Route, everybody, signed_in
from tests.access.table_credits import READERS, done_by
from tests.obligations import builders
from tests.obligations.fund import scene

DEVELOPER, OFFICER, DELEGATE = "developer", "authority_officer", "authority_delegate"
TRUST_OFFICER, TRUST_APPROVER = "trust_officer", "trust_approver"
TRUST = (TRUST_OFFICER, TRUST_APPROVER)
SEEN = ("proponent_member", DEVELOPER, "reviewer", OFFICER, DELEGATE, *READERS)
QUOTE_SEEN = (*SEEN, "trust_reviewer", *TRUST)
HOLDERS = (DEVELOPER, *TRUST)
Arguments = Callable[[Fixture], dict[str, Any]]


def an_obligation(fixture: Fixture) -> dict[str, Any]:
    """Of the proponent, with a trust to ask."""
    fixture("trust")
    return {"obligation_id": builders.obligation(fixture("cast")).public_id}


def a_line(fixture: Fixture) -> dict[str, Any]:
    """A line of a large mine."""
    return {"line_id": scene.mine(fixture("cast")).lines.get().public_id}


def a_quote(state: str) -> Arguments:
    """A quote in that state."""
    return lambda fixture: {"quote_id": scene.quote_in(state, fixture("cast")).public_id}


def a_measure(state: str) -> Arguments:
    """A measure in that state."""
    return lambda fixture: {"measure_id": scene.measure_in(state, fixture("cast")).public_id}


def an_action(fixture: Fixture) -> dict[str, Any]:
    """An action on the list."""
    return {"action_id": scene.listed_action(fixture("cast")).public_id}


def an_entity(fixture: Fixture) -> dict[str, Any]:
    """An excluded entity."""
    return {"entity_id": scene.excluded_entity(fixture("cast")).public_id}


def page(name: str, by: tuple[str, ...], seen: tuple[str, ...], arguments: Arguments, post: int) -> Route:
    """The page of a step of `by`."""
    return Route(name, arguments=arguments, get=done_by(by, seen, 200), post=done_by(by, seen, post))


def step(name: str, by: tuple[str, ...], seen: tuple[str, ...], arguments: Arguments, status: int) -> Route:
    """The same over the API."""
    return Route(name, arguments=arguments, post=done_by(by, seen, status, public=401))


def kept(status: int, *, public: int = 302) -> dict[str, int]:
    """A registrar alone; who else signed in is told so."""
    return {**signed_in(403, public=public), "registrar": status}


QUOTE_STEPS = (
    ("prepare", (TRUST_OFFICER,), states.REQUESTED, 400, 400),
    ("offer", (TRUST_APPROVER,), states.PREPARED, 303, 200),
    ("refuse", TRUST, states.REQUESTED, 400, 400),
    ("withdraw", (DEVELOPER,), states.REQUESTED, 400, 400),
    ("receive", (TRUST_OFFICER,), states.OFFERED, 400, 400),
    ("settle", (TRUST_APPROVER,), states.RECEIVED, 303, 200),
)
"""Action, whose it is, in which state, what the page and what the API give for a form without anything in it."""
MEASURE_STEPS = (
    ("check", (OFFICER,), states.PROPOSED, 400, 400),
    ("accept", (DELEGATE,), states.CHECKED, 303, 200),
    ("refuse", (OFFICER, DELEGATE), states.PROPOSED, 400, 400),
    ("withdraw", (DEVELOPER,), states.PROPOSED, 400, 400),
)

PAGES = (
    Route(
        "obligation-quote",
        arguments=an_obligation,
        get=done_by(DEVELOPER, SEEN, 200),
        post=done_by(DEVELOPER, SEEN, 400),
    ),
    Route("quote-list", get=signed_in()),
    Route("quote-page", arguments=a_quote(states.REQUESTED), get=done_by(QUOTE_SEEN, QUOTE_SEEN, 200)),
    *(page(f"quote-{name}", by, QUOTE_SEEN, a_quote(state), web) for name, by, state, web, _ in QUOTE_STEPS),
    page("line-measure", (DEVELOPER,), SEEN, a_line, 400),
    Route("measure-list", get=signed_in()),
    Route("measure-page", arguments=a_measure(states.PROPOSED), get=done_by(SEEN, SEEN, 200)),
    *(page(f"measure-{name}", by, SEEN, a_measure(state), web) for name, by, state, web, _ in MEASURE_STEPS),
    Route("ancillary-lists", get=everybody()),
    Route("listed-action-new", get=kept(200), post=kept(400)),
    Route("listed-action-remove", arguments=an_action, get=kept(200), post=kept(400)),
    Route("excluded-entity-new", get=kept(200), post=kept(400)),
    Route("excluded-entity-remove", arguments=an_entity, get=kept(200), post=kept(400)),
    Route("trust-duties", get=signed_in()),
    Route("trust-duties-file", get=signed_in()),
    Route("trust-steps-file", get=signed_in()),
)
API = (
    Route(
        "api-quotes",
        get=signed_in(public=401),
        post={**signed_in(403, public=401), DEVELOPER: 400},
    ),
    Route(
        "api-quote",
        arguments=a_quote(states.REQUESTED),
        get=done_by(QUOTE_SEEN, QUOTE_SEEN, 200, public=401),
    ),
    *(
        step(f"api-quote-{name}", by, QUOTE_SEEN, a_quote(state), api)
        for name, by, state, _, api in QUOTE_STEPS
    ),
    Route("api-line-ways", arguments=a_line, get=done_by(SEEN, SEEN, 200, public=401)),
    Route(
        "api-measures",
        get=signed_in(public=401),
        post={**signed_in(403, public=401), **dict.fromkeys(HOLDERS, 400)},
    ),
    Route("api-measure", arguments=a_measure(states.PROPOSED), get=done_by(SEEN, SEEN, 200, public=401)),
    *(
        step(f"api-measure-{name}", by, SEEN, a_measure(state), api)
        for name, by, state, _, api in MEASURE_STEPS
    ),
    Route("api-ancillary-lists", get=everybody()),
    Route("api-listed-actions", post=kept(400, public=401)),
    Route("api-listed-action-remove", arguments=an_action, post=kept(400, public=401)),
    Route("api-excluded-entities", post=kept(400, public=401)),
    Route("api-excluded-entity-remove", arguments=an_entity, post=kept(400, public=401)),
    Route("api-trust-duties", get=signed_in(public=401)),
    Route("api-trust-year", get=signed_in(public=401)),
)
ROUTES = (*PAGES, *API)
