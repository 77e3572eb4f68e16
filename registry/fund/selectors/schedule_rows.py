"""The schedule of an agreement: what each year pays, by which version, and what became of it (N48, N62)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from registry.agreements.models import Agreement
from registry.fund import states
from registry.fund.models import ManagementYear, RunLine, Schedule, SiteAccount
from registry.fund.money.plan_lines import PLAN_YEARS
from registry.fund.money.present_value import Timing, remaining
from registry.fund.parameters import RULES, InForce, provisional
from registry.fund.selectors.reports import ReportStanding, standing_of
from registry.fund.selectors.sites import schedules_of, site_of

TO_COME, DUE, IN_RUN, RELEASED, PAID = "to_come", "due", "in_run", "released", "paid"
PART_PAID, HELD, RETURNED, ENDED = "part_paid", "held", "returned", "ended"
"""How the payment of a year stands."""

SENT = frozenset({states.RELEASED, states.PAID})
"""Lines whose money went to the bank."""


@dataclass(slots=True)
class Payment:
    """What became of a year's payment, all owners together, in cents. `gross_cents` is the whole year's in the money
    of its due day; None before a run took it."""

    standing: str = TO_COME
    base_index: str = ""
    due_index: str = ""
    gross_cents: int | None = None
    paid_cents: int = 0
    set_off_cents: int = 0
    gst_cents: int = 0
    paid_on: date | None = None
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class YearRow:
    """One management year. `remaining_cents` is the present value, in prices of the signing, of every payment after it;
    `version` the schedule that it is paid by, `year_id` its public id. Days are None before full management."""

    year: int
    version: int
    real_cents: int
    by_purpose: dict[str, int]
    maintenance: bool
    remaining_cents: int
    due_on: date | None = None
    report_due_on: date | None = None
    report: ReportStanding | None = None
    payment: Payment = field(default_factory=Payment)
    year_id: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The schedule as a page and its files show it: the years of the newest plan and those made beyond it, what each
    year after pays, every version, and the rules behind it that are not confirmed."""

    agreement: Agreement
    site: SiteAccount | None
    versions: Sequence[Schedule]
    rows: Sequence[YearRow]
    tail_cents: int
    tail_by_purpose: dict[str, int]
    tail_remaining_cents: int
    rules: Sequence[InForce]

    @property
    def newest(self) -> Schedule:
        """The version in force for the years to come."""
        return self.versions[-1]

    @property
    def open_rules(self) -> list[InForce]:
        """Rules that are not confirmed."""
        return provisional(self.rules)

    @property
    def paid_cents(self) -> int:
        """Paid to the owners so far, without tax."""
        return sum(row.payment.paid_cents - row.payment.gst_cents for row in self.rows)


def schedule_of(agreement: Agreement, *, today: date) -> Shown | None:
    """The schedule of an agreement; None before one is frozen. Seven queries, however many years and versions."""
    versions = schedules_of(agreement)
    if not versions:
        return None
    site = site_of(agreement)
    years = {one.year: one for one in ManagementYear.objects.filter(site=site)} if site else {}
    newest = versions[-1]
    last = max([newest.first_year + PLAN_YEARS - 1, *years])
    effective = [_effective(versions, year) for year in range(1, last + 1)]
    payments = payments_of(years.values(), today=today)
    reports = standing_of([one.pk for one in years.values()]) if years else {}
    amounts = [cents for _, cents, _ in effective]
    rows = []
    for year, (version, cents, purposes) in enumerate(effective, start=1):
        made = years.get(year)
        rows.append(
            YearRow(
                year=year,
                version=version.version,
                # A year that is made carries its own amount: what was paid stays, whatever a later version says.
                real_cents=made.real_cents if made else cents,
                by_purpose=made.by_purpose if made else purposes,
                maintenance=made.maintenance if made else year > newest.first_year + PLAN_YEARS - 1,
                remaining_cents=_remaining(amounts, newest, after_year=year),
                due_on=made.due_on if made else None,
                report_due_on=made.report_due_on if made else None,
                report=reports.get(made.pk) if made else None,
                payment=payments[made.pk] if made else Payment(),
                year_id=str(made.public_id) if made else "",
            )
        )
    return Shown(
        agreement=agreement,
        site=site,
        versions=versions,
        rows=rows,
        tail_cents=newest.tail_cents,
        tail_by_purpose=newest.tail_by_purpose,
        tail_remaining_cents=_remaining(amounts, newest, after_year=last),
        rules=rules_of(newest),
    )


