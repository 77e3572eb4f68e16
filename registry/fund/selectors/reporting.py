"""Which management years and reports a person may see, and everything a report's page shows.

Members of the present owners see their sites, officers of the trust theirs, the registrar's office and the auditor all.
A former owner sees the years of the land no longer: the reports are the owners' of now.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from registry import public_ids
from registry.actor import LANDHOLDER, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements import selectors as agreements
from registry.agreements.models import Agreement, OwnerShare, PlanCost
from registry.agreements.policies import holder_ids
from registry.findings import NotVisible
from registry.fund import states
from registry.fund.models import (
    AnnualReport,
    ComplianceHold,
    Duty,
    Inspection,
    ManagementYear,
    ReportedAction,
    ReportedObservation,
    ReportedSpend,
    ReportPhoto,
    ReportQuery,
)
from registry.parties.models import Organisation

OWNERS = Prefetch(
    "site__agreement__owner_shares", OwnerShare.objects.select_related("organisation").order_by("pk")
)


def visible_agreements(actor: Actor) -> Q:
    """The condition on an agreement."""
    if actor.roles & agreements.READS_ALL:
        return Q()
    trusts = [trust for role, trust in actor.offices if role in (TRUST_OFFICER, TRUST_APPROVER)]
    owned = OwnerShare.objects.filter(
        agreement=OuterRef("pk"), organisation__in=actor.organisation_ids, valid_to=None
    )
    return Q(trust__in=trusts) | Q(Exists(owned))


def visible_years(actor: Actor) -> QuerySet[ManagementYear]:
    """Every management year this person may see, with site, agreement, trust and report."""
    years = ManagementYear.objects.select_related("site__agreement__trust", "report")
    if actor.user_id is None:
        return years.none()
    if actor.roles & agreements.READS_ALL:
        return years
    return years.filter(site__agreement__in=Agreement.objects.filter(visible_agreements(actor)))


def year_for(actor: Actor, year_id: UUID | str) -> ManagementYear:
    """One management year with its owners at hand. Raises NotVisible."""
    rows = visible_years(actor).select_related(
        "report__signature__organisation", "report__decided_by", "report__begun_by"
    )
    return public_ids.find(rows.prefetch_related(OWNERS), year_id, "management year")


def report_of(year: ManagementYear) -> AnnualReport | None:
    """The report of the year, as it was fetched with it."""
    try:
        return year.report
    except AnnualReport.DoesNotExist:
        return None


def owners_of(year: ManagementYear) -> list[Organisation]:
    """Who owes the report now."""
    shares = year.site.agreement.owner_shares.select_related("organisation").filter(valid_to=None)
    return [share.organisation for share in shares.order_by("pk")]


def signs_for(actor: Actor, year: ManagementYear) -> Organisation | None:
    """The owner this person signs for; the first where there are several."""
    known = holder_ids(year.site.agreement)
    return next(
        (owner for owner in owners_of(year) if owner.pk in known and actor.holds(LANDHOLDER, owner.pk)),
        None,
    )


@dataclass(frozen=True, slots=True)
class AnsweredDuty:
    """An action owed in the year and what the report says of it; None where nothing was answered yet."""

    duty: Duty
    answer: ReportedAction | None

    @property
    def done(self) -> str:
        """The answer's code; empty where there is none."""
        return self.answer.done if self.answer else ""


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """A purpose: what the plan states for the year, in prices of the signing, and what was spent; None: not stated."""

    code: str
    label: str
    planned_cents: int
    spent_cents: int | None
    local_cents: int | None


