"""The facts that a payment run decides on, read for many sites at once: a fixed number of queries for any number of
sites, so that a run stays proportional to what it pays.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, When

from registry.agreements.models import OwnerShare
from registry.fund import paying, states
from registry.fund.models import (
    BankDetail,
    ComplianceHold,
    ManagementYear,
    PaymentRun,
    RuleParameter,
    RunLine,
    Schedule,
    SiteAccount,
)
from registry.fund.parameters import InForce
from registry.fund.selectors import books, payees, reports
from registry.fund.selectors.id_lists import listed
from registry.fund.selectors.indices import IndexTable
from registry.fund.selectors.recoveries import Owed, open_recoveries

UNPAID = (states.DUE, states.PART_PAID)
DECISION = "fund_decision"
"""Where a line keeps that a person decided to pay it all the same."""


def due_by(day: date) -> QuerySet[ManagementYear]:
    """The years that are not paid in full and fell due on or before that day. In advance a year's payment is due on its
    first day, in arrears when it ends."""
    payment_due_on = Case(
        When(schedule__timing="ARREARS", then=F("ends_on")), default=F("due_on"), output_field=DateField()
    )
    return (
        ManagementYear.objects.filter(state__in=UNPAID, due_on__lte=day)
        .filter(Q(schedule__timing="ADVANCE") | Q(ends_on__lte=day))
        .annotate(payment_due_on=payment_due_on)
    )


def sites_of(run: PaymentRun) -> list[int]:
    """Which sites the run is about, by the numbers of their agreements."""
    with_due = due_by(run.due_to).order_by().values("site_id")
    rows = SiteAccount.objects.filter(pk__in=with_due).order_by("agreement__number", "pk")
    return list(rows.values_list("pk", flat=True))


NEWEST_NUMBER_WITHIN = timedelta(days=200)
"""A quarter and the months until its number is out (our choice): an older number says that later ones are not entered,
and a payment indexed by it would be too small for good."""


@dataclass
class Basis:
    """What holds for every line of a run: its rules, and the index numbers of its vintage, each series read once."""

    due_to: date
    vintage: date
    rules: dict[str, InForce]
    tables: dict[str, IndexTable] = field(default_factory=dict)
    named: list[tuple[date, str]] | None = None

    @property
    def paying_rules(self) -> paying.Rules:
        """By value, as the decision takes them."""
        return paying.Rules(
            missing_report=self.rules["missing_report"].value,
            owner_change=self.rules["owner_change"].value,
            gst_treatment=self.rules["gst_treatment"].value,
            gst_points=int(self.rules["gst_points"].value),
        )

    def table(self, series: str) -> IndexTable:
        """The index numbers of a series as they stood."""
        if series not in self.tables:
            self.tables[series] = IndexTable.load(series, self.vintage)
        return self.tables[series]

    def base_of(self, schedule: Schedule) -> tuple[str, date | None]:
        """The price index of a schedule, and the quarter whose prices its amounts are in. What was not known when it
        was frozen is what rule and numbers, entered since, say of that day; empty, None where they say nothing."""
        series = schedule.base_series or self._series_on(schedule.frozen_on)
        if schedule.base_quarter is not None or not series:
            return series, schedule.base_quarter
        return series, self.table(series).for_day(schedule.frozen_on)[1]

    def _series_on(self, day: date) -> str:
        """The price index by the rule as it is entered now for that day; read once."""
        if self.named is None:
            rows = RuleParameter.objects.filter(code="index_series").order_by("effective_from", "pk")
            self.named = list(rows.values_list("effective_from", "value"))
        return next((value for since, value in reversed(self.named) if since <= day), "")


_READ = (
    *("site_id", "year", "schedule_id", "due_on", "ends_on", "real_cents"),
    *("site__agreement_id", "site__threshold_reached_on"),
    *(
        f"site__agreement__{name}"
        for name in ("number", "state", "suspended_on", "terminated_on", "applicant_id")
    ),
    *(f"schedule__{name}" for name in ("timing", "base_series", "base_quarter", "frozen_on")),
)
"""What a run reads of a year, its site, agreement and schedule: not the lists by purpose and rule."""


@dataclass(frozen=True, slots=True)
class DueYear:
    """A year with its facts, and what a line says beside them."""

    row: ManagementYear
    facts: paying.YearFacts
    due_quarter: date | None
    base_index: Decimal | None
    due_index: Decimal | None
    decision: dict[str, Any]
    last_year: dict[int, RunLine]


@dataclass(frozen=True, slots=True)
class Payees:
    """How the owners can be paid on the day."""

    details: dict[int, BankDetail]
    facts: dict[int, paying.PayeeFacts]
    owed: dict[tuple[int, int], list[Owed]]


def due_years(site_ids: Collection[int], basis: Basis, *, leave_out: PaymentRun) -> list[DueYear]:
    """The unpaid years of these sites in order, with everything that decides about them. `leave_out`: the run whose
    own lines do not count as payments."""
    rows = list(
        due_by(basis.due_to)
        .filter(site__in=listed(site_ids))
        .select_related("site__agreement", "schedule")
        .only(*_READ)
        .order_by("site__agreement__number", "site_id", "year")
    )
    before = _years_before(rows)
    standings = reports.standing_of({*before.values(), *(row.pk for row in rows)})
    holds = dict(
        ComplianceHold.objects.filter(site__in=listed(site_ids), lifted_at__isnull=True).values_list(
            "site", "reason"
        )
    )
    deficits = _deficits(site_ids, int(basis.rules["deficit_points"].value))
    owners = _owners({row.site.agreement_id for row in rows})
    lines = _claims([row.pk for row in rows], before.values(), leave_out=leave_out)
    decisions = _decisions([row.pk for row in rows])
    found = []
    for row in rows:
        earlier = before.get((row.site_id, row.year - 1))
        asked = row.pk if row.schedule.timing == "ARREARS" else earlier
        report = None
        if row.year > 1 or row.schedule.timing == "ARREARS":
            report = _report(row, standings.get(asked) if asked else None)
        index = _index(row, basis)
        facts = paying.YearFacts(
            year=row.year,
            due=row.payment_due_on,  # type: ignore[attr-defined]
            begins=row.due_on,
            ends=row.ends_on,
            real_cents=row.real_cents,
            agreement_state=row.site.agreement.state,
            threshold_reached=row.site.threshold_reached_on is not None,
            suspended=row.site.agreement.suspended_on is not None,
            terminated_on=row.site.agreement.terminated_on,
            report=report,
            hold_reason=holds.get(row.site_id, ""),
            deficit=deficits.get(row.site_id, ""),
            decided=frozenset(decisions.get(row.pk, {}).get("codes", ())),
            series_set=bool(basis.rules["index_series"].value),
            base_set=all(basis.base_of(row.schedule)),
            index_base=index[0],
            index_due=index[1],
            index_too_old=_too_old(index[2], row.payment_due_on),  # type: ignore[attr-defined]
            owners=owners.get(row.site.agreement_id, ()),
            paid_parts=tuple((one.payee_id, one.parts, one.of_parts) for one in lines.get(row.pk, ())),
        )
        found.append(
            DueYear(
                row=row,
                facts=facts,
                due_quarter=index[2],
                base_index=index[0],
                due_index=index[1],
                decision=decisions.get(row.pk, {}),
                last_year={one.payee_id: one for one in lines.get(earlier, ())} if earlier else {},
            )
        )
    return found


def payees_of(pairs: Iterable[tuple[int, int]], *, on: date) -> Payees:
    """How each owner, by (site id, payee id), can be paid and stands to the tax on the day of the payment."""
    asked = list(pairs)
    ids = {payee_id for _, payee_id in asked}
    details = payees.payable_details(ids, on=on)
    held = payees.hold_reason(ids - details.keys(), on)
    standings = payees.tax_standings(ids, on=on)
    facts = {}
    for payee_id in ids:
        standing = standings.get(payee_id)
        bank = None if payee_id in details else paying.Hold(*held.get(payee_id, _NO_BANK))
        facts[payee_id] = paying.PayeeFacts(
            bank=bank,
            taxed=standing.gst_registered if standing else None,
            invoice_agreed=bool(standing and standing.invoice_agreement and standing.business_number),
        )
    return Payees(details, facts, open_recoveries(asked))


_NO_BANK = (payees.MISSING, "No bank details are entered.")


def _years_before(rows: list[ManagementYear]) -> dict[tuple[int, int], int]:
    """The year before each, by (site id, year); a year of the list itself may be one."""
    wanted = {(row.site_id, row.year - 1) for row in rows if row.year > 1}
    found = ManagementYear.objects.filter(
        site__in=listed(site_id for site_id, _ in wanted), year__in={year for _, year in wanted}
    ).order_by()
    return {
        (site_id, year): pk
        for pk, site_id, year in found.values_list("pk", "site_id", "year")
        if (site_id, year) in wanted
    }


def _report(row: ManagementYear, standing: reports.ReportStanding | None) -> paying.ReportFacts:
    year = row.year if row.schedule.timing == "ARREARS" else row.year - 1
    if standing is None:
        return paying.ReportFacts(year, received=False, approved=False)
    return paying.ReportFacts(
        year,
        received=standing.received,
        approved=standing.approved,
        payable_parts=standing.payable_parts,
        inspected=standing.inspected,
        actions_complete=standing.actions_complete,
    )


def _deficits(site_ids: Collection[int], points: int) -> dict[int, str]:
    """The sites whose account holds less than that share of what is still to be paid, compared unrounded."""
    least = Fraction(points, 10_000)
    return {
        site_id: f"The account holds {found.funding.shown} of what is still to be paid from it."
        for site_id, found in books.funding_of(site_ids).items()
        if (found.balance_cents < 0 if found.funding.ratio is None else found.funding.ratio < least)
    }


def _owners(agreement_ids: Collection[int]) -> dict[int, tuple[paying.Owned, ...]]:
    found: dict[int, list[paying.Owned]] = {}
    rows = OwnerShare.objects.filter(agreement__in=listed(agreement_ids)).order_by(
        "agreement_id", "valid_from", "pk"
    )
    for agreement_id, payee_id, parts, valid_from, valid_to in rows.values_list(
        "agreement_id", "organisation_id", "parts", "valid_from", "valid_to"
    ):
        found.setdefault(agreement_id, []).append(paying.Owned(payee_id, parts, valid_from, valid_to))
    return {agreement_id: tuple(owned) for agreement_id, owned in found.items()}


def _claims(
    year_ids: Iterable[int], before_ids: Iterable[int], *, leave_out: PaymentRun
) -> dict[int, list[RunLine]]:
    """The lines that claim these years, and those of the years before, by management year."""
    found: dict[int, list[RunLine]] = {}
    rows = (
        RunLine.objects.filter(
            management_year__in=listed([*year_ids, *before_ids]), state__in=sorted(states.CLAIMING)
        )
        .exclude(run=leave_out)
        .only("management_year_id", "payee_id", "parts", "of_parts", "share_cents", "due_index", "real_cents")
        .order_by("pk")
    )
    for line in rows:
        found.setdefault(line.management_year_id, []).append(line)
    return found


def _decisions(year_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What a person decided about a held year, whichever run's line it was written on."""
    rows = RunLine.objects.filter(management_year__in=listed(year_ids), explanation__has_key=DECISION)
    return {
        year_id: explanation[DECISION]
        for year_id, explanation in rows.order_by("pk").values_list("management_year_id", "explanation")
    }


def _index(row: ManagementYear, basis: Basis) -> tuple[Decimal | None, Decimal | None, date | None]:
    """Base and due index of the vintage, and the quarter of the latter."""
    series, base_quarter = basis.base_of(row.schedule)
    if not (basis.rules["index_series"].value and series and base_quarter):
        return None, None, None
    table = basis.table(series)
    value, quarter = table.for_day(row.payment_due_on)  # type: ignore[attr-defined]
    return table.of_quarter(base_quarter), value, quarter


def _too_old(quarter_ends: date | None, due_on: date) -> date | None:
    """The quarter, where so long after its end another must have been published: nobody has entered it."""
    stale = quarter_ends is not None and due_on - quarter_ends > NEWEST_NUMBER_WITHIN
    return quarter_ends if stale else None
