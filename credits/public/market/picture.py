"""The figures of one trading group or species put together: what its page, its files and the API all tell."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from credits.market.models import Demand, Interest
from credits.periods import financial_year, quarter, quarters
from credits.public.market import selectors
from credits.public.market.figures import Apart, PriceFigures, Sale, price_figures, set_apart
from credits.public.market.selectors import Traded

MOVED = ("issue", "transfer", "retire", "cancel", "correct")


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or financial year: credits moved by kind, and the prices of its sales."""

    name: str
    moved: dict[str, int]
    prices: PriceFigures


@dataclass(frozen=True, slots=True)
class MarketOf:
    """Everything the public learns of one trading group or species."""

    traded: Traded
    prices: PriceFigures
    apart: list[Apart]
    years: list[Period]
    quarters: list[Period]
    offers: list[Any]
    interests: list[Any]
    demands: list[Any]
    subregions: list[dict[str, Any]]


def market_of(traded: Traded, on: date) -> MarketOf:
    """The figures as they stand. As many queries for one lot as for thousands."""
    classes = selectors.class_ids(traded)
    sales = selectors.sales_in(classes)
    moved = selectors.moved_by_quarter(classes)
    return MarketOf(
        traded=traded,
        prices=price_figures(sales),
        apart=set_apart(sales),
        years=years_of(sales, moved),
        quarters=quarters_of(sales, moved, on),
        offers=selectors.offers_in(classes),
        interests=selectors.entries_of(Interest, traded, on),
        demands=selectors.entries_of(Demand, traded, on),
        subregions=selectors.subregions_of(classes),
    )


def quarters_of(sales: list[Sale], moved: dict[str, dict[str, int]], on: date) -> list[Period]:
    """Every quarter from the first movement to today, in order; empty where nothing moved."""
    names = sorted({name for by_quarter in moved.values() for name in by_quarter})
    if not names:
        return []
    year, number = int(names[0][:4]), int(names[0][-1])
    last = max(quarter(on), names[-1])
    every = quarters(date(year, number * 3 - 2, 1), date(int(last[:4]), int(last[-1]) * 3 - 2, 1))
    by_quarter: dict[str, list[Sale]] = {}
    for sale in sales:
        by_quarter.setdefault(quarter(sale.on), []).append(sale)
    return [
        Period(
            name,
            {kind: moved.get(kind, {}).get(name, 0) for kind in MOVED},
            price_figures(by_quarter.get(name, [])),
        )
        for name in every
    ]


def years_of(sales: list[Sale], moved: dict[str, dict[str, int]]) -> list[Period]:
    """The financial years in which something moved, latest first."""
    by_year: dict[str, list[Sale]] = {}
    for sale in sales:
        by_year.setdefault(financial_year(sale.on), []).append(sale)
    summed: dict[str, dict[str, int]] = {}
    for kind, by_quarter in moved.items():
        for name, credits in by_quarter.items():
            year = financial_year(date(int(name[:4]), int(name[-1]) * 3 - 2, 1))
            kinds = summed.setdefault(year, dict.fromkeys(MOVED, 0))
            kinds[kind] = kinds.get(kind, 0) + credits
    return [
        Period(year, summed[year], price_figures(by_year.get(year, [])))
        for year in sorted(summed, reverse=True)
    ]


def five_numbers(found: list[Period]) -> dict[str, tuple[Decimal, Decimal, Decimal, Decimal, Decimal]]:
    """Lowest, quartiles, median and highest price of each period that has sales."""
    return {
        one.name: (
            one.prices.lowest,
            one.prices.lower_quartile or one.prices.lowest,
            one.prices.median or one.prices.lowest,
            one.prices.upper_quartile or one.prices.lowest,
            one.prices.highest or one.prices.lowest,
        )
        for one in found
        if one.prices.lowest is not None
    }
