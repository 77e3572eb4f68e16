"""Developments: members of the developer, the authority's people and the readers of everything read; who signs for the
developer acts."""

from typing import Any

from django.utils import timezone

from credits.obligations.models import Application, Development, ScopeTest, Stage
from tests.access.route import Fixture, Route, signed_in
from tests.access.table_credits import READERS, done_by

DEVELOPER = "developer"
OF_DEVELOPER = ("proponent_member", "reviewer", "authority_officer", "authority_delegate", *READERS)


def a_development(fixture: Fixture, state: str = "in_scope") -> dict[str, Any]:
    """A development of the proponent before the authority, tested and with a stage."""
    made = Development.objects.create(
        state=state,
        developer=fixture("proponent"),
        authority=fixture("authority"),
        title="Warehouse",
        pathway="local",
        made_by=fixture(DEVELOPER),
        made_at=timezone.now(),
    )
    ScopeTest.objects.create(
        development=made,
        answer="yes",
        facts={},
        reasons=[
            {"code": "scope.area", "clause": "cl 7.2", "verdict": "yes", "sentence": "Reached.", "field": ""}
        ],
        rule_set_version="nsw-scope-2018-02-25",
        tested_on=timezone.localdate(),
        tested_by=fixture(DEVELOPER),
        tested_at=timezone.now(),
    )
    Stage.objects.create(development=made, number=1, title="Earthworks")
    return {"development_id": made.public_id}


def a_stage(fixture: Fixture) -> dict[str, Any]:
    """Its first stage."""
    return a_development(fixture) | {"number": 1}


def an_application(fixture: Fixture) -> dict[str, Any]:
    """An application just lodged."""
    key = a_development(fixture, "applied_for")["development_id"]
    made = Application.objects.create(
        development=Development.objects.get(public_id=key),
        revision=fixture("submitted_revision"),
        lodged_by=fixture(DEVELOPER),
        lodged_at=timezone.now(),
    )
    return {"application_id": made.public_id}


def page(name: str, made: Any, *, get: int | None = 200, post: int = 400) -> Route:
    """A page of one action of the developer."""
    return Route(
        name,
        arguments=made,
        get=None if get is None else done_by(DEVELOPER, OF_DEVELOPER, get),
        post=done_by(DEVELOPER, OF_DEVELOPER, post),
    )


def seen(name: str, *, public: int = 302) -> Route:
    """A page or address that everybody reads who may see the development."""
    return Route(
        name,
        arguments=a_development,
        get=done_by((DEVELOPER, *OF_DEVELOPER), OF_DEVELOPER, 200, public=public),
    )


def everybodys(name: str) -> Route:
    """The API's list, and entering by who signs for a developer."""
    return Route(
        name,
        get=signed_in(public=401),
        post={**signed_in(403, public=401), **dict.fromkeys((DEVELOPER,), 400)},
    )


PAGES = (
    Route("development-list", get=signed_in()),
    Route(
        "development-new",
        get={**signed_in(403), DEVELOPER: 200},
        post={**signed_in(403), DEVELOPER: 400},
    ),
    seen("development-page"),
    page("development-change", a_development),
    page("development-scope", a_development, get=None, post=303),
    page("development-stage-new", a_development),
    page("development-stage", a_stage),
    page("development-stage-remove", a_stage, get=None, post=303),
    page("development-apply", a_development),
    page("development-modify", a_development, post=409),
    page("application-withdraw", an_application),
)
API = (
    everybodys("api-developments"),
    Route(
        "api-development",
        arguments=a_development,
        get=done_by((DEVELOPER, *OF_DEVELOPER), OF_DEVELOPER, 200, public=401),
        put=done_by(DEVELOPER, OF_DEVELOPER, 400, public=401),
    ),
    Route(
        "api-development-scope",
        arguments=a_development,
        get=done_by((DEVELOPER, *OF_DEVELOPER), OF_DEVELOPER, 200, public=401),
        post=done_by(DEVELOPER, OF_DEVELOPER, 200, public=401),
    ),
    Route(
        "api-development-stages",
        arguments=a_development,
        post=done_by(DEVELOPER, OF_DEVELOPER, 400, public=401),
    ),
    Route(
        "api-development-stage",
        arguments=a_stage,
        put=done_by(DEVELOPER, OF_DEVELOPER, 400, public=401),
        delete=done_by(DEVELOPER, OF_DEVELOPER, 200, public=401),
    ),
    Route(
        "api-development-apply",
        arguments=a_development,
        post=done_by(DEVELOPER, OF_DEVELOPER, 400, public=401),
    ),
    Route(
        "api-application-withdraw",
        arguments=an_application,
        post=done_by(DEVELOPER, OF_DEVELOPER, 400, public=401),
    ),
)
ROUTES = (*PAGES, *API)
