"""Figures as rows for files and programs: ISO words, whole cents, prices as decimal text."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from credits.public.market.figures import PriceFigures
from credits.public.market.picture import MOVED, MarketOf, Period
from credits.public.market.selectors import Traded
from registry.units import round_half_up

PRICES = ("lowest", "lower_quartile", "median", "upper_quartile", "highest", "mean")
PERIOD_COLUMNS = (
    "period",
    *(f"{kind}_credits" for kind in MOVED),
    "sales",
    "sold_credits",
    "value_cents",
    *PRICES,
)
"""Columns of the file of one market; the codebook of the page tells them."""


def price_text(price: Decimal | None) -> str | None:
    """Dollars per credit to the cent, halves up; a smaller price exact to twelve decimals."""
    if price is None:
        return None
    digits = 2 if price >= Decimal("0.01") or price == 0 else 12
    return f"{round_half_up(price, digits):f}"


def prices_of(found: PriceFigures) -> dict[str, Any]:
    """The figures of sales that count."""
    named = {name: price_text(getattr(found, name)) for name in PRICES}
    return {
        "sales": found.sales,
        "sold_credits": found.credits,
        "value_cents": found.value_cents,
        **named,
        "few_sales": found.few,
    }


def period_of(period: Period) -> dict[str, Any]:
    """One quarter or financial year."""
    moved = {f"{kind}_credits": period.moved.get(kind, 0) for kind in MOVED}
    return {"period": period.name, **moved, **prices_of(period.prices)}


def traded_of(traded: Traded) -> dict[str, Any]:
    """One trading group or species in a list."""
    return {
        "kind": traded.kind,
        "name": traded.name,
        "common_name": traded.common_name,
        "slug": traded.slug,
        "lots": traded.lots,
        "available_credits": traded.available,
        "reserved_credits": traded.reserved,
        "retired_or_cancelled_credits": traded.ended,
        "offered_credits": traded.on_offer,
        "lowest_price_asked": price_text(traded.lowest),
        "expressions_of_interest_credits": traded.hoped,
        "wanted_credits": traded.wanted,
        "owed_credits": traded.owed,
        "prices": prices_of(traded.prices),
    }


def market_as_json(found: MarketOf) -> dict[str, Any]:
    """All of one market."""
    return {
        **traded_of(found.traded),
        "prices": prices_of(found.prices),
        "set_apart": [
            {
                "reason": one.reason,
                "sales": one.sales,
                "credits": one.credits,
                "value_cents": one.value_cents,
            }
            for one in found.apart
        ],
        "financial_years": [period_of(one) for one in found.years],
        "quarters": [period_of(one) for one in found.quarters],
        "subregions": [
            {
                "subregion": one["credit_class__subregion"],
                "lots": one["lots"],
                "available_credits": one["available"],
                "reserved_credits": one["reserved"],
            }
            for one in found.subregions
        ],
        "obligations": {
            "required": found.traded.required,
            "discharged": found.traded.discharged,
            "owed": found.traded.owed,
        },
    }


def lines(found: MarketOf) -> Iterator[list[Any]]:
    """The rows of the CSV file: quarters, oldest first, under `PERIOD_COLUMNS`."""
    for one in found.quarters:
        row = period_of(one)
        yield [row[name] for name in PERIOD_COLUMNS]
