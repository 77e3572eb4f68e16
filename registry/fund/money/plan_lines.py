"""The lines of a plan: what each costs in which year, and what they come to year by year and for ever after (N48).

Real prices of the signing throughout: escalation here is only what lies above the index, which is applied when a
payment is made. A line is rounded in each year, half up to the cent; the year is the sum of its lines. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from registry.findings import Finding, require_no_errors
from registry.fund.money.exact import cents_of_dollars, exact
from registry.units import cents_half_up, share_between

PLAN_YEARS = 20
KINDS = ("required", "active", "reporting")
"""Required management, active restoration, reporting."""

QUANTITY_DIGITS, COST_DIGITS, ESCALATION_DIGITS = 3, 2, 6
LARGEST = Decimal(10) ** 10


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One item of a plan: `quantity` of `unit` at `unit_cost` dollars, in `first_year` and every `every` years up to
    `last_year` (1 to 20). `real_escalation` is a fraction a year above the index. `in_perpetuity`: goes on after
    year 20, at the level of year 21, an `every`-yearly item at that part of its cost each year."""

    code: str
    kind: str
    unit: str
    quantity: Decimal
    unit_cost: Decimal
    first_year: int
    last_year: int
    every: int = 1
    real_escalation: Decimal = Decimal(0)
    in_perpetuity: bool = False

    @property
    def years(self) -> range:
        """The years in which it is paid for."""
        return range(self.first_year, self.last_year + 1, self.every)

    def cents_in(self, year: int) -> int:
        """What it costs in that year; 0 where it does not fall due."""
        return cents_half_up(self._exact_cents(year)) if year in self.years else 0

    @property
    def tail_cents(self) -> int:
        """What it costs in each year after the twentieth."""
        return cents_half_up(self._exact_cents(PLAN_YEARS + 1) / self.every) if self.in_perpetuity else 0

    def _exact_cents(self, year: int) -> Fraction:
        grown = Fraction((1 + exact(self.real_escalation)) ** (year - 1))
        return exact(self.quantity) * cents_of_dollars(self.unit_cost) * grown


@dataclass(frozen=True, slots=True)
class PlanYear:
    """What one year costs: lines by code, contingency and administration, all in cents."""

    year: int
    lines_cents: Mapping[str, int]
    contingency_cents: int
    administration_cents: int

    @property
    def direct_cents(self) -> int:
        """The lines together."""
        return sum(self.lines_cents.values())

    @property
    def total_cents(self) -> int:
        """The real payment of the year."""
        return self.direct_cents + self.contingency_cents + self.administration_cents


@dataclass(frozen=True, slots=True)
class PlanSchedule:
    """Twenty years and what is paid in each year after them."""

    years: tuple[PlanYear, ...]
    tail_cents: int

    @property
    def payments_cents(self) -> tuple[int, ...]:
        """The real payments of years 1 to 20."""
        return tuple(year.total_cents for year in self.years)

    @property
    def undiscounted_cents(self) -> int:
        """The plain sum of years 1 to 20, shown beside the deposit."""
        return sum(self.payments_cents)


def schedule(
    lines: Sequence[PlanLine],
    *,
    contingency: Decimal = Decimal(0),
    administration_cents: int = 0,
    tail_cents: int | None = None,
) -> PlanSchedule:
    """The yearly real payments of a plan. `contingency` is a fraction of each year's lines, rounded by year;
    `administration_cents` a yearly charge. `tail_cents` states what every later year costs in all; without it, it is
    worked out from the lines that go on for ever. Raises InvalidInput with what is wrong with lines or additions."""
    require_no_errors(
        (*line_findings(lines), *_addition_findings(contingency, administration_cents, tail_cents))
    )
    years = []
    for year in range(1, PLAN_YEARS + 1):
        of_lines = {line.code: line.cents_in(year) for line in lines if year in line.years}
        more = cents_half_up(sum(of_lines.values()) * exact(contingency))
        years.append(PlanYear(year, of_lines, more, administration_cents))
    if tail_cents is None:
        direct = sum(line.tail_cents for line in lines)
        # Administration alone is no work on the land: without a line that goes on, nothing does.
        tail_cents = (
            direct + cents_half_up(direct * exact(contingency)) + administration_cents if direct else 0
        )
    return PlanSchedule(tuple(years), tail_cents)


