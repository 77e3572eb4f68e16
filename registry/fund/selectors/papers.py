"""What statements, advices and tax invoices say, and who may have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from registry import public_ids
from registry.actor import TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements.selectors import READS_ALL
from registry.findings import NotVisible
from registry.fund import states
from registry.fund.models import RunLine, SiteAccount, TaxInvoice, TaxStanding
from registry.fund.money.days import anniversary, financial_year, financial_year_start
from registry.fund.selectors import sites
from registry.fund.selectors.statements import Statement, statements
from registry.parties.models import Organisation

TOLD = frozenset({states.RELEASED, states.PAID, states.RETURNED_LINE})
"""Lines that the payee is told of."""


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """1 July to 30 June, by its name `2026-27`."""

    name: str
    first: date
    last: date


def financial_year_of(day: date) -> FinancialYear:
    """The financial year that a day lies in."""
    first = financial_year_start(day)
    return FinancialYear(financial_year(day), first, anniversary(first, 1) - timedelta(days=1))


def financial_year_named(name: str) -> FinancialYear:
    """The year of that name. Raises NotVisible for anything that is no name of one."""
    began = name[:4]
    if name.isascii() and began.isdigit() and 1990 <= int(began) < 2200:
        found = financial_year_of(date(int(began), 7, 1))
        if found.name == name:
            return found
    raise NotVisible("financial year")


def financial_years(first: date, last: date) -> list[FinancialYear]:
    """Every financial year from that of `first` to that of `last`, the newest first."""
    found = [financial_year_of(last)]
    while found[-1].first > first:
        found.append(financial_year_of(found[-1].first - timedelta(days=1)))
    return found


def lines_seen_by(actor: Actor) -> QuerySet[RunLine]:
    """Lines the actor may read papers of: of their own organisations as payee, of their trust's sites, or all."""
    lines = RunLine.objects.filter(state__in=TOLD).select_related(
        "run", "payee", "management_year", "site__agreement__trust", "bank_detail", "tax_invoice"
    )
    if actor.user_id is None:
        return lines.none()
    if actor.roles & READS_ALL:
        return lines
    trusts = [trust for role, trust in actor.offices if role in (TRUST_OFFICER, TRUST_APPROVER)]
    return lines.filter(Q(payee__in=actor.organisation_ids) | Q(site__agreement__trust__in=trusts))


def line_for(actor: Actor, line_id: UUID | str) -> RunLine:
    """One line that was released. Raises NotVisible."""
    return public_ids.find(lines_seen_by(actor), line_id, "payment")


def lines_beside(actor: Actor, line: RunLine) -> list[RunLine]:
    """Every line of the same run to the same payee: they are told of in one advice."""
    return list(lines_seen_by(actor).filter(run=line.run, payee=line.payee).order_by("number"))


def invoice_of(line: RunLine) -> TaxInvoice:
    """The tax invoice of a line. Raises NotVisible where it has none."""
    try:
        return line.tax_invoice
    except TaxInvoice.DoesNotExist:
        raise NotVisible("tax invoice") from None


def tax_standing_on(organisation: Organisation, on: date) -> TaxStanding | None:
    """How the organisation stood to the tax on a day, as recorded."""
    return (
        TaxStanding.objects.filter(organisation=organisation, valid_from__lte=on)
        .order_by("-valid_from", "-pk")
        .first()
    )


def paid_on(line: RunLine) -> date | None:
    """The day a line counts for: when the bank took it, else when it is to be processed."""
    return line.run.settled_on or line.run.processing_on


def paid_within(lines: QuerySet[RunLine], year: FinancialYear) -> QuerySet[RunLine]:
    """Those whose day lies in the year."""
    settled = Q(run__settled_on__gte=year.first, run__settled_on__lte=year.last)
    processing = Q(
        run__settled_on=None, run__processing_on__gte=year.first, run__processing_on__lte=year.last
    )
    return lines.filter(settled | processing).order_by("run_id", "number")


@dataclass(frozen=True, slots=True)
class HolderStatement:
    """A holder's year: what was paid to it, and the accounts of the sites that it owns and the reader may see."""

    holder: Organisation
    year: FinancialYear
    payments: Sequence[RunLine]
    sites: Sequence[tuple[SiteAccount, Statement]]

    @property
    def totals(self) -> dict[str, int]:
        """Shares, what was set off, tax and what went to the bank, in cents. A returned payment is not counted."""
        sums = {"share": 0, "set_off": 0, "gst": 0, "remit": 0}
        for line in self.payments:
            if line.state == states.RETURNED_LINE:
                continue
            sums["share"] += line.share_cents or 0
            sums["set_off"] += line.recovery_cents
            sums["gst"] += line.gst_cents
            sums["remit"] += line.remit_cents or 0
        return sums


def holder_statement(actor: Actor, holder_id: UUID | str, year: FinancialYear) -> HolderStatement:
    """The statement of one holder for a year, in a constant number of queries. Raises NotVisible where the actor sees
    nothing of that holder."""
    holder = Organisation.objects.filter(public_id=public_ids.require(holder_id, "holder")).first()
    if holder is None:
        raise NotVisible("holder")
    owned = list(
        sites.visible_to(actor)
        .filter(
            agreement__owner_shares__organisation=holder,
            agreement__owner_shares__valid_from__lte=year.last,
        )
        .filter(
            Q(agreement__owner_shares__valid_to=None) | Q(agreement__owner_shares__valid_to__gt=year.first)
        )
        .distinct()
        .order_by("agreement__number", "pk")
    )
    lines = lines_seen_by(actor).filter(payee=holder)
    if not owned and holder.pk not in actor.organisation_ids and not lines.exists():
        raise NotVisible("holder")
    told = statements([site.pk for site in owned], year.first, year.last)
    return HolderStatement(
        holder, year, list(paid_within(lines, year)), [(site, told[site.pk]) for site in owned]
    )