@dataclass(frozen=True, slots=True)
class Content:
    """All a report holds, read in a fixed number of queries."""

    duties: list[AnsweredDuty]
    purposes: list[PurposeLine]
    observations: list[ReportedObservation]
    photos: list[ReportPhoto]
    queries: list[ReportQuery]
    inspections: list[Inspection]

    @property
    def spent_cents(self) -> int:
        """Spent on everything."""
        return sum(line.spent_cents or 0 for line in self.purposes)

    @property
    def local_cents(self) -> int:
        """Of it, to people of the area."""
        return sum(line.local_cents or 0 for line in self.purposes)

    @property
    def planned_cents(self) -> int:
        """What the plan states, in prices of the signing."""
        return sum(line.planned_cents for line in self.purposes)

    @property
    def not_done(self) -> list[AnsweredDuty]:
        """Actions that were not carried out in full."""
        return [
            one for one in self.duties if one.done in (ReportedAction.Done.PARTLY, ReportedAction.Done.NO)
        ]

    @property
    def open_queries(self) -> list[ReportQuery]:
        """Questions without an answer."""
        return [one for one in self.queries if one.answered_at is None]


def content_of(year: ManagementYear) -> Content:
    """Everything about the report of the year; a year without one has its duties and what was planned."""
    report = report_of(year)
    answers = {row.duty_id: row for row in ReportedAction.objects.filter(report=report)} if report else {}
    spent = {row.purpose: row for row in ReportedSpend.objects.filter(report=report)} if report else {}
    duties = Duty.objects.filter(management_year=year).select_related("action").order_by("pk")
    inspections = Inspection.objects.filter(management_year=year).select_related("inspected_by")
    return Content(
        duties=[AnsweredDuty(duty, answers.get(duty.pk)) for duty in duties],
        purposes=[_line(year, str(code), str(label), spent) for code, label in PlanCost.Purpose.choices],
        observations=list(ReportedObservation.objects.filter(report=report)) if report else [],
        photos=list(ReportPhoto.objects.filter(report=report)) if report else [],
        queries=list(ReportQuery.objects.filter(report=report).select_related("asked_by", "answered_by"))
        if report
        else [],
        inspections=list(inspections),
    )


def _line(year: ManagementYear, code: str, label: str, spent: dict[str, ReportedSpend]) -> PurposeLine:
    row = spent.get(code)
    return PurposeLine(
        code,
        label,
        int(year.by_purpose.get(code, 0)),
        row.spent_cents if row else None,
        row.local_cents if row else None,
    )


def year_before(year: ManagementYear) -> ManagementYear | None:
    """The management year before this one, with its report."""
    return (
        ManagementYear.objects.filter(site=year.site, year=year.year - 1)
        .select_related("site__agreement", "report__signature")
        .first()
    )


def photo_for(actor: Actor, year_id: UUID | str, photo_id: UUID | str) -> ReportPhoto:
    """One photo of a report this person may see. Raises NotVisible."""
    rows = ReportPhoto.objects.filter(report__management_year=year_for(actor, year_id))
    return public_ids.find(rows, photo_id, "photo")


def holds_of(agreement: Agreement) -> QuerySet[ComplianceHold]:
    """Every hold of the site's payments, newest first."""
    return ComplianceHold.objects.filter(site__agreement=agreement).select_related("placed_by", "lifted_by")


def open_hold(agreement: Agreement) -> ComplianceHold | None:
    """The hold that stands."""
    return holds_of(agreement).filter(lifted_at=None).first()


def agreement_for(actor: Actor, agreement_id: UUID | str) -> Agreement:
    """An agreement with a site account, for this person. Raises NotVisible."""
    if actor.user_id is None:
        raise NotVisible("site account")
    rows = Agreement.objects.filter(visible_agreements(actor), site_account__isnull=False)
    owners = Prefetch("owner_shares", OwnerShare.objects.select_related("organisation").order_by("pk"))
    found = rows.select_related("trust", "site_account").prefetch_related(owners)
    return public_ids.find(found, agreement_id, "site account")


def waits_for_holder(state: str) -> bool:
    """Is it the holder's turn? Nothing begun, being written, asked about, or rejected."""
    return state in ("", states.DRAFT, states.QUERIED, states.REJECTED)


def is_overdue(year: ManagementYear, *, today: date) -> bool:
    """Its day has passed, it is not with the trust, and the agreement is in force (N63)."""
    report = report_of(year)
    return (
        year.state != states.ENDED
        and year.site.agreement.in_force
        and year.report_due_on < today
        and waits_for_holder(report.state if report else "")
    )
