"""The registers as on a past day: balances, offers and suspensions as they stood at its end in Sydney."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from credits.lots import balances
from credits.lots.listings import end_of
from credits.lots.models import Lot
from tests.public_registers.conftest import at

pytestmark = pytest.mark.django_db


def held(rows):
    return {row["credit_id"]: row["credits"] for row in rows}


DAYS = [
    ("2021-03-01", 100, None, None),
    ("2021-03-04", 100, None, None),
    ("2021-03-05", 100, 30, "1250.50"),
    ("2021-03-09", 100, 30, "1250.50"),
    ("2021-03-10", 90, 20, "1250.50"),
    ("2021-03-11", 90, 20, "1250.50"),
    ("2021-03-12", 85, 20, "1250.50"),
]


def test_a_lot_holds_and_offers_what_it_did_that_day(read, past):
    for day, *expected in DAYS:
        row = next(row for row in read("supply", on=day) if row["credit_id"] == "CR-100")
        assert [row["credits"], row["on_offer"], row["lowest_price"]] == expected, day
        assert row["available"] is None


def test_a_day_ends_in_sydney(read, market):
    market.lot(5, number="CR-LATE", at=at(1, 23))
    assert held(read("supply", on="2021-02-28")) == {}
    assert held(read("supply", on="2021-03-01")) == {"CR-LATE": 5}


def test_an_offer_withdrawn_since_still_stood_then(read, market):
    lot = market.lot(50, number="CR-50", at=at(1))
    market.now = at(5)
    offer = market.offer(lot, 30)
    market.now = at(8)
    market.act("withdraw", offer, market.seller_person)
    shown = {day: read("supply", on=f"2021-03-{day:02d}")[0]["on_offer"] for day in (4, 5, 7, 8)}
    assert shown == {4: None, 5: 30, 7: 30, 8: None}


def test_a_refused_acceptance_gave_the_credits_back_when_it_was_refused(read, market):
    lot = market.lot(50, number="CR-50", at=at(1))
    market.now = at(5)
    offer = market.offer(lot, 30)
    market.now = at(6)
    transfer = market.accept(offer, 10)
    market.now = at(8)
    market.act("refuse", transfer, market.registrar)
    shown = {day: read("supply", on=f"2021-03-{day:02d}")[0]["on_offer"] for day in (5, 6, 7, 8)}
    assert shown == {5: 30, 6: 20, 7: 20, 8: 30}


def test_every_day_agrees_with_the_balances_of_single_lots(read, past, market):
    market.now = at(14)
    market.act("cancel", market.propose_cancellation(past, 4), market.approver)
    for day in range(1, 16):
        on = at(day).date()
        one_by_one = {
            lot.number: balances.held_at(lot.pk, instant=end_of(on))
            for lot in Lot.objects.exclude(status=Lot.RETIRED)
        }
        expected = {number: credits for number, credits in one_by_one.items() if credits}
        assert held(read("supply", on=on.isoformat())) == expected, on


def test_today_is_the_register_as_it_is(client, past):
    today = timezone.localdate()
    now = client.get("/api/v1/registers/supply/").json()
    asked = client.get("/api/v1/registers/supply/", {"on": today.isoformat()}).json()
    assert asked == now
    assert now["as_on"] is None
    yesterday = client.get(
        "/api/v1/registers/supply/", {"on": (today - timedelta(days=1)).isoformat()}
    ).json()
    assert yesterday["as_on"] == (today - timedelta(days=1)).isoformat()
    assert held(yesterday["results"]) == held(now["results"])
    total = Lot.objects.filter(status=Lot.ISSUED).annotate(there=F("available") + F("reserved"))
    assert yesterday["credits"] == now["credits"] == sum(lot.there for lot in total)


def test_before_the_first_movement_the_page_says_so(client, past):
    page = client.get("/registers/supply/", {"on": "2020-01-01"})
    assert page.status_code == 200
    assert "Nothing was recorded by that day." in page.content.decode()


def test_a_day_to_come_is_refused_with_a_reason(client, db):
    page = client.get("/registers/supply/", {"on": "2999-01-01"})
    assert page.status_code == 400
    assert "the register of a day to come is not known" in page.content.decode()
    assert client.get("/registers/supply.csv", {"on": "2999-01-01"}).status_code == 400
