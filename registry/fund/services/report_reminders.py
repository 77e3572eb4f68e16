"""Each night: who owes a report is reminded before its day and after it (N63)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.actor import system
from registry.agreements import states as agreement_states
from registry.commands import Run, command
from registry.findings import DomainError
from registry.fund import states
from registry.fund.chains import site_chain
from registry.fund.models import ManagementYear, ReportReminder
from registry.fund.policies.reports import may_remind
from registry.fund.services.report_holding import HOLDER_STATES, tell_owners, tell_trust

MARKS: tuple[tuple[str, int | None, int], ...] = (
    ("before_60", 31, 60),
    ("before_30", 8, 30),
    ("before_7", 0, 7),
    ("overdue_1", -29, -1),
    ("overdue_30", None, -30),
)
"""The reminders, each once, with the days left until the report is due from which (None: however late)
and to which it is the one to send. A
night that was missed is made up by the next; a mark that passed meanwhile is not sent any more. The days are ours."""


@command("report.remind")
def remind(run: Run, *, year_pk: int, kind: str, today: date, now: datetime) -> dict[str, Any]:
    """Tell the owners of now, and the trust once the report is overdue. Each kind goes out once for a year."""
    run.allow(may_remind(run.actor))
    year = ManagementYear.objects.select_related("site__agreement__trust").get(pk=year_pk)
    _, made = ReportReminder.objects.get_or_create(management_year=year, kind=kind, defaults={"sent_at": now})
    if not made:
        raise DomainError("report.reminded_already", "This reminder went out already.")
    day = f"{year.report_due_on:%d/%m/%Y}"
    if year.report_due_on >= today:
        tell_owners(
            year,
            f"Report due on {day}",
            f"The yearly report is due on {day}. The next payment waits for it to be approved.",
            now=now,
        )
    else:
        overdue = f"The yearly report was due on {day} and has not been submitted."
        tell_owners(year, "Report overdue", f"{overdue} The next payment waits for it.", now=now)
        tell_trust(year, "Report overdue", overdue, now=now)
    run.event(
        chain=site_chain(year.site),
        subject=str(year.public_id),
        data={"agreement": str(year.site.agreement), "year": year.year, "kind": kind, "due_on": day},
    )
    return {"id": str(year.public_id), "kind": kind}


def remind_all(*, today: date, now: datetime) -> dict[str, int]:
    """Send what is due tonight."""
    actor, sent = system("calendar"), 0
    for kind, least, most in MARKS:
        for pk in list(_waiting(kind, today, least, most).values_list("pk", flat=True)):
            remind(
                actor=actor, key=f"report-reminder:{pk}:{kind}", year_pk=pk, kind=kind, today=today, now=now
            )
            sent += 1
    return {"reminded": sent}


def _waiting(kind: str, today: date, least: int | None, most: int) -> QuerySet[ManagementYear]:
    """Years that have begun, of agreements in force, whose report is the holder's turn and due in that many days."""
    sent = ReportReminder.objects.filter(management_year=OuterRef("pk"), kind=kind)
    return (
        ManagementYear.objects.filter(
            ~Exists(sent),
            Q(report=None) | Q(report__state__in=HOLDER_STATES),
            due_on__lte=today,
            report_due_on__gte=date.min if least is None else today + timedelta(days=least),
            report_due_on__lte=today + timedelta(days=most),
            site__agreement__state__in=agreement_states.IN_FORCE,
        )
        .exclude(state=states.ENDED)
        .order_by("report_due_on", "pk")
    )
