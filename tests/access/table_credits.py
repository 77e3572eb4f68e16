"""Credits: members of the holder read, its signatories deal, officers of the registry decide, others see standing
offers and nothing else."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from credits.lots.models import Lot
from credits.lots.services import pledges, suspensions
from credits.models import LotSuspension
from registry.agreements import states
from registry.agreements.models import Agreement
from registry.audit.models import AuditEvent
from tests.access.route import Fixture, Route, Statuses, only, seen_by, signed_in
from tests.builders_ledger import varied_lot
from tests.dealings.market import Market

HOLDER = "landholder_signatory"
BUYER = "developer"
REGISTRAR, APPROVER = "registrar", "registrar_approver"
READERS = (REGISTRAR, APPROVER, "auditor")
SIGNERS = (HOLDER, "other_landholder_signatory", BUYER, "trust_officer", "trust_approver")
"""Who signs for some organisation that can hold credits."""

OF_HOLDER = ("landholder_member", *READERS)
OF_BOTH = ("landholder_member", "proponent_member", *READERS)
OF_BUYER = ("proponent_member", *READERS)
OF_AGREEMENT = ("landholder_member", "trust_officer", "trust_approver", *READERS)
OF_VARIED = (*OF_AGREEMENT, "trust_reviewer")
"""Everybody of the trust reads the lots of its agreements."""


def done_by(
    actor: str | tuple[str, ...], seen: tuple[str, ...], status: int, *, public: int = 302
) -> Statuses:
    """`actor` gets `status`; those who see the thing 403; for others it is not there."""
    doing = (actor,) if isinstance(actor, str) else actor
    statuses = dict(seen_by(*seen, status=403, public=public))
    return {**statuses, **dict.fromkeys(doing, status)}


def the_market(fixture: Fixture) -> Market:
    """Seller, buyer and both officers of the scene."""
    return Market(
        holder=fixture("landholder"),
        buyer=fixture("proponent"),
        seller_person=fixture(HOLDER),
        buyer_person=fixture(BUYER),
        registrar=fixture(REGISTRAR),
        approver=fixture(APPROVER),
    )


def a_lot(fixture: Fixture) -> dict[str, Any]:
    return {"number": the_market(fixture).lot(100).number}


def a_bought_lot(fixture: Fixture) -> dict[str, Any]:
    market = the_market(fixture)
    return {"number": market.settled_transfer(market.lot(100)).new_lot.number}


def a_varied_lot(fixture: Fixture) -> dict[str, Any]:
    """A root lot of an agreement that was varied."""
    return {"number": varied_lot(fixture).number}


def _suspension(fixture: Fixture) -> LotSuspension:
    market = the_market(fixture)
    made = suspensions.suspend(
        actor=market.actor(market.approver),
        lot_number=market.lot(100).number,
        until=market.today + timedelta(days=30),
        reason="An inquiry.",
        today=market.today,
        now=market.now,
    )
    return LotSuspension.objects.select_related("lot").get(public_id=made["id"])


def a_suspended_lot(fixture: Fixture) -> dict[str, Any]:
    return {"number": _suspension(fixture).lot.number}


def a_suspension(fixture: Fixture) -> dict[str, Any]:
    return {"suspension_id": _suspension(fixture).public_id}


def a_standing_offer(fixture: Fixture) -> dict[str, Any]:
    market = the_market(fixture)
    return {"offer_id": market.offer(market.lot(100)).public_id}


def a_pledge(fixture: Fixture) -> dict[str, Any]:
    market = the_market(fixture)
    made = pledges.propose(
        actor=market.actor(market.seller_person),
        lot_number=market.lot(100).number,
        quantity=10,
        lender_id=str(market.buyer.public_id),
        today=market.today,
        now=market.now,
        **market.signs(market.seller_person),
    )
    return {"pledge_id": made["id"]}


def own_list(fixture: Fixture) -> dict[str, Any]:
    return {"organisation_id": fixture("landholder").public_id}


def one_of_the_list(fixture: Fixture) -> dict[str, Any]:
    return {**own_list(fixture), "counterparty_id": fixture("proponent").public_id}


def a_transfer(fixture: Fixture) -> dict[str, Any]:
    market = the_market(fixture)
    return {"dealing_id": market.accept(market.offer(market.lot(100))).public_id}


def a_retirement(fixture: Fixture) -> dict[str, Any]:
    market = the_market(fixture)
    return {"dealing_id": market.apply(market.lot(100)).public_id}


def a_cancellation(fixture: Fixture) -> dict[str, Any]:
    market = the_market(fixture)
    return {"dealing_id": market.propose_cancellation(market.lot(100)).public_id}


def a_correction(fixture: Fixture) -> dict[str, Any]:
    lot = Lot.objects.get(**a_bought_lot(fixture))
    return {"dealing_id": the_market(fixture).propose_correction(lot).public_id}


def to_withdraw(made: Any) -> Any:
    """The arguments of the step that withdraws."""
    return lambda fixture: {**made(fixture), "action": "withdraw"}


def an_agreement(state: str, **more: Any) -> Any:
    """A bare agreement in that state: who gets past is asked here, not what it is made of."""

    def make(fixture: Fixture) -> dict[str, Any]:
        made = Agreement.objects.create(
            state=state,
            site_name="Ironbark Ridge",
            applicant=fixture("landholder"),
            trust=fixture("trust"),
            created_by=fixture(HOLDER),
            number="BS9001",
            title_reference="AB123456",
            **more,
        )
        return {"agreement_id": made.public_id}

    return make


signed_agreement = an_agreement(states.SIGNED)
passive_agreement = an_agreement(states.PASSIVE, registered_on=timezone.localdate())


def an_event(fixture: Fixture) -> dict[str, Any]:
    the_market(fixture).offer(the_market(fixture).lot(100))
    event = AuditEvent.objects.select_related("chain").latest("pk")
    return {"kind": event.chain.kind, "key": event.chain.key, "sequence": event.sequence}


PAGES = (
    Route("waiting-page", get=signed_in()),
    Route("holding-list", get=signed_in()),
    Route("lot-page", arguments=a_lot, get=seen_by(*OF_HOLDER)),
    Route("lot-family", arguments=a_lot, get=seen_by(*OF_HOLDER)),
    Route("lot-history", arguments=a_lot, get=seen_by(*OF_HOLDER)),
    *(
        Route(
            name,
            arguments=a_lot,
            get=done_by(HOLDER, OF_HOLDER, 200),
            # An empty form comes back.
            post=done_by(HOLDER, OF_HOLDER, 400),
        )
        for name in ("lot-offer", "lot-pledge", "lot-retire", "lot-request-cancellation")
    ),
    Route(
        "lot-cancel",
        arguments=a_lot,
        get=done_by(REGISTRAR, OF_HOLDER, 200),
        post=done_by(REGISTRAR, OF_HOLDER, 400),
    ),
    Route(
        "lot-correct",
        arguments=a_bought_lot,
        get=done_by(REGISTRAR, OF_BUYER, 200),
        post=done_by(REGISTRAR, OF_BUYER, 400),
    ),
    Route(
        "lot-issue-further",
        arguments=a_varied_lot,
        get=done_by(APPROVER, OF_VARIED, 200),
        post=done_by(APPROVER, OF_VARIED, 400),
    ),
    Route(
        "lot-suspend",
        arguments=a_lot,
        get=done_by(APPROVER, OF_HOLDER, 200),
        post=done_by(APPROVER, OF_HOLDER, 400),
    ),
    Route(
        "lot-extend",
        arguments=a_suspended_lot,
        get=done_by(APPROVER, OF_HOLDER, 200),
        post=done_by(APPROVER, OF_HOLDER, 400),
    ),
    Route(
        "lot-lift",
        arguments=a_suspended_lot,
        get=done_by(APPROVER, OF_HOLDER, 200),
        post=done_by(APPROVER, OF_HOLDER, 303),
    ),
    Route("offer-list", get=signed_in()),
    Route("offer-page", arguments=a_standing_offer, get=signed_in()),
    Route(
        "offer-accept",
        arguments=a_standing_offer,
        get={**only(*SIGNERS), HOLDER: 403},
        post={**only(*SIGNERS, status=400), HOLDER: 403},
    ),
    Route("offer-withdraw", arguments=a_standing_offer, get=only(HOLDER), post=only(HOLDER, status=400)),
    Route("pledge-list", get=signed_in()),
    Route("pledge-page", arguments=a_pledge, get=seen_by(*OF_BOTH)),
    Route(
        "pledge-step",
        arguments=to_withdraw(a_pledge),
        get=done_by(HOLDER, OF_BOTH, 200),
        post=done_by(HOLDER, OF_BOTH, 400),
    ),
    Route("counterparty-list", arguments=own_list, get=seen_by(*OF_HOLDER)),
    Route(
        "counterparty-add",
        arguments=own_list,
        get=done_by(HOLDER, OF_HOLDER, 200),
        post=done_by(HOLDER, OF_HOLDER, 400),
    ),
    Route(
        "counterparty-rule",
        arguments=own_list,
        get=done_by(HOLDER, OF_HOLDER, 200),
        post=done_by(HOLDER, OF_HOLDER, 303),
    ),
    Route(
        "counterparty-remove",
        arguments=one_of_the_list,
        get=done_by(HOLDER, OF_HOLDER, 200),
        # Nobody is on the list, which the one who gets past is told.
        post=done_by(HOLDER, OF_HOLDER, 409),
    ),
    Route("dealing-list", get=signed_in()),
    Route("transfer-page", arguments=a_transfer, get=seen_by(*OF_BOTH)),
    Route(
        "transfer-step",
        arguments=to_withdraw(a_transfer),
        get=done_by((HOLDER, BUYER), OF_BOTH, 200),
        post=done_by((HOLDER, BUYER), OF_BOTH, 400),
    ),
    Route("retirement-page", arguments=a_retirement, get=seen_by(*OF_HOLDER)),
    Route(
        "retirement-step",
        arguments=to_withdraw(a_retirement),
        get=done_by(HOLDER, OF_HOLDER, 200),
        post=done_by(HOLDER, OF_HOLDER, 400),
    ),
    Route("cancellation-page", arguments=a_cancellation, get=seen_by(*OF_HOLDER)),
    Route(
        "cancellation-step",
        arguments=to_withdraw(a_cancellation),
        get=done_by((REGISTRAR, APPROVER), OF_HOLDER, 200),
        post=done_by((REGISTRAR, APPROVER), OF_HOLDER, 400),
    ),
    Route("correction-page", arguments=a_correction, get=seen_by(*OF_BUYER)),
    Route(
        "correction-step",
        arguments=to_withdraw(a_correction),
        get=done_by((REGISTRAR, APPROVER), OF_BUYER, 200),
        post=done_by((REGISTRAR, APPROVER), OF_BUYER, 400),
    ),
    Route("registrar-desk", get=only(*READERS)),
    Route("audit-list", get=only(*READERS)),
    Route("audit-event", arguments=an_event, get=only(*READERS)),
    # Nothing stands behind this agreement, so the one who gets past is told that it cannot be done.
    Route(
        "agreement-register",
        arguments=signed_agreement,
        get=done_by(APPROVER, OF_AGREEMENT, 200),
        post=done_by(APPROVER, OF_AGREEMENT, 409),
    ),
    Route(
        "agreement-activate",
        arguments=passive_agreement,
        get=done_by(("trust_officer", "trust_approver"), OF_AGREEMENT, 200),
        post=done_by(("trust_officer", "trust_approver"), OF_AGREEMENT, 409),
    ),
)

API = (
    Route("credits-api-holdings", get=signed_in(public=401)),
    Route("credits-api-lots", get=signed_in(public=401)),
    *(
        Route(name, arguments=a_lot, get=seen_by(*OF_HOLDER, public=401))
        for name in (
            "credits-api-lot",
            "credits-api-lot-family",
            "credits-api-lot-movements",
            "credits-api-lot-balance",
        )
    ),
    Route(
        "credits-api-lot-issue-further",
        arguments=a_varied_lot,
        post=done_by(APPROVER, OF_VARIED, 400, public=401),
    ),
    # An empty body is refused, after the role has let the person in.
    Route("credits-api-offers", get=signed_in(public=401), post=only(*SIGNERS, status=400, public=401)),
    Route("credits-api-offer", arguments=a_standing_offer, get=signed_in(public=401)),
    Route(
        "credits-api-offer-accept",
        arguments=a_standing_offer,
        post={**only(*SIGNERS, status=400, public=401), HOLDER: 403},
    ),
    Route(
        "credits-api-offer-withdraw", arguments=a_standing_offer, post=only(HOLDER, status=400, public=401)
    ),
    Route("credits-api-pledges", get=signed_in(public=401), post=only(*SIGNERS, status=400, public=401)),
    Route("credits-api-pledge", arguments=a_pledge, get=seen_by(*OF_BOTH, public=401)),
    Route(
        "credits-api-pledge-accept",
        arguments=a_pledge,
        post=seen_by(*OF_BOTH, status=400, public=401),
    ),
    Route(
        "credits-api-pledge-end",
        arguments=to_withdraw(a_pledge),
        post=seen_by(*OF_BOTH, status=400, public=401),
    ),
    Route(
        "credits-api-counterparties",
        arguments=own_list,
        get=seen_by(*OF_HOLDER, public=401),
        post=seen_by(*OF_HOLDER, status=400, public=401),
    ),
    Route("credits-api-transfers", get=signed_in(public=401)),
    Route("credits-api-transfer", arguments=a_transfer, get=seen_by(*OF_BOTH, public=401)),
    Route("credits-api-transfer-steps", arguments=a_transfer, get=seen_by(*OF_BOTH, public=401)),
    Route(
        "credits-api-transfer-action",
        arguments=to_withdraw(a_transfer),
        post=done_by((HOLDER, BUYER), OF_BOTH, 400, public=401),
    ),
    Route("credits-api-retirements", get=signed_in(public=401), post=only(*SIGNERS, status=400, public=401)),
    Route("credits-api-retirement", arguments=a_retirement, get=seen_by(*OF_HOLDER, public=401)),
    Route("credits-api-retirement-steps", arguments=a_retirement, get=seen_by(*OF_HOLDER, public=401)),
    Route(
        "credits-api-retirement-action",
        arguments=to_withdraw(a_retirement),
        post=done_by(HOLDER, OF_HOLDER, 400, public=401),
    ),
    Route(
        "credits-api-cancellations",
        get=signed_in(public=401),
        post=only(REGISTRAR, status=400, public=401),
    ),
    Route("credits-api-cancellation-requests", post=only(*SIGNERS, status=400, public=401)),
    Route("credits-api-cancellation", arguments=a_cancellation, get=seen_by(*OF_HOLDER, public=401)),
    Route(
        "credits-api-cancellation-action",
        arguments=to_withdraw(a_cancellation),
        post=done_by((REGISTRAR, APPROVER), OF_HOLDER, 400, public=401),
    ),
    Route(
        "credits-api-corrections",
        get=signed_in(public=401),
        post=only(REGISTRAR, status=400, public=401),
    ),
    Route("credits-api-correction", arguments=a_correction, get=seen_by(*OF_BUYER, public=401)),
    Route(
        "credits-api-correction-action",
        arguments=to_withdraw(a_correction),
        post=done_by((REGISTRAR, APPROVER), OF_BUYER, 400, public=401),
    ),
    Route(
        "credits-api-suspensions",
        get=signed_in(public=401),
        post=only(APPROVER, status=400, public=401),
    ),
    Route(
        "credits-api-suspension-extend",
        arguments=a_suspension,
        post=done_by(APPROVER, OF_HOLDER, 400, public=401),
    ),
    Route(
        "credits-api-suspension-lift",
        arguments=a_suspension,
        post=done_by(APPROVER, OF_HOLDER, 200, public=401),
    ),
    Route(
        "credits-api-agreement-register",
        arguments=signed_agreement,
        post=done_by(APPROVER, OF_AGREEMENT, 409, public=401),
    ),
    Route(
        "credits-api-agreement-activate",
        arguments=passive_agreement,
        post=done_by(("trust_officer", "trust_approver"), OF_AGREEMENT, 409, public=401),
    ),
    Route("credits-api-work", get=signed_in(public=401)),
    Route("credits-api-audit-events", get=only(*READERS, public=401)),
    Route("credits-api-audit-event", arguments=an_event, get=only(*READERS, public=401)),
)
ROUTES = (*PAGES, *API)
