"""People, accounts, accreditation: the registrar's pages are read by the auditor and closed to everybody else."""

from typing import Any

from registry.parties.models import RoleAssignment
from registry.parties.people import actor_for
from registry.parties.services import accounts
from tests.access.route import Fixture, Route, Statuses, everybody, only, seen_by, signed_in

READERS = ("registrar", "auditor")


def the_assessor(fixture: Fixture) -> dict[str, Any]:
    return {"public_id": fixture("assessor").public_id}


def the_firm(fixture: Fixture) -> dict[str, Any]:
    return {"public_id": fixture("firm").public_id}


def a_role(fixture: Fixture) -> dict[str, Any]:
    assessor = fixture("assessor")
    return {"public_id": assessor.public_id, "role_id": RoleAssignment.objects.get(user=assessor).pk}


def a_suspension(fixture: Fixture) -> dict[str, Any]:
    return {"number": fixture("assessor").accreditations.get().number, "action": "suspend"}


def the_assessors_token(fixture: Fixture) -> dict[str, Any]:
    actor = actor_for(fixture("assessor"), today=fixture("today"))
    return {"token_key": accounts.issue_token(actor=actor, days=1)[:15]}


def changing(status: int) -> Statuses:
    """The registrar changes it, the auditor sees it, and for all others it is not there."""
    return {**seen_by("registrar", status=status), "auditor": 403}


ROUTES = (
    Route("people-list", get=only(*READERS)),
    Route("person", arguments=the_assessor, get=seen_by(*READERS)),
    Route("role-assign", arguments=the_assessor, get=changing(200), post=changing(400)),
    Route("role-end", arguments=a_role, get=changing(200), post=changing(400)),
    Route(
        "accreditation-grant",
        arguments=the_assessor,
        get=changing(200),
        post=changing(400),
    ),
    Route(
        "accreditation-change",
        arguments=a_suspension,
        get=changing(200),
        post=changing(400),
    ),
    Route("organisation-list", get=only(*READERS)),
    Route("organisation-create", get=only("registrar"), post=only("registrar", status=400)),
    Route("organisation", arguments=the_firm, get=seen_by(*READERS)),
    Route(
        "organisation-member-add",
        arguments=the_firm,
        get=changing(200),
        post=changing(400),
    ),
    Route("accreditation-register", get=everybody()),
    Route("account", get=signed_in()),
    Route("account-name", get=signed_in(405), post=signed_in(400)),
    Route("token-create", get=signed_in(405), post=signed_in(400)),
    Route(
        "token-revoke",
        arguments=the_assessors_token,
        get=signed_in(405),
        post=seen_by("assessor", status=302),
    ),
    Route("api-me", get=signed_in(public=401)),
    Route(
        "api-tokens",
        get=signed_in(public=401),
        post=signed_in(400, public=401),
        data=lambda fixture: {"days": 0},
    ),
    Route(
        "api-token",
        arguments=the_assessors_token,
        get=signed_in(405, public=401),
        delete=seen_by("assessor", status=204, public=401),
    ),
    Route("api-accreditations", get=everybody()),
    Route(
        "organisation-name",
        arguments=lambda fixture: {"public_id": fixture("landholder").public_id},
        get={**seen_by("landholder_member", status=403), "landholder_signatory": 200},
        post={**seen_by("landholder_member", status=403), "landholder_signatory": 302},
    ),
    Route(
        "api-organisation-name",
        arguments=lambda fixture: {"public_id": fixture("landholder").public_id},
        post=seen_by("landholder_member", status=400, public=401),
    ),
)
