"""What holders spent, from approved reports, by purpose and by where it went (N80, N81).

The cut-off is ours: a report counts in the period in which its management year ends, whole. Nothing is split by days.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet, Sum

from registry.agreements.models import PlanCost
from registry.fund import states
from registry.fund.models import AnnualReport, ReportedSpend
from registry.units import fraction_half_up


@dataclass(frozen=True, slots=True)
class Spent:
    """What went to a purpose, and of it to people of the area; cents."""

    spent_cents: int = 0
    local_cents: int = 0


@dataclass(frozen=True, slots=True)
class LocalShare:
    """How much of everything that was spent went to people of the area, and how many reports say so."""

    spent_cents: int
    local_cents: int
    reports: int

    @property
    def percent(self) -> Decimal | None:
        """To one decimal, halves up; None where nothing was spent: there is no share of nothing."""
        if not self.spent_cents:
            return None
        return fraction_half_up(Fraction(self.local_cents * 100, self.spent_cents), 1)


def _ending(first: date, last: date) -> QuerySet[AnnualReport]:
    """Approved reports of management years whose last day is from `first` to `last`."""
    day = timedelta(days=1)
    return AnnualReport.objects.filter(
        state=states.APPROVED,
        management_year__ends_on__gte=first + day,
        management_year__ends_on__lte=last + day,
    )


def by_purpose(first: date, last: date) -> dict[str, Spent]:
    """Spending by purpose code, every purpose named, in one query (N80)."""
    rows = (
        ReportedSpend.objects.filter(report__in=_ending(first, last))
        .order_by()
        .values("purpose")
        .annotate(spent=Sum("spent_cents"), local=Sum("local_cents"))
    )
    found = {row["purpose"]: Spent(row["spent"], row["local"]) for row in rows}
    return {code: found.get(code, Spent()) for code in PlanCost.Purpose.values}


def local_share(first: date, last: date) -> LocalShare:
    """The share of all spending that went to people of the area, in one query (N81)."""
    row = _ending(first, last).aggregate(
        spent=Sum("spending__spent_cents"),
        local=Sum("spending__local_cents"),
        reports=Count("pk", distinct=True),
    )
    return LocalShare(row["spent"] or 0, row["local"] or 0, row["reports"])
