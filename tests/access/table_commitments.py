"""Promises before registration: both sides read, a signatory of the one acts whose step it is, officers read on."""

from typing import Any

from django.utils import timezone

from credits.market.commitments.services import promising
from registry.agreements.models import Agreement
from tests import builders
from tests.access.route import Fixture, Route, Statuses, signed_in
from tests.access.table_credits import BUYER, HOLDER, READERS, done_by
from tests.commitments.scene import GROUP

SIDES = ("landholder_member", "proponent_member", *READERS)
OF_AGREEMENT = ("landholder_member", "trust_officer", "trust_approver", *READERS)
LANDHOLDERS = (HOLDER, "other_landholder_signatory")


def an_agreement(fixture: Fixture, state: str = "intention") -> dict[str, Any]:
    """An agreement on its way, without a report."""
    made = Agreement.objects.create(
        state=state,
        site_name="Ironbark Ridge",
        applicant=fixture("landholder"),
        trust=fixture("trust"),
        created_by=fixture(HOLDER),
    )
    return {"agreement_id": made.public_id}


def a_promise(fixture: Fixture) -> dict[str, Any]:
    """A promise that waits for the buyer."""
    fixture("release")
    today = timezone.localdate()
    fixture(BUYER)
    made = promising.propose(
        actor=builders.acting(fixture(HOLDER)),
        agreement_id=str(an_agreement(fixture)["agreement_id"]),
        buyer_id=str(fixture("proponent").public_id),
        kind="ecosystem",
        class_name=GROUP,
        quantity=10,
        price="1250",
        lapses_on=today,
        typed_name=fixture(HOLDER).name,
        capacity="Owner",
        today=today,
        now=timezone.now(),
    )
    return {"commitment_id": made["id"]}


def a_signed_promise(fixture: Fixture) -> dict[str, Any]:
    """A promise that both sides signed; its agreement is not registered."""
    arguments = a_promise(fixture)
    promising.agree(
        actor=builders.acting(fixture(BUYER)),
        **arguments,
        typed_name=fixture(BUYER).name,
        capacity="Director",
        today=timezone.localdate(),
        now=timezone.now(),
    )
    return arguments


def step(name: str, who: Any, made: Any, *, get: int = 200, post: int = 400) -> Route:
    """A page of one action."""
    return Route(name, arguments=made, get=done_by(who, SIDES, get), post=done_by(who, SIDES, post))


def call(name: str, who: Any, made: Any) -> Route:
    """An address of one action; its empty body is refused."""
    return Route(name, arguments=made, post=done_by(who, SIDES, 400, public=401))


def listed() -> Statuses:
    """The API's list is everybody's own."""
    return signed_in(public=401)


PAGES = (
    Route("commitment-list", get=signed_in()),
    Route(
        "commitment-propose",
        arguments=an_agreement,
        get=done_by(HOLDER, OF_AGREEMENT, 200),
        post=done_by(HOLDER, OF_AGREEMENT, 400),
    ),
    Route("commitment-page", arguments=a_promise, get=done_by((*SIDES, HOLDER, BUYER), SIDES, 200)),
    # The first step asks nothing: the second is the signature, and is drawn.
    step("commitment-agree", BUYER, a_promise, post=200),
    step("commitment-decline", BUYER, a_promise),
    step("commitment-withdraw", HOLDER, a_promise),
    step("commitment-end", (HOLDER, BUYER), a_signed_promise),
    # No credits exist yet.
    step("commitment-fulfil", HOLDER, a_signed_promise, get=409, post=409),
)
API = (
    Route(
        "market-api-commitments",
        get=listed(),
        post={**signed_in(403, public=401), **dict.fromkeys(LANDHOLDERS, 400)},
    ),
    Route(
        "market-api-commitment",
        arguments=a_promise,
        get=done_by((*SIDES, HOLDER, BUYER), SIDES, 200, public=401),
    ),
    call("market-api-commitment-agree", BUYER, a_promise),
    call("market-api-commitment-decline", BUYER, a_promise),
    call("market-api-commitment-withdraw", HOLDER, a_promise),
    call("market-api-commitment-end", (HOLDER, BUYER), a_signed_promise),
    call("market-api-commitment-fulfil", HOLDER, a_signed_promise),
)
ROUTES = (*PAGES, *API)
