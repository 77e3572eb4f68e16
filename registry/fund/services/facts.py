"""Officers enter the fund's facts, each with its source: discount rates, rules, public holidays.

A fact is never edited: a later row replaces it from its day on, so what was worked out before can be explained.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from registry import entries, units
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, require_no_errors
from registry.fund import parameters
from registry.fund.chains import books_chain
from registry.fund.models import BankHoliday, BankYear, DiscountRate, IndexSeries, RuleParameter
from registry.fund.money.rates import BIOBANKING, PUBLISHED_RATES, STEWARDSHIP
from registry.fund.policies.facts import may_enter_facts

LONGEST_SOURCE = 300
RATE_PLACES = 5
ORIGINS = ("", STEWARDSHIP, BIOBANKING)
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200

_Fact = TypeVar("_Fact", bound=Model)


def source_findings(source: str) -> tuple[str, list[Finding]]:
    """The source, and what is wrong with it."""
    findings: list[Finding] = []
    called = "where it is published, and when you read it"
    read = entries.text(
        findings, source, about="fund_fact", field="source", called=called, longest=LONGEST_SOURCE
    )
    return read, findings


def entered(run: Run) -> dict[str, Any]:
    """What every fact keeps of its entering."""
    return {
        "demo": settings.DEMO,
        "entered_by_id": run.actor.person_id,
        "entered_at": timezone.now(),
    }


def stored(make: Callable[[], _Fact], *, code: str, taken: str, field: str) -> _Fact:
    """The row that `make` stores. Raises DomainError with the sentence `taken` where one like it is there."""
    try:
        with transaction.atomic():
            return make()
    except IntegrityError as error:
        raise DomainError(code, taken, [Finding(code, taken, field)]) from error


@command("fund_rate.enter")
def enter_rate(
    run: Run, *, rate: Decimal, trigger: str, day: date, origin: str, source: str
) -> dict[str, Any]:
    """Enter a discount rate (a share a year, 0.032 for 3.2 %), for agreements entered into from a day on or whose
    application is received after it. It changes no schedule that is frozen. Raises NotAllowed, InvalidInput,
    DomainError."""
    run.allow(may_enter_facts(run.actor))
    tidy, findings = source_findings(source)
    if not rate.is_finite() or not Decimal(0) < rate < 1:
        message = "Enter a rate above 0 % and below 100 %: without one a payment for ever has no value."
        findings.append(Finding("fund_rate.range", message, "rate"))
    elif rate != units.round_half_up(rate, RATE_PLACES):
        findings.append(Finding("fund_rate.places", "Give at most three decimals of a per cent.", "rate"))
    entries.choice(
        findings,
        trigger,
        about="fund_rate",
        among=DiscountRate.Trigger.values,
        field="trigger",
        called="what the day is held against",
    )
    entries.choice(
        findings, origin, about="fund_rate", among=ORIGINS, field="origin", called="the agreements it is for"
    )
    require_no_errors(findings)
    taken = f"A rate of that kind from {day:%d/%m/%Y} is there already, and it stays. Choose another day."
    if any(
        (row.trigger, row.day) == (trigger, day) and row.origin in (origin, *(() if origin else ORIGINS))
        for row in PUBLISHED_RATES
    ):
        raise DomainError("fund_rate.same_day", taken, [Finding("fund_rate.same_day", taken, "day")])
    made = stored(
        lambda: DiscountRate.objects.create(
            rate=rate, trigger=trigger, day=day, origin=origin, source=tidy, **entered(run)
        ),
        code="fund_rate.same_day",
        taken=taken,
        field="day",
    )
    data = {"rate": str(rate), "trigger": trigger, "day": day.isoformat(), "origin": origin, "source": tidy}
    run.event(chain=books_chain(), subject=f"discount_rate:{made.pk}", data=data)
    return {"id": made.pk}


@command("fund_rule.enter")
def enter_rule(run: Run, *, code: str, value: str, effective_from: date, source: str) -> dict[str, Any]:
    """Enter what a rule of the fund is from a day on. Raises NotAllowed, InvalidInput, DomainError."""
    run.allow(may_enter_facts(run.actor))
    tidy, findings = source_findings(source)
    stored_value = ""
    try:
        stored_value = parameters.read(code, value.replace("\x00", ""))
    except InvalidInput as refusal:
        findings += refusal.findings
    if code == "index_series" and not IndexSeries.objects.filter(code=stored_value).exists():
        findings.append(Finding("fund_rule.series", "Enter the code of a price index of the list.", "value"))
    require_no_errors(findings)
    made = stored(
        lambda: RuleParameter.objects.create(
            code=code, value=stored_value, effective_from=effective_from, source=tidy, **entered(run)
        ),
        code="fund_rule.same_day",
        taken=f"This rule has a value from {effective_from:%d/%m/%Y} already, and it stays. Choose another day.",
        field="effective_from",
    )
    run.event(
        chain=books_chain(),
        subject=f"rule:{code}",
        data={"value": stored_value, "effective_from": effective_from.isoformat(), "source": tidy},
    )
    return {"id": made.pk, "code": code, "value": stored_value}


@command("bank_holiday.enter")
def enter_holiday(run: Run, *, day: date, name: str, source: str) -> dict[str, Any]:
    """Enter a day on which banks do not clear. Raises NotAllowed, InvalidInput, DomainError."""
    run.allow(may_enter_facts(run.actor))
    tidy, findings = source_findings(source)
    called = entries.text(
        findings, name, about="bank_holiday", field="name", called="the name of the holiday", longest=120
    )
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        findings.append(Finding("bank_holiday.year", "Look at the year again.", "day"))
    require_no_errors(findings)
    stored(
        lambda: BankHoliday.objects.create(day=day, name=called, source=tidy, **entered(run)),
        code="bank_holiday.entered_already",
        taken=f"{day:%d/%m/%Y} is entered as a holiday already.",
        field="day",
    )
    run.event(
        chain=books_chain(), subject=f"bank_holiday:{day.isoformat()}", data={"name": called, "source": tidy}
    )
    return {"day": day.isoformat()}


@command("bank_year.complete")
def complete_year(run: Run, *, year: int, source: str) -> dict[str, Any]:
    """Say that every public holiday of a calendar year is entered: from then on its business days are certain. Raises
    NotAllowed, InvalidInput, DomainError."""
    run.allow(may_enter_facts(run.actor))
    tidy, findings = source_findings(source)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        findings.append(Finding("bank_year.range", "Enter a year, for example 2027.", "year"))
    elif not BankHoliday.objects.filter(day__year=year).exists():
        message = f"No holiday of {year} is entered. Enter them first: a year without any is not complete."
        findings.append(Finding("bank_year.empty", message, "year"))
    require_no_errors(findings)
    stored(
        lambda: BankYear.objects.create(year=year, source=tidy, **entered(run)),
        code="bank_year.complete_already",
        taken=f"{year} is said to be complete already.",
        field="year",
    )
    run.event(chain=books_chain(), subject=f"bank_year:{year}", data={"source": tidy})
    return {"year": year}
