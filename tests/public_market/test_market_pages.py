"""The market's pages, files and API: what they count, whom they name, and what they cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credits.public.market import selectors
from credits.public.market.naming import slug_of
from tests.builders_ledger import make_class, open_lot
from tests.builders_people import Cast
from tests.dealings.market import Market, market_of

pytestmark = pytest.mark.django_db

GROUP = "Dry Sclerophyll Forests (made up) <50%"
KOALA = {"kind": "species", "scientific_name": "Phascolarctos cinereus", "common_name": "Koala"}


@pytest.fixture
def market(cast: Cast) -> Market:
    return market_of(cast)


def address(name: str = GROUP, word: str = "groups") -> str:
    return f"/market/{word}/{slug_of(name)}/"


def of_group(market: Market, quantity: int = 100, **more: Any) -> Any:
    return open_lot(market.holder, quantity, credit_class=make_class(offset_trading_group=GROUP, **more))


def test_the_market_tells_supply_offers_and_prices_of_each_group(market: Market, client: Client) -> None:
    lot = of_group(market)
    market.settled_transfer(lot, 10, price="1250.50")
    market.settled_transfer(lot, 5, price="0", zero_price_reason="philanthropic")
    market.offer(lot, 20, price="999.9")
    answer = client.get("/market/")
    (one,) = answer.context["page"].object_list
    assert (one.name, one.lots, one.available, one.reserved, one.on_offer) == (GROUP, 3, 80, 20, 20)
    assert (one.prices.sales, one.prices.median) == (1, one.prices.lowest)
    text = answer.content.decode()
    assert "$1,250.50" in text
    assert "$999.90" in text
    assert "&lt;50%" in text
    assert market.holder.name not in text


def test_the_page_of_a_group_shows_its_sales_set_apart_and_its_quarters(
    market: Market, client: Client
) -> None:
    lot = of_group(market, subregion="Cumberland")
    market.settled_transfer(lot, 10, price="100")
    market.settled_transfer(lot, 5, price="300", related_party=True)
    market.act("retire", market.checked_retirement(lot, 7), market.approver)
    answer = client.get(address())
    found = answer.context["market"]
    assert (found.prices.sales, found.prices.credits, found.prices.value_cents) == (1, 10, 100_000)
    assert [(one.reason, one.credits) for one in found.apart] == [("related", 5)]
    first, last = found.quarters[0], found.quarters[-1]
    assert (first.moved["issue"], last.moved["transfer"], last.moved["retire"]) == (100, 15, 7)
    text = answer.content.decode()
    assert "Between related parties" in text
    assert "Cumberland" in text
    assert market.buyer.name not in text


def test_a_sale_that_was_put_back_is_no_price(market: Market, client: Client) -> None:
    sold = market.settled_transfer(of_group(market), 10, price="100")
    assert sold.new_lot is not None
    correction = market.propose_correction(sold.new_lot, 4)
    market.act("post", correction, market.approver)
    found = client.get(address()).context["market"]
    assert (found.prices.sales, [(one.reason, one.credits) for one in found.apart]) == (
        0,
        [("corrected", 10)],
    )


def test_files_and_programs_get_the_figures_of_the_page(market: Market, client: Client) -> None:
    lot = of_group(market)
    market.settled_transfer(lot, 10, price="100")
    base = address().rstrip("/")
    as_json = client.get(f"{base}.json").json()
    assert as_json == client.get(f"/api/v1{base}/").json()
    assert (as_json["available_credits"], as_json["prices"]["median"], as_json["obligations"]) == (
        100,
        "100.00",
        {"required": 0, "discharged": 0, "owed": 0},
    )
    head, *_, row = client.get(f"{base}.csv").content.decode().splitlines()
    named = dict(zip(head.split(","), row.split(","), strict=True))
    assert (named["transfer_credits"], named["sold_credits"], named["value_cents"]) == ("10", "10", "100000")
    listed = client.get("/api/v1/market/?kind=ecosystem&search=sclerophyll").json()
    assert [one["name"] for one in listed["results"]] == [GROUP]


def test_a_species_is_found_by_its_common_name(market: Market, client: Client) -> None:
    open_lot(market.holder, 9, credit_class=make_class(**KOALA))
    of_group(market)
    found = client.get("/market/", {"search": "koala", "kind": "species"}).context["page"].object_list
    assert [one.name for one in found] == ["Phascolarctos cinereus"]
    assert client.get(address("Phascolarctos cinereus", "species")).context["traded"].available == 9


def test_what_is_wanted_and_held_by_nobody_is_on_the_market_too(market: Market, client: Client) -> None:
    from django.utils import timezone

    from credits.market.models import Demand

    Demand.objects.create(
        buyer=market.buyer,
        kind="species",
        scientific_name="Bertya opponens",
        quantity=30,
        made_by=market.buyer_person,
        made_at=timezone.now(),
        changed_at=timezone.now(),
        expires_on=market.today,
    )
    (one,) = selectors.all_traded(market.today)
    assert (one.name, one.wanted, one.available) == ("Bertya opponens", 30, 0)
    assert client.get(address("Bertya opponens", "species")).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/market/groups/nothing-0123456789/",
        "/market/species/nothing-0123456789.csv",
        "/market/rocks/a/",
        "/market/groups/%27%3B--/",
        "/api/v1/market/groups/nothing-0123456789/",
    ],
)
def test_an_unknown_address_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["search=%00", "search='; DROP TABLE--", "kind=rocks", "sort=x", "page=-1", "page=x"]
)
def test_what_cannot_be_read_counts_as_not_asked(market: Market, client: Client, query: str) -> None:
    of_group(market)
    assert client.get(f"/market/?{query}").status_code == 200


def test_an_empty_market_and_a_search_without_result_say_so(market: Market, client: Client) -> None:
    assert "Nothing is traded here yet." in client.get("/market/").content.decode()
    of_group(market)
    assert "Clear the filters" in client.get("/market/?search=koala").content.decode()


def test_pages_cost_as_many_queries_for_one_lot_as_for_many(market: Market, client: Client) -> None:
    def counts() -> list[int]:
        found = []
        for path in ("/market/", address(), f"/api/v1{address()}"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    market.settled_transfer(of_group(market, subregion="Cumberland"), 1)
    before = counts()
    for number in range(12):
        lot = of_group(market, subregion=f"Place {number}", pct_name=f"Community {number}")
        market.settled_transfer(lot, 1)
        market.offer(lot, 1)
    open_lot(market.holder, 9, credit_class=make_class(**KOALA))
    assert counts() == before
    assert max(before) <= 14
