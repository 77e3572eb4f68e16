"""The decision: a delegate approves, and what is owed becomes a condition of the consent (N25), or refuses."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.chains import obligation_chain
from credits.obligations.models import Application, Obligation
from credits.obligations.selectors import review
from credits.obligations.services import applying, entries, imposing
from credits.obligations.services.review_steps import answer_of, concerned, hold, move, tell, told
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

NO_NEW_VARIATION_FROM = date(2025, 3, 7)
"""From here on no approval can permit the variation rules (Amendment Act 2024)."""
VARIATION_CLAUSE = "BC Reg cl 6.4, as amended from 7 March 2025"
MODIFICATION = Application.ApplicationKind.MODIFICATION


@command("decision.approve")
def approve(
    run: Run,
    *,
    application_id: str,
    consent_number: str,
    decided_on: date,
    lapses_on: date | None = None,
    reason: str = "",
    expected_version: int | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Approve as recommended: the obligation is a condition of the consent from now on, or the lines of the one there
    is are modified. By a delegate who neither recommended it nor lodged it.

    Raises NotVisible, NotAllowed, InvalidInput, StaleEdit; DomainError where the impact leaves only refusal (N24) or
    something the decision of that day needs is missing."""
    application = hold(run.actor, application_id, with_development=True)
    run.allow(policies.may_decide(run.actor, application, "approve"))
    states.APPLICATION.require("approve", application.state)
    values = _decision(application, consent_number, decided_on, lapses_on, reason, today)
    _require_approvable(application, decided_on)
    is_modification = application.kind == MODIFICATION
    existing = review.obligation_to_modify(application) if is_modification else None
    if is_modification and existing is None:
        raise DomainError(
            "decision.nothing_to_modify", "There is no obligation in force or discharged to modify any more."
        )
    by_id = run.actor.person_id
    move(
        application,
        "approve",
        expected_version=expected_version,
        decided_by_id=by_id,
        decided_at=now,
        **values,
    )
    development = application.development
    tell(
        application,
        *concerned(application),
        title=f"{application.number} approved",
        body=f"“{development.title}” is approved under {application.consent_number}."[:500],
        now=now,
    )
    if existing is not None:
        done = imposing.modify(application, existing, on=decided_on, by_id=by_id, now=now)
        run.event(
            chain=obligation_chain(existing),
            subject=str(existing.public_id),
            data={"application": application.number, "modified": done, "on": decided_on.isoformat()},
        )
        return answer_of(application, obligation_id=str(existing.public_id))
    made = imposing.impose(application, on=decided_on, by_id=by_id, now=now)
    return told(
        run,
        application,
        {
            "approved": application.consent_number,
            "on": decided_on.isoformat(),
            "obligation": made.number if made else None,
            "credits": sum(line.required for line in made.lines.all()) if made else 0,
        },
        obligation_id=str(made.public_id) if made else None,
    )


def _decision(
    application: Application,
    consent_number: str,
    decided_on: date,
    lapses_on: date | None,
    reason: str,
    today: date,
) -> dict[str, Any]:
    findings: list[Finding] = []
    number = entries.text(
        findings, consent_number, field="consent_number", called="the number of the consent", longest=120
    )
    reason = entries.text(findings, reason, field="reason", called="the reason", required=False)
    if decided_on > today:
        message = "The day of the decision cannot lie in the future."
        findings.append(Finding("decision.in_future", message, "decided_on"))
    lodged_on = timezone.localdate(application.lodged_at)
    if decided_on < lodged_on:
        message = (
            f"The application was lodged here on {lodged_on:%d/%m/%Y}, so it cannot be decided on an earlier day. A "
            "consent decided before is loaded from a file."
        )
        findings.append(Finding("decision.before_application", message, "decided_on"))
    if lapses_on is not None and lapses_on <= decided_on:
        message = "The consent lapses after the day of the decision."
        findings.append(Finding("decision.lapses_too_early", message, "lapses_on"))
    if application.variation_permitted and decided_on >= NO_NEW_VARIATION_FROM:
        message = (
            "A consent decided on or after 7 March 2025 cannot permit the variation rules. Return the application and "
            "take the permission out."
        )
        findings.append(
            Finding("decision.variation_too_late", message, "decided_on", clause=VARIATION_CLAUSE)
        )
    taken = Obligation.objects.filter(
        authority=application.development.authority_id,
        reference=number,
        source__in=["consent", "certification"],
    )
    if number and application.kind != MODIFICATION and taken.exists():
        message = f"{number} is the number of another consent of this authority."
        findings.append(Finding("decision.number_taken", message, "consent_number"))
    if findings:
        raise InvalidInput(findings)
    return {
        "consent_number": number,
        "decided_on": decided_on,
        "lapses_on": lapses_on,
        "decision_reason": reason,
    }


def _require_approvable(application: Application, decided_on: date) -> None:
    refusing = review.refusal_required(application)
    if refusing:
        raise DomainError(
            refusing[0].code, " ".join(f"{one.message} ({one.clause})" for one in refusing), refusing
        )
    missing = review.missing(application, on=decided_on)
    if missing:
        raise DomainError(
            "review.incomplete",
            "Something the decision needs is missing: " + " ".join(one.message for one in missing),
            missing,
        )


@command("decision.refuse")
def refuse(
    run: Run,
    *,
    application_id: str,
    reason: str,
    expected_version: int | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Refuse, with the reason; the development can be applied for again. By a delegate who neither recommended it nor
    lodged it. Raises NotVisible, NotAllowed, InvalidInput, DomainError, StaleEdit."""
    application = hold(run.actor, application_id, with_development=True)
    run.allow(policies.may_decide(run.actor, application, "refuse"))
    states.APPLICATION.require("refuse", application.state)
    findings: list[Finding] = []
    reason = entries.text(findings, reason, field="reason", called="why you refuse")
    if findings:
        raise InvalidInput(findings)
    move(
        application,
        "refuse",
        expected_version=expected_version,
        decided_by_id=run.actor.person_id,
        decided_at=now,
        decided_on=today,
        decision_reason=reason,
    )
    development = application.development
    applying.reopen(development)
    tell(
        application,
        *concerned(application),
        title=f"{application.number} refused",
        body=reason[:500],
        now=now,
    )
    return told(run, application, {"refused": reason, "on": today.isoformat()})
