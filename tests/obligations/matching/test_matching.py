"""The whole register against one line: what serves, ranked, with reasons, and filtered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.matching.matching import Filters, Matches, match
from tests.obligations.builders import eco_class, species_class
from tests.obligations.matching.scene import Scene

SIBLING = {
    "vegetation_class": "Sydney Coastal Dry Sclerophyll Forests",
    "offset_trading_group": "Sydney Coastal Dry Sclerophyll Forests <50%",
}
OTHER = {"vegetation_class": "Coastal Floodplain Wetlands", "vegetation_formation": "Forested Wetlands"}


def told(found: Matches, filters: Filters | None = None) -> list[tuple[str, str, int, int]]:
    """Subregion or class, standing, available and offered of each match, best first."""
    return [
        (
            one.credit_class.subregion,
            one.standing.value,
            one.stock.available,
            one.stock.offered,
        )
        for one in found.select(filters or Filters())
    ]


@pytest.fixture
def market(scene: Scene) -> Scene:
    """Lots near and far, of this class and others, some on offer."""
    scene.offer(scene.lot(eco_class(subregion="Wollemi"), 50), 20, "900.50")
    scene.offer(scene.lot(eco_class(subregion="Kerrabee"), 50), 10, "1200")
    scene.lot(eco_class(), 30)
    scene.lot(eco_class(pct_id=7), 8, holder="proponent")
    scene.lot(eco_class(**SIBLING), 40)
    scene.lot(eco_class(community_name="Hunter Lowland Redgum Forest"), 5)
    scene.lot(eco_class(**OTHER), 6)
    scene.lot(species_class(), 9)
    scene.lot(eco_class(subregion="Wollemi"), 7, suspended_until=scene.today)
    return scene


def test_what_serves_comes_first_held_before_offered_cheap_before_dear_near_before_far(market: Scene) -> None:
    found = match(market.line(eco_class()), on=market.today)
    assert told(found) == [
        ("Hunter", "serves", 8, 0),
        ("Wollemi", "serves", 30, 20),
        ("Kerrabee", "serves", 40, 10),
        ("Hunter", "serves", 30, 0),
        ("Hunter", "open", 5, 0),
        ("Hunter", "possible", 40, 0),
        ("Hunter", "no", 6, 0),
        ("Hunter", "no", 9, 0),
        ("Wollemi", "no", 7, 0),
    ]
    assert [(one.standing.value, one.classes, one.available, one.offered) for one in found.counts] == [
        ("serves", 4, 108, 30),
        ("open", 1, 5, 0),
        ("possible", 1, 40, 0),
        ("no", 3, 22, 0),
    ]


def test_each_match_names_the_tests_that_failed(market: Scene) -> None:
    found = match(market.line(eco_class()), on=market.today)
    why = {
        (one.credit_class.subregion, one.stock.available): [test.code for test in one.why]
        for one in found.rows
    }
    assert why["Hunter", 5] == ["like_for_like.community_for_class"]
    assert why["Hunter", 40] == ["variation.approval"]
    assert why["Hunter", 9] == ["credit.kind"]
    assert why["Wollemi", 7] == ["credit.in_force"]
    assert why["Hunter", 6] == [
        "like_for_like.vegetation_class",
        "variation.formation",
        "variation.approval",
    ]


@pytest.mark.parametrize(
    ("filters", "available"),
    [
        (Filters(standing="serves"), [8, 30, 40, 30]),
        (Filters(rule="variation"), [40]),
        (Filters(offered=True), [30, 40]),
        (Filters(subregion="wollemi"), [30, 7]),
        (Filters(words="koala"), [9]),
        (Filters(words="floodplain hunter"), [6]),
        (Filters(words="floodplain wollemi"), []),
    ],
)
def test_matches_are_filtered(market: Scene, filters: Filters, available: list[int]) -> None:
    found = match(market.line(eco_class()), on=market.today)
    assert [one.stock.available for one in found.select(filters)] == available


def test_nobody_but_the_holder_learns_what_it_holds_or_was_offered(scene: Scene) -> None:
    line = scene.line(eco_class())
    scene.offer(scene.lot(eco_class(), 30), 10, "5", to="proponent")
    scene.lot(eco_class(), 8, holder="proponent")
    own = match(line, on=scene.today).rows[0].stock
    other = match(line, on=scene.today, for_holder=False).rows[0].stock
    assert (own.held_by_buyer, own.offered, own.lowest_millionths) == (8, 10, 5_000_000)
    assert (other.held_by_buyer, other.offered, other.lowest_millionths) == (0, 0, None)
    assert (own.available, other.available) == (28, 28)


def test_an_own_offer_is_none_to_buy(scene: Scene) -> None:
    line = scene.line(eco_class())
    line.obligation.holder = scene.cast.organisation("landholder")
    scene.offer(scene.lot(eco_class(), 30), 10)
    stock = match(line, on=scene.today).rows[0].stock
    assert (stock.held_by_buyer, stock.offered) == (20, 0)


def test_the_number_of_queries_does_not_grow_with_the_register(scene: Scene) -> None:
    line = scene.line(eco_class())
    scene.lot(eco_class(), 5)
    match(line, on=scene.today)
    counted = []
    for more in (0, 6):
        for number in range(more):
            scene.offer(scene.lot(eco_class(pct_id=100 + number), 5), 2)
        match(line, on=scene.today)
        with CaptureQueriesContext(connection) as caught:
            match(line, on=scene.today)
        counted.append(len(caught))
    assert counted[0] == counted[1] <= 8
