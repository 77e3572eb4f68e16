"""Documents: public ones are everybody's to read, the others theirs whom they are about; checking is open to all."""

from typing import Any

from django.utils import timezone

from credits.certificates import kinds
from credits.certificates.services import issuing
from credits.models import Retirement
from tests.access.route import Fixture, Route, everybody, seen_by, signed_in
from tests.access.table_credits import HOLDER, OF_HOLDER, READERS, done_by, the_market

OF_BOTH = ("landholder_member", "proponent_member", *READERS)


def a_settled_transfer(fixture: Fixture) -> Any:
    market = the_market(fixture)
    return market.settled_transfer(market.lot(100))


def a_retirement(fixture: Fixture) -> Retirement:
    market = the_market(fixture)
    retirement = market.checked_retirement(market.lot(100))
    market.act("retire", retirement, market.approver)
    return retirement


def issued(fixture: Fixture, kind: str, thing: Any) -> dict[str, Any]:
    market = the_market(fixture)
    made = issuing.issue(
        actor=market.actor(fixture(HOLDER)),
        kind=kind,
        subject=str(thing.public_id),
        today=market.today,
        now=timezone.now(),
    )
    return {"public_id": made["id"]}


def a_confirmation(fixture: Fixture) -> dict[str, Any]:
    return issued(fixture, kinds.TRANSFER, a_settled_transfer(fixture))


def a_certificate(fixture: Fixture) -> dict[str, Any]:
    return issued(fixture, kinds.RETIREMENT, a_retirement(fixture))


def a_statement(fixture: Fixture) -> dict[str, Any]:
    return issued(fixture, kinds.HOLDING, fixture("landholder"))


def the_statement_to_make(fixture: Fixture) -> dict[str, Any]:
    return {"kind": kinds.HOLDING, "subject": fixture("landholder").public_id}


def the_statement_asked_for(fixture: Fixture) -> dict[str, Any]:
    return {"kind": kinds.HOLDING, "subject": str(fixture("landholder").public_id)}


MAKERS = ("landholder_member", HOLDER, "registrar", "registrar_approver")

ROUTES = (
    Route("certificate-list", get=signed_in()),
    # Nothing is sent, and the form comes back.
    Route("certificate-verify", get=everybody(), post=everybody(400)),
    # Documents of the tests are not signed.
    Route("certificate-pem", get=everybody(404)),
    Route(
        "certificate-issue",
        arguments=the_statement_to_make,
        get=seen_by(*OF_HOLDER),
        post=done_by(MAKERS, OF_HOLDER, 303),
    ),
    Route("certificate-page", arguments=a_statement, get=everybody()),
    Route("certificate-file", arguments=a_confirmation, get=seen_by(*OF_BOTH, public=404)),
    Route("api-certificates", get=signed_in(public=401), post=signed_in(400, public=401)),
    Route("api-certificate-verify", post=everybody(400)),
    Route("api-certificate", arguments=a_confirmation, get=everybody()),
    Route("api-certificate-file", arguments=a_certificate, get=everybody()),
)