def plan_findings(lines: Sequence[PlanLine]) -> list[Finding]:
    """What is wrong with a plan: every fault of its lines, and the years in which nothing is paid (N48)."""
    found = line_findings(lines)
    if found:
        return found
    covered = {year for line in lines for year in line.years}
    return [
        Finding(
            "plan.year_missing",
            f"No line covers year {year}. Add one, or extend another.",
            f"year_{year}",
            clause="N48",
        )
        for year in range(1, PLAN_YEARS + 1)
        if year not in covered
    ]


def line_findings(lines: Iterable[PlanLine]) -> list[Finding]:
    """Every fault of every line; rows count from 1."""
    listed = list(lines)
    found = [finding for row, line in enumerate(listed, start=1) for finding in _faults(line, row)]
    for code, times in Counter(line.code for line in listed).items():
        if times > 1:
            found.append(
                Finding(
                    "plan_line.code_twice", f"The code {code} stands on {times} lines; use it once.", "code"
                )
            )
    return found


def spread(total_cents: int, rows: int) -> list[int]:
    """A fixed amount over so many years so that they add up to it exactly: cumulative rounding."""
    return [share_between(total_cents, before=row, after=row + 1, whole=rows) for row in range(rows)]


def _faults(line: PlanLine, row: int) -> Iterable[Finding]:
    if not line.code:
        yield _fault(row, "code_missing", "code", "Give the line a code.")
    if line.kind not in KINDS:
        yield _fault(row, "kind_unknown", "kind", f"The kind is one of {', '.join(KINDS)}.")
    yield from _number_faults(row, "quantity", line.quantity, QUANTITY_DIGITS)
    yield from _number_faults(row, "unit_cost", line.unit_cost, COST_DIGITS)
    escalation = line.real_escalation
    if not escalation.is_finite() or abs(escalation) >= 1 or _digits(escalation) > ESCALATION_DIGITS:
        text = "Real escalation is a fraction a year below 1: 0.01 stands for 1 %."
        yield _fault(row, "escalation_out_of_range", "real_escalation", text)
    for field, year in (("first_year", line.first_year), ("last_year", line.last_year)):
        if not 1 <= year <= PLAN_YEARS:
            yield _fault(row, "year_out_of_range", field, f"Enter a year from 1 to {PLAN_YEARS}.")
    if line.first_year > line.last_year:
        yield _fault(row, "years_reversed", "last_year", "The last year comes before the first.")
    if not 1 <= line.every <= PLAN_YEARS:
        yield _fault(row, "interval_out_of_range", "every", f"Enter an interval of 1 to {PLAN_YEARS} years.")
    if line.in_perpetuity and line.last_year != PLAN_YEARS:
        text = f"A line that goes on for ever runs to year {PLAN_YEARS}; else years would be left out."
        yield _fault(row, "gap_before_perpetuity", "last_year", text)


def _number_faults(row: int, field: str, value: Decimal, digits: int) -> Iterable[Finding]:
    if not value.is_finite():
        yield _fault(row, "not_a_number", field, "Enter a plain number.")
    elif value < 0:
        yield _fault(row, "negative", field, "Enter 0 or more.")
    elif value >= LARGEST:
        yield _fault(row, "too_large", field, f"Enter a number below {LARGEST:,f}.")
    elif _digits(value) > digits:
        yield _fault(row, "too_many_digits", field, f"Enter at most {digits} digits after the point.")


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _addition_findings(
    contingency: Decimal, administration_cents: int, tail_cents: int | None
) -> Iterable[Finding]:
    if not contingency.is_finite() or not 0 <= contingency < 1 or _digits(contingency) > ESCALATION_DIGITS:
        yield Finding(
            "plan.contingency_out_of_range",
            "Contingency is a fraction from 0 to below 1: 0.05 stands for 5 %.",
            "contingency",
        )
    if administration_cents < 0:
        yield Finding("plan.negative", "Administration is 0 or more.", "administration")
    if tail_cents is not None and tail_cents < 0:
        yield Finding("plan.negative", "What later years cost is 0 or more.", "ongoing")


def _fault(row: int, code: str, field: str, message: str) -> Finding:
    return Finding(f"plan_line.{code}", f"Line {row}: {message}", field, row=row, column=field)
