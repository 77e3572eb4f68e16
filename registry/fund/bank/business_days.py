"""The days on which banks process payments: Monday to Friday without the public holidays.

The holidays are facts that an officer enters. A year without a single one has not been entered: weekends are still
left out, but whether the day is a holiday is not known, and the answer says so. Pure: no Django, no clock, no I/O.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from registry.findings import Finding

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """The day found, and the years on the way to it whose holidays are not entered."""

    day: date
    years_not_entered: tuple[int, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether every holiday that could have changed the answer was entered."""
        return not self.years_not_entered

    def findings(self, field: str = "") -> tuple[Finding, ...]:
        """A warning for each year whose holidays are not entered."""
        return tuple(
            Finding(
                "bank.holidays.not_entered",
                f"The public holidays of {year} are not entered, so it is not known whether "
                f"{self.day:%d/%m/%Y} is a business day. Enter them, or check the day yourself.",
                field,
                severity="warning",
            )
            for year in self.years_not_entered
        )


def is_weekend(day: date) -> bool:
    """Whether the day is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


def on_or_after(day: date, holidays: Collection[date]) -> BusinessDay:
    """`day` when banks work on it, else the first day after it on which they do."""
    closed = frozenset(holidays)
    years = {holiday.year for holiday in closed}
    not_entered: list[int] = []
    while True:
        weekend = is_weekend(day)
        # A weekend is one in any year, so its year's holidays could change nothing.
        if not weekend and day.year not in years and day.year not in not_entered:
            not_entered.append(day.year)
        if not weekend and day not in closed:
            return BusinessDay(day, tuple(not_entered))
        day += _ONE_DAY


def after(day: date, holidays: Collection[date]) -> BusinessDay:
    """The first day after `day` on which banks work."""
    return on_or_after(day + _ONE_DAY, holidays)
