"""The payment schedule of an agreed plan: computed from its cost lines, frozen with the signed agreement (N48, N49)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from registry.agreements import selectors as agreements
from registry.agreements.models import AgreedPlan, Agreement, AgreementChange, PlanCost
from registry.findings import DomainError, require_no_errors
from registry.fund import parameters
from registry.fund.models import DiscountRate, IndexNumber, Schedule, ScheduleYear
from registry.fund.money import present_value, rates
from registry.fund.money.present_value import Timing
from registry.fund.parameters import InForce

PLAN_YEARS = 20
FROZEN_RULES = (
    "timing",
    "regime",
    "threshold_points",
    "threshold_measure",
    "index_unpaid_deposit",
    "index_series",
)
"""The rules that a schedule is computed with, or that the site's account goes by from then on."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A schedule as computed, nothing stored: whole cents in prices of the signing. `deposit_cents` is the present
    value of all payments (N49), `undiscounted_cents` the plain sum of years 1 to 20 beside it."""

    payments_cents: tuple[int, ...]
    by_purpose: tuple[dict[str, int], ...]
    tail_cents: int
    tail_by_purpose: dict[str, int]
    rate: Decimal
    rate_reason: str
    timing: Timing
    deposit_cents: int
    rules: Mapping[str, InForce]

    @property
    def undiscounted_cents(self) -> int:
        """Years 1 to 20 added up."""
        return sum(self.payments_cents)

    def remaining_cents(self, years_gone: int) -> int:
        """The present value of every payment after so many years of the plan, when the next one begins."""
        return present_value.remaining(
            self.payments_cents, self.tail_cents, self.rate, self.timing, min(years_gone, PLAN_YEARS)
        )


@dataclass(frozen=True, slots=True)
class Basis:
    """What a deposit is computed with besides the plan: the rules of a day, and the agreement's rate with why."""

    rules: Mapping[str, InForce]
    rate: Decimal
    rate_reason: str

    @property
    def timing(self) -> Timing:
        """When in its year a payment is made."""
        return Timing(self.rules["timing"].value)


def basis_for(agreement: Agreement, *, on: date) -> Basis:
    """What the deposit of an agreement entered into on that day is computed with. Raises DomainError without a rate."""
    entered = [
        rates.DiscountRate(row.rate, rates.Trigger(row.trigger), row.day, row.origin, row.source)
        for row in DiscountRate.objects.all()
    ]
    rate, reason = rates.rate_for(
        (*rates.PUBLISHED_RATES, *entered),
        origin=agreement.origin,
        application_received=agreement.applied_on,
        entered=on,
    )
    return Basis(parameters.in_force(on), rate, reason)


def basis_of(schedule: Schedule) -> Basis:
    """What a frozen schedule was computed with: a later rate or rule changes nothing (G07)."""
    rules = {
        code: InForce(code, parameters.RULES[code].label, **_without_code(kept))
        for code, kept in schedule.parameters.items()
    }
    return Basis(rules, schedule.rate, schedule.rate_reason)


def _without_code(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name != "code"}


def compute(costs: Iterable[PlanCost], basis: Basis) -> Figures:
    """The figures of cost lines. Raises InvalidInput for a year not stated, nothing to pay, or a rate that gives
    payments without end no value (N48)."""
    years: list[Counter[str] | None] = [None] * PLAN_YEARS
    tail: Counter[str] | None = None
    for cost in costs:
        if cost.year is None:
            tail = tail or Counter()
            tail[cost.purpose] += cost.amount_cents
        else:
            known = years[cost.year - 1] or Counter()
            known[cost.purpose] += cost.amount_cents
            years[cost.year - 1] = known
    stated = [None if one is None else sum(one.values()) for one in years]
    tail_cents = None if tail is None else sum(tail.values())
    require_no_errors(
        [
            *present_value.payment_findings(stated, tail_cents),
            *present_value.rate_findings(basis.rate, tail_cents=tail_cents or 0),
        ]
    )
    payments = tuple(cents or 0 for cents in stated)
    return Figures(
        payments_cents=payments,
        by_purpose=tuple(_stated(one) for one in years),
        tail_cents=tail_cents or 0,
        tail_by_purpose=_stated(tail),
        rate=basis.rate,
        rate_reason=basis.rate_reason,
        timing=basis.timing,
        deposit_cents=present_value.total_fund_deposit(payments, tail_cents or 0, basis.rate, basis.timing),
        rules=basis.rules,
    )


def _stated(amounts: Counter[str] | None) -> dict[str, int]:
    return {purpose: cents for purpose, cents in sorted((amounts or Counter()).items()) if cents}


