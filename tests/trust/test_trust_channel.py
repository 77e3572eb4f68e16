"""A landholder sells to the Trust, which resells to a private buyer; the ledger shows the Trust in between (N56)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from credits.lots.dealings import Channel
from credits.market.trust.margins import Margin, margin
from credits.models import Lot, Movement
from credits.proof import checking
from tests.builders_people import Cast
from tests.credits_web.conftest import text_of
from tests.dealings.market import Market, market_of

pytestmark = pytest.mark.django_db
PAGE = "/market/trust/"


@pytest.fixture
def buying(cast: Cast) -> Market:
    """The landholder sells, the trust buys."""
    trust, officer = cast.organisation("trust"), cast.person("trust_officer")
    return replace(market_of(cast), buyer=trust, buyer_person=officer)


@pytest.fixture
def reselling(cast: Cast) -> Market:
    """The trust sells, the developer buys."""
    trust, officer = cast.organisation("trust"), cast.person("trust_officer")
    return replace(market_of(cast), holder=trust, seller_person=officer)


def bought_lot(buying: Market, quantity: int = 40, *, price: str = "1000.50") -> Lot:
    """A lot that the trust bought of a landholder's hundred."""
    transfer = buying.settled_transfer(
        buying.lot(100), quantity, price=price, buyer_id=str(buying.buyer.public_id)
    )
    assert transfer.new_lot is not None
    return Lot.objects.get(pk=transfer.new_lot.pk)


@pytest.mark.statement("N56")
def test_the_trust_buys_from_a_landholder_holds_and_resells_to_a_private_buyer(
    buying: Market, reselling: Market
) -> None:
    landholders = buying.lot(100)
    bought = buying.settled_transfer(landholders, 40, price="1000.50", buyer_id=str(buying.buyer.public_id))
    assert (bought.offer.channel, bought.state) == (Channel.TRUST, "settled")
    assert bought.new_lot is not None
    in_between = Lot.objects.get(pk=bought.new_lot.pk)
    assert (in_between.holder.organisation, in_between.available) == (buying.buyer, 40)

    sold = reselling.settled_transfer(in_between, 15, price="1250", buyer_id=str(reselling.buyer.public_id))
    assert (sold.offer.channel, sold.state) == (Channel.RESALE, "settled")
    assert sold.new_lot is not None
    private = Lot.objects.get(pk=sold.new_lot.pk)
    assert (private.holder.organisation, private.available) == (reselling.buyer, 15)

    path = [lot.holder.organisation for lot in (landholders, in_between, private)]
    assert path == [buying.holder, buying.buyer, reselling.buyer]
    moves = Movement.objects.filter(kind="transfer").order_by("pk")
    assert [(move.from_lot, move.to_lot, move.quantity, move.price) for move in moves] == [
        (landholders, in_between, 40, "1000.50"),
        (in_between, private, 15, "1250"),
    ]
    held = Lot.objects.order_by("pk").values_list("available", flat=True)
    assert list(held) == [60, 25, 15]
    assert checking.walk().differences == []


@pytest.mark.statement("N56")
def test_the_trust_resells_by_a_standing_offer_to_whoever_accepts(buying: Market, reselling: Market) -> None:
    offer = reselling.offer(bought_lot(buying), 10, price="1200")
    assert (offer.buyer, offer.channel) == (None, Channel.RESALE)
    assert reselling.accept(offer).buyer == reselling.buyer


def test_the_trusts_page_tells_what_it_bought_offers_and_sold_and_at_which_margin(
    buying: Market, reselling: Market, client_for: Any
) -> None:
    lot = bought_lot(buying)
    buying.offer(buying.lot(50), 5, price="990", buyer_id=str(buying.buyer.public_id))
    reselling.settled_transfer(lot, 15, price="1250")
    reselling.offer(lot, 5, price="900.25")
    text = text_of(client_for(reselling.seller_person).get(PAGE))
    assert "Ironbark Family 5 $990.00" in text
    assert "20 5 Ironbark Family $1,000.50 5 at $900.25 , margin −$100.25" in text
    assert "Quarry Holdings 15 $1,000.50 $1,250.00 $249.50 $3,742.50" in text


def test_credits_the_trust_did_not_buy_have_no_margin(reselling: Market, client_for: Any) -> None:
    lot = reselling.lot(30)
    reselling.settled_transfer(lot, 10, price="1250")
    text = text_of(client_for(reselling.seller_person).get(PAGE))
    assert "20 0 Not bought Not known Not offered" in text
    assert "Quarry Holdings 10 Not known $1,250.00 Not known Not known" in text


def test_the_page_asks_as_few_questions_for_many_lots(
    buying: Market, reselling: Market, client_for: Any, django_assert_num_queries: Any
) -> None:
    officer = client_for(reselling.seller_person)

    def more() -> None:
        lot = bought_lot(buying)
        reselling.settled_transfer(lot, 10)
        reselling.offer(lot, 5)
        buying.offer(buying.lot(50), 5, buyer_id=str(buying.buyer.public_id))

    more()
    officer.get(PAGE)
    with django_assert_num_queries(13):
        officer.get(PAGE)
    more()
    more()
    with django_assert_num_queries(13):
        officer.get(PAGE)


def test_a_margin_is_exact_and_rounded_once_over_all_credits() -> None:
    found = margin("1000.333333333333", "1000.333333333334", 10**12)
    assert found == Margin(Decimal("1000.333333333333"), Decimal("1000.333333333334"), 10**12)
    assert found is not None
    assert found.total_cents == 100
    assert margin("", "1", 5) is None
    assert margin("1", "", 5) is None
