"""Following the feed: what comes after a number, and the page of what is newest."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from credits.public.models import PublicChange
from tests.credits_web.conftest import text_of
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db
API = "/api/v1/registers/changes/"
PAGE = "/registers/changes/"
Publish = Callable[..., list[PublicChange]]


def read(**query: object) -> Any:
    answer = Client().get(API, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def numbers(found: Any) -> list[int]:
    return [change["number"] for change in found["changes"]]


@pytest.fixture
def seven(market: Market, publish: Publish) -> Market:
    """Seven standing offers of one lot."""
    lot = market.lot(100)
    for quantity in range(1, 8):
        market.offer(lot, quantity)
    publish()
    return market


def test_who_goes_on_with_next_after_reads_everything_once(seven: Market) -> None:
    after, seen = 0, []
    for _ in range(4):
        found = read(after=after, limit=3)
        seen += numbers(found)
        after = found["next_after"]
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert (after, read()["newest"]) == (7, 7)


@pytest.mark.parametrize("after", ["7", "8", "999999", "9" * 40])
def test_at_and_beyond_the_end_the_same_number_comes_back(seven: Market, after: str) -> None:
    found = read(after=after)
    assert (found["changes"], found["next_after"]) == ([], int(after))


@pytest.mark.parametrize("typed", ["soon", "-1", "1.5", "٣", "1;DROP TABLE", "%00"])
@pytest.mark.parametrize("name", ["after", "limit"])
def test_words_for_a_number_are_refused_in_a_sentence(seven: Market, name: str, typed: str) -> None:
    answer = Client().get(API, {name: typed})
    assert answer.status_code == 400
    (finding,) = answer.json()["findings"]
    assert finding["field"] == name
    assert finding["message"].startswith(f"{name} is a whole number from 0 upwards")


def test_the_limit_is_kept_within_bounds(seven: Market) -> None:
    assert numbers(read(limit=0)) == [1]
    assert len(read(limit=10**9)["changes"]) == 7


def test_a_filter_passes_by_what_does_not_match_and_goes_on_after_it(seven: Market, publish: Publish) -> None:
    other = seven.lot(50)
    seven.offer(other, 2)
    publish()
    found = read(lot=other.number.lower(), limit=1)
    assert (numbers(found), found["next_after"]) == ([8], 8)
    nothing = read(action="retirement.retire")
    assert (nothing["changes"], nothing["next_after"]) == ([], 8)


def test_an_action_that_does_not_exist_is_refused_with_those_that_do(seven: Market) -> None:
    answer = Client().get(API, {"action": "lot.paint"})
    assert answer.status_code == 400
    assert "transfer.settle" in answer.json()["findings"][0]["message"]


def test_the_changes_of_a_minted_lot_begin_with_its_minting(market: Market, publish: Publish) -> None:
    root = market.lot(100)
    bought = market.settled_transfer(root, 10, buyer_id=str(market.buyer.public_id)).new_lot
    assert bought is not None
    market.act("post", market.propose_correction(bought, 4), market.approver)
    market.offer(market.lot(5), 1)
    publish()
    assert [change["action"] for change in read(lot=bought.number)["changes"]] == [
        "transfer.settle",
        "correction.post",
    ]
    assert [change["action"] for change in read(lot=root.number)["changes"]] == [
        "transfer.settle",
        "correction.post",
    ]


def test_the_page_is_newest_first_and_goes_on_below(seven: Market, publish: Publish) -> None:
    lot = seven.lot(10_000)
    for _ in range(50):
        seven.offer(lot, 1)
    publish()
    first = Client().get(PAGE).content.decode()
    assert first.index('id="change-57"') < first.index('id="change-8"')
    assert 'id="change-7"' not in first
    assert 'href="?before=8"' in first
    second = Client().get(PAGE, {"before": 8}).content.decode()
    assert 'id="change-7"' in second and 'id="change-8"' not in second


@pytest.mark.parametrize("before", ["x", "-3", "1e9", "9" * 60, "%00"])
def test_a_forged_place_shows_the_newest(seven: Market, before: str) -> None:
    answer = Client().get(PAGE, {"before": before})
    assert 'id="change-7"' in answer.content.decode()


def test_days_narrow_the_page(seven: Market) -> None:
    today = timezone.localdate()
    assert 'id="change-1"' in Client().get(PAGE, {"first": today, "last": today}).content.decode()
    for days in (
        {"first": today + timedelta(days=1)},
        {"last": today - timedelta(days=1)},
        {"first": "9999-12-31"},
        {"last": "0001-01-01"},
    ):
        assert "No change matches." in text_of(Client().get(PAGE, days)), days
    for days in ({"last": "9999-12-31"}, {"first": "0001-01-01"}):
        assert 'id="change-1"' in Client().get(PAGE, days).content.decode(), days
    assert "Enter a day as day/month/year" in text_of(Client().get(PAGE, {"first": "tomorrow"}))


def test_hostile_filters_find_nothing(seven: Market) -> None:
    for typed in ("' OR 1=1 --", "<script>alert(1)</script>", "\0"):
        content = Client().get(PAGE, {"lot": typed, "action": typed}).content.decode()
        assert "<script>alert" not in content
    assert "No change matches." in text_of(Client().get(PAGE, {"lot": "' OR 1=1 --"}))


def test_the_atom_feed_is_well_formed_and_narrowed(seven: Market, publish: Publish) -> None:
    retirement = seven.checked_retirement(
        seven.lot(9),
        2,
        purpose="planning_approval",
        obligation_reference="<b>DA</b> & \x0b more",
        obligation_local_government_area="Cessnock",
        consent_on=seven.today,
    )
    seven.act("retire", retirement, seven.approver)
    publish()
    answer = Client().get("/registers/changes.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    names = {"a": "http://www.w3.org/2005/Atom"}
    entries = ElementTree.fromstring(answer.content).findall("a:entry", names)  # noqa: S314 (our own)
    assert len(entries) == 8
    summary = entries[0].findtext("a:summary", "", names)
    assert "Obligation: &lt;b&gt;DA&lt;/b&gt; &amp;  more." in summary
    narrowed = Client().get("/registers/changes.atom", {"action": "retirement.retire"})
    assert narrowed.content.count(b"<entry>") == 1


def test_reading_costs_the_same_for_one_and_for_many(seven: Market) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(address).status_code == 200
        return len(caught)

    for one, many in ((f"{API}?limit=1", API), (f"{PAGE}?before=2", PAGE)):
        assert count(one) == count(many) <= 3
