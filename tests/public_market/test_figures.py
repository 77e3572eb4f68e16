"""Price figures by hand, and that a sale which is set apart moves none of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from credits.periods import financial_year, quarter, quarters
from credits.public.market import charts
from credits.public.market.figures import (
    BELOW_A_CENT,
    GIFT,
    NO_PRICE,
    NOTHING,
    RELATED,
    Sale,
    price_figures,
    quantile,
    set_apart,
)
from credits.public.market.naming import slug_of

DAY = date(2025, 8, 1)


def sale(price: str, credits: int = 1, **more: bool) -> Sale:
    cents = int(Decimal(price or "0") * credits * 100)
    return Sale(on=DAY, credits=credits, price=price, value_cents=cents, **more)


def test_the_figures_of_four_sales_are_those_of_a_sheet_of_paper() -> None:
    found = price_figures([sale("400", 10), sale("100", 1), sale("300", 5), sale("200", 4)])
    assert (found.sales, found.credits, found.value_cents) == (4, 20, 640_000)
    assert (found.lowest, found.median, found.highest) == (100, 250, 400)
    assert (found.lower_quartile, found.upper_quartile) == (175, 325)
    # 6,400 dollars over 20 credits, not the mean of four prices.
    assert found.mean == 320
    assert found.few is False


def test_no_sale_has_no_price_and_few_sales_say_so() -> None:
    nothing = price_figures([])
    assert (nothing.sales, nothing.median, nothing.mean, nothing.few) == (0, None, None, False)
    assert price_figures([sale("5")]).few
    assert price_figures([sale("5"), sale("6")]).few


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (sale("100"), ""),
        (sale("0.01"), ""),
        (sale("0.009"), BELOW_A_CENT),
        (sale("0.000000000001", 799), BELOW_A_CENT),
        (sale("0"), NOTHING),
        (sale("0.00"), NOTHING),
        (sale(""), NO_PRICE),
        (sale("100", gift=True), GIFT),
        (sale("100", related=True), RELATED),
        (sale("0", related=True, gift=True), RELATED),
    ],
)
def test_a_sale_is_set_apart_for_one_reason(one: Sale, reason: str) -> None:
    assert one.apart == reason


def test_sales_set_apart_are_counted_by_reason() -> None:
    found = set_apart([sale("0", 2), sale("10", 3, related=True), sale("20", 4, related=True), sale("5")])
    assert [(one.reason, one.sales, one.credits, one.value_cents) for one in found] == [
        (RELATED, 2, 7, 11_000),
        (NOTHING, 1, 2, 0),
    ]


prices = some.decimals(min_value="0.01", max_value="50000", places=2).map(str)
counted = some.lists(some.builds(sale, prices, some.integers(1, 500)), max_size=30)
apart = some.lists(
    some.one_of(
        some.builds(sale, prices, some.integers(1, 500), related=some.just(True)),
        some.builds(sale, prices, some.integers(1, 500), gift=some.just(True)),
        some.builds(sale, some.sampled_from(["0", "0.001", ""]), some.integers(1, 500)),
    ),
    max_size=30,
)


@given(counted, apart, some.randoms(use_true_random=False))
def test_what_is_set_apart_changes_no_figure(sales: list[Sale], others: list[Sale], order) -> None:
    mixed = [*sales, *others]
    order.shuffle(mixed)
    assert price_figures(mixed) == price_figures(sales)
    assert sum(one.sales for one in set_apart(mixed)) == len(others)


@given(some.lists(some.decimals("0.01", "50000", places=3), min_size=1, max_size=40))
def test_quantiles_lie_in_order_between_lowest_and_highest(found: list[Decimal]) -> None:
    ordered = sorted(found)
    parts = [quantile(ordered, Decimal(part)) for part in ("0", "0.25", "0.5", "0.75", "1")]
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (ordered[0], ordered[-1])


def test_a_quantile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no price"):
        quantile([], Decimal("0.5"))


def test_a_financial_year_begins_in_july_and_quarters_have_no_gap() -> None:
    assert financial_year(date(2021, 6, 30)) == "2020-21"
    assert financial_year(date(2021, 7, 1)) == "2021-22"
    assert financial_year(date(1999, 12, 31)) == "1999-00"
    assert quarter(date(2025, 9, 30)) == "2025 Q3"
    assert quarters(date(2024, 11, 5), date(2025, 7, 1)) == ["2024 Q4", "2025 Q1", "2025 Q2", "2025 Q3"]


def test_an_address_is_stable_readable_and_different_for_names_that_differ_in_a_sign() -> None:
    long = "Cumberland shale hills and plains woodland " * 12
    assert len(slug_of(long)) <= 71
    assert slug_of("Koala") == slug_of("Koala")
    assert slug_of("PCT's 268, 279") != slug_of("PCTs 268, 279")
    assert slug_of("<50% cleared, \u2265 tier").startswith("50-cleared-tier-")
    assert slug_of("\u8349") == slug_of("\u8349")
    assert len(slug_of("\u8349")) == 10


def test_pictures_are_none_without_anything_to_draw() -> None:
    assert charts.volumes(["2025 Q1"], {}, {"2025 Q1": 0}) is None
    assert charts.prices(["2025 Q1"], {}) is None


def test_bars_stand_on_the_foot_and_the_tallest_reaches_below_the_top() -> None:
    picture = charts.volumes(["2025 Q1", "2025 Q2"], {"2025 Q1": 50}, {"2025 Q2": 100})
    assert picture is not None
    foot = picture.frame.foot
    bars = [*picture.first, *picture.second]
    assert [round(bar.y + bar.height, 6) for bar in bars] == [foot, foot]
    assert bars[1].y == charts.FRAME.top
    assert bars[0].height * 2 == pytest.approx(bars[1].height)
    assert [label.text for label in picture.levels] == ["0", "50", "100"]


def test_a_box_of_one_price_is_a_stroke_that_can_be_seen() -> None:
    five = (Decimal(5),) * 5
    picture = charts.prices(["2025 Q3"], {"2025 Q3": five})
    assert picture is not None
    (box,) = picture.boxes
    assert (box.height, box.lowest, box.highest) == (1.0, box.median, box.median)
    assert picture.quarters[0].text == "2025 Q3"


def test_a_sale_is_told_by_what_the_sides_said_of_it() -> None:
    assert replace(sale("10"), related=True).apart == RELATED
