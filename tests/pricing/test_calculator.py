"""The calculator's page and API: open to everybody, linkable, the same numbers, nothing stored."""

from typing import Any

import pytest
from django.urls import reverse

from credits.lots.dealings import Transfer
from credits.models import Offer
from registry.audit.models import AuditEvent
from tests.credits_web.conftest import text_of
from tests.dealings.market import market_of
from tests.pricing.test_build_up import TYPED

pytestmark = pytest.mark.django_db
PAGE = "/market/calculator/"
API = "/api/v1/market/calculator/"


def test_everybody_works_out_a_price_by_a_link(client: Any) -> None:
    events = AuditEvent.objects.count()
    answer = client.get(PAGE, TYPED | {"margin": "15"})
    text = text_of(answer)
    assert answer.status_code == 200
    assert "$1,102.18 at 15 % profit, without GST" in text
    assert "Total Fund Deposit $440,508.24 75.0 %" in text
    assert "The Total Fund Deposit comes to $718.62 for each credit" in text
    assert AuditEvent.objects.count() == events


def test_the_page_opens_empty_and_foreign_parameters_change_nothing(client: Any) -> None:
    for address in (PAGE, f"{PAGE}?utm=1"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Price per credit" not in text_of(answer)


def test_the_margin_of_ones_own_stands_in_its_place_among_the_usual_ones(client: Any) -> None:
    text = text_of(client.get(PAGE, TYPED | {"margin": "12.5"}))
    five, own, fifteen = (text.index(words) for words in ("5 % $1,006", "12.5 % as entered", "15 % $1,102"))
    assert five < own < fifteen


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(client: Any) -> None:
    answer = client.get(PAGE, {"management": "a lot", "credits": "0", "margin": "x\x00"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["margin"]
    answer = client.get(PAGE, {"management": "a lot", "credits": "0"})
    assert answer.context["form"].errors == {
        "management": ["Enter dollars in figures, for example 12500 or 12,500.50."],
        "credits": ["The number of credits must be one or more."],
    }
    assert 'value="a lot"' in answer.content.decode()


def test_a_price_below_the_deposits_share_or_outside_the_band_is_warned_of(client: Any) -> None:
    text = text_of(client.get(PAGE, TYPED | {"margin": "-40"}))
    assert "is below the share of the Total Fund Deposit, $718.62" in text
    assert "A profit of −40 % is outside the usual 5 to 25 % of cost." in text


def test_a_holder_takes_the_price_to_the_offer_form(client_for: Any, cast: Any) -> None:
    market = market_of(cast)
    lot = market.lot(100)
    seller = client_for(market.seller_person)
    answer = seller.get(PAGE, TYPED)
    address = f"{reverse('lot-offer', args=[lot.number])}?price=1102.18"
    assert f'href="{address}"' in answer.content.decode()
    assert seller.get(address).context["form"]["price"].value() == "1102.18"
    assert "Use this price" not in text_of(client_for(market.buyer_person).get(PAGE, TYPED))


def test_the_page_asks_as_few_questions_for_many_lots(
    client_for: Any, cast: Any, django_assert_num_queries: Any
) -> None:
    market = market_of(cast)
    market.lot(100)
    seller = client_for(market.seller_person)
    seller.get(PAGE, TYPED)
    with django_assert_num_queries(6):
        seller.get(PAGE, TYPED)
    for _ in range(3):
        market.lot(10)
    with django_assert_num_queries(6):
        seller.get(PAGE, TYPED)


@pytest.mark.parametrize("method", ["get", "post"])
def test_programs_get_the_whole_build_up_without_a_token(api_for: Any, method: str) -> None:
    answer = getattr(api_for(None), method)(API, TYPED)
    found = answer.json()
    assert answer.status_code == 200
    assert (found["total_cents"], found["floor_cents"], found["credits"]) == (58_750_824, 71_862, 613)
    assert found["asked"] == {
        "margin": "15",
        "total_cents": 67_563_448,
        "price": "1102.18",
        "price_cents": 110_218,
        "below_floor": False,
        "outside_usual": False,
    }
    assert [one["price"] for one in found["usual"]] == ["1006.34", "1102.18", "1198.02"]
    assert found["warnings"] == []


def test_programs_are_told_every_fault_by_field(api_for: Any) -> None:
    api = api_for(None)
    answer = api.post(API, {"management": "-1", "credits": "none"})
    assert answer.status_code == 400
    assert [(one["field"], one["code"]) for one in answer.json()["findings"]] == [
        ("management", "calculator.cost_negative"),
        ("credits", "calculator.credits_not_whole"),
    ]
    assert api.post(API, {"tfd": "1"}).json()["findings"][0]["field"] == "tfd"
    assert api.post(API, [1, 2]).status_code == 400
    assert api.post(API, {"credits": {"a": 1}}).status_code == 400
    assert api.get(API, {"margin": "9" * 41}).status_code == 400


@pytest.mark.statement("N73")
@pytest.mark.parametrize(
    "price",
    ["0", "0.000000000001", "0.01", "718.61", "1000000", "999999999", "999999999.999999999999"],
)
def test_any_price_can_be_offered_and_accepted(cast: Any, price: str) -> None:
    """From nothing to the most a price can be written as: the registry neither fixes nor caps it."""
    market = market_of(cast)
    gift = {"zero_price_reason": "philanthropic"} if price == "0" else {}
    offer = market.offer(market.lot(10), 1, price=price, **gift)
    transfer = market.accept(offer)
    assert Offer.objects.get(pk=offer.pk).price == price
    assert Transfer.objects.get(pk=transfer.pk).price == price
