"""What the lines of a plan add up to: year by year, from year 21 on, and by purpose (N48)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.agreements.models import PlanCost

PLAN_YEARS = range(1, 21)
"""The years whose costs the plan states one by one; year None is each year after them (N48)."""


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """What a plan costs, integer cents, in prices of the signing (N48). A year that is not stated is None, not zero;
    `undiscounted_cents` adds years 1 to 20; the deposit beside it is computed by the fund (`money_terms`, N49)."""

    by_year: dict[int, int | None]
    ongoing_cents: int | None
    by_purpose: dict[str, int] = field(default_factory=dict)

    @property
    def undiscounted_cents(self) -> int:
        """The sum of years 1 to 20."""
        return sum(cents for cents in self.by_year.values() if cents is not None)

    @property
    def missing_years(self) -> tuple[int, ...]:
        """Years 1 to 20 for which nothing is stated."""
        return tuple(year for year, cents in self.by_year.items() if cents is None)

    @property
    def complete(self) -> bool:
        """Is each of the 20 years stated, and the years after them?"""
        return not self.missing_years and self.ongoing_cents is not None


def totals(costs: Iterable[PlanCost]) -> PlanTotals:
    """The totals of cost lines."""
    by_year: dict[int, int | None] = dict.fromkeys(PLAN_YEARS)
    by_purpose: dict[str, int] = {}
    ongoing: int | None = None
    for cost in costs:
        if cost.year is None:
            ongoing = (ongoing or 0) + cost.amount_cents
        else:
            by_year[cost.year] = (by_year[cost.year] or 0) + cost.amount_cents
            by_purpose[cost.purpose] = by_purpose.get(cost.purpose, 0) + cost.amount_cents
    return PlanTotals(by_year, ongoing, by_purpose)
