"""Published figures of the scheme: protected land, payments and what for, local spending, agreements (N78-N81).

Sums alone: no holder and no site is named.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement, PlanCost
from registry.fund import states
from registry.fund.models import RunLine, SiteAccount
from registry.fund.money.shares import largest_remainder
from registry.fund.selectors.home import UNDER_MANAGEMENT
from registry.fund.selectors.papers import FinancialYear, financial_year_of, financial_years
from registry.fund.selectors.spending import LocalShare, Spent, by_purpose, local_share
from registry.units import divide_half_up

WAS_REGISTERED = agreement_states.IN_FORCE | {agreement_states.TERMINATED}
JULY = 7
OTHER = PlanCost.Purpose.OTHER.value


@dataclass(frozen=True, slots=True)
class Protected:
    """Land under agreements in force at the end of a day. `without_area` agreements have no area recorded."""

    on: date
    agreements: int
    area_m2: int
    without_area: int


@dataclass(frozen=True, slots=True)
class PaidInYear:
    """What was paid to landholders in a financial year: shares less what was set off, without tax, in cents."""

    year: FinancialYear
    cents: int
    payments: int
    sites: int


@dataclass(frozen=True, slots=True)
class Agreements:
    """Agreements in force now. `funded`: the whole deposit is received; the average is of the deposits that are due."""

    in_force: int
    active: int
    passive: int
    with_account: int
    funded: int
    average_deposit_cents: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page, the file and the API tell, for a day and a financial year."""

    protected: Protected
    history: Sequence[Protected]
    year: FinancialYear
    paid: Sequence[PaidInYear]
    purposes: dict[str, int]
    spent: dict[str, Spent]
    local: LocalShare
    agreements: Agreements

    @property
    def paid_in_year(self) -> PaidInYear:
        """The payments of the year asked for."""
        found = (one for one in self.paid if one.year == self.year)
        return next(found, PaidInYear(self.year, 0, 0, 0))

    @property
    def average_cents(self) -> int | None:
        """What a site that was paid in the year got on average; None where none was."""
        paid = self.paid_in_year
        return divide_half_up(paid.cents, paid.sites) if paid.sites else None


def figures(*, on: date, year: FinancialYear, today: date) -> Figures:
    """The figures of a day and a year, in a fixed number of queries."""
    return Figures(
        protected=protected_on(on),
        history=history_until(today),
        year=year,
        paid=paid_by_year(),
        purposes=paid_by_purpose(year),
        spent=by_purpose(year.first, year.last),
        local=local_share(year.first, year.last),
        agreements=agreements_now(),
    )


def protected_on(day: date) -> Protected:
    """Land permanently protected at the end of that day (N78)."""
    return _protected(list(_in_force_sometime().values_list(*FACTS)), day)


FACTS = ("registered_on", "terminated_on", "site_area_m2")


def _in_force_sometime() -> QuerySet[Agreement]:
    return Agreement.objects.filter(registered_on__isnull=False, state__in=WAS_REGISTERED).order_by()


def _protected(facts: Sequence[tuple[date | None, date | None, int | None]], day: date) -> Protected:
    areas = [
        area
        for registered, terminated, area in facts
        if registered is not None and registered <= day and (terminated is None or terminated > day)
    ]
    return Protected(day, len(areas), sum(area or 0 for area in areas), sum(area is None for area in areas))


def history_until(today: date) -> list[Protected]:
    """The end of each financial year since the first agreement, the newest first; one query."""
    facts = list(_in_force_sometime().values_list(*FACTS))
    first = min((one[0] for one in facts if one[0]), default=None)
    if first is None:
        return []
    return [_protected(facts, year.last) for year in financial_years(first, today) if year.last <= today]


def _paid() -> QuerySet[Any, Any]:
    """Lines that the bank paid, with the day they count for."""
    day = Coalesce("run__settled_on", "run__processing_on")
    return RunLine.objects.filter(state=states.PAID).annotate(day=day).exclude(day=None)


def paid_by_year() -> list[PaidInYear]:
    """What was paid in each financial year, the newest first (N79); one query."""
    began = ExtractYear("day") - Case(
        When(month__lt=JULY, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    rows = (
        _paid()
        .annotate(month=ExtractMonth("day"))
        .annotate(began=began)
        .order_by()
        .values("began")
        .annotate(
            cents=Sum(F("share_cents") - F("recovery_cents")),
            lines_paid=Count("pk"),
            sites=Count("site", distinct=True),
        )
        .order_by("-began")
    )
    return [
        PaidInYear(
            financial_year_of(date(row["began"], JULY, 1)), row["cents"] or 0, row["lines_paid"], row["sites"]
        )
        for row in rows
    ]


def paid_by_purpose(year: FinancialYear) -> dict[str, int]:
    """What was paid in a financial year by purpose, every purpose named, in cents (N80): each payment divided as its
    year of the schedule is, to the cent, so that the purposes add up to what was paid. One query."""
    sums: Counter[str] = Counter()
    rows = (
        _paid()
        .filter(day__gte=year.first, day__lte=year.last)
        .order_by("pk")
        .values_list("share_cents", "recovery_cents", "management_year__by_purpose")
    )
    for share, recovered, purposes in rows.iterator(chunk_size=2_000):
        cents = share - recovered
        # The databases give the keys of JSON in different orders, and a tie falls to the first listed.
        parts = {code: purposes[code] for code in sorted(purposes, key=_listed) if purposes[code] > 0}
        parts = parts or {OTHER: 1}
        for code, part in zip(parts, largest_remainder(cents, list(parts.values())), strict=True):
            sums[code] += part
    return dict.fromkeys(PlanCost.Purpose.values, 0) | dict(sums)


def _listed(code: str) -> tuple[int, str]:
    """The order of purposes in a plan; one that is not known comes last."""
    known = PlanCost.Purpose.values
    return (known.index(code) if code in known else len(known), code)


def agreements_now() -> Agreements:
    """Agreements in force and how they are funded, in two queries."""
    counts = Agreement.objects.filter(state__in=agreement_states.IN_FORCE).aggregate(
        in_force=Count("pk"), active=Count("pk", filter=Q(state__in=UNDER_MANAGEMENT))
    )
    accounts = SiteAccount.objects.filter(agreement__state__in=agreement_states.IN_FORCE).aggregate(
        with_account=Count("pk"),
        funded=Count("pk", filter=Q(deposited_cents__gte=F("due_cents"))),
        due=Sum("due_cents"),
    )
    total = accounts["with_account"]
    return Agreements(
        in_force=counts["in_force"],
        active=counts["active"],
        passive=counts["in_force"] - counts["active"],
        with_account=total,
        funded=accounts["funded"],
        average_deposit_cents=divide_half_up(accounts["due"], total) if total else None,
    )
