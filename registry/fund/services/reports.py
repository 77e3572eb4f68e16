"""The yearly report of a site (N63): begun and saved by the holder as often as wanted, submitted under a declaration,
asked about, approved or rejected by the trust."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from registry import entries, public_ids
from registry.commands import Run, command
from registry.findings import DomainError, Finding, NotVisible, require_no_errors
from registry.fund import states
from registry.fund.models import (
    WHOLE_SHARE,
    AnnualReport,
    ReportedAction,
    ReportedSpend,
    ReportQuery,
)
from registry.fund.policies import reports as policies
from registry.fund.selectors import report_checks, reporting
from registry.fund.services import report_entries, report_holding, report_statements
from registry.fund.services.report_holding import change, held, held_year, tell_owners, tell_trust, told
from registry.parties.services import signatures


@command("report.begin")
def begin(run: Run, *, year_id: UUID | str, today: date, now: datetime) -> dict[str, Any]:
    """Begin the report of a management year that has begun itself."""
    year = held_year(run.actor, year_id)
    run.allow(policies.may_write(run.actor, year.site.agreement))
    if year.state == states.ENDED:
        raise DomainError(
            "report.year_ended", "The agreement ended before this year began: nothing is owed for it."
        )
    if year.due_on > today:
        raise DomainError(
            "report.year_not_begun", f"The year begins on {year.due_on:%d/%m/%Y}. Report on it from then on."
        )
    if AnnualReport.objects.filter(management_year=year).exists():
        raise DomainError("report.begun_already", "The report of this year was begun already. Open it.")
    report = AnnualReport.objects.create(management_year=year, begun_by_id=run.actor.person_id, begun_at=now)
    return told(run, report, {})


@command("report.save")
def save(
    run: Run,
    *,
    year_id: UUID | str,
    actions: Sequence[Mapping[str, Any]],
    spending: Sequence[Mapping[str, Any]],
    summary: str,
    changes: str,
    expected_version: int,
) -> dict[str, Any]:
    """Save the whole draft: what is not named is not answered. `actions`: `duty_id`, `done` (yes, partly, no or empty),
    `what`, `why_not`. `spending`: `purpose`, `spent_cents`, `local_cents`. Raises StaleEdit, InvalidInput."""
    report = held(run.actor, year_id)
    year = report.management_year
    run.allow(policies.may(run.actor, year.site.agreement, "save"))
    draft = report_entries.read(year, actions=actions, spending=spending, summary=summary, changes=changes)
    change(report, "save", expected_version=expected_version, summary=draft.summary, changes=draft.changes)
    report.actions.all().delete()
    ReportedAction.objects.bulk_create(
        ReportedAction(report=report, duty=one.duty, done=one.done, what=one.what, why_not=one.why_not)
        for one in draft.actions
    )
    report.spending.all().delete()
    ReportedSpend.objects.bulk_create(
        ReportedSpend(
            report=report, purpose=one.purpose, spent_cents=one.spent_cents, local_cents=one.local_cents
        )
        for one in draft.spending
    )
    return told(
        run,
        report,
        {
            "answered": sum(bool(one.done) for one in draft.actions),
            "spending": {one.purpose: [one.spent_cents, one.local_cents] for one in draft.spending},
        },
    )


@command("report.submit")
def submit(
    run: Run,
    *,
    year_id: UUID | str,
    typed_name: str,
    capacity: str,
    expected_version: int,
    now: datetime,
) -> dict[str, Any]:
    """Hand the report in under the declaration. Raises InvalidInput with everything that is missing."""
    report = held(run.actor, year_id)
    year = report.management_year
    run.allow(policies.may(run.actor, year.site.agreement, "submit"))
    states.REPORT.require("submit", report.state)
    content = reporting.content_of(year)
    require_no_errors(report_checks.missing(content))
    owner = reporting.signs_for(run.actor, year)
    if owner is None:
        raise NotVisible("owner")
    text = report_statements.declaration(report, content)
    seen = report_statements.fingerprint(report, content)
    signature = signatures.sign(
        actor=run.actor,
        organisation=owner,
        statement_code=report_statements.DECLARATION,
        statement_text=text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    change(report, "submit", expected_version=expected_version, signature=signature, submitted_at=now)
    tell_trust(
        year, "Report submitted", f"{owner} submitted the report. Look at it beside the plan.", now=now
    )
    return told(
        run,
        report,
        {
            "content_sha256": seen,
            "spent_cents": content.spent_cents,
            "local_cents": content.local_cents,
            "not_done": len(content.not_done),
        },
    )


@command("report.query")
def query(
    run: Run, *, year_id: UUID | str, question: str, expected_version: int, now: datetime
) -> dict[str, Any]:
    """Ask the holder; the report is theirs to write again."""
    report = held(run.actor, year_id)
    year = report.management_year
    run.allow(policies.may(run.actor, year.site.agreement, "query"))
    question = _required(question, field="question", called="the question")
    change(report, "query", expected_version=expected_version)
    asked = ReportQuery.objects.create(
        report=report, question=question, asked_by_id=run.actor.person_id, asked_at=now
    )
    tell_owners(year, "Question about your report", question, now=now)
    return told(run, report, {"query": str(asked.public_id)}, query_id=str(asked.public_id))


@command("report.answer")
def answer(
    run: Run, *, year_id: UUID | str, query_id: UUID | str, text: str, now: datetime
) -> dict[str, Any]:
    """Answer a question; the report is submitted again after the last one. An answer can be put better until then."""
    report = held(run.actor, year_id)
    run.allow(policies.may(run.actor, report.management_year.site.agreement, "save"))
    text = _required(text, field="text", called="the answer")
    asked = public_ids.find(ReportQuery.objects.filter(report=report), query_id, "question")
    report_holding.touch(report)
    ReportQuery.objects.filter(pk=asked.pk).update(
        answer=text, answered_by_id=run.actor.person_id, answered_at=now
    )
    return told(run, report, {"query": str(asked.public_id)})


@command("report.approve")
def approve(
    run: Run,
    *,
    year_id: UUID | str,
    payable_parts: int = WHOLE_SHARE,
    reason: str = "",
    expected_version: int,
    now: datetime,
) -> dict[str, Any]:
    """Approve, with the share of the next payment in parts of ten thousand: the whole, or less with a reason where the
    report or an inspection says that actions were not carried out."""
    report = held(run.actor, year_id)
    year = report.management_year
    run.allow(policies.may_decide(run.actor, year.site.agreement, report, "approve"))
    states.REPORT.require("approve", report.state)
    content = reporting.content_of(year)
    reason = _share_reason(content, payable_parts=payable_parts, reason=reason)
    _decide(run, report, "approve", expected_version, reason, now, payable_parts=payable_parts)
    text = "The report is approved."
    if payable_parts < WHOLE_SHARE:
        text += f" {_percent(payable_parts)} of the next payment is approved: {reason}"
    tell_owners(year, "Report approved", text, now=now)
    return told(run, report, {"payable_parts": payable_parts, "reason": reason}, payable_parts=payable_parts)


def _share_reason(content: reporting.Content, *, payable_parts: int, reason: str) -> str:
    findings: list[Finding] = []
    if isinstance(payable_parts, bool) or not 0 <= payable_parts <= WHOLE_SHARE:
        message = "Enter a share from 0 to 100 per cent."
        findings.append(Finding("report.payable_parts.range", message, "payable_parts"))
    less = not findings and payable_parts < WHOLE_SHARE
    visits_found_less = content.inspections and not content.inspections[0].actions_complete
    if less and not content.not_done and not visits_found_less:
        message = (
            "Every action was reported as done, and no inspection found otherwise: approve the whole payment."
        )
        findings.append(Finding("report.payable_parts.no_ground", message, "payable_parts"))
    reason = entries.text(
        findings,
        reason,
        about="report",
        field="reason",
        called="why less than the whole is approved",
        required=less,
    )
    require_no_errors(findings)
    return reason


def _percent(parts: int) -> str:
    whole, rest = divmod(parts, 100)
    return f"{whole}.{rest:02d} %" if rest else f"{whole} %"


@command("report.reject")
def reject(
    run: Run, *, year_id: UUID | str, reason: str, expected_version: int, now: datetime
) -> dict[str, Any]:
    """Reject, with a reason; the holder can mend it and submit it again."""
    report = held(run.actor, year_id)
    year = report.management_year
    run.allow(policies.may_decide(run.actor, year.site.agreement, report, "reject"))
    reason = _required(reason, field="reason", called="the reason")
    _decide(run, report, "reject", expected_version, reason, now)
    tell_owners(year, "Report rejected", f"{reason} Mend the report and submit it again.", now=now)
    return told(run, report, {"reason": reason})


def _decide(
    run: Run,
    report: AnnualReport,
    action: str,
    expected_version: int,
    reason: str,
    now: datetime,
    **more: Any,
) -> None:
    change(
        report,
        action,
        expected_version=expected_version,
        decided_by_id=run.actor.person_id,
        decided_at=now,
        decision=reason,
        **more,
    )


def _required(value: str, *, field: str, called: str) -> str:
    return entries.required_text(
        value, about="report", field=field, called=called, longest=report_entries.LONGEST_TEXT
    )
