"""Price indices: the number that counts for a day, as it was published up to another day (the vintage)."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.fund.models import IndexNumber


@dataclass(frozen=True, slots=True)
class IndexTable:
    """The numbers of one series as they stood on the day `vintage`, a revision in the place of what it revises.

    `published` says, quarter by quarter, when a number for it first came out; `values` what it is in this vintage."""

    series: str
    vintage: date
    quarters: tuple[date, ...]
    published: tuple[date, ...]
    values: tuple[Decimal, ...]

    @classmethod
    def load(cls, series_code: str, vintage: date) -> "IndexTable":
        """Read the series; nothing published after `vintage` counts. One query; empty where there is no such series."""
        rows = (
            IndexNumber.objects.filter(series__code=series_code, published_on__lte=vintage)
            .order_by("quarter_ends", "published_on")
            .values_list("quarter_ends", "published_on", "value")
        )
        first: dict[date, date] = {}
        newest: dict[date, Decimal] = {}
        for quarter_ends, published_on, value in rows:
            first.setdefault(quarter_ends, published_on)
            newest[quarter_ends] = value
        return cls(series_code, vintage, tuple(first), tuple(first.values()), tuple(newest.values()))

    def for_day(self, day: date) -> tuple[Decimal | None, date | None]:
        """The number and the last day of its quarter: of the quarters published on or before `day` the latest, with the
        value of this vintage. A payment that is late keeps the quarter of its due day (our choice; the lag is not
        published). (None, None) where nothing was published by then."""
        for position in range(bisect_right(self.quarters, day) - 1, -1, -1):
            if self.published[position] <= day:
                return self.values[position], self.quarters[position]
        return None, None

    def of_quarter(self, quarter_ends: date) -> Decimal | None:
        """The number of a quarter in this vintage, for the base of an agreement; None where it is not entered."""
        position = bisect_right(self.quarters, quarter_ends) - 1
        if position >= 0 and self.quarters[position] == quarter_ends:
            return self.values[position]
        return None
