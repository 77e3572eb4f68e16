"""Bank details and tax: the holder's people, the trust and the auditor. Facts of the fund: everybody reads, approvers
enter."""

from typing import Any

from django.utils import timezone

from registry.fund.models import BankDetail, IndexSeries
from registry.fund.services import sealing
from tests.access.route import Fixture, Route, Statuses, everybody, only, seen_by, signed_in

PAYEE = ("landholder_member", "landholder_signatory", "trust_officer", "trust_approver", "auditor")
TRUST = ("trust_officer", "trust_approver")
APPROVERS = ("trust_approver", "registrar_approver")


def a_payee(fixture: Fixture) -> dict[str, Any]:
    return {"organisation_id": fixture("landholder").public_id}


def a_detail(fixture: Fixture) -> dict[str, Any]:
    account = {"bsb": "062-000", "account_number": "1234567", "title": "Made up"}
    made = BankDetail.objects.create(
        organisation=fixture("landholder"),
        sealed=sealing.seal(account),
        masked="•••567",
        fingerprint=sealing.fingerprint(bsb="062-000", account_number="1234567"),
        entered_by=fixture("landholder_signatory"),
        entered_at=timezone.now(),
    )
    return {"detail_id": made.public_id}


def an_index(fixture: Fixture) -> dict[str, Any]:
    made = IndexSeries.objects.create(
        code="made-up",
        name="Made up",
        source="Made up",
        entered_by=fixture("registrar_approver"),
        entered_at=timezone.now(),
    )
    return {"code": made.code}


def a_rule(fixture: Fixture) -> dict[str, Any]:
    return {"code": "run_day"}


def acting(*allowed: str, status: int = 200, public: int = 302) -> Statuses:
    """Of those who see the payee `allowed` get `status`; the others 403."""
    refused = {role: 403 for role in PAYEE if role not in allowed}
    return {**seen_by(*PAYEE, public=public), **refused, **dict.fromkeys(allowed, status)}


ENTERING = only(*APPROVERS, status=400)
API_ENTERING = only(*APPROVERS, status=400, public=401)

ROUTES = (
    Route("payee-list", get=signed_in()),
    Route("payee-page", arguments=a_payee, get=seen_by(*PAYEE)),
    Route(
        "bank-details-new",
        arguments=a_payee,
        get=acting("landholder_signatory"),
        post=acting("landholder_signatory", status=400),
    ),
    Route("bank-details-check", arguments=a_detail, get=acting(*TRUST), post=acting(*TRUST, status=400)),
    Route("bank-details-refuse", arguments=a_detail, get=acting(*TRUST), post=acting(*TRUST, status=400)),
    Route(
        "tax-standing-new",
        arguments=a_payee,
        get=acting("landholder_signatory", *TRUST),
        post=acting("landholder_signatory", *TRUST, status=400),
    ),
    Route("fund-facts", get=everybody()),
    Route("fund-rule-new", arguments=a_rule, get=only(*APPROVERS), post=ENTERING),
    Route("fund-rate-new", get=only(*APPROVERS), post=ENTERING),
    Route("price-index-new", get=only(*APPROVERS), post=ENTERING),
    Route("price-index", arguments=an_index, get=everybody()),
    Route("price-index-number-new", arguments=an_index, get=only(*APPROVERS), post=ENTERING),
    Route("price-index-file", arguments=an_index, get=only(*APPROVERS), post=ENTERING),
    Route("bank-holidays", get=everybody()),
    Route("bank-holiday-new", get=only(*APPROVERS), post=ENTERING),
    Route("bank-year-new", get=only(*APPROVERS), post=ENTERING),
    Route("api-payees", get=signed_in(public=401)),
    Route(
        "api-bank-details",
        arguments=a_payee,
        get=seen_by(*PAYEE, public=401),
        post=acting("landholder_signatory", status=400, public=401),
    ),
    Route(
        "api-tax-standings",
        arguments=a_payee,
        get=seen_by(*PAYEE, public=401),
        post=acting("landholder_signatory", *TRUST, status=400, public=401),
    ),
    Route("api-fund-rules", get=everybody(), post=API_ENTERING),
    Route("api-fund-rates", get=everybody(), post=API_ENTERING),
    Route("api-price-indices", get=everybody(), post=API_ENTERING),
    Route("api-price-index-numbers", arguments=an_index, get=everybody(), post=API_ENTERING),
    Route("api-bank-holidays", get=everybody(), post=API_ENTERING),
    Route("api-bank-years", get=everybody(), post=API_ENTERING),
)
