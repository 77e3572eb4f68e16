"""Two at the same moment: one after the other, never both and never a listing beyond what is in hand."""

from typing import Any

import pytest

from credits.market import selectors
from credits.market.models import Enquiry, Interest
from credits.market.services import enquiries, interests
from registry.findings import DomainError, InvalidInput
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.dealings.market import market_of
from tests.market.entries import Entries

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


def test_a_listing_and_a_reservation_of_the_same_credits_come_one_after_the_other(cast: Cast) -> None:
    market, entries = market_of(cast), Entries(cast)
    for person in ("landholder_signatory", "developer"):
        entries.actor(person)
    market.actor(market.seller_person)
    for _ in range(4):
        lot = market.lot(100)

        def listing(lot: Any = lot) -> Any:
            return entries.of_lot(lot, 100)

        def offering(lot: Any = lot) -> Any:
            return market.offer(lot, 60)

        results = all_at_once(listing, offering, listing, offering)
        lot.refresh_from_db()
        assert (lot.available, lot.reserved) == (40, 60)
        for result in results:
            if isinstance(result, InvalidInput):
                assert [one.code for one in result.findings] == ["interest.more_than_held"]
            elif isinstance(result, DomainError):
                assert result.code == "lot.not_enough"
        shown = selectors.open_interests(entries.today).filter(lot=lot)
        assert {row.on_offer for row in shown} <= {40}


def test_of_those_who_close_an_entry_at_once_one_does(cast: Cast) -> None:
    entries = Entries(cast)
    interest = entries.interest()
    given = {"actor": entries.actor("landholder_signatory"), "interest_id": str(interest.public_id)}
    clock = {"today": entries.today, "now": entries.now}

    def closing() -> Any:
        return interests.close(**given, **clock)

    def withdrawing() -> Any:
        return interests.withdraw(reason="Kept.", **given, **clock)

    results = all_at_once(closing, withdrawing, closing, withdrawing)
    done = [result for result in results if isinstance(result, dict)]
    codes = {result.code for result in results if isinstance(result, DomainError)}
    assert len(done) == 1 and codes <= {"interest.moved_meanwhile", "interest.wrong_state"}
    assert Interest.objects.get().state == done[0]["state"]


def test_the_limits_of_enquiries_hold_at_the_same_moment(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(enquiries, "MOST_A_DAY", 2)
    entries = Entries(cast)
    things = [entries.interest() for _ in range(3)]
    entries.actor("developer")
    results = all_at_once(*[lambda about=about: entries.asked(about) for about in things for _ in range(2)])
    codes = {result.code for result in results if isinstance(result, DomainError)}
    assert Enquiry.objects.count() == 2
    assert codes <= {"enquiry.too_many_today", "enquiry.already_open"}
    assert Enquiry.objects.values("interest").distinct().count() == 2
