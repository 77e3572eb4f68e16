"""Days of the fund: anniversaries, management years, what is due when, financial years. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from registry.fund.money.shares import largest_remainder

REPORT_DAYS_BEFORE = 30
REVIEW_YEAR = 20


@dataclass(frozen=True, slots=True)
class ManagementYear:
    """Year `year` of an agreement: its payment falls due on the first day, the next year begins on `ends`, and its
    annual report is due some days before that."""

    year: int
    due: date
    ends: date
    report_due: date

    @property
    def days(self) -> int:
        """365 or 366."""
        return (self.ends - self.due).days


def anniversary(original: date, years: int) -> date:
    """The same day so many years later, always counted from the original day; for 29 February the 28th in a year
    without one, and the 29th again in a leap year."""
    year = original.year + years
    try:
        return original.replace(year=year)
    except ValueError:
        if not date.min.year <= year <= date.max.year:
            raise
        return original.replace(year=year, day=28)


def management_year(
    active_from: date, year: int, *, report_days_before: int = REPORT_DAYS_BEFORE
) -> ManagementYear:
    """Year `year` (from 1, without end) of an agreement whose full management began on `active_from`."""
    if year < 1:
        raise ValueError("management years are counted from 1")
    due, ends = anniversary(active_from, year - 1), anniversary(active_from, year)
    return ManagementYear(year, due, ends, ends - timedelta(days=report_days_before))


def year_of(active_from: date, day: date) -> int:
    """The management year that `day` lies in; 0 before the first. As many payments have fallen due by then."""
    if day < active_from:
        return 0
    whole = day.year - active_from.year
    return whole + 1 if anniversary(active_from, whole) <= day else whole


def review_opens(active_from: date) -> date:
    """The day on which the review of the twentieth year opens: when that year begins."""
    return management_year(active_from, REVIEW_YEAR).due


def owned_days(year: ManagementYear, changes: Sequence[date]) -> list[int]:
    """How many days of a management year each owner in turn holds the land, the new one from the day of the change on.

    Raises ValueError unless the changes lie inside the year, in order.
    """
    edges = [year.due, *changes, year.ends]
    if any(later < earlier for earlier, later in pairwise(edges)):
        raise ValueError("changes of owner lie inside the year, in order")
    return [(later - earlier).days for earlier, later in pairwise(edges)]


def split_by_days(amount_cents: int, year: ManagementYear, changes: Sequence[date]) -> list[int]:
    """A payment divided between the owners of a year by actual days, to the cent; only where that policy is chosen."""
    return largest_remainder(amount_cents, owned_days(year, changes))


def financial_year_start(day: date) -> date:
    """The 1 July that begins the financial year of a day."""
    return date(day.year if day.month >= 7 else day.year - 1, 7, 1)


def financial_year(day: date) -> str:
    """The financial year of a day, 1 July to 30 June: `2026-27`."""
    began = financial_year_start(day).year
    return f"{began}-{(began + 1) % 100:02d}"
