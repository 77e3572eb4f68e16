"""Which discount rates there are: those that were published, and those officers entered since."""

from dataclasses import dataclass
from datetime import date

from registry.fund.models import DiscountRate as EnteredRate
from registry.fund.money import rates
from registry.fund.money.rates import DiscountRate, Trigger

ORIGINS = {
    rates.STEWARDSHIP: "Stewardship agreements",
    rates.BIOBANKING: "BioBanking agreements",
    "": "All agreements",
}


@dataclass(frozen=True, slots=True)
class ListedRate:
    """A rate as a page lists it: per cent, which agreements it is for, and since when."""

    per_cent: str
    agreements: str
    applies: str
    source: str
    demo: bool = False


def every_rate() -> list[DiscountRate]:
    """All rates as the rule reads them (`money.rates.rate_for`), in one query."""
    entered = [
        DiscountRate(row.rate, Trigger(row.trigger), row.day, row.origin, row.source)
        for row in EnteredRate.objects.order_by("day", "pk")
    ]
    return [*rates.PUBLISHED_RATES, *entered]


def listed_rates() -> list[ListedRate]:
    """All rates in words, the newest first, in two queries."""
    demo = set(EnteredRate.objects.filter(demo=True).values_list("trigger", "day", "origin"))
    return [
        ListedRate(
            rates.per_cent(row.rate),
            ORIGINS.get(row.origin, row.origin),
            _applies(row),
            row.source,
            (str(row.trigger), row.day, row.origin) in demo,
        )
        for row in sorted(every_rate(), key=lambda row: row.day or date.min, reverse=True)
    ]


def _applies(row: DiscountRate) -> str:
    if row.day is None or row.trigger == Trigger.ALWAYS:
        return "every agreement to which no later rate applies"
    if row.trigger == Trigger.ENTERED_FROM:
        return f"agreements entered into on or after {row.day:%d/%m/%Y}"
    return f"applications received after {row.day:%d/%m/%Y}"
