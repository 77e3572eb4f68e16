"""The costs of a plan as lines of a table: an action and a purpose, with an amount for each management year.

A plan's cost rows are one amount each; a person reads and types them as lines of 21 amounts, the years 1 to 20 and the
ongoing maintenance after them (N48). An empty amount is no row; 0 is a stated nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from registry.agreements.models import PlanAction, PlanCost

YEARS = tuple(range(1, 21))
ONGOING: None = None
COLUMNS: tuple[int | None, ...] = (*YEARS, ONGOING)
LARGEST_CENTS = 10**13
"""A hundred billion dollars in one cell is a typing error."""
TOO_MUCH = "That is more than a plan can cost. Check the amount."
AMOUNT = re.compile(
    r"(?P<sign>-?) ?\$? ?(?P<dollars>[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+|(?=\.[0-9]))(?:\.(?P<decimals>[0-9]+)?)?"
)
"""Thousands stand in threes or not at all: 12,50 is a slip or another country's decimals, not 1250 dollars."""


def column_name(year: int | None) -> str:
    """What a column is called: `Year 3`, or `Ongoing`."""
    return "Ongoing" if year is None else f"Year {year}"


@dataclass(slots=True)
class CostLine:
    """Amounts in cents by year (None: ongoing) of one action, or of the plan as a whole (no action), for a purpose."""

    action: str | None
    purpose: str
    cents: dict[int | None, int] = field(default_factory=dict)

    @property
    def total_cents(self) -> int:
        """The years 1 to 20 together, undiscounted."""
        return sum(amount for year, amount in self.cents.items() if year is not None)


def cents_of(text: str) -> int:
    """A typed amount of dollars as whole cents. Raises ValueError with what to do."""
    found = AMOUNT.fullmatch(text.strip().replace("\u00a0", " ").replace("\u2212", "-"))
    if found is None:
        raise ValueError("Enter dollars, for example 12500 or 12,500.50.")
    sign, dollars, decimals = found["sign"], re.sub("[, ]", "", found["dollars"]), found["decimals"] or ""
    if sign and (dollars.strip("0") or decimals.strip("0")):
        raise ValueError("A cost cannot be below zero.")
    if decimals[2:].strip("0"):
        raise ValueError("Use at most two decimals.")
    if len(dollars.lstrip("0")) > len(str(LARGEST_CENTS)):
        raise ValueError(TOO_MUCH)
    cents = int(dollars or "0") * 100 + int(f"{decimals[:2]:0<2}")
    if cents >= LARGEST_CENTS:
        raise ValueError(TOO_MUCH)
    return cents


def typed(cents: int | None) -> str:
    """Whole cents as a person types them: `12500`, or `12500.50`."""
    if cents is None:
        return ""
    dollars = Decimal(cents) / 100
    return f"{dollars:.0f}" if cents % 100 == 0 else f"{dollars:.2f}"


def lines_of(costs: Iterable[PlanCost]) -> list[CostLine]:
    """Stored rows as lines, in the order of their first row. Several rows of one cell are added up."""
    found: dict[tuple[str | None, str], CostLine] = {}
    for cost in costs:
        action = str(cost.action.public_id) if cost.action is not None else None
        line = found.setdefault((action, cost.purpose), CostLine(action, cost.purpose))
        line.cents[cost.year] = line.cents.get(cost.year, 0) + cost.amount_cents
    return list(found.values())


def rows_of(lines: Iterable[CostLine]) -> list[dict[str, Any]]:
    """Lines as the rows that the command takes."""
    return [
        {
            "action_id": line.action,
            "purpose": line.purpose,
            "year": year,
            "amount_cents": line.cents[year],
        }
        for line in lines
        for year in COLUMNS
        if year in line.cents
    ]


def totals_of(lines: Iterable[CostLine]) -> dict[int | None, int | None]:
    """The sum of each year and of the ongoing maintenance; None where no amount is stated."""
    totals: dict[int | None, int | None] = dict.fromkeys(COLUMNS)
    for line in lines:
        for year, amount in line.cents.items():
            totals[year] = (totals[year] or 0) + amount
    return totals


def twenty_years(totals: Mapping[int | None, int | None]) -> int:
    """The years 1 to 20 together, undiscounted."""
    return sum(totals[year] or 0 for year in YEARS)


def span_of(action: PlanAction | None) -> tuple[int | None, ...]:
    """The columns an amount "the same each year" goes to: the years of the action, and the ongoing maintenance where
    the action goes on; all of them for the plan as a whole."""
    if action is None:
        return COLUMNS
    years = tuple(year for year in YEARS if action.first_year <= year <= (action.last_year or 20))
    return years if action.last_year is not None else (*years, ONGOING)


def fill(line: CostLine, each_cents: int, span: Iterable[int | None]) -> None:
    """Put the same amount into every empty year of the span."""
    for year in span:
        line.cents.setdefault(year, each_cents)
