"""Pages by cursor: every row once whatever the order, forward and back; a cursor that was changed is refused."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.public.api.registers import RegisterRows
from credits.public.registers import book
from tests.builders_ledger import make_class, open_lot
from tests.obligations import builders
from tests.public_registers.conftest import API, at, make_demand, make_interest

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def full(cast, market, past, landholder, proponent):
    """Seven lots of several classes, with equal and unequal numbers, listings after them, and obligations."""
    for number in range(4):
        lot = open_lot(
            landholder,
            10 * (number % 2 + 1),
            credit_class=make_class(
                subregion=f"Place {number % 2}", offset_trading_group=f"Group {number % 3}"
            ),
            at=at(1),
            agreement_number=f"BS000{number}",
        )
        market.now = at(20 + number, month=4)
        market.settled_transfer(lot, 2, price=str(100 - number % 2))
        make_interest(landholder, market)
        make_demand(proponent, market, quantity=number % 2 + 1)
        builders.obligation(cast, lines=[(lot.credit_class, 10 * (number % 2 + 1))])


def all_pages(client, name, sort):
    """The rows of each page forward, and all rows on the way back."""
    pages, address, query = [], f"{API}{name}/", {"page_size": 3, "sort": sort}
    while address:
        body = client.get(address, query).json()
        pages.append(body["results"])
        last, address, query = body, body["next"], None
    back = list(pages[-1])
    while last["previous"]:
        last = client.get(last["previous"]).json()
        back = last["results"] + back
    assert len(back) == last["count"]
    return [row for page in pages for row in page], back


def test_a_cursor_after_a_row_of_many_words_leads_on_from_an_address(client, market, proponent):
    """Sixty subregions, the most that a want can name, and a trading group as long as the facts allow."""
    long = {"subregions": [f"Subregion of a long name {n:03d}" for n in range(60)]}
    for number in range(3):
        make_demand(proponent, market, offset_trading_group="–" * 599 + str(number), **long)
    for sort in ("subregion", "group"):
        address, seen = f"{API}demand/?page_size=1&sort={sort}", []
        while address:
            answer = client.get(address)
            assert answer.status_code == 200, answer.content
            seen += [row["demand_id"] for row in answer.json()["results"]]
            address = answer.json()["next"]
            assert len(address or "") < 2_000
        assert len(set(seen)) == len(seen) == 3


@pytest.mark.parametrize("name", book.REGISTERS)
def test_every_row_comes_once_in_every_order_forward_and_back(client, full, name, monkeypatch):
    monkeypatch.setattr(RegisterRows, "throttle_classes", [])
    for sort in book.register(name).sorts:
        rows, back = all_pages(client, name, sort)
        assert len(rows) >= 4
        assert max(Counter(str(sorted(row.items(), key=str)) for row in rows).values()) == 1, sort
        assert back == rows, sort


def test_lots_are_in_the_order_asked_for(read, full):
    keys = {
        "credits": lambda row: -row["credits"],
        "price": lambda row: float(row["lowest_price"] or 10**9),
        "group": lambda row: row["offset_trading_group"],
        "subregion": lambda row: row["subregion"],
    }
    for sort, key in keys.items():
        found = [key(row) for row in read("supply", size=4, sort=sort, listing="lot")]
        assert found == sorted(found), sort
        assert len(set(found)) > 1, sort


def test_a_row_that_comes_between_two_pages_hides_none(client, landholder):
    for number in range(4):
        open_lot(landholder, 1, number=f"CR-{number}")
    first = client.get(f"{API}supply/", {"page_size": 2}).json()
    open_lot(landholder, 1, number="CR-NEW")
    second = client.get(first["next"]).json()
    assert [row["credit_id"] for row in first["results"] + second["results"]] == [
        "CR-3",
        "CR-2",
        "CR-1",
        "CR-0",
    ]


@pytest.mark.parametrize(
    "change", [lambda text: "x" + text, lambda text: text[:-1], lambda text: "W10:a:b", str.swapcase]
)
def test_a_forged_cursor_is_refused_in_words(client, full, change):
    made = client.get(f"{API}supply/", {"page_size": 2}).json()["next"]
    cursor = change(made.partition("cursor=")[2].replace("%3A", ":"))
    answer = client.get(f"{API}supply/", {"page_size": 2, "cursor": cursor})
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (400, "register.cursor")
    page = client.get("/registers/supply/", {"cursor": cursor})
    assert page.status_code == 400
    assert "This is no cursor of this registry" in page.content.decode()


def test_a_cursor_fits_the_list_it_was_made_for_alone(client, past):
    made = client.get(f"{API}supply/", {"page_size": 1}).json()["next"]
    cursor = made.partition("cursor=")[2].replace("%3A", ":")
    for other in ({"sort": "credits"}, {"kind": "species"}, {"on": "2021-03-05"}):
        answer = client.get(f"{API}supply/", {"cursor": cursor, **other})
        assert answer.json()["findings"][0]["code"] == "register.cursor_of_another_list"
    answer = client.get(f"{API}transactions/", {"cursor": cursor})
    assert answer.status_code == 400


UNREADABLE = [
    ({"page_size": "0"}, "page_size"),
    ({"page_size": "201"}, "page_size"),
    ({"page_size": "ten"}, "page_size"),
    ({"sort": "holder"}, "sort"),
    ({"colour": "red"}, "colour"),
    ({"pct": "some"}, "pct"),
    ({"kind": "fish"}, "kind"),
    ({"price_from": "ten dollars"}, "price_from"),
    ({"price_from": "10", "price_to": "9"}, "price_to"),
    ({"issued_from": "yesterday"}, "issued_from"),
    ({"issued_from": "2021-03-02", "issued_to": "2021-03-01"}, "issued_to"),
    ({"on": "2999-01-01"}, "on"),
    ({"words": "a\0b"}, "words"),
    ({"words": "a" * 121}, "words"),
]


def test_a_filter_that_cannot_be_read_is_refused_by_name(client, db):
    for query, field in UNREADABLE:
        answer = client.get(f"{API}supply/", query)
        assert answer.status_code == 400
        assert [finding["field"] for finding in answer.json()["findings"]] == [field]


def queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_page_costs_the_same_for_few_rows_and_for_many(client, market, full, landholder, proponent):
    addresses = [
        f"{beginning}{name}/{day}"
        for beginning in ("/registers/", API)
        for name in book.REGISTERS
        for day in ("", "?on=2025-01-01")
    ]
    before = [queries(client, address) for address in addresses]
    for number in range(6):
        lot = market.lot(9, agreement_number=f"BS01{number}", at=at(1))
        make_interest(landholder, market)
        make_demand(proponent, market)
        if number < 2:
            market.settled_transfer(lot, 3)
    assert [queries(client, address) for address in addresses] == before
    assert max(before) <= MOST_QUERIES
    assert queries(client, "/registers/") <= MOST_QUERIES