def rules_of(schedule: Schedule) -> list[InForce]:
    """The rules that a schedule was frozen with, in the order of the list of all rules."""
    order = {code: place for place, code in enumerate(RULES)}
    return [
        InForce(
            code,
            RULES[code].label if code in RULES else code,
            str(kept["value"]),
            str(kept["standing"]),
            str(kept["source"]),
            bool(kept.get("demo")),
        )
        for code, kept in sorted(
            schedule.parameters.items(), key=lambda rule: (order.get(rule[0], len(order)), rule[0])
        )
    ]


def _effective(versions: Sequence[Schedule], year: int) -> tuple[Schedule, int, dict[str, int]]:
    """What a management year pays: by the newest version that applies to it."""
    version = max((one for one in versions if one.from_year <= year), key=lambda one: one.version)
    place = year - version.first_year + 1
    row = next((one for one in version.years.all() if one.year == place), None)
    if row is None:
        return version, version.tail_cents, version.tail_by_purpose
    return version, row.real_cents, row.by_purpose


def _remaining(amounts: Sequence[int], newest: Schedule, *, after_year: int) -> int:
    return remaining(
        amounts, newest.tail_cents, Decimal(newest.rate), Timing(newest.timing), after_year=after_year
    )


def payments_of(years: Iterable[ManagementYear], *, today: date) -> dict[int, Payment]:
    """How the payment of each of these years stands, in one query."""
    listed = list(years)
    found = {year.pk: Payment(standing=_of_year(year, today)) for year in listed}
    if not listed:
        return found
    lines = (
        RunLine.objects.filter(management_year__in=found)
        .exclude(state=states.DROPPED)
        .select_related("run")
        .order_by("run_id", "number")
    )
    held: dict[int, list[str]] = {}
    standings: dict[int, set[str]] = {}
    for line in lines:
        year_id = line.management_year_id
        if line.state == states.HELD:
            # Of several runs that held it the last one tells why.
            held.setdefault(year_id, []).append(line.hold_reason)
            continue
        payment = found[year_id]
        standings.setdefault(year_id, set()).add(line.state)
        payment.base_index, payment.due_index = line.base_index, line.due_index
        payment.gross_cents = line.gross_cents
        if line.state in SENT:
            payment.paid_cents += line.remit_cents or 0
            payment.gst_cents += line.gst_cents
            payment.set_off_cents += line.recovery_cents
            payment.paid_on = line.run.settled_on or line.run.processing_on or payment.paid_on
    for year in listed:
        _judge(found[year.pk], year, standings.get(year.pk, set()), held.get(year.pk, []))
    return found


def _of_year(year: ManagementYear, today: date) -> str:
    if year.state == states.ENDED:
        return ENDED
    if year.state == states.PAID:
        return PAID
    return DUE if year.due_on <= today else TO_COME


def _judge(payment: Payment, year: ManagementYear, lines: set[str], held: Sequence[str]) -> None:
    if year.state in (states.PAID, states.ENDED) and states.RETURNED_LINE not in lines:
        return
    if states.RETURNED_LINE in lines:
        payment.standing = RETURNED
    elif year.state == states.PART_PAID:
        payment.standing = PART_PAID
    elif states.RELEASED in lines:
        payment.standing = RELEASED
    elif states.PLANNED in lines:
        payment.standing = IN_RUN
    elif held:
        payment.standing = HELD
    if payment.standing in (HELD, PART_PAID):
        payment.reasons = list(held[-1:])
