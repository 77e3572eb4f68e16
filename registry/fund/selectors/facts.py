"""The facts of the fund as everybody may read them: rates, rules, price indices, public holidays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from registry.findings import NotVisible
from registry.fund.models import BankHoliday, BankYear, IndexNumber, IndexSeries, RuleParameter
from registry.fund.parameters import CONFIRMED, RULES, InForce, Rule


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule with its default, what is in force today, and every row entered, newest first."""

    rule: Rule
    now: InForce
    entered: tuple[RuleParameter, ...]

    @property
    def provisional(self) -> bool:
        """Is it our choice, from memory, open or made up?"""
        return self.now.standing != CONFIRMED or self.now.demo


def rules(*, on: date) -> list[RuleShown]:
    """Every rule of the fund. One query."""
    rows = list(RuleParameter.objects.select_related("entered_by").order_by("-effective_from", "-pk"))
    shown = []
    for code, rule in RULES.items():
        entered = tuple(row for row in rows if row.code == code)
        begun = next((row for row in entered if row.effective_from <= on), None)
        now = InForce(code, rule.label, rule.default, rule.standing, rule.note)
        if begun is not None:
            now = InForce(code, rule.label, begun.value, CONFIRMED, begun.source, begun.demo)
        shown.append(RuleShown(rule, now, entered))
    return shown


def series() -> QuerySet[IndexSeries]:
    """Every price index with how many quarters it has and the newest of them."""
    return IndexSeries.objects.select_related("entered_by").annotate(
        quarters=Count("numbers__quarter_ends", distinct=True),
        newest_quarter=Max("numbers__quarter_ends"),
        newest_published=Max("numbers__published_on"),
    )


def series_called(code: str) -> IndexSeries:
    """One price index. Raises NotVisible."""
    found = IndexSeries.objects.filter(code=code).first()
    if found is None:
        raise NotVisible("price index")
    return found


def numbers_of(index: IndexSeries) -> QuerySet[IndexNumber]:
    """Every number of a price index, revisions included, the newest quarter first."""
    return (
        IndexNumber.objects.filter(series=index)
        .select_related("entered_by")
        .order_by("-quarter_ends", "-published_on")
    )


def numbers_on_file(index: IndexSeries, days: Sequence[tuple[date, date]]) -> set[tuple[date, date]]:
    """Which of these quarters and days of publication are entered already. One query."""
    rows = IndexNumber.objects.filter(series=index, quarter_ends__in={quarter for quarter, _ in days})
    return set(rows.values_list("quarter_ends", "published_on")) & set(days)


def holidays(year: int | None = None) -> QuerySet[BankHoliday]:
    """Public holidays, of one year or of all, in their order."""
    rows = BankHoliday.objects.select_related("entered_by").order_by("day")
    return rows.filter(day__year=year) if year else rows


def holiday_years() -> list[tuple[int, BankYear | None]]:
    """Every year with a holiday or said to be complete, the latest first, with what says so."""
    complete = {row.year: row for row in BankYear.objects.select_related("entered_by")}
    with_days = {day.year for day in BankHoliday.objects.dates("day", "year")}
    return [(year, complete.get(year)) for year in sorted(with_days | set(complete), reverse=True)]


def complete_years() -> frozenset[int]:
    """The years whose holidays are all entered; of any other it is not known for certain what a business day is."""
    return frozenset(BankYear.objects.values_list("year", flat=True))


def holiday_days(*, first: date, last: date) -> frozenset[date]:
    """The public holidays between two days, both included. One query."""
    return frozenset(
        BankHoliday.objects.filter(Q(day__gte=first, day__lte=last)).values_list("day", flat=True)
    )