def preview(agreement: Agreement, *, on: date, plan: AgreedPlan | None = None) -> Figures:
    """What the plan that counts (or `plan`) would come to if the agreement were entered into that day; stores nothing.

    Once a schedule is frozen, with its rate and rules. Raises DomainError without a plan or a rate, InvalidInput where
    the costs are not complete."""
    counted = plan or agreements.plan_now(agreement)
    if counted is None:
        raise DomainError(
            "deposit.no_plan", "The agreement has no management plan yet, so nothing is computed."
        )
    frozen = Schedule.objects.filter(agreement=agreement).order_by("version").first()
    basis = basis_of(frozen) if frozen is not None else basis_for(agreement, on=on)
    return compute(counted.costs.all(), basis)


def freeze(
    agreement: Agreement,
    plan: AgreedPlan,
    *,
    change: AgreementChange | None = None,
    from_year: int = 1,
    first_year: int = 1,
    extra_deposit_cents: int = 0,
    on: date,
    now: datetime,
    by_id: int,
) -> Schedule:
    """Store the next version of the schedule with its 20 years; inside the caller's command.

    Version 1 takes rate and rules of the day; later ones keep those of version 1, and a variation the prices that the
    varied plan is in. Raises as `preview`."""
    known = list(Schedule.objects.filter(agreement=agreement).order_by("version"))
    first = known[0] if known else None
    basis = basis_for(agreement, on=on) if first is None else basis_of(first)
    if basis.rules["index_unpaid_deposit"].value == "yes":
        raise DomainError(
            "deposit.indexing_not_kept",
            "The rule says that an unpaid deposit is indexed, and this registry does not keep such accounts. Enter the "
            "rule as “no” before an agreement is signed.",
        )
    figures = compute(plan.costs.all(), basis)
    series = basis.rules["index_series"].value
    schedule = Schedule.objects.create(
        agreement=agreement,
        version=len(known) + 1,
        plan=plan,
        change=change,
        from_year=from_year,
        first_year=first_year,
        rate=figures.rate,
        rate_reason=figures.rate_reason,
        timing=figures.timing,
        tail_cents=figures.tail_cents,
        tail_by_purpose=figures.tail_by_purpose,
        total_fund_deposit_cents=figures.deposit_cents,
        extra_deposit_cents=extra_deposit_cents,
        undiscounted_cents=figures.undiscounted_cents,
        parameters={code: rule.as_dict() for code, rule in basis.rules.items()},
        base_series=series,
        base_quarter=_prices_of(known, series, first_year=first_year, on=on),
        frozen_on=on,
        made_at=now,
        made_by_id=by_id,
    )
    ScheduleYear.objects.bulk_create(
        ScheduleYear(schedule=schedule, year=year, real_cents=cents, by_purpose=purposes)
        for year, (cents, purposes) in enumerate(
            zip(figures.payments_cents, figures.by_purpose, strict=True), start=1
        )
    )
    return schedule


def _prices_of(known: Sequence[Schedule], series: str, *, first_year: int, on: date) -> date | None:
    """Whose prices the amounts are in: those of the plan that is varied, for its lines are copied as they stand; of the
    day where the 20 years begin anew."""
    varied = [one for one in known if one.first_year == first_year]
    return varied[0].base_quarter if varied else base_quarter(series, on=on)


def base_quarter(series: str, *, on: date) -> date | None:
    """The last day of the newest quarter published by that day: the prices that the amounts are in. None: not set."""
    if not series:
        return None
    return (
        IndexNumber.objects.filter(series__code=series, published_on__lte=on)
        .order_by("-quarter_ends")
        .values_list("quarter_ends", flat=True)
        .first()
    )


def rule_of(schedule: Schedule, code: str) -> str:
    """The value of a rule as the schedule was frozen with it."""
    return str(schedule.parameters[code]["value"])


@dataclass(frozen=True, slots=True)
class Payable:
    """What one management year pays by a schedule."""

    real_cents: int
    by_purpose: dict[str, int]
    maintenance: bool


def payable_in(schedule: Schedule, year: int) -> Payable:
    """What management year `year` pays: one of the plan's 20 years, else the payment of every year after them."""
    place = year - schedule.first_year + 1
    if place <= PLAN_YEARS:
        row = next(one for one in schedule.years.all() if one.year == place)
        return Payable(row.real_cents, row.by_purpose, maintenance=False)
    return Payable(schedule.tail_cents, schedule.tail_by_purpose, maintenance=True)


def schedule_for(schedules: Sequence[Schedule], year: int) -> Schedule:
    """The newest version that applies to a management year."""
    return max((one for one in schedules if one.from_year <= year), key=lambda one: one.version)


def figures_of(schedule: Schedule) -> Figures:
    """The figures as they were frozen."""
    rows = list(schedule.years.all())
    basis = basis_of(schedule)
    return Figures(
        payments_cents=tuple(row.real_cents for row in rows),
        by_purpose=tuple(row.by_purpose for row in rows),
        tail_cents=schedule.tail_cents,
        tail_by_purpose=schedule.tail_by_purpose,
        rate=schedule.rate,
        rate_reason=schedule.rate_reason,
        timing=Timing(schedule.timing),
        deposit_cents=schedule.total_fund_deposit_cents,
        rules=basis.rules,
    )
