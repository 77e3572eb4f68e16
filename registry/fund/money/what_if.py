"""What a plan would cost and which deposit it would need, for lines, a rate and rules that somebody tries out.

Nothing is looked up and nothing stored: the answer follows from what is asked alone. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from registry.findings import Finding, InvalidInput, errors, warnings
from registry.fund.money import plan_lines, present_value
from registry.fund.money.plan_lines import PlanLine, PlanSchedule
from registry.fund.money.present_value import Components, Row, Timing

MOST_LINES = 60
SMALLEST_RATE = Decimal("0.00001")
"""The step of a rate in the registry: five digits of a fraction."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan to try out. `rate` and `contingency` are fractions (0.032 is 3.2 %); `tail_cents` None: what each year
    after the twentieth costs is worked out from the lines that go on for ever."""

    lines: Sequence[PlanLine]
    rate: Decimal | None
    timing: Timing = Timing.ADVANCE
    contingency: Decimal = Decimal(0)
    administration_cents: int = 0
    tail_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of it. Only `deposit_cents` is a deposit: parts are shown to six digits and never added up (N49)."""

    plan: PlanSchedule
    rate: Decimal
    timing: Timing
    parts: Components
    rows: tuple[Row, ...]
    warnings: tuple[Finding, ...]

    @property
    def deposit_cents(self) -> int:
        """The Total Fund Deposit, rounded once."""
        return self.parts.total_cents

    @property
    def undiscounted_cents(self) -> int:
        """Years 1 to 20 added up without a rate, shown beside the deposit."""
        return self.plan.undiscounted_cents


def work_out(asked: Asked) -> Answer:
    """Yearly payments, present values and the deposit (N48, N49). Raises InvalidInput with every fault of lines, years,
    additions and rate that can be told: among them a year that no line covers, and a rate of zero or below where
    payments never end."""
    found = _size_findings(asked.lines) or plan_lines.plan_findings(asked.lines)
    if not found:
        try:
            plan = plan_lines.schedule(
                asked.lines,
                contingency=asked.contingency,
                administration_cents=asked.administration_cents,
                tail_cents=asked.tail_cents,
            )
        except InvalidInput as refusal:
            found += refusal.findings
    if found:
        # Whether payments go on for ever is not known then, so the rate is looked at by itself.
        raise InvalidInput([*found, *_rate_findings(asked.rate, tail_cents=0)])
    found = present_value.payment_findings(plan.payments_cents, plan.tail_cents)
    found += _rate_findings(asked.rate, tail_cents=plan.tail_cents)
    if errors(found) or asked.rate is None:
        raise InvalidInput(errors(found))
    sums = (plan.payments_cents, plan.tail_cents, asked.rate, asked.timing)
    return Answer(
        plan=plan,
        rate=asked.rate,
        timing=asked.timing,
        parts=present_value.components(*sums),
        rows=present_value.rows(*sums),
        warnings=warnings(found),
    )


def _size_findings(lines: Sequence[PlanLine]) -> list[Finding]:
    if not lines:
        return [Finding("plan.no_lines", "Enter at least one line of cost.", "lines")]
    if len(lines) > MOST_LINES:
        text = f"At most {MOST_LINES} lines can be tried out at once, and these are {len(lines)}."
        return [Finding("plan.too_many_lines", text, "lines")]
    return []


def _rate_findings(rate: Decimal | None, *, tail_cents: int) -> list[Finding]:
    found = present_value.rate_findings(rate, tail_cents=tail_cents)
    if not found and rate is not None and rate < 0:
        text = "A rate below zero is not worked out here. Enter 0 or more."
        found.append(Finding("deposit.rate_negative", text, "rate"))
    if not found and rate is not None and rate % SMALLEST_RATE:
        text = "Enter the rate with at most three decimals of a per cent, for example 3.2 or 2.625."
        found.append(Finding("deposit.rate_too_long", text, "rate"))
    return found
