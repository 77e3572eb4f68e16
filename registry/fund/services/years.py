"""Management years and duties: twenty when full management begins, each later one a year ahead (N60, N62, N64)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Max, Q

from registry.agreements import states as agreement_states
from registry.agreements.models import PlanAction, PlanCost
from registry.fund import parameters, states
from registry.fund.models import AnnualReport, Duty, ManagementYear, Schedule, SiteAccount
from registry.fund.money import days
from registry.fund.selectors.sites import schedules_of
from registry.fund.services.schedules import PLAN_YEARS, payable_in, schedule_for


def begin(site: SiteAccount, *, on: date, now: datetime) -> list[ManagementYear]:
    """Years 1 to 20 of a site whose full management begins on that day, each with its duties; the first payment is due
    that day, each later one on an anniversary of it. Inside the caller's command, once (unique by site and year)."""
    return _make(site, schedules_of(site.agreement_id), range(1, PLAN_YEARS + 1), active_from=on)


def extend(today: date) -> int:
    """Make each year that begins within a year from today and is not there yet, for every site in force; how many were
    made. Year 21 so follows year 20 without a gap (N64). Inside the caller's transaction; another run makes none."""
    made = 0
    ahead = days.anniversary(today, 1)
    sites = (
        SiteAccount.objects.filter(
            agreement__activated_on__isnull=False, agreement__state__in=agreement_states.IN_FORCE
        )
        .select_related("agreement")
        .annotate(last_year=Max("years__year"), last_due=Max("years__due_on"))
        .filter(last_due__lt=ahead)
        .order_by("pk")
    )
    for site in sites:
        active_from = site.agreement.activated_on
        if active_from is None:
            continue
        last = days.year_of(active_from, ahead)
        missing = range(site.last_year + 1, last + 1)
        if missing:
            made += len(_make(site, schedules_of(site.agreement_id), missing, active_from=active_from))
    return made


def _make(
    site: SiteAccount, schedules: Sequence[Schedule], years: Iterable[int], *, active_from: date
) -> list[ManagementYear]:
    report_days = parameters.whole("report_days_before", on=active_from)
    rows = []
    for year in years:
        schedule = schedule_for(schedules, year)
        payable = payable_in(schedule, year)
        dates = days.management_year(active_from, year, report_days_before=report_days)
        rows.append(
            ManagementYear(
                site=site,
                year=year,
                schedule=schedule,
                maintenance=payable.maintenance,
                due_on=dates.due,
                ends_on=dates.ends,
                report_due_on=dates.report_due,
                real_cents=payable.real_cents,
                by_purpose=payable.by_purpose,
            )
        )
    made = ManagementYear.objects.bulk_create(rows)
    add_duties(made)
    return made


def add_duties(years: Sequence[ManagementYear]) -> None:
    """The actions of each year's plan that are done in that year, as duties (N60). Two queries a plan."""
    plans = {year.schedule.plan_id for year in years}
    actions: dict[int, list[PlanAction]] = defaultdict(list)
    for action in PlanAction.objects.filter(plan__in=plans).order_by("pk"):
        actions[action.plan_id].append(action)
    costs: dict[tuple[int, int | None], list[PlanCost]] = defaultdict(list)
    for cost in PlanCost.objects.filter(plan__in=plans, action__isnull=False).order_by("pk"):
        costs[cost.action_id or 0, cost.year].append(cost)
    duties = []
    for year in years:
        place = year.year - year.schedule.first_year + 1
        for action in actions[year.schedule.plan_id]:
            if not _is_done_in(action, place):
                continue
            planned = costs[action.pk, place if place <= PLAN_YEARS else None]
            duties.append(
                Duty(
                    management_year=year,
                    action=action,
                    purpose=_main_purpose(planned),
                    planned_cents=sum(cost.amount_cents for cost in planned),
                )
            )
    Duty.objects.bulk_create(duties)


def _is_done_in(action: PlanAction, place: int) -> bool:
    if action.last_year is None:
        return action.first_year <= place
    return action.first_year <= place <= action.last_year


def _main_purpose(costs: Sequence[PlanCost]) -> str:
    """What most of the money of an action is for; the first entered where two are equal."""
    return max(costs, key=lambda cost: cost.amount_cents).purpose if costs else ""


def first_unpaid_year(site: SiteAccount) -> int:
    """The first management year on which nothing is paid and nothing on its way: what a variation applies from."""
    of_site = ManagementYear.objects.filter(site=site)
    taken = of_site.filter(~Q(state=states.DUE) | Q(lines__state__in=sorted(states.CLAIMING)))
    # After the last year that is taken: an earlier one that is still held keeps what was agreed for it.
    return (taken.aggregate(last=Max("year"))["last"] or 0) + 1


def reprice(site: SiteAccount, schedule: Schedule) -> int:
    """Give the years that are not paid the amounts and duties of a new version of the schedule; how many."""
    years = list(
        ManagementYear.objects.filter(site=site, state=states.DUE, year__gte=schedule.from_year).order_by(
            "year"
        )
    )
    for year in years:
        payable = payable_in(schedule, year.year)
        year.schedule = schedule
        year.maintenance = payable.maintenance
        year.real_cents, year.by_purpose = payable.real_cents, payable.by_purpose
    ManagementYear.objects.bulk_update(years, ["schedule", "maintenance", "real_cents", "by_purpose"])
    # A year whose report is begun keeps the duties that it answers.
    reported = set(
        AnnualReport.objects.filter(management_year__in=years).values_list("management_year", flat=True)
    )
    anew = [year for year in years if year.pk not in reported]
    Duty.objects.filter(management_year__in=anew).delete()
    add_duties(anew)
    return len(years)


def end_after(site: SiteAccount, *, on: date) -> int:
    """End every year that is due after that day: the agreement is terminated. A year due before stays owed."""
    return ManagementYear.objects.filter(site=site, state=states.DUE, due_on__gt=on).update(
        state=states.ENDED
    )
