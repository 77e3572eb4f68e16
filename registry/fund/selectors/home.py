"""What the first page of payments tells: a holder's sites, and what waits at the trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from registry.actor import TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements import states as agreement_states
from registry.agreements.models import OwnerShare
from registry.agreements.selectors import READS_ALL
from registry.fund import states
from registry.fund.models import (
    AnnualReport,
    BankDetail,
    ComplianceHold,
    FundResult,
    ManagementYear,
    PaymentRun,
    Recovery,
    RunLine,
    Settlement,
    SiteAccount,
)
from registry.fund.selectors import sites
from registry.fund.selectors.books import SiteBalance, site_balances

UNPAID = (states.DUE, states.PART_PAID)
UNREPORTED = Q(report=None) | Q(report__state__in=(states.DRAFT, states.REJECTED))
MOST_SITES = 100
REPORT_AHEAD = timedelta(days=90)
"""A report that is due later is nothing to do yet."""


@dataclass(frozen=True, slots=True)
class HeldSite:
    """A site of the reader: its account, its balance, and its first unpaid year, None before full management."""

    site: SiteAccount
    balance: SiteBalance
    next_year: int | None
    next_due_on: date | None
    next_cents: int | None


def held_sites(actor: Actor) -> list[HeldSite]:
    """The sites whose land the reader's organisations own now, in two queries; at most a hundred."""
    mine = OwnerShare.objects.filter(
        agreement=OuterRef("agreement"), organisation__in=actor.organisation_ids, valid_to=None
    )
    unpaid = ManagementYear.objects.filter(site=OuterRef("pk"), state__in=UNPAID).order_by("year")
    rows = (
        sites.visible_to(actor)
        .filter(Exists(mine))
        .annotate(
            next_year=Subquery(unpaid.values("year")[:1]),
            next_due_on=Subquery(unpaid.values("due_on")[:1]),
            next_cents=Subquery(unpaid.values("real_cents")[:1]),
        )
        .order_by("agreement__number", "pk")
    )
    listed = list(rows[:MOST_SITES])
    balances = site_balances([site.pk for site in listed])
    return [
        HeldSite(site, balances[site.pk], site.next_year, site.next_due_on, site.next_cents)
        for site in listed
    ]


def reports_due(held: Sequence[HeldSite], *, today: date) -> list[ManagementYear]:
    """Years of these sites whose report is not handed in and is overdue or due soon, the first due first; one query."""
    return list(
        ManagementYear.objects.filter(
            site__in=[one.site.pk for one in held], report_due_on__lte=today + REPORT_AHEAD
        )
        .exclude(state=states.ENDED)
        .filter(UNREPORTED | Q(report__state=states.QUERIED))
        .select_related("site__agreement")
        .order_by("report_due_on", "pk")[:MOST_SITES]
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of something waits at the trust."""

    code: str
    label: str
    count: int


def waits(actor: Actor, *, today: date) -> list[Waiting]:
    """What waits, each counted in one query: of the trusts the reader decides for, of all for who reads all."""
    of_site = _of(actor, "site__agreement__trust")
    of_year = _of(actor, "management_year__site__agreement__trust")
    settlements = Settlement.objects.filter(of_site).aggregate(
        awaited=Count("pk", filter=Q(state=states.AWAITED)),
        received=Count("pk", filter=Q(state=states.RECEIVED)),
    )
    return [
        Waiting("settlements", "Settlements that wait for the money", settlements["awaited"]),
        Waiting("settlements", "Settlements whose money is to be confirmed", settlements["received"]),
        Waiting("payees", "Bank details to verify", BankDetail.objects.filter(state=states.ENTERED).count()),
        Waiting(
            "reports",
            "Yearly reports to review",
            AnnualReport.objects.filter(of_year, state=states.SUBMITTED).count(),
        ),
        Waiting("overdue", "Yearly reports overdue", _overdue(actor, today).count()),
        Waiting("runs", "Payments held in the last run", _held(actor)),
        Waiting(
            "runs",
            "Payments that the bank returned",
            RunLine.objects.filter(of_site, state=states.RETURNED_LINE).count(),
        ),
        Waiting("holds", "Sites on hold", ComplianceHold.objects.filter(of_site, lifted_at=None).count()),
        Waiting(
            "results",
            "Returns and fees to approve",
            FundResult.objects.filter(state=states.PROPOSED).count(),
        ),
        Waiting(
            "recoveries",
            "Recoveries to approve",
            Recovery.objects.filter(of_site, state=states.PROPOSED).count(),
        ),
    ]


def sites_on_hold(actor: Actor) -> list[SiteAccount]:
    """Sites of the reader's office whose payments a person has held, by agreement; at most a hundred, one query."""
    held = ComplianceHold.objects.filter(site=OuterRef("pk"), lifted_at=None)
    rows = _sites(actor).filter(Exists(held)).select_related("agreement").order_by("agreement__number", "pk")
    return list(rows[:MOST_SITES])


def last_run() -> PaymentRun | None:
    """The newest run that was not cancelled."""
    return PaymentRun.objects.exclude(state=states.CANCELLED).order_by("-pk").first()


def sums(actor: Actor) -> dict[str, int]:
    """Sites with an account that the reader's office is for, how many are under full management, and their money."""
    rows = _sites(actor)
    found = rows.aggregate(
        sites=Count("pk"),
        active=Count("pk", filter=Q(agreement__state__in=UNDER_MANAGEMENT)),
        due=Sum("due_cents"),
        deposited=Sum("deposited_cents"),
    )
    return {name: value or 0 for name, value in found.items()}


UNDER_MANAGEMENT = (agreement_states.ACTIVE, agreement_states.REVIEW, agreement_states.MAINTENANCE)


def is_office(actor: Actor) -> bool:
    """Does the reader work for a trust, the registrar or the auditor?"""
    return bool(actor.roles & (READS_ALL | {TRUST_OFFICER, TRUST_APPROVER}))


def _of(actor: Actor, trust: str) -> Q:
    if actor.roles & READS_ALL:
        return Q()
    trusts = [one for role, one in actor.offices if role in (TRUST_OFFICER, TRUST_APPROVER)]
    return Q(**{f"{trust}__in": trusts})


def _sites(actor: Actor) -> QuerySet[SiteAccount]:
    return SiteAccount.objects.filter(_of(actor, "agreement__trust"))


def _overdue(actor: Actor, today: date) -> QuerySet[ManagementYear]:
    years = ManagementYear.objects.filter(_of(actor, "site__agreement__trust"), report_due_on__lt=today)
    return years.exclude(state=states.ENDED).filter(UNREPORTED)


def _held(actor: Actor) -> int:
    run = last_run()
    if run is None:
        return 0
    return RunLine.objects.filter(_of(actor, "site__agreement__trust"), run=run, state=states.HELD).count()
