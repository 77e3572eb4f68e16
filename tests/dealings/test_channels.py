"""How seller and buyer come together, and whether they are related, is kept with the sale."""

from typing import Any

import pytest

from credits.models import Channel, Offer, Transfer
from tests.builders_people import Cast
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db


@pytest.mark.statement("N54")
def test_a_landholder_sells_to_a_buyer_of_its_own_finding(market: Market) -> None:
    transfer = market.settled_transfer(market.lot(100), 10, buyer_id=str(market.buyer.public_id))
    assert transfer.offer.channel == Channel.OWN_BUYER
    assert transfer.new_lot is not None
    assert transfer.new_lot.holder.organisation == market.buyer


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Channel.OPEN_MARKET),
        ({"to": "proponent"}, Channel.OWN_BUYER),
        ({"to": "proponent", "from_enquiry": True}, Channel.INTEREST),
        ({"to": "trust"}, Channel.TRUST),
        ({"to": "trust", "from_enquiry": True}, Channel.TRUST),
    ],
)
def test_an_offer_tells_its_channel(market: Market, cast: Cast, more: dict[str, Any], expected: str) -> None:
    buyer = more.pop("to", "")
    named = {"buyer_id": str(cast.organisation(buyer).public_id)} if buyer else {}
    cast.person("trust_officer")
    assert market.offer(market.lot(100), 10, **named, **more).channel == expected


def test_what_the_trust_sells_is_a_resale(market: Market, cast: Cast) -> None:
    trust = Market(
        holder=cast.organisation("trust"),
        buyer=market.buyer,
        seller_person=cast.person("trust_officer"),
        buyer_person=market.buyer_person,
        registrar=market.registrar,
        approver=market.approver,
    )
    assert trust.offer(trust.lot(100), 10).channel == Channel.RESALE


@pytest.mark.parametrize(
    ("offered", "accepted", "expected"),
    [
        ({}, {}, False),
        ({"related_party": True}, {}, True),
        ({}, {"related_party": True}, True),
        ({"price": "0", "zero_price_reason": "related_party"}, {}, True),
        ({"price": "0", "zero_price_reason": "philanthropic"}, {}, False),
    ],
)
def test_either_side_can_say_that_they_are_related(
    market: Market, offered: dict[str, Any], accepted: dict[str, Any], expected: bool
) -> None:
    transfer = market.accept(market.offer(market.lot(100), 10, **offered), **accepted)
    assert Transfer.objects.get(pk=transfer.pk).related_party is expected


def test_the_form_starts_with_what_the_link_of_an_enquiry_says(market: Market, client: Any) -> None:
    lot = market.lot(100)
    client.force_login(market.seller_person)
    address = (
        f"/credits/lots/{lot.number}/offer/?quantity=7&price=12.50&enquiry=1&buyer={market.buyer.public_id}"
    )
    form = client.get(address).context["form"]
    assert (form["quantity"].value(), form["price"].value(), form["to"].value()) == ("7", "12.50", "named")
    assert form["from_enquiry"].value() is True
    values = {
        "quantity": "7",
        "price": "12.50",
        "to": "named",
        "buyer": str(market.buyer.public_id),
        "from_enquiry": "True",
        "related_party": "on",
        "step": "sign",
        "key": "k",
        **market.signs(market.seller_person),
    }
    assert client.post(f"/credits/lots/{lot.number}/offer/", values).status_code == 303
    offer = Offer.objects.get()
    assert (offer.channel, offer.related_party) == (Channel.INTEREST, True)
