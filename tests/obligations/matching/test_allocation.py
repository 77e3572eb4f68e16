"""The cheapest way to meet several lines, against every way there is."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from credits.lots.models import Lot
from credits.matching.allocation import MOST_LINES, allocate
from credits.matching.solver import Arc, solve
from credits.obligations.models import ObligationLine
from registry.findings import DomainError
from tests.obligations.builders import eco_class, species_class
from tests.obligations.matching.scene import Scene

MORE_CLEARED = "Hunter-Macleay Dry Sclerophyll Forests >=70% and <90%"


def lines_of(scene: Scene, *wanted: Any) -> list[ObligationLine]:
    obligation = scene.obligation(*wanted)
    return list(obligation.lines.select_related("credit_class", "obligation__authority").order_by("number"))


def test_the_cheapest_offers_meet_the_lines_and_one_lot_serves_several(scene: Scene) -> None:
    higher, lower = eco_class(offset_trading_group=MORE_CLEARED), eco_class()
    dear = scene.offer(scene.lot(lower, 100), 100, "1000.005")
    cheap = scene.offer(scene.lot(higher, 12), 12, "999.99")
    lines = lines_of(scene, {"credit_class": higher, "required": 5, "tier": 2}, (lower, 10))
    found = allocate(lines, on=scene.today)
    assert [(use.source.offer, use.quantity, use.value_cents) for use in found.uses] == [
        (cheap, 12, 1_199_988),
        (dear, 3, 300_002),
    ]
    assert [(share.line.number, share.quantity) for share in found.uses[0].shares] == [(1, 5), (2, 7)]
    assert (found.total_cents, found.exact_cost, found.unmet, found.proven) == (
        1_499_990,
        Decimal("14999.895"),
        (),
        True,
    )


def test_what_is_held_already_is_used_first_unless_it_is_to_be_kept(scene: Scene) -> None:
    scene.lot(eco_class(), 4, holder="proponent")
    scene.offer(scene.lot(eco_class(), 50), 50, "10")
    lines = lines_of(scene, (eco_class(), 10))
    kept = allocate(lines, on=scene.today, with_held=False)
    used = allocate(lines, on=scene.today)
    assert [(use.source.is_held, use.quantity) for use in used.uses] == [(True, 4), (False, 6)]
    assert [(use.source.is_held, use.quantity) for use in kept.uses] == [(False, 10)]
    assert (used.total_cents, kept.total_cents) == (6_000, 10_000)


def test_what_no_offer_meets_is_said(scene: Scene) -> None:
    scene.offer(scene.lot(eco_class(), 6), 6)
    lines = lines_of(scene, (eco_class(), 10), (species_class(), 3))
    found = allocate(lines, on=scene.today)
    assert [(one.line.number, one.outstanding, one.quantity) for one in found.unmet] == [
        (1, 10, 4),
        (2, 3, 3),
    ]


def test_suspended_and_unfitting_lots_and_offers_to_others_are_left_out(scene: Scene) -> None:
    scene.offer(scene.lot(eco_class(subregion="Lower Slopes", region="NSW South Western Slopes"), 50), 50)
    scene.offer(scene.lot(eco_class(), 50), 50, to="trust")
    scene.offer(scene.lot(eco_class(), 50), 50)
    last = Lot.objects.latest("pk")
    Lot.objects.filter(pk=last.pk).update(suspended_until=scene.today)
    found = allocate(lines_of(scene, (eco_class(), 10)), on=scene.today)
    assert (found.uses, [one.quantity for one in found.unmet]) == ((), [10])


def test_lines_of_several_holders_are_refused(scene: Scene) -> None:
    lines = lines_of(scene, (eco_class(), 10))
    other = scene.obligation((eco_class(), 5), holder=scene.cast.organisation("landholder"))
    with pytest.raises(DomainError) as refused:
        allocate([*lines, *other.lines.all()], on=scene.today)
    assert refused.value.code == "allocation.several_holders"


def test_too_many_lines_at_once_are_refused(scene: Scene) -> None:
    lines = lines_of(scene, *[(eco_class(), 1)] * (MOST_LINES + 1))
    with pytest.raises(DomainError) as refused:
        allocate(lines, on=scene.today)
    assert refused.value.code == "allocation.too_many_lines"


def test_more_offers_and_lines_cost_no_more_queries(scene: Scene) -> None:
    counted = []
    for more in (1, 5):
        lines = lines_of(scene, *[(eco_class(), 3)] * more)
        for number in range(more):
            scene.offer(scene.lot(eco_class(pct_id=more * 100 + number), 5), 2)
        allocate(lines, on=scene.today)
        with CaptureQueriesContext(connection) as caught:
            allocate(lines, on=scene.today)
        counted.append(len(caught))
    assert counted[0] == counted[1]


def cheapest_by_trying(
    capacities: list[int], prices: list[int], needs: list[int], arcs: list[Arc]
) -> tuple[int, int]:
    """Most credits, and of those the least cost, of every way there is."""
    best = (0, 0)
    ranges = [range(min(capacities[arc.source], needs[arc.need]) + 1) for arc in arcs]
    for tried in product(*ranges):
        given_by, got = [0] * len(capacities), [0] * len(needs)
        for arc, quantity in zip(arcs, tried, strict=True):
            given_by[arc.source] += quantity
            got[arc.need] += quantity
        if any(a > b for a, b in zip(given_by, capacities, strict=True)):
            continue
        if any(a > b for a, b in zip(got, needs, strict=True)):
            continue
        cost = sum(prices[arc.source] * quantity for arc, quantity in zip(arcs, tried, strict=True))
        best = max(best, (sum(tried), -cost))
    return best


@given(data=st.data())
def test_the_solver_finds_what_trying_every_way_finds(data: st.DataObject) -> None:
    sources = data.draw(st.integers(1, 3))
    needs = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
    capacities = data.draw(st.lists(st.integers(1, 3), min_size=sources, max_size=sources))
    cents = data.draw(st.lists(st.integers(0, 10**9), min_size=sources, max_size=sources))
    pairs = [(one, other) for one in range(sources) for other in range(len(needs))]
    arcs = [Arc(*pair) for pair in data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5))]
    found = solve(capacities=capacities, prices=[price / 100 for price in cents], needs=needs, arcs=arcs)
    cost = sum(cents[arc.source] * quantity for arc, quantity in zip(arcs, found.quantities, strict=True))
    assert (sum(found.quantities), -cost) == cheapest_by_trying(capacities, cents, needs, arcs)
    assert found == solve(
        capacities=capacities, prices=[price / 100 for price in cents], needs=needs, arcs=arcs
    )
