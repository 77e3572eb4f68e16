"""Sites under full management with years, duties and reports, put there without the money that begins them."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from registry.actor import Actor
from registry.agreements import states as agreement_states
from registry.agreements.models import AgreedPlan, Agreement, OwnerShare, PlanAction
from registry.fund.models import AnnualReport, Duty, ManagementYear, Schedule, SiteAccount
from registry.fund.money.days import anniversary
from registry.fund.selectors import reporting
from registry.fund.services import reports
from tests.builders_agreements import actor, name_of
from tests.builders_people import Cast

HOLDER, OFFICER, APPROVER = "landholder_signatory", "trust_officer", "trust_approver"
BY_PURPOSE = {"weeds_pests": 600_000, "fire": 400_000}


def today() -> date:
    """Today in Sydney."""
    return timezone.localdate()


def now() -> datetime:
    """This moment."""
    return timezone.now()


def made_agreement(
    cast: Cast, *, number: str = "BS9001", owner: str = "landholder", **facts: Any
) -> Agreement:
    """In force under full management, of one owner."""
    long_ago = today() - timedelta(days=800)
    agreement = Agreement.objects.create(
        **{
            "number": number,
            "title_reference": "AB123456",
            "site_name": "Ironbark Hills",
            "applicant": cast.organisation(owner),
            "trust": cast.organisation("trust"),
            "state": agreement_states.ACTIVE,
            "registered_on": long_ago,
            "activated_on": long_ago,
            "created_by": cast.person("registrar"),
            **facts,
        }
    )
    OwnerShare.objects.create(
        agreement=agreement, organisation=cast.organisation(owner), parts=1, valid_from=long_ago
    )
    return agreement


def made_site(cast: Cast, **facts: Any) -> SiteAccount:
    """A site account whose deposit is paid, with a plan of three actions and a schedule."""
    agreement = made_agreement(cast, **facts)
    by = cast.person("registrar")
    plan = AgreedPlan.objects.create(agreement=agreement, version=1, created_by=by, created_at=now())
    for title in ("Weeds sprayed", "Ridge burnt", "Fence kept"):
        PlanAction.objects.create(plan=plan, action_code=title.lower().replace(" ", "_"), title=title)
    AgreedPlan.objects.filter(pk=plan.pk).update(frozen_at=now())
    Schedule.objects.create(
        agreement=agreement,
        version=1,
        plan=plan,
        rate="0.03200",
        rate_reason="Made up for the test.",
        timing="ADVANCE",
        tail_cents=500_000,
        total_fund_deposit_cents=23_661_728,
        undiscounted_cents=20_000_000,
        parameters=[],
        frozen_on=agreement.registered_on,
        made_at=now(),
        made_by=by,
    )
    return SiteAccount.objects.create(
        agreement=agreement,
        opened_on=agreement.registered_on,
        credits_total=100,
        credits_settled=100,
        due_cents=23_661_728,
        deposited_cents=23_661_728,
        threshold_cents=18_929_383,
        measure="DEPOSITS",
        regime="PROPORTIONAL",
        threshold_reached_on=agreement.activated_on,
    )


def made_year(
    cast: Cast, *, site: SiteAccount | None = None, year: int = 1, days_until_due: int = 20, **site_facts: Any
) -> ManagementYear:
    """A management year whose report is due in that many days (below zero: it is overdue)."""
    site = site or made_site(cast, **site_facts)
    schedule = Schedule.objects.get(agreement=site.agreement)
    report_due_on = today() + timedelta(days=days_until_due)
    ends_on = report_due_on + timedelta(days=30)
    found = ManagementYear.objects.create(
        site=site,
        year=year,
        schedule=schedule,
        due_on=anniversary(ends_on, -1),
        ends_on=ends_on,
        report_due_on=report_due_on,
        real_cents=1_000_000,
        by_purpose=BY_PURPOSE,
    )
    for action in PlanAction.objects.filter(plan=schedule.plan):
        Duty.objects.create(management_year=found, action=action)
    return found


def begun(cast: Cast, year: ManagementYear, *, by: str = HOLDER) -> AnnualReport:
    """Its report, begun by an owner."""
    reports.begin(actor=actor(cast, by), year_id=str(year.public_id), today=today(), now=now())
    return AnnualReport.objects.get(management_year=year)


def answers(year: ManagementYear, *done: str) -> list[dict[str, str]]:
    """An answer for each duty: done, unless `done` says otherwise; with why not where it was not."""
    given = [*done, *["yes"] * 3]
    return [
        {
            "duty_id": str(duty.public_id),
            "done": answer,
            "what": "As planned." if answer == "yes" else "",
            "why_not": "" if answer == "yes" else "Too wet.",
        }
        for duty, answer in zip(year.duties.order_by("pk"), given, strict=False)
    ]


def spending(**spent: tuple[int, int]) -> list[dict[str, Any]]:
    """What was spent, and locally, by purpose."""
    return [
        {"purpose": purpose, "spent_cents": whole, "local_cents": local}
        for purpose, (whole, local) in spent.items()
    ]


def draft(year: ManagementYear, **changes: Any) -> dict[str, Any]:
    """A whole draft, complete."""
    return {
        "actions": answers(year),
        "spending": spending(weeds_pests=(500_000, 400_000), fire=(300_000, 160_000)),
        "summary": "A dry year.",
        "changes": "",
        **changes,
    }


def saved(cast: Cast, year: ManagementYear, *, by: str = HOLDER, **changes: Any) -> AnnualReport:
    """Begun and saved with a complete draft."""
    report = begun(cast, year, by=by)
    reports.save(
        actor=actor(cast, by),
        year_id=str(year.public_id),
        expected_version=report.version,
        **draft(year, **changes),
    )
    report.refresh_from_db()
    return report


def submit(cast: Cast, year: ManagementYear, *, by: str = HOLDER) -> AnnualReport:
    """Submit what is saved."""
    report = AnnualReport.objects.get(management_year=year)
    reports.submit(
        actor=actor(cast, by),
        year_id=str(year.public_id),
        typed_name=name_of(by),
        capacity="Owner",
        expected_version=report.version,
        now=now(),
    )
    report.refresh_from_db()
    return report


def submitted(cast: Cast, year: ManagementYear, *, by: str = HOLDER, **changes: Any) -> AnnualReport:
    """A complete report, submitted."""
    saved(cast, year, by=by, **changes)
    return submit(cast, year, by=by)


def approved(cast: Cast, year: ManagementYear, **changes: Any) -> AnnualReport:
    """A complete report, approved by an officer of the trust."""
    report = submitted(cast, year, **changes)
    reports.approve(
        actor=actor(cast, OFFICER), year_id=str(year.public_id), expected_version=report.version, now=now()
    )
    report.refresh_from_db()
    return report


def content(cast: Cast, year: ManagementYear, *, by: str = HOLDER) -> reporting.Content:
    """The report's content as somebody sees it."""
    seen: Actor = actor(cast, by)
    return reporting.content_of(reporting.year_for(seen, year.public_id))


def photo(*, colour: str = "green", side_px: int = 40, kind: str = "JPEG") -> bytes:
    """The bytes of a small photo."""
    out = BytesIO()
    Image.new("RGB", (side_px, side_px), colour).save(out, kind)
    return out.getvalue()
