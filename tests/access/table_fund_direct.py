"""Money paid in without credits: who sees the agreement reads, the trust records and a second person of it confirms."""

from typing import Any

from tests.access.route import Fixture, Route, seen_by, signed_in
from tests.access.table_fund_settlements import READERS, trust
from tests.fund_direct.ground import record, varied_site

SEEN = ("landholder_signatory", *READERS, "trust_officer", "trust_approver")


def a_site(fixture: Fixture) -> dict[str, Any]:
    """For which an extra deposit is due."""
    return {"agreement_id": varied_site(fixture("cast")).agreement.public_id}


def a_deposit(fixture: Fixture) -> dict[str, Any]:
    """That the trust's officer has recorded."""
    return {"deposit_id": record(varied_site(fixture("cast")), 1)}


RECORDING = {**signed_in(403, public=401), "trust_officer": 400, "trust_approver": 400}

ROUTES = (
    Route("direct-deposit-list", get=signed_in()),
    Route("direct-deposit-page", arguments=a_deposit, get=seen_by(*SEEN)),
    Route("direct-deposit-new", arguments=a_site, get=trust(200), post=trust(400)),
    Route(
        "direct-deposit-clear",
        arguments=a_deposit,
        get=trust(200, trust_officer=403),
        post=trust(400, trust_officer=403),
    ),
    Route("direct-deposit-withdraw", arguments=a_deposit, get=trust(200), post=trust(400)),
    Route("api-fund-site-deposit", arguments=a_site, get=seen_by(*SEEN, public=401)),
    Route("api-direct-deposits", get=signed_in(public=401), post=RECORDING),
    Route("api-direct-deposit", arguments=a_deposit, get=seen_by(*SEEN, public=401)),
    Route("api-direct-deposit-clear", arguments=a_deposit, post=trust(400, public=401, trust_officer=403)),
    Route("api-direct-deposit-withdraw", arguments=a_deposit, post=trust(400, public=401)),
)
