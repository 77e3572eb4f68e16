"""A market with a past, and the registers as a program reads them: to the last page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from credits.lots.models import Lot
from credits.market.models import Demand, Interest
from registry.parties.models import Organisation
from tests.builders_people import Cast
from tests.dealings.market import Market, market_of

SYDNEY = ZoneInfo("Australia/Sydney")
API = "/api/v1/registers/"
Read = Callable[..., list[dict[str, Any]]]


def at(day: int, hour: int = 12, *, month: int = 3) -> datetime:
    """An hour in Sydney of a day in 2021."""
    return datetime(2021, month, day, hour, tzinfo=SYDNEY)


@pytest.fixture
def market(cast: Cast) -> Market:
    return market_of(cast)


@pytest.fixture
def past(market: Market) -> Lot:
    """100 credits issued on 1 March 2021; 30 offered on the 5th; 10 of them sold on the 10th and 5 retired on the
    12th; all of it seen from today."""
    market.now = at(1)
    lot = market.lot(100, number="CR-100", at=at(1), issued_on=at(1).date())
    market.now = at(5)
    offer = market.offer(lot, 30, price="1250.50")
    market.now = at(10)
    transfer = market.accept(offer, 10)
    market.act("check", transfer, market.registrar)
    market.act("settle", transfer, market.approver)
    market.now = at(12)
    retirement = market.checked_retirement(lot, 5)
    market.act("retire", retirement, market.approver)
    return Lot.objects.get(pk=lot.pk)


@pytest.fixture
def read(client: Client) -> Read:
    """`read("supply", kind="species")`: all rows of a register, page after page."""

    def rows(name: str, *, size: int = 50, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        address: str | None = f"{API}{name}/"
        given: dict[str, Any] | None = {"page_size": size, **query}
        while address:
            answer = client.get(address, given)
            assert answer.status_code == 200, answer.content
            body = answer.json()
            found += body["results"]
            address, given = body["next"], None
        assert len(found) == body["count"]
        return found

    return rows


def make_interest(holder: Organisation, market: Market, **values: Any) -> Interest:
    """An open expression of interest in 40 koala credits."""
    return Interest.objects.create(holder=holder, **_wanted(market, values))


def make_demand(buyer: Organisation, market: Market, **values: Any) -> Demand:
    """An open want of 40 koala credits."""
    return Demand.objects.create(buyer=buyer, **_wanted(market, values))


def _wanted(market: Market, values: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {
        "kind": "species",
        "scientific_name": "Phascolarctos cinereus",
        "common_name": "Koala",
        "quantity": 40,
        "price": "900.25",
        "price_millionths": 900_250_000,
        "subregions": ["Hunter", "Yengo"],
        "made_by": market.seller_person,
        "made_at": at(3),
        "changed_at": at(3),
        "expires_on": "2999-12-31",
    }
    return given | values
