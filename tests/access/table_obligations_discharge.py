"""Discharge by retirement: who signs for the holder retires, an officer of the authority counts earlier retirements;
who signs for the developer records commencement, and whoever reads the development sees what stands in the way."""

from typing import Any

from tests.access.route import Fixture, Route, seen_by
from tests.access.table_credits import READERS, done_by
from tests.access.table_obligations_life import READ_BY, an_obligation
from tests.obligations import builders

DEVELOPER, OFFICER = "developer", "authority_officer"
OF_DEVELOPMENT = ("proponent_member", "reviewer", *READERS)


def a_stage(fixture: Fixture) -> dict[str, Any]:
    """The first stage of a development of the proponent."""
    made = builders.stage(builders.development(fixture("cast")))
    return {"stage_id": made.public_id}


def a_development(fixture: Fixture) -> dict[str, Any]:
    """A development of the proponent without stages."""
    return {"development_id": builders.development(fixture("cast")).public_id}


ROUTES = (
    Route(
        "obligation-retire",
        arguments=an_obligation,
        get=done_by(DEVELOPER, READ_BY, 200),
        post=done_by(DEVELOPER, READ_BY, 400),
    ),
    Route(
        "obligation-link-retirement",
        arguments=an_obligation,
        get=done_by(OFFICER, READ_BY, 200),
        post=done_by(OFFICER, READ_BY, 400),
    ),
    Route(
        "stage-commence",
        arguments=a_stage,
        get=seen_by(*OF_DEVELOPMENT),
        post=done_by(DEVELOPER, OF_DEVELOPMENT, 400),
    ),
    Route(
        "development-commence",
        arguments=a_development,
        get=seen_by(*OF_DEVELOPMENT),
        post=done_by(DEVELOPER, OF_DEVELOPMENT, 400),
    ),
    Route(
        "api-obligation-retirements",
        arguments=an_obligation,
        post=done_by(DEVELOPER, READ_BY, 400, public=401),
    ),
    Route("api-obligation-links", arguments=an_obligation, post=done_by(OFFICER, READ_BY, 400, public=401)),
    Route(
        "api-stage-commencement",
        arguments=a_stage,
        get=seen_by(*OF_DEVELOPMENT, public=401),
        post=done_by(DEVELOPER, OF_DEVELOPMENT, 400, public=401),
    ),
    Route(
        "api-development-commencement",
        arguments=a_development,
        post=done_by(DEVELOPER, OF_DEVELOPMENT, 400, public=401),
    ),
)
