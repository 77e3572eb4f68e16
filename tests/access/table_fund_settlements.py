"""Money of first sales: who sees the agreement reads, the trust records and a second person of it confirms."""

from typing import Any

from tests.access.route import Fixture, Route, Statuses, seen_by, signed_in
from tests.fund_settlements.ground import make_site

READERS = ("landholder_member", "registrar", "registrar_approver", "auditor")


def a_sale(fixture: Fixture) -> dict[str, Any]:
    """A checked first sale that waits for its money."""
    return {"kind": "transfer", "dealing_id": make_site(fixture("cast")).sale(10, "2000.00").public_id}


def a_settlement(fixture: Fixture) -> dict[str, Any]:
    """Money that the trust's officer has recorded."""
    site = make_site(fixture("cast"))
    return {"settlement_id": site.record(site.sale(10, "2000.00"))["id"]}


def a_taken_over_lot(fixture: Fixture) -> dict[str, Any]:
    """A lot without an account behind it."""
    from tests.dealings.market import market_of

    return {"number": market_of(fixture("cast")).lot(deposit_settled=False).number}


def trust(status: int, *, public: int = 302, **others: int) -> Statuses:
    """The trust may, whoever sees the agreement is told why not, and for all others it is not there."""
    readers = dict.fromkeys((*READERS, "landholder_signatory"), 403)
    return {**seen_by("trust_officer", "trust_approver", status=status, public=public), **readers, **others}


ROUTES = (
    Route("settlement-list", get=signed_in()),
    Route("settlement-record", arguments=a_sale, get=trust(200), post=trust(400)),
    Route(
        "settlement-clear",
        arguments=a_settlement,
        get=trust(200, trust_officer=403),
        post=trust(400, trust_officer=403),
    ),
    Route("settlement-cancel", arguments=a_settlement, get=trust(200), post=trust(400)),
    Route("lot-deposit-outside", arguments=a_taken_over_lot, get=trust(200), post=trust(400)),
    Route("api-settlements", get=signed_in(public=401)),
    Route("api-settlement-record", arguments=a_sale, post=trust(400, public=401)),
    Route("api-settlement-clear", arguments=a_settlement, post=trust(400, public=401, trust_officer=403)),
    Route("api-settlement-cancel", arguments=a_settlement, post=trust(400, public=401)),
    Route("api-lot-deposit-outside", arguments=a_taken_over_lot, post=trust(400, public=401)),
)
