"""Who sees which lots, offers and dealings, how many queries lists cost, and what waits for whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits import ledger
from credits.lots import selectors
from credits.lots.work import missing, open_work
from credits.models import Lot
from credits.proof.checking import walk
from registry.actor import public
from registry.agreements.models import Agreement
from registry.fees.models import FeeAmount
from registry.findings import NotVisible
from tests.builders_people import PEOPLE
from tests.dealings.market import Market
from tests.dealings.test_pledges import pledged

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(market: Market, cast) -> Agreement:
    return Agreement.objects.create(
        site_name="Ironbark Ridge",
        applicant=market.holder,
        trust=cast.organisation("trust"),
        created_by=market.seller_person,
    )


def who_sees(market: Market, cast, look) -> set[str]:
    return {name for name in PEOPLE if look(market.actor(cast.person(name)))}


def test_a_lot_is_seen_by_its_holder_the_trust_of_its_agreement_and_the_registry(
    market: Market, cast, agreement: Agreement
) -> None:
    lot = market.lot(agreement=agreement)
    found = who_sees(market, cast, lambda actor: selectors.visible_to(actor).filter(pk=lot.pk).exists())
    assert found == {
        "landholder_member",
        "landholder_signatory",
        "trust_reviewer",
        "trust_officer",
        "trust_approver",
        "registrar",
        "registrar_approver",
        "auditor",
    }
    assert list(selectors.visible_to(public())) == []


def test_what_was_sold_is_seen_by_the_buyer_and_the_parent_is_not(market: Market) -> None:
    lot = market.lot()
    child = market.settled_transfer(lot).new_lot
    buyer = market.actor(market.buyer_person)
    assert list(selectors.visible_to(buyer).values_list("number", flat=True)) == [child.number]
    with pytest.raises(NotVisible):
        selectors.lot(buyer, lot.number)


@pytest.mark.statement("N13")
def test_a_standing_offer_is_seen_by_everybody_who_signed_in_while_it_is_open(market: Market, cast) -> None:
    offer = market.offer(market.lot(), 10)

    def look(actor):
        return selectors.standing_offers(actor).filter(pk=offer.pk).exists()

    assert who_sees(market, cast, look) == set(PEOPLE)
    assert list(selectors.standing_offers(public())) == []
    market.accept(offer)
    assert who_sees(market, cast, look) == set()
    own = {"landholder_member", "landholder_signatory", "proponent_member", "developer"}
    assert who_sees(
        market, cast, lambda actor: selectors.offers_visible_to(actor).filter(pk=offer.pk).exists()
    ) == own | {"registrar", "registrar_approver", "auditor"}


def test_a_visitor_sees_no_dealing(market: Market) -> None:
    market.settled_transfer(market.lot())
    for rows in (
        selectors.offers_visible_to,
        selectors.transfers_visible_to,
        selectors.retirements_visible_to,
        selectors.cancellations_visible_to,
        selectors.corrections_visible_to,
        selectors.suspensions_visible_to,
    ):
        assert list(rows(public())) == []


def test_the_family_tree_takes_two_queries_whatever_its_size(market: Market) -> None:
    root = market.lot(100)
    first = Lot.objects.get(pk=market.settled_transfer(root, 40).new_lot_id)
    market.settled_transfer(root, 10)
    buying = Market(
        market.buyer,
        market.holder,
        market.buyer_person,
        market.seller_person,
        market.registrar,
        market.approver,
    )
    back = Lot.objects.get(pk=buying.settled_transfer(first, 15).new_lot_id)
    buyer = market.actor(market.buyer_person)
    for of in (root, first, back):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tree = selectors.family_tree(buyer, of)
        assert len(queries) == 2
        shown = [(relative.depth, relative.lot.received, relative.visible) for relative in tree]
        assert shown == [(0, 100, False), (1, 40, True), (2, 15, False), (1, 10, True)]


def test_what_waits_is_what_this_person_can_do_next(market: Market) -> None:
    lot = market.lot(100)
    child = Lot.objects.get(pk=market.settled_transfer(lot, 20).new_lot_id)
    market.offer(lot, 5)
    named = market.offer(lot, 5, buyer_id=str(market.buyer.public_id))
    accepted, checked = market.accept(market.offer(lot, 5)), market.checked_transfer(lot, 5)
    applied, looked_at = market.apply(lot, 5), market.checked_retirement(lot, 5)
    cancellation, correction = market.propose_cancellation(lot, 5), market.propose_correction(child, 5)

    def waiting(user):
        return {(w.kind, w.thing.pk, w.action.action) for w in open_work(market.actor(user))}

    assert waiting(market.buyer_person) == {("offer", named.pk, "accept")}
    assert waiting(market.seller_person) == set()
    assert waiting(market.registrar) == {
        ("transfer", accepted.pk, "check"),
        ("retirement", applied.pk, "check"),
    }
    assert waiting(market.approver) == {
        ("transfer", checked.pk, "settle"),
        ("retirement", looked_at.pk, "retire"),
        ("cancellation", cancellation.pk, "cancel"),
        ("correction", correction.pk, "post"),
    }
    assert open_work(public()) == []


def test_the_list_of_what_waits_costs_the_same_for_one_and_for_many(market: Market) -> None:
    lot = market.lot(1000)

    def cost(user) -> int:
        actor = market.actor(user)
        with CaptureQueriesContext(connection) as queries:
            open_work(actor)
        return len(queries)

    def more() -> None:
        market.offer(lot, 5, buyer_id=str(market.buyer.public_id))
        pledged(market, lot, 5)
        market.accept(market.offer(lot, 5))
        market.checked_transfer(lot, 5)
        market.apply(lot, 5)
        market.checked_retirement(lot, 5)
        market.propose_cancellation(lot, 5)

    more()
    people = (market.buyer_person, market.registrar, market.approver)
    one = [cost(user) for user in people]
    more()
    more()
    assert [cost(user) for user in people] == one == [2, 2, 4]


def test_what_is_missing_is_said_before_anybody_presses_the_button(market: Market) -> None:
    lot = market.lot(deposit_settled=False)
    transfer = market.checked_transfer(lot)
    assert [line.split(":")[0] for line in missing(transfer, on=market.today)] == ["Fee", "Deposit"]
    settled = market.lot()
    FeeAmount.objects.create(
        kind="credit_retirement",
        amount_cents=0,
        effective_from=market.today,
        source="Made up",
        entered_by=market.registrar,
        entered_at=market.now,
    )
    retirement, cancellation = market.apply(settled), market.propose_cancellation(settled)
    assert missing(retirement, on=market.today) == missing(cancellation, on=market.today) == []
    ledger.suspend(settled.pk, until=market.today, on=market.today)
    cancellation.lot.refresh_from_db()
    assert missing(cancellation, on=market.today) == [
        f"Lot {settled.number} is suspended until {market.today:%d/%m/%Y}."
    ]


def test_the_ledger_agrees_after_everything_that_can_be_done(market: Market) -> None:
    lot = market.lot(200)
    child = Lot.objects.get(pk=market.settled_transfer(lot, 40, price="0.333").new_lot_id)
    market.act("retire", market.checked_retirement(lot, 10), market.approver)
    market.act("cancel", market.propose_cancellation(lot, 10), market.approver)
    market.act("post", market.propose_correction(child, 5), market.approver)
    market.act("withdraw", market.accept(market.offer(lot, 9), 3), market.buyer_person)
    market.act("refuse", market.checked_transfer(lot, 4), market.registrar)
    market.act("withdraw", market.apply(lot, 8), market.seller_person)
    market.act("withdraw", market.propose_cancellation(lot, 8), market.registrar)
    market.offer(lot, 7)
    found = walk()
    assert [difference.as_dict() for difference in found.differences] == []
    # Reserved: the 9 of the offer whose transfer was withdrawn, and 7. The refused transfer had taken all of its offer.
    assert (found.issued, found.available, found.reserved, found.retired, found.cancelled) == (
        200,
        164,
        16,
        10,
        10,
    )
